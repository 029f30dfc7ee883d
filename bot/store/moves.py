"""Reports that people moved: two events that were made one, one that was made two."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.event import Move
from bot.store.codec import to_json, to_text, to_time

_COLUMNS = "id, workspace, user, kind, event_id, other_id, reports, was, at, undone_at"


def add(db: Database, move: Move) -> Move:
    """Keep what was done, with what it takes to undo it (its `id` is ignored); return it as stored."""
    was = {"steps": move.steps, "alerts": move.alerts, "links": move.links}
    row = db.execute(
        "INSERT INTO event_moves (workspace, user, kind, event_id, other_id, reports, was, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [
            move.workspace,
            move.user,
            move.kind,
            move.event_id,
            move.other_id,
            to_json(move.reports),
            to_json(was),
            to_text(move.at),
        ],
    ).fetchone()
    return replace(move, id=int(row[0]))


def get(db: Database, workspace: str, move_id: int) -> Move | None:
    """Return a move of a workspace that was not undone."""
    found = _many(db, "WHERE id = ? AND workspace = ? AND undone_at IS NULL", [move_id, workspace])
    return found[0] if found else None


def of_event(db: Database, workspace: str, event_id: int) -> list[Move]:
    """Return what people of a workspace did to the reports of an event, and what stands, first to last."""
    return _many(
        db,
        "WHERE workspace = ?1 AND (event_id = ?2 OR other_id = ?2) AND undone_at IS NULL ORDER BY id",
        [workspace, event_id],
    )


def apart(db: Database, one: int, other: int) -> bool:
    """Tell whether somebody said that two events are not the same, or parted one from the other."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM event_moves WHERE kind = 'split' AND undone_at IS NULL"
        " AND (event_id = ?1 AND other_id = ?2 OR event_id = ?2 AND other_id = ?1))",
        [one, other],
    ).fetchone()
    return bool(row[0])


def later(db: Database, move: Move) -> bool:
    """Tell whether reports of one of its events were moved again since, by anybody."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM event_moves WHERE id > ?1 AND undone_at IS NULL AND reports != '[]'"
        " AND (event_id IN (?2, ?3) OR other_id IN (?2, ?3)))",
        [move.id, move.event_id, move.other_id],
    ).fetchone()
    return bool(row[0])


def undo(db: Database, move_id: int, now: datetime) -> None:
    """Note that a move was undone."""
    db.execute("UPDATE event_moves SET undone_at = ? WHERE id = ?", [to_text(now), move_id])


def give_alerts(db: Database, ids: Iterable[int], event_id: int) -> None:
    """Let alerts and their replies tell of another event from now on."""
    for id_ in ids:
        db.execute("UPDATE outbox SET event_id = ?1 WHERE id = ?2 OR root_id = ?2", [event_id, id_])


def _many(db: Database, tail: str, args: list[Any]) -> list[Move]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM event_moves {tail}", args).fetchall()
    return [_move(row) for row in rows]


def _move(row: tuple[Any, ...]) -> Move:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    was = json.loads(values.pop("was"))
    moment = to_time(values.pop("at"))
    assert moment is not None  # noqa: S101 - the column is NOT NULL
    return Move(
        **values
        | {
            "reports": tuple(json.loads(values["reports"])),
            "at": moment,
            "steps": tuple((int(a), int(b)) for a, b in was["steps"]),
            "alerts": tuple(was["alerts"]),
            "links": tuple((int(a), int(b), str(kind)) for a, b, kind in was["links"]),
            "undone_at": to_time(values["undone_at"]),
        }
    )
