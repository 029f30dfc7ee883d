"""Channels that Slack says are closed: their messages are kept, and only now and then one is tried."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database

from bot.store.codec import to_text

_WAITING = (
    "state IN ('pending', 'sending', 'unknown') AND state = 'pending' AND kind = 'alert' AND event_id IS NOT NULL"
    " AND ts IS NULL AND created_at <= ? AND (not_before IS NULL OR not_before <= ?)"
)


def why_closed(
    db: Database, workspace: str, channel: str, codes: Collection[str], since: datetime
) -> str | None:
    """Return the code with which Slack refused a channel since a time and took nothing after, else None."""
    marks = ",".join("?" * len(codes))
    row = db.execute(
        "SELECT error, sending_at FROM outbox WHERE workspace = ? AND channel = ? AND state = 'blocked'"
        f" AND error IN ({marks}) AND sending_at > ? ORDER BY sending_at DESC LIMIT 1",
        [workspace, channel, *codes, to_text(since)],
    ).fetchone()
    if row is None or _taken_since(db, workspace, channel, str(row[1])):
        return None
    return str(row[0])


def park(db: Database, message_id: int, code: str) -> None:
    """Keep a message that was not tried, because its channel is closed."""
    db.execute(
        "UPDATE outbox SET state = 'blocked', error = ?, sending_at = NULL, attempts = attempts - 1 WHERE id = ?",
        [code, message_id],
    )


def first_refused(db: Database, workspace: str, channel: str, code: str) -> int | None:
    """Return the first message that a channel refused since it last took one: it names the trouble for good."""
    row = db.execute(
        "SELECT min(id) FROM outbox WHERE workspace = ? AND channel = ? AND error = ? AND state = 'blocked' AND id >"
        " (SELECT coalesce(max(id), 0) FROM outbox WHERE workspace = ? AND channel = ? AND state = 'sent')",
        [workspace, channel, code, workspace, channel],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def reopen(db: Database, message_id: int) -> None:
    """Forget that a message's channel is closed, so that the next message is tried."""
    db.execute(
        "UPDATE outbox SET sending_at = NULL FROM (SELECT workspace AS w, channel AS c FROM outbox WHERE id = ?)"
        " WHERE workspace = w AND channel = c AND state = 'blocked'",
        [message_id],
    )


def of_channel(db: Database, channel: str) -> list[int]:
    """Return the blocked messages of a channel, oldest first."""
    rows = db.execute("SELECT id FROM outbox WHERE channel = ? AND state = 'blocked' ORDER BY id", [channel])
    return [int(row[0]) for row in rows.fetchall()]


def floods(db: Database, before: datetime, now: datetime, most: int) -> list[tuple[str, str]]:
    """Return (workspace, channel) where more alerts than `most` wait that were decided before a time."""
    rows = db.execute(
        f"SELECT workspace, channel FROM outbox WHERE {_WAITING} GROUP BY workspace, channel HAVING count(*) > ?",
        [to_text(before), to_text(now), most],
    ).fetchall()
    return [(str(workspace), str(channel)) for workspace, channel in rows]


def flood(
    db: Database, workspace: str, channel: str, before: datetime, now: datetime
) -> list[tuple[int, int, str]]:
    """Return (message, event, time) of the alerts of a flood, oldest first."""
    rows = db.execute(
        f"SELECT id, event_id, created_at FROM outbox WHERE {_WAITING} AND workspace = ? AND channel = ? ORDER BY id",
        [to_text(before), to_text(now), workspace, channel],
    ).fetchall()
    return [(int(id_), int(event_id), str(at)) for id_, event_id, at in rows]


def told_in(db: Database, message_id: int, rollup_id: int, why: str) -> None:
    """Give an alert up because another message tells of its event; `why` as `bot.store.held` has it."""
    db.execute(
        "UPDATE outbox SET state = 'dropped', error = ?, told_in = ? WHERE id = ?",
        [why, rollup_id, message_id],
    )


def _taken_since(db: Database, workspace: str, channel: str, moment: str) -> bool:
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE workspace = ? AND channel = ? AND state = 'sent' AND sent_at >= ?)",
        [workspace, channel, moment],
    ).fetchone()
    return bool(row[0])
