"""The grammar of queries: fields, operators, and plain speech."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.gazetteer import shipped_gazetteer
from bot.model.errors import QueryError
from bot.query import All, And, Field, Not, Or, Query, Span, Words, parse_query
from bot.taxonomy import shipped_taxonomy

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)  # a Saturday, noon in Seoul


def read(text: str) -> Query:
    """Read a query with the shipped names."""
    return parse_query(text, shipped_taxonomy(), shipped_gazetteer(), now=NOW)


def parts(text: str) -> tuple[object, ...]:
    """Return the conditions of a query that all must hold."""
    node = read(text).node
    return node.nodes if isinstance(node, And) else (node,)


def types(text: str) -> tuple[str, ...]:
    """Return the types a query asks for."""
    return next((p.values for p in parts(text) if isinstance(p, Field) and p.name == "type"), ())


def span(text: str) -> tuple[str | None, str | None]:
    """Return the days a query asks for."""
    found = read(text).span
    return found.since, found.until


def test_nothing_asks_for_everything() -> None:
    """An empty query is no error."""
    assert isinstance(read("  ").node, All)


@pytest.mark.parametrize(
    ("text", "type_id"),
    [
        ("type:icbm", "missile_test.icbm"),
        ("icbm launches last year", "missile_test.icbm"),
        ("ICBMs", "missile_test.icbm"),
        ("type:missile_test", "missile_test"),
        ("balloons since May 2024", "propaganda_campaign.balloons"),
        ("last nuclear test", "nuclear_test"),
    ],
)
def test_a_type_is_known_by_its_id_and_by_what_people_call_it(text: str, type_id: str) -> None:
    """Fields and plain speech lead to the same condition."""
    assert types(text) == (type_id,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since:2022", ("2022-01-01", None)),
        ("icbm since 2022", ("2022-01-01", None)),
        ("until:2024-05", (None, "2024-05-31")),
        ("on:2025-10-31", ("2025-10-31", "2025-10-31")),
        ("balloons since May 2024", ("2024-05-01", None)),
        ("icbm last year", ("2025-01-01", "2025-12-31")),
        ("what happened at Sunan in 2022", ("2022-01-01", "2022-12-31")),
        ("tests before 2020", (None, "2019-12-31")),
        ("russia this week", ("2026-11-16", "2026-11-22")),
        ("drills between 2019 and 2021", ("2019-01-01", "2021-12-31")),
        ("past 30 days", ("2026-10-22", "2026-11-21")),
        ("on 12 March 2024", ("2024-03-12", "2024-03-12")),
        ("yesterday", ("2026-11-20", "2026-11-20")),
        ("march", ("2026-03-01", "2026-03-31")),
        ("december", ("2025-12-01", "2025-12-31")),
        ('since:"last month"', ("2026-10-01", None)),
        ("since:2020 until:2021", ("2020-01-01", "2021-12-31")),
    ],
)
def test_days_are_read_as_people_say_them(text: str, expected: tuple[str | None, str | None]) -> None:
    """Both in fields and in plain speech, in the asker's zone."""
    assert span(text) == expected


def test_the_newest_one_is_asked_for_with_last() -> None:
    """The words “last nuclear test” want one event."""
    assert read("last nuclear test").newest == 1
    assert read("nuclear test").newest is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("severity:>=4", 4, None), ("severity:&gt;=4", 4, None), ("severity>3", 4, None), ("severity:4", 4, 4),
        ("severity:2-3", 2, 3), ("severity:≥4", 4, None), ("severity:4+", 4, None), ("count:<10", None, 9),
    ],
)  # fmt: skip
def test_numbers_are_compared_however_they_are_typed(text: str, low: float, high: float) -> None:
    """Slack's escaping and a phone's keyboard included."""
    (condition,) = parts(text)
    assert isinstance(condition, Field)
    assert (condition.low, condition.high) == (low, high)


def test_a_place_includes_what_lies_in_it() -> None:
    """Asking for Pyongyang finds launches from Sunan."""
    (condition,) = parts("place:Pyongyang")
    assert isinstance(condition, Field)
    assert "sunan" in condition.values


def test_a_minus_excludes_only_the_next_word() -> None:
    """-car leaves the rest asked for."""
    assert [type(p) for p in parts("limousine -car gift")] == [Words, Not, Words]


def test_or_and_parentheses_group() -> None:
    """(a OR b) c."""
    node = read("(limousine OR embassy) since:2024").node
    assert isinstance(node, And)
    assert isinstance(node.nodes[0], Or)
    assert isinstance(node.nodes[1], Span)


def test_a_phrase_stays_words_even_when_it_names_a_type() -> None:
    """Quotation marks mean: these words."""
    assert parts("“missile launch”") == (Words("missile launch", phrase=True),)


