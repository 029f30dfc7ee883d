"""A new classifier over the record: which items are read, and what a run that ends early leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.feed import Entry
from bot.pipeline import reclassify as module
from bot.store import entries, revisions, verdicts
from tests.pipeline.flow import AGAIN, DAY, LAUNCH
from tests.pipeline.rereading import TALK, Record, make_record


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A launch that two outlets tell of, asked for by a channel."""
    return make_record(tmp_path)


def test_only_items_from_a_day_on_are_read(record: Record) -> None:
    """By when they were published."""
    now = record.clock.now()
    record.read(LAUNCH, published=now - timedelta(days=400))
    record.read(AGAIN, published=now)
    record.exchange()
    assert record.run(since=now - timedelta(days=1), write=False).entries == 1
    assert record.run(write=False).entries == 2


def test_a_second_run_has_nothing_to_do(record: Record) -> None:
    """Each item is signed, those too of which nothing changed."""
    record.read(LAUNCH, AGAIN, TALK)
    record.exchange()
    assert record.run().entries == 3
    record.classifier.seen.clear()
    assert record.run().entries == 0
    assert record.classifier.seen == []


def test_going_back_to_an_earlier_classifier_is_a_run_like_any_other(record: Record) -> None:
    """The last verdict counts, not the newest version."""
    record.read(LAUNCH)
    record.exchange()
    record.classifier.says(LAUNCH, "missile_test", "icbm", count=3, **DAY)
    record.run()
    record.exchange("scripted")
    record.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    assert record.run().counts == {"subtype": 1}
    assert [e.subtype for e in record.events()] == ["srbm"]


class Killed(BaseException):
    """The process ends here."""


def test_a_run_that_is_killed_loses_nothing_and_goes_on(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is whole, the rest is as it was, and the second run does the rest."""
    titles = [f"Launch number {n}" for n in range(7)]
    days = [f"2026-11-{day:02}" for day in range(1, 8)]
    for title, day in zip(titles, days, strict=True):
        record.classifier.says(title, "missile_test", "srbm", event_date=day, date_precision="day")
    record.read(*titles)
    assert len(record.events()) == 7
    record.exchange()
    for title, day in zip(titles, days, strict=True):
        record.classifier.says(title, "missile_test", "icbm", event_date=day, date_precision="day")
    monkeypatch.setattr(module, "BATCH", 2)
    put, calls = revisions.add, []

    def dying(db: Any, *args: Any, **named: Any) -> None:
        calls.append(args)
        if len(calls) == 4:
            raise Killed  # in the middle of the second batch's second item
        put(db, *args, **named)

    monkeypatch.setattr(revisions, "add", dying)
    with pytest.raises(Killed):
        record.run()
    monkeypatch.setattr(revisions, "add", put)
    assert [e.subtype for e in record.events()] == ["icbm"] * 3 + ["srbm"] * 4
    assert record.run().entries == 4
    assert [e.subtype for e in record.events()] == ["icbm"] * 7
    assert all(len(record.history(e.id)) == 2 for e in record.events())


def test_an_item_that_cannot_be_written_holds_up_no_other(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted, and tried again by the next run."""
    record.classifier.says(TALK, "statement_threat", None, **DAY)
    record.read(LAUNCH, TALK)
    record.exchange()
    record.classifier.says(LAUNCH, "missile_test", "icbm", count=3, **DAY)
    record.classifier.says(TALK, "statement_threat", None, severity=4, **DAY)
    put = verdicts.put

    def failing(db: Any, entry_id: int, *rest: Any) -> None:
        if entry_id == 1:
            raise RuntimeError("made to fail")
        put(db, entry_id, *rest)

    monkeypatch.setattr(verdicts, "put", failing)
    assert record.run().failed == 1
    monkeypatch.setattr(verdicts, "put", put)
    assert [e.subtype for e in record.events() if e.type == "missile_test"] == ["srbm"]
    assert record.run().failed == 0
    assert [e.subtype for e in record.events() if e.type == "missile_test"] == ["icbm"]


def test_samples_are_left_alone(record: Record) -> None:
    """They are no record."""
    record.read(LAUNCH, sample=True)
    record.exchange()
    assert record.run().entries == 0


def _ids(found: Sequence[Entry]) -> list[int]:
    return [entry.id for entry in found]


def test_the_store_pages_by_id(record: Record) -> None:
    """A cursor, so that what stays unsigned is not read twice."""
    ids = record.read(LAUNCH, AGAIN, TALK)
    with record.store.read() as db:
        first = entries.signed_otherwise(db, "next", None, after=0, limit=2)
        rest = entries.signed_otherwise(db, "next", None, after=first[-1].id, limit=2)
        assert _ids(first) + _ids(rest) == ids
        assert entries.signed_otherwise(db, "scripted", None, after=0, limit=9) == []
        late = datetime(2030, 1, 1, tzinfo=UTC)
        assert entries.count_signed_otherwise(db, "next", late) == 0
