"""Subscriptions: who wants to hear of what, where, and how soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Subscription
from bot.store.codec import to_text, to_time, to_tuple

_COLUMNS = (
    "id, workspace, target, query, delivery, min_severity, created_by, created_at, paused, alert_on, quiet_from,"
    " quiet_to, zone, pass_critical, broadcast"
)


def save(
    db: Database,
    *,
    workspace: str,
    target: str,
    query: str,
    delivery: str,
    min_severity: int,
    created_by: str,
    now: datetime,
) -> tuple[Subscription, bool]:
    """Keep a wish to hear; the same query to the same place again changes how it is delivered.

    Args:
        db: an open transaction.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        query: as typed.
        delivery: `now`, `hourly` or `digest`.
        min_severity: 1..5; what is less grave is left out.
        created_by: the user who asked.
        now: the present.

    Returns:
        The subscription, and whether it is new.
    """
    known = db.execute(
        "SELECT id FROM subscriptions WHERE workspace = ? AND target = ? AND query = ? AND deleted_at IS NULL",
        [workspace, target, query],
    ).fetchone()
    if known is not None:
        db.execute(
            "UPDATE subscriptions SET delivery = ?, min_severity = ?, paused = 0 WHERE id = ?",
            [delivery, min_severity, known[0]],
        )
        return _one(db, int(known[0])), False
    row = db.execute(
        "INSERT INTO subscriptions (workspace, target, query, delivery, min_severity, created_by, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        [workspace, target, query, delivery, min_severity, created_by, to_text(now)],
    ).fetchone()
    return _one(db, int(row[0])), True


def get(db: Database, workspace: str, subscription_id: int) -> Subscription | None:
    """Return a subscription of a workspace; None when it has none of that id."""
    found = _many(db, "WHERE id = ? AND workspace = ? AND deleted_at IS NULL", [subscription_id, workspace])
    return found[0] if found else None


def of_targets(db: Database, workspace: str, targets: Sequence[str]) -> list[Subscription]:
    """Return the subscriptions to some channels and people, oldest first."""
    marks = ",".join("?" * len(targets))
    where = f"WHERE workspace = ? AND deleted_at IS NULL AND target IN ({marks}) ORDER BY id"
    return _many(db, where, [workspace, *targets])


def all_of(db: Database, workspace: str) -> list[Subscription]:
    """Return every subscription of a workspace, oldest first."""
    return _many(db, "WHERE workspace = ? AND deleted_at IS NULL ORDER BY id", [workspace])


def active(db: Database, workspace: str | None = None) -> list[Subscription]:
    """Return the subscriptions that are neither paused nor deleted, of one workspace or all."""
    where = "WHERE deleted_at IS NULL AND paused = 0"
    if workspace is None:
        return _many(db, f"{where} ORDER BY id", [])
    return _many(db, f"{where} AND workspace = ? ORDER BY id", [workspace])


def pause(db: Database, subscription_id: int, paused: bool) -> None:
    """Stop a subscription for a while, or let it go on."""
    db.execute("UPDATE subscriptions SET paused = ? WHERE id = ?", [int(paused), subscription_id])


def remove(db: Database, subscription_id: int, now: datetime) -> None:
    """End a subscription; messages that name it keep doing so."""
    db.execute("UPDATE subscriptions SET deleted_at = ? WHERE id = ?", [to_text(now), subscription_id])


def _one(db: Database, subscription_id: int) -> Subscription:
    return _many(db, "WHERE id = ?", [subscription_id])[0]


def _many(db: Database, tail: str, args: list[Any]) -> list[Subscription]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions {tail}", args).fetchall()
    return [_subscription(row) for row in rows]


def _subscription(row: tuple[Any, ...]) -> Subscription:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["created_at"] = to_time(values["created_at"])
    values["alert_on"] = to_tuple(values["alert_on"])
    for name in ("paused", "pass_critical", "broadcast"):
        values[name] = bool(values[name])
    return Subscription(**values)
