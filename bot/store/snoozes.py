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


def get(db: Database, workspace: str, snooze_id: int, *, undone: bool = False) -> Snooze | None:
    """Return a snooze of a workspace; one that was undone only where such a one is asked for."""
    which = "NOT NULL" if undone else "NULL"
    found = _many(db, f"WHERE id = ? AND workspace = ? AND undone_at IS {which}", [snooze_id, workspace])
    return found[0] if found else None


def active(db: Database, now: datetime, *, workspace: str | None = None) -> list[Snooze]:
    """Return the snoozes that hold now, of one workspace or all, those that end first before."""
    where, args = "WHERE undone_at IS NULL AND until > ?", [to_text(now)]
    if workspace is not None:
        where, args = f"{where} AND workspace = ?", [*args, workspace]
    return _many(db, f"{where} ORDER BY until, id", args)


def held_in(db: Database, workspace: str, target: str, since: datetime, until: datetime) -> list[Snooze]:
    """Return the snoozes of a channel or person that held at any time of a window, the first made first.

    Args:
        db: open.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        since: the window's start.
        until: its end.
    """
    where = (
        "WHERE workspace = ? AND target = ? AND created_at < ? AND until > ?"
        " AND (undone_at IS NULL OR undone_at > ?) ORDER BY id"
    )
    start = to_text(since)
    return _many(db, where, [workspace, target, to_text(until), start, start])


def undo(db: Database, known: Snooze, now: datetime) -> bool:
    """End a snooze before its time; tell whether it still held.

    Args:
        db: an open transaction.
        known: as it was when the right to end it was found; the row must still be its target's.
        now: the present.
    """
    sql = (
        "UPDATE snoozes SET undone_at = ? WHERE id = ? AND workspace = ? AND target = ?"
        " AND undone_at IS NULL AND until > ?"
    )
    args = [to_text(now), known.id, known.workspace, known.target, to_text(now)]
    return bool(db.execute(sql, args).rowcount)


def resume(db: Database, known: Snooze, now: datetime) -> bool:
    """Let a snooze that was ended before its time hold again until its end; tell whether it does."""
    sql = (
        "UPDATE snoozes SET undone_at = NULL WHERE id = ? AND workspace = ? AND target = ?"
        " AND undone_at IS NOT NULL AND until > ?"
    )
    args = [known.id, known.workspace, known.target, to_text(now)]
    return bool(db.execute(sql, args).rowcount)


def _many(db: Database, tail: str, args: list[Any]) -> list[Snooze]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM snoozes {tail}", args).fetchall()
    return [_snooze(row) for row in rows]


def _snooze(row: tuple[Any, ...]) -> Snooze:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["until"] = to_time(values["until"])
    values["created_at"] = to_time(values["created_at"])
    return Snooze(**values)
