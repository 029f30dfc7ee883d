"""What changed of an event is said in one short phrase."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.model.event import Change, Revision
from bot.views.changes import change_words, made_of, revised_words
from bot.views.words import Names
from tests.builders import NOW, make_event


def _step(number: int, field: str, before: object, after: object, by: str = "entry:2") -> Revision:
    return Revision(1, number, NOW + timedelta(minutes=number), by, (Change(field, before, after),))


def test_a_field_that_changed_twice_is_said_once() -> None:
    """From what was told to what holds now; what changed back is no change."""
    steps = [_step(2, "count", 1, 3), _step(3, "count", 3, 5)]
    assert made_of(steps) == (Change("count", 1, 5),)
    assert made_of([*steps, _step(4, "count", 5, 1)]) == ()


def test_what_a_person_changed_last_is_left_to_the_note_that_names_them() -> None:
    """Neither is what a new classifier read otherwise news."""
    for by in ("user:U1", "reclassify:rules-2"):
        assert made_of([_step(2, "type", "a", "b"), _step(3, "type", "b", "c", by)]) == ()


@pytest.mark.parametrize(
    ("event", "changes", "said"),
    [
        ({"count": 3}, [("count", 1, 3)], "count from 1 to 3"),
        ({"count": 3}, [("count", None, 3)], ""),
        ({"casualties": 2}, [("casualties", None, 2)], "casualties 2"),
        ({"casualties": 1_200}, [("casualties", 2, 1_200)], "casualties from 2 to 1,200"),
        (
            {},
            [("type", "statement_threat", "missile_test")],
            "type from Statement threat to Missile launch (short-range)",
        ),
        ({}, [("subtype", None, "srbm")], "now read as Missile launch (short-range)"),
        ({"outcome": "failure"}, [("outcome", None, "failure")], "it failed"),
        ({}, [("event_date", "2026-11-19", "2026-11-20")], "date from 19 Nov 2026 to 20 Nov 2026"),
        ({}, [("event_date", "2026-11", "2026-11-20"), ("date_precision", "month", "day")], ""),
        ({}, [("places", ["DPRK"], ["sunan"])], "place from North Korea to Sunan"),
        ({}, [("places", ["pyongyang"], ["pyongyang", "sunan"])], "place from Pyongyang to Sunan"),
        ({}, [("status", "announced", "occurred")], "announced before, now it happened"),
        ({}, [("sources", 1, 3), ("actors", ["dprk"], ["dprk", "jcs"])], ""),
    ],
)
def test_an_alert_says_what_a_reader_must_know(
    names: Names, event: dict[str, Any], changes: list[tuple[str, object, object]], said: str
) -> None:
    """What was only filled in, or is no fact of the event, is not said."""
    assert revised_words(make_event(**event), [Change(*each) for each in changes], names) == said


def test_a_cards_history_says_every_field(names: Names) -> None:
    """In words, with what it was before where that was known."""
    assert change_words(Change("count", None, 3), names) == "count 3"
    assert change_words(Change("review", True, False), names) == "no longer needs a look"
    assert change_words(Change("title", "a", "b"), names) == "title changed"
