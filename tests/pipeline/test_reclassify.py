"""A new classifier over the record: what becomes of its events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.model.verdict import TypeScore
from bot.pipeline.classify import classify_new
from bot.pipeline.correct import correct
from bot.pipeline.digest import preview_digest
from tests.pipeline.flow import AGAIN, DAY, LAUNCH
from tests.pipeline.rereading import TALK, Record, make_record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A launch that two outlets tell of, asked for by a channel."""
    return make_record(tmp_path)


def test_what_would_change_is_said_before_anything_is_written(record: Record) -> None:
    """By kind, with the item; the record stays, and so does the item's verdict."""
    record.read(LAUNCH)
    record.exchange()
    record.classifier.says(LAUNCH, "missile_test", "icbm", count=3, status="assessed", **DAY)
    before = record.events()
    for _ in range(2):
        outcome = record.run(write=False)
        assert (outcome.entries, outcome.counts) == (1, {"subtype": 1, "status": 1})
        assert [step.entry.title for step in outcome.steps] == [LAUNCH]
    assert record.events() == before


@pytest.mark.parametrize(
    ("new", "kinds"),
    [
        ({"type_id": "nuclear_test", "subtype": None}, {"type changed"}),
        ({"severity": 5}, {"severity"}),
        ({"event_date": "2026-11-20"}, {"date"}),
        ({"status": "denied"}, {"status"}),
        ({"subtype": "cruise"}, {"subtype"}),
        ({"review": True}, {"certainty"}),
        ({"count": 4}, {"facts"}),
        ({"types": ()}, {"type dropped"}),
        (
            {"types": (TypeScore("missile_test", "srbm", 0.9), TypeScore("sanctions", None, 0.9))},
            {"type added"},
        ),
    ],
)
def test_differences_have_names(record: Record, new: dict[str, Any], kinds: set[str]) -> None:
    """One for each sort."""
    record.read(LAUNCH)
    record.exchange()
    said: dict[str, Any] = {"type_id": "missile_test", "subtype": "srbm", "count": 3} | DAY | new
    record.classifier.says(LAUNCH, **said)
    assert set(record.run(write=False).counts) == kinds


def test_an_event_takes_what_the_new_verdict_changes(record: Record) -> None:
    """Kind, date and status, in its history with the classifier's version; its id stays."""
    record.read(LAUNCH)
    (before,) = record.events()
    record.exchange()
    told = DAY | {"event_date": "2026-11-20"}
    record.classifier.says(LAUNCH, "missile_test", "icbm", count=2, status="assessed", **told)
    record.run()
    (after,) = record.events()
    assert (after.id, after.subtype, after.event_date, after.status, after.count) == (
        before.id, "icbm", "2026-11-20", "assessed", 2,
    )  # fmt: skip
    last = record.history(before.id)[-1]
    assert last.by == "reclassify:next"
    assert {change.field for change in last.changes} == {"subtype", "event_date", "status", "count"}


def test_what_other_reports_gave_an_event_stays(record: Record) -> None:
    """The second outlet counted five; the first one's new verdict does not undo that."""
    record.classifier.says("JCS revises count", "missile_test", "srbm", count=5, relation="revision", **DAY)
    record.read(LAUNCH, "JCS revises count")
    assert [e.count for e in record.events()] == [5]
    record.exchange()
    record.classifier.says(LAUNCH, "missile_test", "srbm", count=2, places=("sunan",), **DAY)
    record.run()
    (event,) = record.events()
    assert (event.count, event.places) == (5, ("sunan",))


def test_what_is_no_event_any_more_is_dismissed(record: Record) -> None:
    """And can be looked up still; a classifier that finds it again brings it back."""
    record.read(LAUNCH)
    (before,) = record.events()
    record.exchange()
    record.classifier.known.clear()
    record.run()
    gone = record.event(before.id)
    assert gone.dismissed_at is not None
    record.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    record.classifier.version = "third"
    record.run()
    back = record.event(before.id)
    assert (back.id, back.dismissed_at) == (before.id, None)


def test_a_new_report_brings_back_what_a_classifier_dismissed(record: Record) -> None:
    """A doubt about one headline does not silence the next."""
    record.read(LAUNCH)
    record.exchange()
    del record.classifier.known[LAUNCH]
    record.run()
    record.entry(AGAIN, publisher="Other Daily")
    classify_new(record.services)
    (event,) = record.events()
    assert (event.dismissed_at, event.sources) == (None, 2)


