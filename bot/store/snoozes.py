"""Snoozes: queries that do not alert for a while; recording goes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Snooze
from bot.store.codec import to_text, to_time

_COLUMNS = "id, workspace, target, query, until, created_by, created_at, reason"


def add(
    db: Database,
    *,
    workspace: str,
    target: str,
    query: str,
    until: datetime,
    created_by: str,
    now: datetime,
    reason: str | None = None,
) -> Snooze:
    """Hold back what answers a query from a channel or person until a time."""
    row = db.execute(
        "INSERT INTO snoozes (workspace, target, query, until, created_by, created_at, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [workspace, target, query, to_text(until), created_by, to_text(now), reason],
    ).fetchone()
    return _many(db, "WHERE id = ?", [row[0]])[0]


def get(db: Database, workspace: str, snooze_id: int) -> Snooze | None:
    """Return a snooze of a workspace that was not undone."""
    found = _many(db, "WHERE id = ? AND workspace = ? AND undone_at IS NULL", [snooze_id, workspace])
    return found[0] if found else None


def active(db: Database, now: datetime, *, workspace: str | None = None) -> list[Snooze]:
    """Return the snoozes that hold now, of one workspace or all, those that end first before."""
    where, args = "WHERE undone_at IS NULL AND until > ?", [to_text(now)]
    if workspace is not None:
        where, args = f"{where} AND workspace = ?", [*args, workspace]
    return _many(db, f"{where} ORDER BY until, id", args)


def undo(db: Database, snooze_id: int, now: datetime) -> None:
    """End a snooze before its time."""
    db.execute("UPDATE snoozes SET undone_at = ? WHERE id = ?", [to_text(now), snooze_id])


def _many(db: Database, tail: str, args: list[Any]) -> list[Snooze]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM snoozes {tail}", args).fetchall()
    return [_snooze(row) for row in rows]


def _snooze(row: tuple[Any, ...]) -> Snooze:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["until"] = to_time(values["until"])
    values["created_at"] = to_time(values["created_at"])
    return Snooze(**values)
