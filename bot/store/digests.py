"""What a digest is made of: events by when they became known, counts by type, and this day in other years.

A window has its first second and not its last: whoever writes reads the time inside the transaction,
so what is written after a digest was decided is of its last second or later, and falls in the next.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlite_utils import Database

from bot.model.event import Event
from bot.store import events, held
from bot.store.codec import to_json, to_text

_SHOWN = "merged_into IS NULL AND dismissed_at IS NULL"
_COUNTED = f"{_SHOWN} AND review = 0 AND sample = ? AND status IN ('occurred', 'announced', 'assessed')"


def known_since(db: Database, since: datetime, until: datetime) -> list[Event]:
    """Return the events that became known from `since` on and before `until`, oldest first."""
    rows = db.execute(
        f"SELECT {events.columns()} FROM events WHERE updated_at >= ?1 AND created_at >= ?1 AND created_at < ?2"
        f" AND origin IN ('feed', 'hand') AND {_SHOWN} ORDER BY id",
        [to_text(since), to_text(until)],
    ).fetchall()
    return [events.from_row(row) for row in rows]


def changed_since(db: Database, since: datetime, *, known: Collection[int] = ()) -> list[Event]:
    """Return the events that were known before `since` and changed from then on, latest change first.

    Args:
        db: open.
        since: a digest's start.
        known: more that were known, whatever the clock showed.
    """
    rows = db.execute(
        f"SELECT {events.columns()} FROM events WHERE updated_at >= ?1"
        " AND (created_at < ?1 OR id IN (SELECT value FROM json_each(?2)))"
        f" AND origin IN ('feed', 'hand') AND review = 0 AND {_SHOWN} ORDER BY updated_at DESC LIMIT 200",
        [to_text(since), to_json(sorted(known))],
    ).fetchall()
    return [events.from_row(row) for row in rows]


def counts(db: Database, first: date, last: date, *, sample: bool) -> dict[str, int]:
    """Return how many events of each type happened from one day to another, both included."""
    rows = db.execute(
        f"SELECT type, count(*) FROM events WHERE sort_date BETWEEN ? AND ? AND {_COUNTED} GROUP BY type",
        [first.isoformat(), last.isoformat(), int(sample)],
    ).fetchall()
    return {str(kind): int(n) for kind, n in rows}


def first_watched(db: Database, *, sample: bool) -> date | None:
    """Return the day from which the bot's own feeds have told of events."""
    row = db.execute(
        "SELECT min(created_at) FROM events WHERE origin = 'feed' AND sample = ?", [int(sample)]
    ).fetchone()
    return date.fromisoformat(row[0][:10]) if row[0] else None


def on_day(db: Database, day: date, limit: int) -> list[Event]:
    """Return what happened on this calendar day in earlier years, grave and late first."""
    rows = db.execute(
        f"SELECT {events.columns()} FROM events WHERE substr(event_date, 6) = ? AND event_date < ? AND {_COUNTED}"
        " AND status = 'occurred' ORDER BY severity DESC, event_date DESC LIMIT ?",
        [day.strftime("%m-%d"), day.isoformat(), 0, limit],
    ).fetchall()
    return [events.from_row(row) for row in rows]


def held_alerts(
    db: Database, workspace: str, target: str, since: datetime, until: datetime
) -> list[tuple[int, str]]:
    """Return the alerts that a window's quiet hours or full hours kept from a target: event and why.

    Args:
        db: open.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        since: the window's start.
        until: its end.
    """
    rows = db.execute(
        "SELECT event_id, error FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'alert'"
        " AND state = 'dropped' AND error IN (?, ?) AND created_at >= ? AND created_at < ? ORDER BY id",
        [workspace, target, held.QUIET, held.CAPPED, to_text(since), to_text(until)],
    ).fetchall()
    return [(int(event_id), "quiet" if why == held.QUIET else "full") for event_id, why in rows]


def refused(db: Database, dedup_key: str) -> int | None:
    """Return the outbox row of a digest that Slack refused and nobody has seen, None where it was taken."""
    row = db.execute(
        "SELECT id FROM outbox WHERE dedup_key = ? AND state = 'blocked' AND ts IS NULL", [dedup_key]
    ).fetchone()
    return None if row is None else int(row[0])


def refused_at_will(db: Database, workspace: str, target: str, key: str) -> int | None:
    """Return the last digest that was asked for, where Slack refused it; `key` is how its kind of key begins."""
    row = db.execute(
        "SELECT id, state = 'blocked' AND ts IS NULL FROM outbox WHERE workspace = ? AND channel = ?"
        " AND kind = 'digest' AND substr(dedup_key, 1, ?) = ? ORDER BY id DESC LIMIT 1",
        [workspace, target, len(key), key],
    ).fetchone()
    return int(row[0]) if row is not None and row[1] else None
