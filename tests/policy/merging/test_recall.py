"""An undated telling finds its event on record only where something says when it was."""

from __future__ import annotations

from typing import Any

from bot.model.merge import Candidate, Incoming, Telling
from bot.policy.merging.recall import common_month, months, recall
from bot.policy.merging.similarity import Background
from tests.builders import make_event, small_gazetteer

PLACES = small_gazetteer()


def background() -> Background:
    """Words of two dozen launches, in which an embassy stands out."""
    made = Background()
    for n in range(24):
        made.add("missile_test", f"North Korea fires missile {n} into the sea")
    return made


def incoming(title: str, **changes: Any) -> Incoming:
    """An undated telling of a launch."""
    fields: dict[str, Any] = {
        "type": "missile_test", "subtype": None, "family": "missile_test", "status": "occurred", "relation": "report",
        "opens_new": False, "title": title, "summary": "",
    }  # fmt: skip
    return Incoming(**(fields | changes))


def known(title: str, day: str, **changes: Any) -> Candidate:
    """An event on record."""
    event = make_event(title=title, event_date=day, count=None, places=(), **{"subtype": None, **changes})
    return Candidate(event, (Telling(title, "", None),))


def test_words_alone_find_nothing() -> None:
    """However alike: what happens again and again is told alike."""
    told = incoming("Hwasong paraded past the embassy")
    found = recall(told, [known("Hwasong paraded past the embassy", "2024-03-18")], background(), PLACES)
    assert found.kind == "open"


def test_a_day_without_a_year_finds_the_event_of_that_day() -> None:
    """And of no other, nor one that shares only the words of its kind."""
    told = incoming("Hwasong paraded past the embassy")
    there, elsewhere = (
        known("Past the embassy", "2024-05-09", id=1),
        known("Past the embassy", "2024-05-10", id=2),
    )
    found = recall(told, [there, elsewhere], background(), PLACES, yearless="05-09")
    assert (found.kind, found.event_id) == ("join", 1)
    common = known("North Korea fires missile into the sea", "2024-05-09")
    assert (
        recall(incoming("North Korea fires missile"), [common], background(), PLACES, yearless="05-09").kind
        == "open"
    )


def test_two_that_are_as_alike_are_left_alone() -> None:
    """Which one is meant is not said."""
    told = incoming("Hwasong paraded past the embassy")
    both = [known("Past the embassy", "2023-05-09", id=1), known("Past the embassy", "2024-05-09", id=2)]
    assert recall(told, both, background(), PLACES, yearless="05-09").kind == "open"


def test_the_month_of_the_other_events_narrows_the_choice() -> None:
    """With the months beside it, for a text is not exact."""
    told = incoming("Hwasong paraded past the embassy")
    there, long_ago = (
        known("Past the embassy", "2024-05-09", id=1),
        known("Past the embassy", "2014-05-09", id=2),
    )
    found = recall(told, [there, long_ago], background(), PLACES, month="2024-04")
    assert (found.kind, found.event_id) == ("join", 1)


def test_another_number_is_another_event() -> None:
    """Where both are told."""
    told = incoming("Hwasong paraded past the embassy", count=3)
    other = known("Past the embassy", "2024-05-09")
    other = Candidate(
        make_event(**{f: getattr(other.event, f) for f in ("title", "event_date")}, subtype=None, count=5),
        other.tellings,
    )
    assert recall(told, [other], background(), PLACES, yearless="05-09").kind == "open"


def test_a_month_needs_events_of_two_kinds() -> None:
    """One of a kind may be like many; two together are found in one month."""
    found = months(
        incoming("Past the embassy"), [known("Past the embassy", "2024-05-09")], background(), PLACES
    )
    assert list(found) == ["2024-05"]
    assert common_month([("missile_test", found)]) is None
    assert (
        common_month([("missile_test", found), ("sanctions", {"2024-05": 0.3, "2019-01": 0.2})]) == "2024-05"
    )
    assert common_month([("missile_test", {"2024-05": 0.3}), ("sanctions", {"2019-01": 0.9})]) is None
    assert (
        common_month([("a", {"2024-05": 0.3, "2019-01": 0.3}), ("b", {"2024-05": 0.3, "2019-01": 0.3})])
        is None
    )
