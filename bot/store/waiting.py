"""All that waits for a time: feeds, messages, and the digests' days."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.store import digest_settings
from bot.store.codec import to_text, to_time

_LATEST = """
SELECT max(t) FROM (
  SELECT max(last_poll_at) AS t FROM feeds UNION ALL SELECT max(sending_at) FROM outbox
  UNION ALL SELECT max(at) FROM meta WHERE key LIKE 'job:%'
)
"""


def sooner(db: Database, by: timedelta, now: datetime) -> None:
    """Move what is still to come nearer by a span, and no further than the present.

    Args:
        by: how far the clock was set back.
        now: what it shows since then.
    """
    seconds, present = -int(by.total_seconds()), str(to_text(now))
    for table, column in (("feeds", "next_poll_at"), ("outbox", "not_before"), ("outbox", "sending_at")):
        moved = f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, ? || ' seconds')"
        db.execute(
            f"UPDATE {table} SET {column} = CASE WHEN '{column}' = 'sending_at' THEN {moved}"
            f" ELSE max({moved}, ?) END WHERE {column} > ?",
            [seconds, seconds, present, present],
        )
    # a digest that was sent "tomorrow" must not keep today's away, and its window begins no later than now
    digest_settings.remember_told(db, now)
    db.execute("UPDATE digest_settings SET last_slot = ?1 WHERE last_slot > ?1", [present[:10]])
    db.execute("UPDATE digest_settings SET last_sent_until = ?1 WHERE last_sent_until > ?1", [present])
    db.execute("UPDATE meta SET at = ? WHERE at > ? AND key LIKE 'job:%'", [present, present])


def last_sign(db: Database) -> datetime | None:
    """Return when something was last done on this database."""
    row = db.execute(_LATEST).fetchone()
    return to_time(row[0])
