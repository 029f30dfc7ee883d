"""Alerts that were decided and kept back: rows of the outbox with their key, told in a summary or later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Message
from bot.store import outbox
from bot.store.codec import to_json, to_text

CAPPED = "held: the channel had enough alerts for an hour"
QUIET = "held: quiet hours"
WITHDRAWN = "held: it was no news any more before anybody had it"
_PREFIX = {CAPPED: "rollup", QUIET: "quiet"}  # of a summary's key


@dataclass(frozen=True, slots=True)
class Held:
    """An alert that was kept back: why, and whether a summary that has gone out tells of it."""

    why: str
    told: bool


def hold(db: Database, message_id: int, why: str = CAPPED) -> None:
    """Keep an alert back. Its key stays taken; `release` gives it free.

    Args:
        db: an open transaction.
        message_id: its row.
        why: `CAPPED`, `QUIET` or `WITHDRAWN`.
    """
    db.execute("UPDATE outbox SET state = 'dropped', error = ? WHERE id = ?", [why, message_id])


def of_key(db: Database, dedup_key: str) -> Held | None:
    """Return how an alert is held, None where it is not."""
    row = db.execute(
        "SELECT o.error, s.attempts FROM outbox o LEFT JOIN outbox s ON s.id = o.told_in AND s.state != 'dropped'"
        " WHERE o.dedup_key = ? AND o.state = 'dropped' AND o.error IN (?, ?, ?)",
        [dedup_key, CAPPED, QUIET, WITHDRAWN],
    ).fetchone()
    return None if row is None else Held(str(row[0]), bool(row[1]))


def release(
    db: Database,
    dedup_key: str,
    payload: Mapping[str, Any],
    *,
    revision: int,
    now: datetime,
    not_before: datetime | None = None,
) -> bool:
    """Let an alert that was held go, as it reads now; tell whether there is such a one.

    It counts as an alert of this hour, and is in no summary that is written from now on.
    """
    return bool(
        db.execute(
            "UPDATE outbox SET state = 'pending', error = NULL, told_in = NULL, payload = ?, revision = ?,"
            " not_before = ?, created_at = ?, meant_at = NULL WHERE dedup_key = ? AND state = 'dropped' AND error IN (?, ?, ?)",
            [
                to_json(dict(payload)),
                revision,
                to_text(not_before),
                to_text(now),
                dedup_key,
                CAPPED,
                QUIET,
                WITHDRAWN,
            ],
        ).rowcount
    )


def hurry(db: Database, message_id: int) -> None:
    """Let a message that gathers reports go at once."""
    db.execute(
        "UPDATE outbox SET not_before = NULL WHERE id = ? AND state = 'pending' AND attempts = 0",
        [message_id],
    )


def events_since(db: Database, workspace: str, channel: str, since: datetime, why: str = CAPPED) -> list[int]:
    """Return the events whose alerts were held back in a channel since a time, for one reason."""
    rows = db.execute(
        "SELECT event_id FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'alert' AND state = 'dropped'"
        " AND error = ? AND created_at >= ? ORDER BY id",
        [workspace, channel, why, to_text(since)],
    ).fetchall()
    return [int(row[0]) for row in rows]


def asked_since(db: Database, workspace: str, channel: str, since: datetime, why: str = CAPPED) -> list[int]:
    """Return the subscriptions whose alerts were held back in a channel since a time, for one reason."""
    rows = db.execute(
        "SELECT subscription_id FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'alert'"
        " AND state = 'dropped' AND error = ? AND created_at >= ? AND subscription_id IS NOT NULL"
        " GROUP BY subscription_id ORDER BY min(id)",
        [workspace, channel, why, to_text(since)],
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


def replies_since(db: Database, root_id: int, since: datetime) -> int:
    """Return how many replies an alert's thread got, or will get, since a time."""
    row = db.execute(
        "SELECT count(*) FROM outbox WHERE root_id = ? AND kind = 'thread' AND state != 'dropped' AND created_at >= ?",
        [root_id, to_text(since)],
    ).fetchone()
    return int(row[0])


def waiting_summary(db: Database, workspace: str, channel: str, why: str = CAPPED) -> Message | None:
    """Return the summary of a channel's held alerts that was not sent yet."""
    row = db.execute(
        "SELECT id FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'rollup' AND state = 'pending'"
        " AND attempts = 0 AND dedup_key LIKE ? ORDER BY id DESC LIMIT 1",
        [workspace, channel, f"{_PREFIX[why]}:%"],
    ).fetchone()
    return None if row is None else outbox.get(db, int(row[0]))


def summary_key(why: str, workspace: str, channel: str, now: datetime) -> str:
    """Return the key of a summary that is begun now."""
    return f"{_PREFIX[why]}:{workspace}:{channel}:{now:%Y%m%dT%H%M%S}"


def told_in(db: Database, summary_id: int, since: datetime, why: str) -> None:
    """Note that a summary tells of all that its channel held since a time, for its reason."""
    db.execute(
        "UPDATE outbox SET told_in = ?1 FROM (SELECT workspace AS w, channel AS c FROM outbox WHERE id = ?1)"
        " WHERE workspace = w AND channel = c AND kind = 'alert' AND state = 'dropped' AND error = ?2"
        " AND created_at >= ?3",
        [summary_id, why, to_text(since)],
    )


def places_of(db: Database, event_id: int) -> list[tuple[str, str, str]]:
    """Return (workspace, channel, why) of every held alert of an event."""
    rows = db.execute(
        "SELECT workspace, channel, error FROM outbox WHERE event_id = ? AND kind = 'alert' AND state = 'dropped'"
        " AND error IN (?, ?)",
        [event_id, CAPPED, QUIET],
    ).fetchall()
    return [(str(workspace), str(channel), str(why)) for workspace, channel, why in rows]
