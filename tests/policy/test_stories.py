"""Which news is told for its words alone, and which tellings are one story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.model.feed import Entry
from bot.model.message import Snooze, Subscription
from bot.model.story import Hit, Telling
from bot.policy import stories
from bot.policy.alert import Wish
from bot.policy.merging.similarity import Background
from bot.query import parse_words
from tests.builders import NOW, make_event

OFFICE = "South reopens the liaison office in Kaesong after two years"


def _entry(title: str = OFFICE, **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": 1, "feed_id": 1, "guid": None, "url": None, "canonical_url": None, "title": title, "summary": "",
        "publisher": "Example News", "published": NOW, "updated": None, "first_seen": NOW,
    }  # fmt: skip
    return Entry(**(fields | changes))


def _wish(query: str = "Kaesong", **changes: Any) -> Wish:
    fields: dict[str, Any] = {
        "id": 1, "workspace": "T1", "target": "C1", "query": query, "delivery": "now", "min_severity": 1,
        "created_by": "U1", "created_at": NOW - timedelta(days=1), "words": True,
    }  # fmt: skip
    return Wish(Subscription(**(fields | changes)), parse_words(query))


def _hit(title: str, story: int, entry_id: int = 9) -> Hit:
    return Hit(Telling(entry_id, title, "", "Other Daily", None, NOW), story, 1, 5, None, NOW)


def test_news_of_a_certain_event_is_told_as_that_event() -> None:
    """Only what is no event, or no certain one, comes for its words."""
    assert stories.is_unknown([])
    assert stories.is_unknown([make_event(review=True)])
    assert not stories.is_unknown([make_event(review=True), make_event()])


@pytest.mark.parametrize(
    ("changes", "news"),
    [
        ({}, True),
        ({"backlog": True}, False),
        ({"published": NOW - timedelta(hours=49)}, False),
        ({"published": None}, True),
    ],
)
def test_what_is_old_is_no_news(changes: dict[str, Any], news: bool) -> None:
    """What a feed held when it was first seen, or what came out days ago, is only recorded."""
    assert stories.is_news(_entry(**changes)) is news


def test_those_who_asked_for_the_words_are_told_the_soonest_first() -> None:
    """Not those who asked for events, later than it came, or paused."""
    wishes = [
        _wish(id=1, delivery="digest"),
        _wish(id=2, delivery="now"),
        _wish(id=3, target="U1"),
        _wish(id=4, words=False),
        _wish(id=5, paused=True),
        _wish(id=6, created_at=NOW + timedelta(hours=1)),
        _wish("Sunan", id=7),
    ]
    found = stories.askers(_entry(), wishes)
    assert {key: [s.id for s in asked] for key, asked in found.items()} == {
        ("T1", "C1"): [2, 1],
        ("T1", "U1"): [3],
    }


@pytest.mark.parametrize(
    ("query", "target", "rests"),
    [
        ("Kaesong", "C1", True),
        ("balloons", "C1", False),
        ("Kaesong", "C2", False),
        ("type:icbm", "C1", False),
    ],
)
def test_a_snooze_rests_words_where_it_was_made(query: str, target: str, rests: bool) -> None:
    """By its words as they stand, in its own place only."""
    made = Snooze(1, "T1", target, query, NOW + timedelta(days=1), "U1", NOW)
    nothing = parse_words("nothing-like-it")
    assert stories.is_snoozed(_entry(), "T1", "C1", [Wish(made, nothing)]) is rests


def test_another_outlet_tells_the_same_story() -> None:
    """Other words for one thing are one story; another thing at that place is not."""
    late = [_hit("Liaison office in Kaesong reopened by South after two years' pause", 7)]
    asked = [parse_words("Kaesong").node]
    same = stories.telling_of(_entry())
    other = stories.telling_of(_entry("Floods reach farms near Kaesong, state media says"))
    assert stories.story_of(same, late, asked, Background()) == 7
    assert stories.story_of(other, late, asked, Background()) is None
    assert stories.count([same, late[0].telling, other], asked) == 2


def test_the_same_headline_is_the_same_story() -> None:
    """Whatever words were asked for."""
    late = [_hit("KAESONG: talks", 3)]
    assert stories.story_of(stories.telling_of(_entry("Kaesong talks")), late, [parse_words("Kaesong talks").node], Background()) == 3  # fmt: skip


def test_the_next_full_hour_is_later_than_now() -> None:
    """Also at a full hour."""
    assert stories.next_hour(NOW) == NOW + timedelta(hours=1)
    assert stories.next_hour(NOW + timedelta(minutes=59)) == NOW + timedelta(hours=1)
