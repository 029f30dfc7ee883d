"""Feeds: what they are, and what their last polls said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.feed import Feed
from bot.store.codec import to_json, to_text, to_time, to_tuple

_NAMES = tuple(field.name for field in fields(Feed))
_COLUMNS = ", ".join(_NAMES)
_TIMES = frozenset(name for name in _NAMES if name.endswith(("_at", "_since")))
# what a poll may change; the rest belongs to people and to the shipped list
_POLLED = (
    "url", "etag", "last_modified", "validators_at", "body_hash", "ttl_seconds", "cache_seconds", "skip_hours",
    "skip_days", "next_poll_at",
    "last_poll_at", "last_success_at", "last_status", "last_error", "last_reason", "failures",
    "failing_since", "newest_entry_at", "gap_at", "moved_to", "moved_since",
)  # fmt: skip
_LISTS = frozenset({"quirks", "skip_hours", "skip_days"})
_DESCRIBED = ("title", "publisher", "lang", "zone", "tier", "quirks")


def add(
    db: Database,
    *,
    url: str,
    title: str,
    publisher: str,
    now: datetime,
    lang: str | None = None,
    zone: str = "UTC",
    tier: int = 2,
    quirks: Iterable[str] = (),
    sample: bool = False,
    added_by: str | None = None,
) -> int:
    """Watch a feed from now on and return its id; one that was removed comes back as new.

    Args:
        added_by: who asked for it; None for the shipped list.
    """
    row = db.execute(
        "INSERT INTO feeds (url, title, publisher, lang, zone, tier, quirks, sample, added_by, added_at,"
        " next_poll_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET title = excluded.title, publisher = excluded.publisher,"
        " lang = excluded.lang, zone = excluded.zone, tier = excluded.tier, quirks = excluded.quirks,"
        " sample = excluded.sample, added_by = excluded.added_by, added_at = excluded.added_at,"
        " state = 'active', etag = NULL, last_modified = NULL, validators_at = NULL, body_hash = NULL,"
        " last_success_at = NULL, failures = 0, failing_since = NULL, last_error = NULL, last_reason = NULL,"
        " moved_to = NULL, moved_since = NULL, ttl_seconds = NULL, cache_seconds = NULL, skip_hours = '[]',"
        " skip_days = '[]', next_poll_at = excluded.next_poll_at RETURNING id",
        [
            url,
            title,
            publisher,
            lang,
            zone,
            tier,
            to_json(list(quirks)),
            int(sample),
            added_by,
            to_text(now),
            to_text(now),
        ],
    ).fetchone()
    return int(row[0])


def get(db: Database, feed_id: int) -> Feed | None:
    """Return a feed, None when there is none of that id."""
    return _one(db, "WHERE id = ?", [feed_id])


def by_url(db: Database, url: str) -> Feed | None:
    """Return the feed at an address, removed ones too."""
    return _one(db, "WHERE url = ?", [url])


def all_feeds(db: Database, *, removed: bool = False) -> list[Feed]:
    """Return every feed in the order they were added.

    Args:
        removed: with those that were removed.
    """
    return _many(db, "ORDER BY id" if removed else "WHERE state != 'removed' ORDER BY id", [])


def due(db: Database, now: datetime, limit: int) -> list[Feed]:
    """Return the feeds to ask now, the longest overdue first."""
    return _many(
        db,
        "WHERE state = 'active' AND next_poll_at <= ? ORDER BY next_poll_at, id LIMIT ?",
        [to_text(now), limit],
    )


def next_due(db: Database) -> datetime | None:
    """Return when the next feed is due, None when nothing is watched."""
    row = db.execute("SELECT min(next_poll_at) FROM feeds WHERE state = 'active'").fetchone()
    return to_time(row[0])


def save_poll(db: Database, feed: Feed) -> bool:
    """Keep what a poll said of a feed; False when the feed was removed meanwhile.

    What people set (paused, title, …) is left as it is, but for a feed that is now gone.
    """
    sets = ", ".join(f"{name} = ?" for name in _POLLED)
    changed = db.execute(
        f"UPDATE feeds SET {sets}, state = CASE WHEN ? = 'gone' AND state = 'active' THEN 'gone' ELSE state END"
        " WHERE id = ? AND state != 'removed'",
        [*(_text(feed, name) for name in _POLLED), feed.state, feed.id],
    ).rowcount
    return bool(changed)


def put_off(db: Database, feed_id: int, until: datetime) -> None:
    """Ask a feed not before a time."""
    db.execute("UPDATE feeds SET next_poll_at = ? WHERE id = ?", [to_text(until), feed_id])


def wake(db: Database, reasons: Iterable[str], now: datetime) -> None:
    """Ask the active feeds at once whose last poll failed for one of these reasons."""
    known = list(reasons)
    marks = ",".join("?" * len(known))
    db.execute(
        "UPDATE feeds SET next_poll_at = ? WHERE state = 'active' AND failures > 0 AND next_poll_at > ?"
        f" AND last_reason IN ({marks})",
        [to_text(now), to_text(now), *known],
    )


def set_state(db: Database, feed_id: int, state: str, now: datetime) -> bool:
    """Make a feed `active`, `paused`, `gone` or `removed`; False when there is none of that id.

    An active feed is due at once, with its failures forgotten.
    """
    again = ", next_poll_at = ?, failures = 0, failing_since = NULL" if state == "active" else ""
    values: list[Any] = [state, *([to_text(now)] if again else []), feed_id]
    return bool(db.execute(f"UPDATE feeds SET state = ?{again} WHERE id = ?", values).rowcount)


def describe(db: Database, feed_id: int, **values: Any) -> None:
    """Change what is known of a feed by hand or list: title, publisher, lang, zone, tier, quirks."""
    unknown = set(values) - set(_DESCRIBED)
    if unknown:
        raise ValueError(f"not for describe(): {sorted(unknown)}")
    sets = ", ".join(f"{name} = ?" for name in values)
    given = [to_json(list(v)) if name == "quirks" else v for name, v in values.items()]
    db.execute(f"UPDATE feeds SET {sets} WHERE id = ?", [*given, feed_id])


def retire_url(db: Database, feed: Feed, now: datetime) -> None:
    """Remember an address that a feed has left, so that the shipped list does not bring it back."""
    db.execute(
        "INSERT INTO feeds (url, title, publisher, state, added_at) VALUES (?, ?, ?, 'removed', ?)"
        " ON CONFLICT (url) DO NOTHING",
        [feed.url, feed.title, feed.publisher, to_text(now)],
    )


def any_live_success(db: Database) -> bool:
    """Say whether any feed but the samples has ever brought entries."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM feeds f WHERE f.sample = 0 AND f.last_success_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM entries e WHERE e.feed_id = f.id))"
    ).fetchone()
    return bool(row[0])


def _one(db: Database, where: str, values: list[Any]) -> Feed | None:
    row = db.execute(f"SELECT {_COLUMNS} FROM feeds {where}", values).fetchone()
    return None if row is None else _feed(row)


def _many(db: Database, where: str, values: list[Any]) -> list[Feed]:
    return [_feed(row) for row in db.execute(f"SELECT {_COLUMNS} FROM feeds {where}", values).fetchall()]


def _feed(row: tuple[Any, ...]) -> Feed:
    values = dict(zip(_NAMES, row, strict=True))
    for name in _TIMES:
        values[name] = to_time(values[name])
    for name in _LISTS:
        values[name] = to_tuple(values[name])
    values["sample"] = bool(values["sample"])
    return Feed(**values)


def _text(feed: Feed, name: str) -> Any:
    value = getattr(feed, name)
    if name in _LISTS:
        return to_json(list(value))
    return to_text(value) if name in _TIMES else value
