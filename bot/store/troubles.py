"""Which troubles were told, until they are over."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.store import meta
from bot.store.codec import to_text, to_time

_PREFIX = "trouble:"


def told(db: Database) -> dict[str, str]:
    """Return the troubles that were told and are not over: name and the sentence for its end ("": none)."""
    rows = db.execute(
        "SELECT key, value FROM meta WHERE key >= ? AND key < ? ORDER BY at, key", [_PREFIX, "trouble;"]
    ).fetchall()
    return {str(key).removeprefix(_PREFIX): str(over) for key, over in rows}


def begin(db: Database, key: str, over: str | None, now: datetime) -> None:
    """Remember that a trouble was told."""
    meta.set_to(db, _PREFIX + key, over or "", now)


def end(db: Database, key: str) -> None:
    """Forget a trouble that is over."""
    db.execute("DELETE FROM meta WHERE key = ?", [_PREFIX + key])


def forget(db: Database, before: datetime) -> None:
    """Forget troubles without an end that were told before a time."""
    db.execute(
        "DELETE FROM meta WHERE key >= ? AND key < ? AND value = '' AND at < ?",
        [_PREFIX, "trouble;", to_text(before)],
    )


def blocked(db: Database, since: datetime) -> frozenset[str]:
    """Return the channels to which Slack refuses messages; the operator's own left out.

    Args:
        db: open.
        since: older messages are nobody's concern any more.
    """
    rows = db.execute(
        "SELECT DISTINCT channel FROM outbox WHERE state = 'blocked' AND kind != 'operator' AND created_at >= ?",
        [to_text(since)],
    ).fetchall()
    return frozenset(str(channel) for (channel,) in rows)


def signs_of_life(db: Database) -> tuple[datetime | None, str | None]:
    """Return when a feed was last read, and which digest was decided last."""
    read = to_time(db.execute("SELECT max(last_success_at) FROM feeds").fetchone()[0])
    digest = db.execute("SELECT max(last_sent_until) FROM digest_settings").fetchone()[0]
    return read, digest
