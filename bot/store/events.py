"""Events as rows: written once, changed by revisions, found by family and time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.event import Change, Event
from bot.store.codec import to_json, to_text, to_time, to_tuple
from bot.taxonomy import Taxonomy
from bot.text import hangul_bigrams

SEOUL = ZoneInfo("Asia/Seoul")
UNDATED = "0000-00-00"  # sorts below everything that has a date

_FIELDS = tuple(f.name for f in fields(Event))
_COLUMNS = ", ".join(_FIELDS)
_TIMES = ("event_time", "created_at", "updated_at", "dismissed_at")
_LISTS = ("places", "actors", "weapons", "exercises")
_FLAGS = ("confirmed", "review", "sample")
_TAGS = {"place": "places", "actor": "actors", "weapon": "weapons", "exercise": "exercises"}


def sort_date(event_date: str | None, fallback: datetime | None) -> str:
    """Return the day an event is ordered by: its own, else that of `fallback` in Seoul.

    A month stands at its first day, a year at its first; nothing at all stands below everything.
    """
    if event_date:
        return (event_date + "-01-01")[:10] if len(event_date) == 4 else (event_date + "-01")[:10]
    return fallback.astimezone(SEOUL).date().isoformat() if fallback else UNDATED


def insert(
    db: Database,
    event: Event,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    *,
    published: datetime | None,
    key: str | None = None,
) -> Event:
    """Add an event (its `id` is ignored) with its tags; return it with its id.

    `published` is when its first report came out: it orders an event without a date. `key` is a
    name it is known by for ever (shipped records), so that it is loaded once.
    """
    values = _values(event)
    family = taxonomy[event.type].family if event.type in taxonomy else event.type
    values |= {"key": key, "family": family, "sort_date": sort_date(event.event_date, published)}
    names = [name for name in values if name != "id"]
    marks = ",".join("?" * len(names))
    row = db.execute(
        f"INSERT INTO events ({', '.join(names)}) VALUES ({marks}) RETURNING id",
        [values[name] for name in names],
    ).fetchone()
    made = replace(event, id=int(row[0]))
    _write_tags(db, made, gazetteer)
    return made


def update(db: Database, before: Event, after: Event, gazetteer: Gazetteer) -> tuple[Change, ...]:
    """Write what changed between two states of an event; return the changes.

    The revision number and `updated_at` are those of `after` and count as no change.
    """
    changes = differences(before, after)
    values = _values(after)
    wanted = [c.field for c in changes] + ["revision", "updated_at"]
    if any(c.field == "event_date" for c in changes):
        values["sort_date"] = sort_date(after.event_date, after.created_at)
        wanted.append("sort_date")
    db.execute(
        f"UPDATE events SET {', '.join(f'{name} = ?' for name in wanted)} WHERE id = ?",
        [*(values[name] for name in wanted), after.id],
    )
    if any(c.field in _LISTS for c in changes):
        _write_tags(db, after, gazetteer)
    return changes


def set_family(db: Database, event_id: int, family: str) -> None:
    """Move an event to another family, when its type was corrected."""
    db.execute("UPDATE events SET family = ? WHERE id = ?", [family, event_id])


def differences(before: Event, after: Event) -> tuple[Change, ...]:
    """Return the fields in which two states of an event differ."""
    return tuple(
        Change(name, getattr(before, name), getattr(after, name))
        for name in _FIELDS
        if name not in ("id", "revision", "updated_at") and getattr(before, name) != getattr(after, name)
    )


def get(db: Database, event_id: int) -> Event | None:
    """Return an event; the id of one that was merged leads to what it joined."""
    for _ in range(10):
        found = _many(db, "WHERE id = ?", [event_id])
        if not found or found[0].merged_into is None:
            return found[0] if found else None
        event_id = found[0].merged_into
    return None


def several(db: Database, ids: Iterable[int]) -> list[Event]:
    """Return events by id, as they stand, oldest id first."""
    wanted = sorted(set(ids))
    found: list[Event] = []
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        found += _many(db, f"WHERE id IN ({','.join('?' * len(part))}) ORDER BY id", list(part))
    return found


def keys(db: Database) -> dict[str, int]:
    """Return the ids of all shipped records by key."""
    rows = db.execute("SELECT key, id FROM events WHERE key IS NOT NULL").fetchall()
    return {str(key): int(id_) for key, id_ in rows}


def candidates(
    db: Database, families: Sequence[str], first: date, last: date, *, sample: bool = False, limit: int = 80
) -> list[Event]:
    """Return the events a report may belong to: of these families, within these days.

    The newest `limit` a family; the index on (family, sort_date) keeps this bounded however long
    the record grows. Samples and the real record never meet.
    """
    found: list[Event] = []
    for family in dict.fromkeys(families):
        found += _many(
            db,
            "WHERE family = ? AND sort_date BETWEEN ? AND ? AND merged_into IS NULL AND sample = ?"
            " ORDER BY sort_date DESC, id DESC LIMIT ?",
            [family, first.isoformat(), last.isoformat(), int(sample), limit],
        )
    return found


def in_days(db: Database, first: date, last: date, *, sample: bool = False, limit: int = 60) -> list[Event]:
    """Return the latest events of these days, for looking across families."""
    return _many(
        db,
        "WHERE sort_date BETWEEN ? AND ? AND merged_into IS NULL AND sample = ? ORDER BY sort_date DESC, id DESC"
        " LIMIT ?",
        [first.isoformat(), last.isoformat(), int(sample), limit],
    )


def refresh_words(db: Database, event: Event, taxonomy: Taxonomy, gazetteer: Gazetteer) -> None:
    """Rewrite what full-text search knows of an event: title, type, names and its reports' titles."""
    titles = db.execute(
        "SELECT DISTINCT title FROM reports WHERE event_id = ? ORDER BY id LIMIT 60", [event.id]
    ).fetchall()
    named = [
        text
        for kind, attribute in _TAGS.items()
        for id_ in getattr(event, attribute)
        for text in _names(getattr(gazetteer, attribute), id_)
    ]
    label = taxonomy[event.type].name(event.subtype) if event.type in taxonomy else event.type
    words = " \n".join([event.title, label, *named, *(str(row[0]) for row in titles)])
    db.execute("DELETE FROM events_fts WHERE rowid = ?", [event.id])
    db.execute(
        "INSERT INTO events_fts (rowid, words, hangul) VALUES (?, ?, ?)",
        [event.id, words, hangul_bigrams(words)],
    )


