"""Single facts about this database: its secret, when a job last ran, who holds it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database

from bot.store.codec import to_text, to_time


def get(db: Database, key: str) -> str | None:
    """Return a value, None when it was never set."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return None if row is None else str(row[0])


def set_to(db: Database, key: str, value: str, now: datetime) -> None:
    """Set a value."""
    db.execute(
        "INSERT INTO meta (key, value, at) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at",
        [key, value, to_text(now)],
    )


def at(db: Database, key: str) -> datetime | None:
    """Return when a value was last set."""
    row = db.execute("SELECT at FROM meta WHERE key = ?", [key]).fetchone()
    return None if row is None else to_time(row[0])


def secret(db: Database, key: str, now: datetime) -> str:
    """Return 32 random bytes as hex, made on first use and the same ever after."""
    known = get(db, key)
    if known is None:
        known = secrets.token_hex(32)
        set_to(db, key, known, now)
    return known
