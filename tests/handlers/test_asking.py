"""Asking: searches lead on, cards and charts open, and nothing typed ends in silence or an error."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.views.limits.check import check
from tests.handlers.desk import BEN, Desk, find, pressable


def _many(desk: Desk, n: int = 25) -> None:
    for i in range(n):
        desk.add(title=f"Launch {i}", event_date=f"2026-11-{i % 20 + 1:02}", event_time=None)


def test_no_words_show_the_last_seven_days(desk: Desk) -> None:
    """The bare command tells the week."""
    desk.add(title="Launch of yesterday")
    desk.add(title="Launch of last year", event_date="2025-11-20")
    said = desk.type("")
    assert said.startswith("1 event in the last 7 days")
    assert "Launch of yesterday" in said


def test_a_quiet_week_is_said(desk: Desk) -> None:
    """Nothing is an answer, too, with a way on."""
    assert desk.type("").startswith("Nothing in the last 7 days.")


def test_a_search_is_paged_newest_first(desk: Desk) -> None:
    """Ten a page, each event once, the page replaced in place."""
    _many(desk)
    first = desk.type("launch")
    assert "25 events match" in first
    second = desk.press("next_page")
    assert desk.answers[-1]["replace_original"] is True
    third = desk.press("next_page")
    assert "21 to 25" in third
    assert "next_page" not in pressable(desk.answers[-1])
    assert "1 to 10" in desk.press("first_page")
    assert "first_page" not in pressable(desk.answers[-1])
    days = [
        line.split("2026")[0][-7:]
        for page in (first, second, third)
        for line in page.split("\n")
        if " Nov 2026 " in line
    ]
    assert len(days) == 25


def test_a_search_is_narrowed_by_a_menu(desk: Desk) -> None:
    """What is picked is added to the query."""
    _many(desk, 12)
    desk.add(type="artillery_fire", subtype=None, title="Shells launch near the line")
    desk.type("severity:>=1")
    said = desk.press("narrow_type", pick="type:artillery")
    assert said.startswith("1 event matches")
    assert "Shells" in said


def test_a_search_that_finds_nothing_offers_what_does(desk: Desk) -> None:
    """A word too many is dropped at a press."""
    desk.add(title="Balloons over Seoul", type="propaganda_campaign", subtype=None)
    said = desk.type("balloons zzzz")
    assert "No events match" in said
    assert "Try: balloons" in said
    assert "Balloons over Seoul" in desk.press("try:0")


def test_a_mistyped_subcommand_is_told(desk: Desk) -> None:
    """A word near a subcommand that finds nothing is taken for it, at a press."""
    event = desk.add()
    assert f"Did you mean: /kp-events show {event.id}" in desk.type(f"shwo {event.id}")
    assert f"Number: {event.id}" in desk.press("ask:0")
    assert desk.answers[-1]["replace_original"] is True


def test_a_word_that_cannot_be_read_is_named(desk: Desk) -> None:
    """The sentence says which word and what would do."""
    said = desk.type("severity:>=9")
    assert ">=9" in said or "9" in said
    assert "severity:>=4" in said


def test_a_misspelt_name_is_asked_for_again_at_a_press(desk: Desk) -> None:
    """With everything else as it was typed; the answer takes the place of the question."""
    event = desk.add()
    assert "No place “Sunann”. Did you mean Sunan?" in desk.type("missiles place:Sunann")
    assert find(desk.answers[-1], "ask:0")[1]["value"] == "missiles place:Sunan"
    assert event.title in desk.press("ask:0")
    assert desk.answers[-1]["replace_original"] is True
    assert "Did you mean place?" in desk.type("subscribe plce:Sunan in #desk")
    assert "Subscribe <#C1DESK> to Sunan?" in desk.press("ask:0")
    desk.type("place:zzzzzz")
    assert pressable(desk.answers[-1]) == []


def test_a_card_opens_by_number_and_by_button(desk: Desk) -> None:
    """`show` and Details give the same card."""
    event = desk.add()
    desk.type("launch OR missiles")
    by_button = desk.press(f"details:{event.id}")
    assert by_button == desk.type(f"show {event.id}") == desk.type(f"show #{event.id}")
    assert "Where: Sunan" in by_button


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("show", "“show” needs the number of an event."),
        ("show 1 2", "“1 2” is no number of an event."),
        ("foo https://news.example/1", "An address is no search."),
        ("show 99999", "There is no event 99999."),
        ("show 99999999999999999999", "is no number of an event"),
        ("stats launch by colour", "Events cannot be counted by colour."),
        ("help colour", "There is no help on “colour”."),
        ("help subscribed", "Did you mean “subscribe”?"),
    ],
)
def test_what_cannot_be_done_says_what_would(desk: Desk, typed: str, words: str) -> None:
    """One sentence, no traceback."""
    assert words in desk.type(typed)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("https://news.example/1", ["report https://news.example/1", "feeds add https://news.example/1"]),
        ("<https://a.example/rss|a.example>", ["report https://a.example/rss", "feeds add https://a.example/rss"]),
        ("export missiles as xlsx", ["export missiles jsonl", "export missiles csv", "export missiles geojson"]),
        ("export zzz csv", ["zzz"]),
        ("subscribe missiles 2020", ["subscribe missiles"]),
        ("digest preveiw", ["digest preview"]),
        ("digest fortnightly", ["help digest"]),
        ("digest now in me", ["digest on in me"]),
        ("digest now in #news", ["digest on in <#C2NEWS>"]),
        ("feeds remvoe 3", ["feeds remove 3"]),
        ("types baloons", ["types balloons"]),
        ("snooze balloons in <#C1DESK|desk>", [f"snooze balloons in <#C1DESK|desk> for {n}d" for n in (1, 3, 7)]),
    ],
)  # fmt: skip
def test_what_would_do_is_a_button(desk: Desk, typed: str, offered: list[str]) -> None:
    """Only commands that are this person's own; nobody types them again on a phone."""
    desk.add()
    desk.type(typed)
    pressed = [find(desk.answers[-1], name)[1] for name in pressable(desk.answers[-1])]
    assert [button["value"] for button in pressed] == offered
    assert all("<" not in button["text"]["text"] for button in pressed)