@pytest.mark.parametrize(
    ("text", "word", "hint"),
    [
        ("tpye:icbm", "tpye", "type"),
        ("type:icmb", "icmb", "icbm"),
        ("place:Sunnan", "Sunnan", "Sunan"),
        ("severity:9", "9", "severity:>=4"),
        ("severity:high-ish", "high-ish", "severity:"),
        ("since:someday", "someday", "since:2024-05"),
        ("since someday", "someday", "2024-05"),
        ("status:maybe", "maybe", "occurred"),
        ("balloons OR", "OR", "balloons OR drones"),
        ("(balloons", "(", "("),
        ("balloons)", ")", ""),
        ('"air raid', '"', "like this"),
        ("since:2024 until:2023", "2023-12-31", ""),
        ("type:|", "type", "type:icbm"),
        ('source:":"', ":", "source:Yonhap"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_would_do(text: str, word: str, hint: str) -> None:
    """A typo is told, never guessed and never silent."""
    with pytest.raises(QueryError) as caught:
        read(text)
    assert caught.value.word == word
    assert hint in (caught.value.hint or "")


def said(text: str) -> str:
    """Return what a text is read as, or why it cannot be read."""
    try:
        return read(text).describe()
    except QueryError as error:
        return str(error)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_in_one_sentence(text: str) -> None:
    """Nothing a person types is a crash."""
    assert said(text)


WORDS = [
    "icbm",
    "type:",
    "-",
    "(",
    ")",
    "OR",
    '"',
    "since",
    "2022",
    "place:",
    "severity:>=",
    "north",
    "last",
    ":",
    ">",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_mixture_of_the_grammar_s_own_pieces_is_read_or_refused(pieces: list[str]) -> None:
    """Half-typed queries too."""
    assert said(" ".join(pieces))


@pytest.mark.parametrize(
    ("text", "newest", "kind"),
    [
        ("last 5 missile launches", 5, ("missile_test",)),
        ("latest 3 icbm", 3, ("missile_test.icbm",)),
        ("most recent three nuclear tests", 3, ("nuclear_test",)),
        ("last 20 events", 20, ()),
    ],
)
def test_a_number_of_the_newest_can_be_asked_for(text: str, newest: int, kind: tuple[str, ...]) -> None:
    """The number is how many, no word to search for."""
    query = read(text)
    assert (query.newest, types(text), query.free_words) == (newest, kind, ())
    assert query.describe().startswith(f"the last {newest}: ")


def test_days_counted_back_are_still_days() -> None:
    """A number before a unit of time is no number of events."""
    assert read("last 5 days").newest is None
    assert span("icbm last 30 days") == ("2026-10-22", "2026-11-21")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("🚀", "missile_test"), (":rocket: 2024", "missile_test"), ("🎈", "propaganda_campaign")],
)
def test_a_type_is_known_by_its_sign(text: str, kind: str) -> None:
    """The emoji that the bot shows beside a type, as a phone or as Slack writes it."""
    assert types(text) == (kind,)


@pytest.mark.parametrize("text", ["🎉", "🎉🎉 the", "!!!", "()", '"…"', "-🎉"])
def test_a_text_without_a_word_is_no_question_for_everything(text: str) -> None:
    """Only an empty query asks for all events."""
    with pytest.raises(QueryError, match="no word"):
        read(text)


def test_a_sign_beside_words_is_let_be() -> None:
    """What it means is not guessed."""
    assert parts("limousine 🎉") == (Words("limousine"),)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("icbm last year", True), ("icbm until 2025", True), ("on:2026-11-20", True), ("yesterday OR 2024", True),
        ("icbm", False), ("icbm since 2022", False), ("this week", False), ("on:2026-11-21", False),
        ("balloons OR 2024", False), ("-on:2024", False),
    ],
)  # fmt: skip
def test_a_query_for_the_past_alone_is_known(text: str, past: bool) -> None:
    """It can never be answered by what is still to come."""
    assert read(text).only_past(NOW.date()) is past


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("icbm last year", "icbm"),
        ("icbm place:Sunan since:2022 -failed", "icbm place:Sunan -failed"),
        ('"missile launch" before:2020', '"missile launch"'),
        ("(limousine OR embassy) in 2024", "( limousine OR embassy )"),
        ("last 3 nuclear tests in 2016", "last 3 nuclear tests"),
        ("2024", ""),
        ("icbm", "icbm"),
    ],
)
def test_a_query_can_be_asked_without_its_dates(text: str, rest: str) -> None:
    """Its text says the same as its conditions."""
    free = read(text).without_dates()
    assert free.text == rest
    assert free.node == read(rest).node
    assert free.span == Span()
