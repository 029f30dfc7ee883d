"""What people said of events with the buttons: kept for the event, and for training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Feedback
from bot.store.codec import to_text, to_time

_COLUMNS = "id, workspace, event_id, user, kind, value, at, undone_at"


def add(
    db: Database, *, workspace: str, event_id: int, user: str, kind: str, value: str | None, now: datetime
) -> Feedback:
    """Keep what a person said; what the same person said of the event before is withdrawn.

    Args:
        db: an open transaction.
        workspace: the Slack workspace.
        event_id: the event.
        user: who said it.
        kind: `right`, `wrong_type`, `not_event`, `wrong_date` or `wrong_place`.
        value: what would be right, where it was said (a type's id).
        now: the present.
    """
    undo(db, workspace=workspace, event_id=event_id, user=user, now=now)
    row = db.execute(
        "INSERT INTO feedback (workspace, event_id, user, kind, value, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        [workspace, event_id, user, kind, value, to_text(now)],
    ).fetchone()
    return _many(db, "WHERE id = ?", [row[0]])[0]


def undo(db: Database, *, workspace: str, event_id: int, user: str | None, now: datetime) -> int:
    """Withdraw what a person (None: anybody) said of an event; return how many sayings that were."""
    who, args = ("", []) if user is None else (" AND user = ?", [user])
    return int(
        db.execute(
            f"UPDATE feedback SET undone_at = ? WHERE workspace = ? AND event_id = ? AND undone_at IS NULL{who}",
            [to_text(now), workspace, event_id, *args],
        ).rowcount
    )


def of_event(db: Database, workspace: str, event_id: int) -> list[Feedback]:
    """Return what a workspace's people say of an event, first to last."""
    return _many(
        db, "WHERE workspace = ? AND event_id = ? AND undone_at IS NULL ORDER BY id", [workspace, event_id]
    )


def spoken_of(db: Database, event_ids: Sequence[int]) -> set[int]:
    """Return which of some events anybody spoke of, in any workspace."""
    marks = ",".join("?" * len(event_ids))
    rows = db.execute(
        f"SELECT DISTINCT event_id FROM feedback WHERE undone_at IS NULL AND event_id IN ({marks})",
        list(event_ids),
    ).fetchall()
    return {int(row[0]) for row in rows}


def all_standing(db: Database) -> list[Feedback]:
    """Return all that was said and not withdrawn, for training and evaluation."""
    return _many(db, "WHERE undone_at IS NULL ORDER BY id", [])


def _many(db: Database, tail: str, args: list[Any]) -> list[Feedback]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM feedback {tail}", args).fetchall()
    return [_feedback(row) for row in rows]


def _feedback(row: tuple[Any, ...]) -> Feedback:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["at"] = to_time(values["at"])
    values["undone_at"] = to_time(values["undone_at"])
    return Feedback(**values)
