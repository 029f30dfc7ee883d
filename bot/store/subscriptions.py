"""Subscriptions: who wants to hear of what, where, and how soon.

What changes one names its workspace and target too: the right to change was found for that target, and
the row must still be its own when it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.errors import InputError
from bot.model.message import Choices, Subscription
from bot.store.codec import to_json, to_text, to_time, to_tuple
from bot.store.installations import IN_USE

_CHOSEN = tuple(field.name for field in fields(Choices))
_KEPT = ("id", "workspace", "created_by", "created_at", "paused")
_COLUMNS = (*_KEPT, *_CHOSEN)
_SET = ", ".join(f"{name} = ?" for name in _CHOSEN)
_OWN = "id = ? AND workspace = ? AND target = ?"


def save(
    db: Database, choices: Choices, *, workspace: str, created_by: str, now: datetime
) -> tuple[Subscription, bool]:
    """Keep a wish to hear; the same query to the same place again changes how it is delivered.

    Args:
        db: an open transaction.
        choices: what is asked for.
        workspace: the Slack workspace.
        created_by: the user who asked.
        now: the present.

    Returns:
        The subscription, and whether it is new.
    """
    known = _same(db, workspace, choices)
    if known is not None:
        db.execute(f"UPDATE subscriptions SET paused = 0, {_SET} WHERE id = ?", [*_values(choices), known])
        return _one(db, known), False
    marks = ", ".join("?" * (len(_CHOSEN) + 3))
    row = db.execute(
        f"INSERT INTO subscriptions (workspace, created_by, created_at, {', '.join(_CHOSEN)})"
        f" VALUES ({marks}) RETURNING id",
        [workspace, created_by, to_text(now), *_values(choices)],
    ).fetchone()
    return _one(db, int(row[0])), True


def change(db: Database, known: Subscription, choices: Choices, *, now: datetime) -> Subscription | None:
    """Change a subscription; what it has told stays told.

    Args:
        db: an open transaction.
        known: as it was when the right to change it was found.
        choices: what it asks for from now on.
        now: the present.

    Returns:
        The subscription as it is now, None when it is no longer there or no longer that target's.

    Raises:
        InputError: that place has such a subscription already.
    """
    other = _same(db, known.workspace, choices)
    if other not in (None, known.id):
        raise InputError(f"There is such a subscription already: number {other}.")
    anew = (choices.target, choices.query, choices.words) != (known.target, known.query, known.words)
    done = db.execute(
        f"UPDATE subscriptions SET created_at = ?, {_SET} WHERE {_OWN} AND deleted_at IS NULL",
        [to_text(now if anew else known.created_at), *_values(choices), *_own(known)],
    ).rowcount
    return _one(db, known.id) if done else None


def get(db: Database, workspace: str, subscription_id: int, *, ended: bool = False) -> Subscription | None:
    """Return a subscription of a workspace; None when it has none of that id.

    Args:
        ended: one that was ended is found too.
    """
    alive = "" if ended else " AND deleted_at IS NULL"
    found = _many(db, f"WHERE id = ? AND workspace = ?{alive}", [subscription_id, workspace])
    return found[0] if found else None


def find(db: Database, workspace: str, choices: Choices) -> Subscription | None:
    """Return the subscription of the same place to the same query, None when there is none."""
    known = _same(db, workspace, choices)
    return None if known is None else _one(db, known)


def of_targets(db: Database, workspace: str, targets: Sequence[str]) -> list[Subscription]:
    """Return the subscriptions to some channels and people, oldest first."""
    marks = ",".join("?" * len(targets))
    where = f"WHERE workspace = ? AND deleted_at IS NULL AND target IN ({marks}) ORDER BY id"
    return _many(db, where, [workspace, *targets])


def all_of(db: Database, workspace: str) -> list[Subscription]:
    """Return every subscription of a workspace, oldest first."""
    return _many(db, "WHERE workspace = ? AND deleted_at IS NULL ORDER BY id", [workspace])


def active(db: Database, workspace: str | None = None) -> list[Subscription]:
    """Return the subscriptions that are neither paused nor deleted, of one workspace or all that are there."""
    where = f"WHERE deleted_at IS NULL AND paused = 0 AND {IN_USE}"
    if workspace is None:
        return _many(db, f"{where} ORDER BY id", [])
    return _many(db, f"{where} AND workspace = ? ORDER BY id", [workspace])


def pause(db: Database, known: Subscription, paused: bool) -> bool:
    """Stop a subscription for a while, or let it go on; tell whether it is still there."""
    sql = f"UPDATE subscriptions SET paused = ? WHERE {_OWN} AND deleted_at IS NULL"
    return bool(db.execute(sql, [int(paused), *_own(known)]).rowcount)


def remove(db: Database, known: Subscription, now: datetime) -> bool:
    """End a subscription; messages that name it keep doing so. Tell whether it was still there."""
    sql = f"UPDATE subscriptions SET deleted_at = ? WHERE {_OWN} AND deleted_at IS NULL"
    return bool(db.execute(sql, [to_text(now), *_own(known)]).rowcount)


def restore(db: Database, known: Subscription) -> bool:
    """Let a subscription that was ended go on as if it had not been; tell whether it does.

    It does not where it is there already, or the same was asked for again meanwhile.
    """
    if _same(db, known.workspace, known) is not None:
        return False
    sql = f"UPDATE subscriptions SET deleted_at = NULL WHERE {_OWN} AND deleted_at IS NOT NULL"
    return bool(db.execute(sql, _own(known)).rowcount)


def _own(known: Subscription) -> list[Any]:
    return [known.id, known.workspace, known.target]


def _values(choices: Choices) -> list[Any]:
    """Return what was chosen as it is kept, in the order of the columns; half a quiet time is none."""
    start, end = choices.quiet or (None, None)
    kept = {"alert_on": to_json(list(choices.alert_on)), "quiet_from": start, "quiet_to": end}
    return [kept.get(name, getattr(choices, name)) for name in _CHOSEN]


def _same(db: Database, workspace: str, choices: Choices) -> int | None:
    row = db.execute(
        "SELECT id FROM subscriptions WHERE workspace = ? AND target = ? AND query = ? AND words = ?"
        " AND deleted_at IS NULL",
        [workspace, choices.target, choices.query, choices.words],
    ).fetchone()
    return None if row is None else int(row[0])


def _one(db: Database, subscription_id: int) -> Subscription:
    return _many(db, "WHERE id = ?", [subscription_id])[0]


def _many(db: Database, tail: str, args: list[Any]) -> list[Subscription]:
    rows = db.execute(f"SELECT {', '.join(_COLUMNS)} FROM subscriptions {tail}", args).fetchall()
    return [_subscription(row) for row in rows]


def _subscription(row: tuple[Any, ...]) -> Subscription:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["created_at"] = to_time(values["created_at"])
    values["alert_on"] = to_tuple(values["alert_on"])
    for name in ("paused", "pass_critical", "broadcast", "words"):
        values[name] = bool(values[name])
    return Subscription(**values)
