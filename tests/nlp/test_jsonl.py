"""The contract of items and verdicts as JSON Lines."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import InputError
from bot.model.verdict import Evidence, Facts, Item, TypeScore, Verdict
from bot.nlp.jsonl import numbered_lines, parse_item, parse_line, read_published, verdict_dict, verdict_line

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(["id", "title", "summary", "published", "source", "url", "lang"])


def test_a_full_item_is_read() -> None:
    """Every field of the contract arrives."""
    item = parse_line(
        '{"id": 7, "title": " A ", "summary": "B", "published": "2024-10-24T07:11:00+09:00", '
        '"source": "S", "url": "https://a.example/", "lang": "en"}'
    )
    when = datetime(2024, 10, 23, 22, 11, tzinfo=UTC)
    assert item == Item("7", "A", "B", when, "S", "https://a.example/", "en")


def test_a_date_alone_is_that_day_in_seoul() -> None:
    """Midnight in Seoul, and known to the day only."""
    assert read_published("2024-10-24") == (datetime(2024, 10, 23, 15, 0, tzinfo=UTC), "day")


@pytest.mark.parametrize("missing", [None, ""])
def test_a_missing_date_stays_unknown(missing: str | None) -> None:
    """Unknown is never now."""
    assert read_published(missing)[0] is None


def test_a_feed_date_is_read() -> None:
    """RFC 822, as RSS writes it."""
    assert read_published("Thu, 24 Oct 2024 07:11:00 +0900")[0] == datetime(2024, 10, 23, 22, 11, tzinfo=UTC)


def test_an_item_without_an_id_gets_a_stable_one() -> None:
    """The same text has the same id, another text another."""
    assert parse_item({"title": "A"}).id == parse_item({"title": "A"}).id
    assert parse_item({"title": "A"}).id != parse_item({"title": "B"}).id


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Line 3 is not JSON"),
        ("[]", "Line 3: An item is a JSON object"),
        ("{}", "Line 3: An item needs a title"),
        ('{"title": "  "}', "Line 3: An item needs a title"),
        ('{"title": "A", "summary": []}', "Line 3: summary must be text"),
        ('{"title": "A", "published": "soon"}', 'Line 3: published "soon" is no date'),
        ('{"title": "A", "published": 7}', 'Line 3: published "7" is no date'),
        ('{"title": "A", "published": []}', "Line 3: published must be"),
        ('{"title": "A", "published": "0001-01-01"}', "Line 3: published"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, why: str) -> None:
    """The number of the line and what is wrong with it."""
    with pytest.raises(InputError, match=why):
        parse_line(line, 3)


@pytest.mark.parametrize("value", ["soon", 7, [], True, "31 Febtober"])
def test_a_date_that_cannot_be_read_is_told_and_the_item_is_read_without(value: object) -> None:
    """`published` is optional: the rest of the line still says what took place."""
    told: list[str] = []
    item = parse_line(json.dumps({"title": "A", "published": value}), 3, told.append)
    assert (item.title, item.published) == ("A", None)
    assert len(told) == 1
    assert told[0].startswith("Line 3: published ")


@pytest.mark.parametrize("value", [1729721460, 1729721460.0, 1729721460000, "1729721460"])
def test_a_number_is_seconds_or_milliseconds_since_1970(value: object) -> None:
    """As programs write times."""
    assert read_published(value) == (datetime(2024, 10, 23, 22, 11, tzinfo=UTC), "second")


@given(st.dictionaries(FIELDS, JSON, max_size=7))
def test_any_object_is_an_item_or_a_clear_error(raw: dict[str, object]) -> None:
    """Nothing else ever comes out."""
    with contextlib.suppress(InputError):
        item = parse_line(json.dumps(raw))
        assert item.title
        assert item.published is None or item.published.utcoffset() is not None


@given(st.text(max_size=60))
def test_any_line_is_an_item_or_a_clear_error(line: str) -> None:
    """Text that is no JSON as well."""
    with contextlib.suppress(InputError):
        assert parse_line(line).title


def test_a_verdict_is_written_as_the_contract_says() -> None:
    """All fields, in names a person knows."""
    verdict = Verdict(
        "1",
        (TypeScore("missile_test", "srbm", 0.97),),
        "occurred",
        3,
        Facts("2026-08-20", "day", actors=("DPRK",), places=("nowhere",), count=10),
        evidence=(Evidence("missile_test", "fires missiles", "rule:missile_test.fires", 0.9),),
        classifier="rules",
    )
    assert verdict_dict(verdict) == {
        "id": "1",
        "types": [{"id": "missile_test", "subtype": "srbm", "score": 0.97}],
        "status": "occurred",
        "severity": 3,
        "event_date": "2026-08-20",
        "date_precision": "day",
        "actors": ["DPRK"],
        "places": ["nowhere"],
        "weapons": [],
        "count": 10,
        "count_words": None,
        "distance_km": None,
        "apogee_km": None,
        "outcome": None,
        "casualties": None,
        "event_time": None,
        "roles": [],
        "locations": [{"id": "nowhere", "name": "nowhere", "lat": None, "lon": None}],
        "exercises": [],
        "review": False,
        "evidence": [{"type": "missile_test", "text": "fires missiles", "why": "rule:missile_test.fires"}],
        "classifier": "rules",
    }
    assert "\n" not in verdict_line(verdict)


def test_empty_lines_are_skipped_and_counted() -> None:
    """Line numbers are those of the file."""
    assert list(numbered_lines(["a", " ", "b"])) == [(1, "a"), (3, "b")]


def test_half_a_character_is_marked_and_the_item_is_read() -> None:
    """An emoji cut in two is valid JSON and no text: what holds it is read all the same."""
    item = parse_line('{"id": "a\\ud83d", "title": "Missile \\ud83d", "summary": "\\ude80 b"}')
    assert (item.id, item.title, item.summary) == ("a\ufffd", "Missile \ufffd", "\ufffd b")


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31", "0001-01-01"])
def test_what_programs_write_for_unknown_is_no_date(when: str) -> None:
    """Nothing was published in the years 1 and 9999, and in Seoul the last of them is over."""
    with pytest.raises(InputError, match="no date"):
        read_published(when)


def test_a_number_too_long_to_read_is_named() -> None:
    """Not a traceback: the line is left out and the rest goes on."""
    with pytest.raises(InputError, match="Line 3 is not JSON: a number"):
        parse_line(f'{{"title": "a", "published": {"1" * 5000}}}', 3)


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    """Some editors write one; it is no part of the first line."""
    assert list(numbered_lines(['\ufeff{"title": "a"}\n'])) == [(1, '{"title": "a"}\n')]
