"""The history of an event: what changed, when, and by whose word."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.event import Change, Event, Revision
from bot.store.codec import to_json, to_text, to_time

_TIMES = ("event_time", "dismissed_at", "created_at")


def add(
    db: Database, event_id: int, number: int, changes: Sequence[Change], *, by: str, now: datetime
) -> None:
    """Record one step of an event.

    `number` is the event's revision after it; `by` is `entry:12`, `user:U1`, `document:3`, `seed`
    or `reclassify:` with the classifier's version.
    """
    db.execute(
        "INSERT INTO revisions (event_id, number, at, by, changes) VALUES (?, ?, ?, ?, ?)",
        [event_id, number, to_text(now), by, to_json([_plain(change) for change in changes])],
    )


def of_event(db: Database, event_id: int) -> tuple[Revision, ...]:
    """Return an event's revisions, first to last."""
    rows = db.execute(
        "SELECT number, at, by, changes FROM revisions WHERE event_id = ? ORDER BY number", [event_id]
    ).fetchall()
    return tuple(_revision(event_id, *row) for row in rows)


def since(db: Database, event_ids: Sequence[int], moment: datetime) -> dict[int, tuple[Revision, ...]]:
    """Return the revisions of some events from a time on, by event."""
    found: dict[int, tuple[Revision, ...]] = {}
    for event_id in event_ids:
        rows = db.execute(
            "SELECT number, at, by, changes FROM revisions WHERE event_id = ? AND at >= ? ORDER BY number",
            [event_id, to_text(moment)],
        ).fetchall()
        if rows:
            found[event_id] = tuple(_revision(event_id, *row) for row in rows)
    return found


def dismissed_by(db: Database, event_id: int) -> str:
    """Return by whose word an event was dismissed last, as `add` was told; empty where none is known."""
    row = db.execute(
        "SELECT by FROM revisions WHERE event_id = ? AND EXISTS (SELECT 1 FROM json_each(changes)"
        " WHERE json_extract(value, '$.field') = 'dismissed_at') ORDER BY number DESC LIMIT 1",
        [event_id],
    ).fetchone()
    return str(row[0]) if row else ""


def taken_back(event: Event, changes: Iterable[Change]) -> Event:
    """Return an event without changes that were made to it; what was changed again since stays.

    Args:
        event: as it stands.
        changes: of a revision, as `of_event` reads them.
    """
    before: dict[str, Any] = {
        change.field: _typed(change.field, change.before)
        for change in changes
        if _value(getattr(event, change.field)) == change.after
    }
    return replace(event, **before)


def _typed(field: str, value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return to_time(value) if field in _TIMES and isinstance(value, str) else value


def _plain(change: Change) -> dict[str, object]:
    return {"field": change.field, "before": _value(change.before), "after": _value(change.after)}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return to_text(value)
    return list(value) if isinstance(value, tuple) else value


def _revision(event_id: int, number: int, at: str, by: str, changes: str) -> Revision:
    moment = to_time(at)
    assert moment is not None  # noqa: S101 - the column is NOT NULL
    steps = tuple(Change(c["field"], c["before"], c["after"]) for c in json.loads(changes))
    return Revision(event_id, number, moment, by, steps)
