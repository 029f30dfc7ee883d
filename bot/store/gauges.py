"""What is watched from outside: counts and ages, read in one view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store import outbox
from bot.store.codec import to_time


@dataclass(frozen=True, slots=True)
class Gauges:
    """The state of a database as numbers; keys of the mappings are words of ours, never an address or a person.

    Args:
        feeds: how many in each state (active, failing, paused, gone).
        failing: how many fail, by reason.
        read_at: when each active feed was last read, by its number; None: never.
        entries: how many, by state.
        reports: how many, by relation.
        events: how many, by origin.
        messages: how many in the outbox, by state.
        oldest: since when the oldest message that could go is waiting.
        classifier: the version that read last.
    """

    feeds: Mapping[str, int]
    failing: Mapping[str, int]
    read_at: Mapping[int, datetime | None]
    entries: Mapping[str, int]
    reports: Mapping[str, int]
    events: Mapping[str, int]
    messages: Mapping[str, int]
    oldest: datetime | None
    classifier: str | None


def read(db: Database) -> Gauges:
    """Return the numbers of now."""
    feeds = _counts(
        db,
        "SELECT CASE WHEN state = 'active' AND failures > 0 THEN 'failing' ELSE state END, count(*)"
        " FROM feeds WHERE state != 'removed' AND sample = 0 GROUP BY 1",
    )
    failing = _counts(
        db,
        "SELECT coalesce(last_reason, 'unknown'), count(*) FROM feeds"
        " WHERE state = 'active' AND failures > 0 AND sample = 0 GROUP BY 1",
    )
    read_at = {
        int(number): to_time(at)
        for number, at in db.execute(
            "SELECT id, last_success_at FROM feeds WHERE state = 'active' AND sample = 0"
        ).fetchall()
    }
    version = db.execute("SELECT classifier FROM verdicts ORDER BY id DESC LIMIT 1").fetchone()
    return Gauges(
        feeds={"active": 0, "failing": 0, "paused": 0, "gone": 0} | feeds,
        failing=failing,
        read_at=read_at,
        entries=_counts(db, "SELECT state, count(*) FROM entries GROUP BY 1"),
        reports=_counts(db, "SELECT relation, count(*) FROM reports GROUP BY 1"),
        events=_counts(db, "SELECT origin, count(*) FROM events WHERE merged_into IS NULL GROUP BY 1"),
        messages=dict.fromkeys(("pending", "sending", "unknown", "blocked", "sent", "dropped"), 0)
        | outbox.counts(db),
        oldest=outbox.oldest_pending(db),
        classifier=None if version is None else str(version[0]),
    )


def _counts(db: Database, query: str) -> dict[str, int]:
    return {str(name): int(n) for name, n in db.execute(query).fetchall()}