def _names(things: Mapping[str, Any], id_: str) -> list[str]:
    thing = things.get(id_)
    return [id_] if thing is None else [thing.name, *thing.aliases]


def _write_tags(db: Database, event: Event, gazetteer: Gazetteer) -> None:
    db.execute("DELETE FROM event_tags WHERE event_id = ?", [event.id])
    for kind, attribute in _TAGS.items():
        for tag in with_parents(getattr(gazetteer, attribute), getattr(event, attribute)):
            db.execute("INSERT INTO event_tags (kind, tag, event_id) VALUES (?, ?, ?)", [kind, tag, event.id])


def with_parents(things: Mapping[str, Any], ids: Iterable[str]) -> list[str]:
    """Return ids and those of everything they belong to."""
    found: list[str] = []
    for id_ in ids:
        at: str | None = id_
        while at is not None and at not in found:
            found.append(at)
            thing = things.get(at)
            at = thing.parent if thing is not None else None
    return found


def _values(event: Event) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(event, name) for name in _FIELDS}
    for name in _TIMES:
        values[name] = to_text(values[name])
    for name in _LISTS:
        values[name] = to_json(list(values[name]))
    for name in _FLAGS:
        values[name] = int(values[name])
    return values


def _many(db: Database, tail: str, args: list[Any]) -> list[Event]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM events {tail}", args).fetchall()
    return [from_row(row) for row in rows]


def from_row(row: Sequence[Any]) -> Event:
    """Return an event from a row of `columns()`."""
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _TIMES:
        values[name] = to_time(values[name])
    for name in _LISTS:
        values[name] = to_tuple(values[name])
    for name in _FLAGS:
        values[name] = bool(values[name])
    return Event(**values)


def columns(table: str = "events") -> str:
    """Return the columns `from_row` reads, for other modules' SELECTs."""
    return ", ".join(f"{table}.{name}" for name in _FIELDS)


def words(db: Database, event_id: int) -> str:
    """Return all words an event is searched by: title, type, names and its reports' titles."""
    row = db.execute("SELECT words FROM events_fts WHERE rowid = ?", [event_id]).fetchone()
    return "" if row is None else str(row[0])