def test_a_report_that_tells_of_something_else_leaves_its_event(record: Record) -> None:
    """The event goes by those that are left; when the last one goes too, the event leads to the new one."""
    record.read(LAUNCH, AGAIN)
    (launch,) = record.events()
    record.exchange()
    record.classifier.says(AGAIN, "sanctions", None, **DAY)
    record.run()
    first, second = record.events()
    assert (first.id, first.type, first.sources) == (launch.id, "missile_test", 1)
    assert (second.type, record.sources(second.id)) == ("sanctions", ["Outlet 1"])
    record.exchange("third")
    record.classifier.says(LAUNCH, "sanctions", None, **DAY)
    record.run()
    assert record.event(launch.id).type == "sanctions"


@pytest.mark.parametrize("type_id", ["artillery_fire", "sanctions"])
def test_an_only_report_gives_its_event_another_type(record: Record, type_id: str) -> None:
    """In place: the id, and what hangs on it, stays; of the same family or of another."""
    record.read(LAUNCH)
    (before,) = record.events()
    record.exchange()
    record.classifier.says(LAUNCH, type_id, None, **DAY)
    record.run()
    (after,) = record.events()
    assert (after.id, after.type, after.subtype, after.count) == (before.id, type_id, None, None)


def test_two_events_of_one_item_that_become_one(record: Record) -> None:
    """Each is looked at as it stands by then: what the item tells of now is not dismissed."""
    both = (TypeScore("sanctions", None, 0.9), TypeScore("summit_visit", None, 0.9))
    month = DAY | {"event_date": "2026-11", "date_precision": "month"}
    record.classifier.says(TALK, "sanctions", None, types=both, **month)
    record.read(TALK)
    assert [e.type for e in record.events()] == ["sanctions", "summit_visit"]
    record.exchange()
    record.classifier.says(TALK, "missile_test", "srbm", **DAY)
    assert record.run().failed == 0
    standing = [e for e in record.events() if e.dismissed_at is None and e.merged_into is None]
    assert [(e.type, record.sources(e.id)) for e in standing] == [("missile_test", ["Outlet 0"])]


def test_what_was_overlooked_is_on_record_as_of_its_own_day(record: Record) -> None:
    """It opens an event that became known when the item was first seen."""
    (entry,) = record.read(TALK)
    seen = record.clock.now()
    record.clock.advance(days=40)
    record.exchange()
    record.classifier.says(TALK, "statement_threat", None, **DAY)
    record.run()
    (event,) = record.events()
    assert (event.type, event.created_at) == ("statement_threat", seen)
    assert [step.by for step in record.history(event.id)] == [f"entry:{entry}", "reclassify:next"]


def test_nobody_is_told(record: Record) -> None:
    """No alert, no edit, no reply; and no digest has last month's news."""
    record.read(LAUNCH, TALK)
    record.sent(record.messages()[0])
    before = len(record.messages())
    record.clock.advance(days=40)
    record.exchange()
    record.classifier.says(LAUNCH, "missile_test", "icbm", count=9, casualties=3, **DAY)
    record.classifier.says(TALK, "nuclear_test", None, severity=5, **DAY)
    assert record.run().counts["type added"] == 1
    assert len(record.messages()) == before
    model = preview_digest(record.services, None, record.clock.now())
    assert (model.groups, model.updates, model.uncertain) == ((), (), ())


@pytest.mark.parametrize(
    ("kind", "value"), [("right", None), ("not_event", None), ("wrong_type", "sanctions")]
)
def test_a_person_s_word_wins(record: Record, kind: str, value: str | None) -> None:
    """Whatever the new classifier says of an event that somebody spoke of."""
    record.read(LAUNCH)
    correct(record.services, record.events()[0].id, user="U1", kind=kind, value=value)
    before = record.events()
    record.exchange()
    record.classifier.says(LAUNCH, "artillery_fire", None, **DAY)
    outcome = record.run()
    assert (len(outcome.steps), outcome.kept) == (1, 1)
    assert record.events() == before


def test_a_person_s_word_holds_for_what_its_event_joined(record: Record) -> None:
    """Whoever made the two one."""
    record.read(LAUNCH)
    (event,) = record.events()
    correct(record.services, event.id, user="U1", kind="right")
    record.classifier.says(TALK, "sanctions", None, **DAY)
    record.read(TALK)
    other = record.events()[-1]
    with record.store.write() as db:
        db.execute("UPDATE events SET merged_into = ? WHERE id = ?", [other.id, event.id])
    record.exchange()
    record.classifier.says(LAUNCH, "artillery_fire", None, **DAY)
    assert record.run().kept == 1
    assert record.event(event.id).type == "sanctions"


def test_an_alert_that_waits_is_given_up_with_its_event(record: Record) -> None:
    """What is known to be nothing by now is not sent."""
    record.read(LAUNCH)
    assert [m.state for m in record.messages("alert")] == ["pending"]
    record.exchange()
    record.classifier.known.clear()
    record.run()
    assert [m.state for m in record.messages("alert")] == ["dropped"]