def test_words_after_show_and_stats_are_searched_for(desk: Desk) -> None:
    """Who does not know the number finds the event; a chart of nothing says what would find something."""
    event = desk.add()
    assert event.title in desk.type("show missiles")
    assert "No events match “zzzz”." in desk.type("stats zzzz by month")
    assert "try:0" in pressable(desk.answers[-1])


def test_more_like_it_searches_its_kind(desk: Desk) -> None:
    """From a card to all events of its kind."""
    event = desk.add()
    desk.type(f"show {event.id}")
    assert "1 event matches" in desk.press("like_it")


def test_what_is_shared_is_public_and_names_who(desk: Desk) -> None:
    """Results, cards and charts go to the channel by a button."""
    event = desk.add()
    for typed, button in (
        ("missiles", "share_results"),
        ("stats missiles", "share_chart"),
        (f"show {event.id}", "share_event"),
    ):
        desk.type(typed, user=BEN)
        assert desk.answers[-1]["response_type"] == "ephemeral"
        desk.press(button, user=BEN)
        assert desk.answers[-1]["response_type"] == "in_channel"
    assert "Shared by Ben" in desk.answers[1]["text"]


def test_a_chart_counts_and_regroups(desk: Desk) -> None:
    """By what was asked, then by a press."""
    desk.add()
    desk.add(event_date="2025-01-01")
    assert "2 events for “missiles”, by year" in desk.type("stats missiles by year")
    assert any(block["type"] == "data_visualization" for block in desk.answers[-1]["blocks"])
    assert "by type" in desk.press("chart_by:type")
    desk.type("missiles")
    assert "2 events for “missiles”" in desk.press("chart")


@pytest.mark.parametrize("typed", ["last month zzzz", "how far zzzz", "list zzzz month"])
def test_a_question_is_no_mistyped_command(desk: Desk, typed: str) -> None:
    """Words that questions begin with are like some commands, and are not meant for them."""
    desk.add()
    assert "Did you mean" not in desk.type(typed)


