"""Alerts that a channel had no room for: rows of the outbox that are kept, and told in one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Message
from bot.store import outbox
from bot.store.codec import to_json, to_text

_WHY = "held: the channel had enough alerts for an hour"


def hold(db: Database, message_id: int) -> None:
    """Keep an alert back for the roll-up. Its key stays taken; `release` gives it free."""
    db.execute("UPDATE outbox SET state = 'dropped', error = ? WHERE id = ?", [_WHY, message_id])


def release(
    db: Database, dedup_key: str, payload: Mapping[str, Any], *, revision: int, now: datetime
) -> bool:
    """Let an alert that was held go at once, as it reads now; tell whether there is such a one.

    It counts as an alert of this hour, and is in no roll-up that is written from now on.
    """
    return bool(
        db.execute(
            "UPDATE outbox SET state = 'pending', error = NULL, payload = ?, revision = ?, not_before = NULL,"
            " created_at = ? WHERE dedup_key = ? AND state = 'dropped' AND error = ?",
            [to_json(dict(payload)), revision, to_text(now), dedup_key, _WHY],
        ).rowcount
    )


def events_since(db: Database, workspace: str, channel: str, since: datetime) -> list[int]:
    """Return the events whose alerts were held back in a channel since a time."""
    rows = db.execute(
        "SELECT event_id FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'alert' AND state = 'dropped'"
        " AND error = ? AND created_at >= ? ORDER BY id",
        [workspace, channel, _WHY, to_text(since)],
    ).fetchall()
    return [int(row[0]) for row in rows]


def alerts_since(db: Database, workspace: str, channel: str, since: datetime) -> int:
    """Return how many alerts went to a channel, or are on their way, since a time."""
    row = db.execute(
        "SELECT count(*) FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'alert' AND state != 'dropped'"
        " AND created_at >= ?",
        [workspace, channel, to_text(since)],
    ).fetchone()
    return int(row[0])


def waiting_rollup(db: Database, workspace: str, channel: str) -> Message | None:
    """Return the roll-up of a channel that was not sent yet."""
    row = db.execute(
        "SELECT id FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'rollup' AND state = 'pending'"
        " AND attempts = 0 ORDER BY id DESC LIMIT 1",
        [workspace, channel],
    ).fetchone()
    return None if row is None else outbox.get(db, int(row[0]))
