"""What the record says of a kind of event: how many, since when, the last one, the longest gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.event import Event
from bot.policy.likeness import Past, nearest_like
from bot.store import events
from bot.store.codec import to_text, to_tuple

_SHOWN = "merged_into IS NULL AND dismissed_at IS NULL"  # the index by type holds just these
# only what happened counts as a precedent; samples are told apart from the record
_COUNTS = (
    f"{_SHOWN} AND review = 0 AND event_date IS NOT NULL"
    " AND status IN ('occurred', 'announced', 'assessed') AND sample <= ?"
)


@dataclass(frozen=True, slots=True)
class KindHistory:
    """What came before an event that is of its kind (type, and subtype where it has one).

    `before` counts all on record, `this_year` those of the event's own year; `first` is the date
    of the first on record; `gap` the longest stretch without one, in days, and its two ends.
    `covered` tells whether the shipped history covers the type: only then may one say "the first".
    `like` is the nearest like it, `like_by` the ids of the weapons, exercises and places both name.
    """

    before: int
    this_year: int
    first: str | None
    last: Event | None
    gap: int | None
    gap_from: str | None
    gap_to: str | None
    covered: bool = True
    like: Event | None = None
    like_by: frozenset[str] = frozenset()


_COMPARED = 500  # events of the kind, latest first, among which the nearest like one is looked for
COVERED = 6  # shipped events of a type; below it are strays beside another type (nuclear tests are 6 in all)


def kind_history(db: Database, event: Event, *, gaps: bool = True) -> KindHistory:
    """Return what the record holds of an event's kind before it.

    Args:
        db: open.
        event: as it stands.
        gaps: whether the longest stretch without one, and the nearest like it, are looked for; that takes
            longer than all the rest.
    """
    kind, args = _kind(event)
    day = events.sort_date(event.event_date, event.created_at)
    before = f"{kind} AND (sort_date, id) < (?, ?) AND id != ?"
    args += [day, event.id, event.id]
    total, this_year, first = db.execute(
        f"SELECT count(*), count(CASE WHEN event_date >= ? THEN 1 END), min(event_date) FROM events WHERE {before}",
        [day[:4], *args],
    ).fetchone()
    row = db.execute(
        f"SELECT id FROM events WHERE {before} ORDER BY sort_date DESC, id DESC LIMIT 1", args
    ).fetchone()
    gap = _longest_gap(db, before, args) if gaps else (None, None, None)
    last = events.get(db, int(row[0])) if row else None
    like, by = _like(db, event, before, args) if gaps else (None, frozenset())
    covered = _covered(db, event.type)
    return KindHistory(int(total), int(this_year), first, last, *gap, covered=covered, like=like, like_by=by)


def _like(db: Database, event: Event, before: str, args: list[Any]) -> tuple[Event | None, frozenset[str]]:
    """Return the nearest like an event among the latest of its kind before it, and what both name."""
    rows = db.execute(
        "SELECT id, weapons, exercises, places, count, distance_km FROM events"
        f" WHERE {before} ORDER BY sort_date DESC, id DESC LIMIT ?",
        [*args, _COMPARED],
    ).fetchall()
    past = [
        Past(int(id_), frozenset(thing for each in lists for thing in to_tuple(each)), n, far)
        for id_, *lists, n, far in rows
    ]
    found = nearest_like(Past.of(event), past)
    return (events.get(db, found[0]), found[1]) if found is not None else (None, frozenset())


def _covered(db: Database, type_id: str) -> bool:
    """Tell whether the shipped history follows a type through the years."""
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM events WHERE type = ? AND origin = 'history' AND {_SHOWN} LIMIT ?)",
        [type_id, COVERED],
    ).fetchone()
    return int(row[0]) >= COVERED


def _longest_gap(db: Database, where: str, args: list[Any]) -> tuple[int | None, str | None, str | None]:
    row = db.execute(
        "SELECT julianday(day) - julianday(past) AS gap, past, day FROM ("
        f" SELECT sort_date AS day, lag(sort_date) OVER (ORDER BY sort_date) AS past FROM events WHERE {where}"
        " AND length(event_date) = 10) WHERE past IS NOT NULL ORDER BY gap DESC, day LIMIT 1",
        args,
    ).fetchone()
    return (None, None, None) if row is None else (int(row[0]), str(row[1]), str(row[2]))


def _kind(event: Event) -> tuple[str, list[Any]]:
    where, args = f"type = ? AND {_COUNTS}", [event.type, int(event.sample)]
    if event.subtype and event.subtype != "other":
        return f"{where} AND subtype = ?", [*args, event.subtype]
    return where, args


@dataclass(frozen=True, slots=True)
class RecordSize:
    """How much the record holds: events, reports, the first and last day."""

    events: int
    reports: int
    first: str | None
    last: str | None
    samples: int


def record_size(db: Database) -> RecordSize:
    """Return how much the record holds."""
    row = db.execute(
        "SELECT count(*), min(event_date), max(event_date), coalesce(sum(sample), 0) FROM events"
        f" WHERE {_SHOWN}"
    ).fetchone()
    reports = db.execute("SELECT count(*) FROM reports").fetchone()[0]
    return RecordSize(int(row[0]), int(reports), row[1], row[2], int(row[3]))


def by_type(db: Database) -> dict[str, tuple[int, str | None]]:
    """Return how many events of each type there are, and the date of the latest."""
    latest = (
        f"SELECT event_date FROM events WHERE type = e.type AND {_SHOWN} AND event_date IS NOT NULL"
        " ORDER BY sort_date DESC, id DESC LIMIT 1"
    )
    rows = db.execute(
        f"SELECT type, count(*), ({latest}) FROM events e WHERE {_SHOWN} GROUP BY type"
    ).fetchall()
    return {str(kind): (int(n), last) for kind, n, last in rows}


def entries_waiting(db: Database) -> tuple[int, int]:
    """Return how many entries wait for the classifier, and how many it gave up on."""
    row = db.execute(
        "SELECT coalesce(sum(state = 'new'), 0), coalesce(sum(state = 'failed'), 0) FROM entries WHERE state != 'done'"
    ).fetchone()
    return int(row[0]), int(row[1])


def entries_since(db: Database, since: datetime) -> int:
    """Return how many entries came in since a time."""
    row = db.execute("SELECT count(*) FROM entries WHERE first_seen >= ?", [to_text(since)]).fetchone()
    return int(row[0])


def latest_classifier(db: Database) -> str | None:
    """Return the version of the classifier that spoke last."""
    row = db.execute("SELECT classifier FROM verdicts ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else str(row[0])
