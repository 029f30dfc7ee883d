"""Asking in Slack: each way to ask, each button and menu of an answer."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from tests.e2e.conftest import Desks
from tests.e2e.localslack import ANA, DESKS, eventually
from tests.e2e.relay import Desk
from tests.e2e.slackviews import elements, opened, words

HERE = DESKS[0]


@pytest.fixture
def slack(desk: Desks) -> Desk:
    """The workspace of a bot that has its record."""
    return desk.slack


def count(message: dict[str, Any]) -> int:
    """How many events an answer says there are."""
    found = re.search(r"(\d[\d,]*) events?\b", words(message))
    assert found is not None, words(message)
    return int(found[1].replace(",", ""))


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("icbm launches in 2017", "3 events match"),
        ("balloons since May 2024", "Balloons"),
        ("what happened at Sunan in 2022", "Sunan"),
        ("last nuclear test", "3 Sep 2017"),
        ("icbm on:2022-03-24", "Hwasong"),
        ('"Hwasong-17"', "Hwasong-17"),
        ("type:missile -cruise place:Sunan severity:>=4", "Missile launch"),
        ("(icbm OR nuclear test) since:2017 until:2017-12-31", "4 events match"),
        ("weapon:KN-23 since:2019 until:2022", "KN-23"),
        ("count:>=8 missile", "Ten short-range"),
        ("탄도미사일 2017", "2017"),
    ],
)
def test_the_grammar_and_plain_speech_are_answered(slack: Desk, query: str, answer: str) -> None:
    """With events, and only to the one who asked."""
    found = slack.command(query, channel=HERE)
    assert found["subtype"] == "ephemeral"
    assert answer in words(found)
    assert opened(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place:Sunnan", "Sunan"),
        ("colour:red", "colour"),
        ("severity:9", "1 to 5"),
        ("since:yesterdayish", "yesterdayish"),
        ("type:misile", "missile"),
        ("subscribbe icbm", "subscribe icbm"),
        ("(icbm", r"\)|bracket|parenthes"),
        ('"liaison', "quot"),
        ("show abc", "abc"),
        ("show 99999", "99999"),
        ("show", "number"),
        ("unsubscribe 77", "no subscription 77"),
        ("unsnooze 77", "no snooze 77"),
        ("snooze icbm", "end"),
        ("export xyzzy csv", "[Nn]o events"),
        ("feeds wat", "wat"),
        ("help fish", "fish"),
        ("digest at 25:00", "25:00"),
        ("digest tz Soul", "Seoul"),
        ("digest fortnightly", "fortnightly"),
        ("subscribe icbm in #nowhere", "nowhere"),
        ("subscribe icbm since:2017 until:2018", "over"),
    ],
)
def test_what_cannot_be_read_is_named_and_a_way_on_is_opened(slack: Desk, text: str, said: str) -> None:
    """One or two sentences, only to the one who asked; never silence, never an error."""
    answer = slack.command(text, channel=HERE)
    assert answer["subtype"] == "ephemeral"
    assert re.search(said, words(answer)), words(answer)
    assert len(words(answer)) < 600


@pytest.mark.parametrize("topic", ["", "search", "subscribe", "digest", "snooze", "feeds", "show", "export"])
def test_help_says_how_things_are_written(slack: Desk, topic: str) -> None:
    """All of it, or one topic with its examples."""
    answer = slack.command(f"help {topic}", channel=HERE)
    assert "/kp-events" in words(answer)
    assert topic in words(answer)


@pytest.mark.parametrize("text", ["types", "status", "settings", "subscriptions", "snoozes", "feeds", ""])
def test_what_needs_no_words_answers_without(slack: Desk, text: str) -> None:
    """In words, and only to the one who asked."""
    answer = slack.command(text, channel=HERE)
    assert answer["subtype"] == "ephemeral"
    assert len(words(answer)) > 20


def test_a_search_in_vain_offers_what_would_find_something(slack: Desk) -> None:
    """A press on it asks that instead."""
    answer = slack.command("icbm launches in 2018", channel=HERE)
    assert "No events match" in words(answer)
    found = slack.turned(answer, "try:0", channel=HERE)
    assert count(found) > 0


def test_pages_are_turned_and_lead_back(slack: Desk) -> None:
    """Ten a page; the next has others, and the first is one press away."""
    first = slack.command("missile launches", channel=HERE)
    assert len(opened(first)) == 10
    second = slack.turned(first, "next_page", channel=HERE)
    assert not set(opened(first)) & set(opened(second))
    assert count(second) == count(first)
    assert "11 to 20" in words(second)
    third = slack.turned(second, "next_page", channel=HERE)
    assert "21 to 30" in words(third)
    assert opened(slack.turned(third, "first_page", channel=HERE)) == opened(first)


@pytest.mark.parametrize(
    ("menu", "picked", "query"),
    [
        ("narrow_type", "type:artillery_fire", "Sunan OR artillery"),
        ("narrow_time", "This year", "missile"),
        ("narrow_severity", "Serious or graver", "missile"),
    ],
)
def test_results_are_narrowed_by_menus_and_widened_again(
    slack: Desk, menu: str, picked: str, query: str
) -> None:
    """Type, period and gravity; what a menu did it takes back."""
    wide = slack.command(query, channel=HERE)
    narrow = slack.turned(wide, menu, picked, channel=HERE)
    assert 0 < count(narrow) < count(wide)
    again = slack.turned(narrow, menu, "any", channel=HERE)
    assert count(again) == count(wide)


def test_a_page_is_shared_with_the_channel(slack: Desk) -> None:
    """All see it, with who shared it, and without buttons that change it."""
    page = slack.command("nuclear test", channel=HERE)
    all_see = slack.press_for(page, "share_results", channel=HERE, public=True)
    assert "ana" in words(all_see)
    assert opened(all_see) == opened(page)
    assert not [e for e in elements(all_see) if str(e.get("action_id")).startswith(("share", "next"))]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_results_come_as_a_file(slack: Desk, form: str) -> None:
    """In a direct message, as many lines as there are events."""
    page = slack.command("nuclear test", channel=HERE)
    inbox = slack.direct()
    file = slack.answer_to(lambda: slack.press(page, f"export_{form}", channel=HERE), inbox, public=True)
    text = slack.content(file)
    rows = list(csv.DictReader(io.StringIO(text))) if form == "csv" else [*map(json.loads, text.splitlines())]
    assert len(rows) == count(page) == 6
    assert {row["type"] for row in rows} == {"nuclear_test"}
    assert "6 events" in words(file)


def test_export_is_typed_too(slack: Desk) -> None:
    """The query, and the form at its end."""
    inbox = slack.direct()
    file = slack.answer_to(
        lambda: slack.command("export nuclear test geojson", channel=HERE), inbox, public=True
    )
    assert len(json.loads(slack.content(file))["features"]) == 6


def test_a_result_leads_to_its_card_and_the_card_on(slack: Desk) -> None:
    """When, where, what, who says so and what came before; more like it; shared with the channel."""
    card = slack.press_for(slack.command("icbm on:2017-11-29", channel=HERE), "details", channel=HERE)
    assert card["subtype"] == "ephemeral"
    for said in ("Hwasong-15", "29 Nov 2017", "KST", "Pyongsong", "North Korea", "Occurred", "record since"):
        assert said in words(card), said
    number = re.search(r"show (\d+)", words(card))
    assert number is not None
    assert "Hwasong-15" in words(slack.command(f"show {number[1]}", channel=HERE))
    assert count(slack.press_for(card, "like_it", channel=HERE)) > 5
    shared = slack.press_for(card, "share_event", channel=HERE, public=True)
    assert "Hwasong-15" in words(shared)


def test_what_somebody_says_of_a_card_is_shown_on_it_and_taken_back(slack: Desk) -> None:
    """Right, with the name of who said so; Undo."""
    card = slack.press_for(slack.command("icbm on:2017-07-28", channel=HERE), "details", channel=HERE)
    said = slack.turned(card, "right", channel=HERE)
    assert "Ana said this is right" in words(said)
    assert f"<@{ANA}>" not in words(said)
    assert "said this is right" not in words(slack.turned(said, "undo_feedback", channel=HERE))


def test_a_chart_is_counted_otherwise_and_shared(slack: Desk) -> None:
    """By year from words, by place with a press; the text says the numbers for who sees no chart."""
    chart = slack.command("stats icbm by year", channel=HERE)
    assert "data_visualization" in {block["type"] for block in chart["blocks"]}
    assert "2017" in chart["text"]
    by_place = slack.turned(chart, "chart_by:place", channel=HERE)
    assert "Sunan" in by_place["text"]
    shared = slack.press_for(by_place, "share_chart", channel=HERE, public=True)
    assert "Sunan" in shared["text"]


@pytest.mark.parametrize("by", ["month", "year", "type", "place", "weapon"])
def test_charts_count_by_everything_that_help_names(slack: Desk, by: str) -> None:
    """In words and as a chart."""
    assert f"by {by}" in words(slack.command(f"stats missile since 2022 by {by}", channel=HERE))


def test_a_search_becomes_a_chart_or_a_subscription(slack: Desk) -> None:
    """Its buttons preview what it would bring, and count what it found."""
    page = slack.command("place:Punggye-ri", channel=HERE)
    assert "by year" in words(slack.press_for(page, "chart", channel=HERE))
    preview = slack.press_for(page, "subscribe_to", channel=HERE)
    assert "Punggye-ri" in words(preview)
    assert "in the last 90 days" in words(preview)
    slack.press(preview, "dismiss", channel=HERE)
    eventually(lambda: preview["ts"] not in {m["ts"] for m in slack.messages(HERE)}, seconds=40)


@pytest.mark.parametrize(
    ("text", "said"),
    [("place:Sunnan", "Sunan"), ("subscribbe icbm", "in the last 90 days"), ("digest wat", "digest")],
)
def test_what_was_meant_is_one_press_away(slack: Desk, text: str, said: str) -> None:
    """The nearest place, subcommand or help is a button that asks for it."""
    answer = slack.command(text, channel=HERE)
    assert said in words(slack.turned(answer, "ask:", channel=HERE))


def test_lists_that_are_long_open_up_by_a_press(slack: Desk) -> None:
    """Types by group, then one by one, with their events; feeds by how they are, or all."""
    groups = slack.command("types", channel=HERE)
    assert "27 types" in words(groups)
    group = slack.turned(groups, "ask:0", channel=HERE)
    assert "Missile launch" in words(group)
    assert count(slack.turned(slack.command("types missile", channel=HERE), "ask:0", channel=HERE)) > 200
    assert "quiet" in words(slack.command("feeds all", channel=HERE))
