"""Made-up news out of sight, once real news comes."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.store.codec import to_text


def retire(db: Database, now: datetime) -> int:
    """Remove the sample feeds and take their events out of every view; return how many feeds it were.

    Messages that were not sent yet are dropped; what a channel has seen stays in its history.
    """
    feeds = db.execute("UPDATE feeds SET state = 'removed' WHERE sample = 1 AND state != 'removed'").rowcount
    db.execute("UPDATE entries SET state = 'done' WHERE sample = 1 AND state = 'new'")
    db.execute(
        "UPDATE outbox SET state = 'dropped', error = 'a sample, and live feeds answer now' WHERE state = 'pending'"
        " AND attempts = 0 AND event_id IN (SELECT id FROM events WHERE sample = 1)"
    )
    db.execute("UPDATE events SET dismissed_at = ? WHERE sample = 1 AND dismissed_at IS NULL", [to_text(now)])
    return int(feeds)


def any_left(db: Database) -> bool:
    """Say whether sample feeds are watched or sample events seen."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM feeds WHERE sample = 1 AND state != 'removed')"
        " OR EXISTS (SELECT 1 FROM events WHERE sample = 1 AND dismissed_at IS NULL)"
    ).fetchone()
    return bool(row[0])