def test_what_to_count_by_may_stand_anywhere(desk: Desk) -> None:
    """And where it is mistyped, what was meant is a button."""
    desk.add()
    assert "by month" in desk.type("stats by month 2026").splitlines()[0]
    assert "cannot be counted by yeer" in desk.type("stats missile by yeer")
    assert "by year" in desk.press("ask:0").splitlines()[0]


def test_a_chart_that_is_refused_is_sent_as_text(desk: Desk) -> None:
    """A workspace that does not know the block gets the bars."""
    desk.add()
    desk.refusals.append("invalid_blocks")
    assert "by year" in desk.type("stats missiles by year")
    assert all(block["type"] != "data_visualization" for block in desk.answers[-1]["blocks"])


def test_types_and_help_and_status_answer(desk: Desk) -> None:
    """Every page passes the checker and says something."""
    assert "Balloons and leaflets" in desk.type("types")
    assert "subscribe  Get alerts" in desk.type("help")
    assert "icbm OR nuclear test" in desk.press("help_topic", pick="subscribe")
    assert "icbm OR nuclear test" in desk.type("help subscribe")
    assert "Record: 0 events" in desk.type("status")
    assert "Your time zone in Slack is Europe/Berlin." in desk.type("settings")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("queries", "Plain speech"), ("search", "Plain speech"), ("subscription", "Write: `/kp-events subscribe"),
        ("alerts", "Change subscription"), ("buttons", "Change subscription"), ("digset", "Did you mean “digest”?"),
        ("mute", "snooze QUERY"), ("feed", "Did you mean “feeds”?"), ("sources", "feeds ["), ("csv", "export ["),
        ("severity", "5 critical"), ("denied", "Denied:"), ("status", "How I am doing"),
    ],
)  # fmt: skip
def test_help_is_found_by_the_words_people_look_for(desk: Desk, word: str, said: str) -> None:
    """Any of them; what is mistyped is offered on a button."""
    assert said in desk.type(f"help {word}")
    if "Did you mean" in said:
        assert "Write:" in desk.press("ask:0")


def test_a_question_mark_asks_for_help(desk: Desk) -> None:
    """And `search` is what no word at all is: asking."""
    assert "More on each" in desk.type("?")
    event = desk.add()
    assert desk.type("search missiles") == desk.type("missiles")
    assert event.title in desk.said
    assert "Did you mean: /kp-events snooze balloons for 3d" in desk.type("mute balloons for 3d")


def test_in_slacks_escaping_a_query_reads_the_same(desk: Desk) -> None:
    """Slack sends `&gt;` for what was typed as `>`."""
    desk.add(severity=5)
    assert desk.type("severity:&gt;=4") == desk.type("severity:>=4")


def test_what_nobody_expected_gets_a_reference(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person gets a short id, the log the same."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.views.asking.find", broken)
    assert "It is logged under" in desk.type("anything")


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(
    ["stats", "show", "subscribe", "snooze", "digest", "feeds", "in", "#desk", "for", "3d", "by", "month", "type:", "icbm",
     "-", "(", ")", "OR", '"', "since:", "2024", ">=", "severity:>=4", "now", "at", "tz", "help", "<#C1DESK|desk>", "<@U9>"]
), max_size=7).map(" ".join)))  # fmt: skip
def test_whatever_is_typed_is_answered(desk: Desk, typed: str) -> None:
    """Every text gets an answer that fits, and none an unexpected failure."""
    before = len(desk.answers) + len(desk.slack.views())
    desk.type(typed)
    assert len(desk.answers) + len(desk.slack.views()) > before
    assert "logged under" not in desk.said
    assert check({"text": desk.answers[-1]["text"]}) == [] if desk.answers else True


def test_the_button_of_a_shared_card_is_answered_in_private(desk: Desk) -> None:
    """What one person looks at does not fill the channel."""
    event = desk.add()
    desk.type("missiles")
    desk.press("share_results")
    shared = desk.answers[-1]
    desk.press(f"details:{event.id}", on=shared, shared=True, user=BEN)
    assert desk.answers[-1]["response_type"] == "ephemeral"
    assert desk.answers[-1]["replace_original"] is False
    assert find(desk.answers[-1], "share_event")
