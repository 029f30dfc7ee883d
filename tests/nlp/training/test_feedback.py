"""What people said of events, as texts to learn from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.model.feed import Entry
from bot.nlp.training.data import Labelled
from bot.nlp.training.feedback import WEIGHT, from_feedback
from bot.store import entries, events, feedback, reports
from bot.taxonomy import shipped_taxonomy
from tests.builders import NOW, make_event, make_report
from tests.fakes import new_store

TYPES = shipped_taxonomy()


def learned(folder: Path, kind: str, value: str | None, relation: str = "report") -> list[Labelled]:
    """What there is to learn after one person spoke of an event with one report."""
    store = new_store(folder)
    with store.write() as db:
        event = events.insert(db, make_event(), TYPES, shipped_gazetteer(), published=NOW)
        told = Entry(title="Two missiles fired", summary="So it was.", publisher="Example", first_seen=NOW)
        entry = entries.add(db, told, "1")
        reports.add(db, replace(make_report(relation=relation), event_id=event.id, entry_id=entry))
        feedback.add(db, workspace="local", event_id=event.id, user="u", kind=kind, value=value, now=NOW)
    with store.read() as db:
        return from_feedback(db, TYPES)


@pytest.mark.parametrize(
    ("kind", "value", "types"),
    [
        ("right", None, {"missile_test": "srbm"}),
        ("wrong_type", "artillery_fire", {"artillery_fire": None}),
        ("wrong_type", "missile_test.icbm", {"missile_test": "icbm"}),
        ("not_event", None, {}),
    ],
)
def test_a_saying_labels_the_event_s_reports(
    tmp_path: Path, kind: str, value: str | None, types: dict[str, str | None]
) -> None:
    """With their whole text, and with more weight than an example."""
    one = learned(tmp_path, kind, value)[0]
    assert dict(one.types) == types
    assert (one.item.title, one.item.summary, one.weight) == ("Two missiles fired", "So it was.", WEIGHT)


@pytest.mark.parametrize(
    ("kind", "value"), [("wrong_date", "2026-11-19"), ("wrong_type", None), ("wrong_type", "x")]
)
def test_what_says_nothing_of_the_type_teaches_nothing(tmp_path: Path, kind: str, value: str | None) -> None:
    """Another date, or no type that exists."""
    assert learned(tmp_path, kind, value) == []


def test_reactions_are_left_out(tmp_path: Path) -> None:
    """They tell of the event, and are none of its kind."""
    assert learned(tmp_path, "right", None, relation="reaction") == []
