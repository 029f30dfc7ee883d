"""What people said of events with the buttons: kept for the event, and for training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Feedback
from bot.store.codec import to_text, to_time

_COLUMNS = "id, workspace, event_id, user, kind, value, at, undone_at"

_SAME_THING = (
    ("right", "wrong_type", "not_event"),
    ("wrong_date", "not_event"),
    ("wrong_place", "not_event"),
)


def add(
    db: Database, *, workspace: str, event_id: int, user: str, kind: str, value: str | None, now: datetime
) -> Feedback:
    """Keep what a person said; what the same person said before of the same thing is withdrawn.

    Its type, its date and its place are each a thing; that it is no event is about all of it, and
    whether it is right is about its type.

    Args:
        db: an open transaction.
        workspace: the Slack workspace.
        event_id: the event.
        user: who said it.
        kind: `right`, `wrong_type`, `not_event`, `wrong_date` or `wrong_place`.
        value: what would be right, where it was said (a type's id, a date, places' ids).
        now: the present.
    """
    for kinds in _SAME_THING:
        if kind in kinds:
            undo(db, workspace=workspace, event_id=event_id, user=user, now=now, kinds=kinds)
    row = db.execute(
        "INSERT INTO feedback (workspace, event_id, user, kind, value, at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        [workspace, event_id, user, kind, value, to_text(now)],
    ).fetchone()
    return _many(db, "WHERE id = ?", [row[0]])[0]


def undo(
    db: Database,
    *,
    workspace: str,
    event_id: int,
    user: str | None,
    now: datetime,
    kinds: Sequence[str] = (),
) -> int:
    """Withdraw what a person (None: anybody) said of an event; return how many sayings that were.

    With `kinds` only sayings of these kinds.
    """
    where, args = "workspace = ? AND event_id = ? AND undone_at IS NULL", [workspace, event_id]
    if user is not None:
        where, args = f"{where} AND user = ?", [*args, user]
    if kinds:
        where, args = f"{where} AND kind IN ({','.join('?' * len(kinds))})", [*args, *kinds]
    return int(db.execute(f"UPDATE feedback SET undone_at = ? WHERE {where}", [to_text(now), *args]).rowcount)


def of_event(db: Database, workspace: str, event_id: int) -> list[Feedback]:
    """Return what a workspace's people say of an event, first to last."""
    return _many(
        db, "WHERE workspace = ? AND event_id = ? AND undone_at IS NULL ORDER BY id", [workspace, event_id]
    )


def with_replaced(db: Database, workspace: str, event_id: int) -> list[Feedback]:
    """Return what `of_event` does and what the same people had said before it in its place, first to last."""
    every = _many(db, "WHERE workspace = ? AND event_id = ? ORDER BY id", [workspace, event_id])
    found: list[Feedback] = []
    for each in reversed(every):
        if each.undone_at is None or any((f.user, f.at) == (each.user, each.undone_at) for f in found):
            found.insert(0, each)
    return found


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
