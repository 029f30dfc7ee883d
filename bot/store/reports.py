"""Reports: who tells of an event, where, and how it stands to what was told before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from bot.model.event import Report
from bot.model.merge import Telling
from bot.store.codec import to_text, to_time

_COLUMNS = (
    "id, event_id, entry_id, source, url, title, published, relation, added_at, syndicated_from, quote, score,"
    " why"
)
_AT_ONCE = 500  # events that one question names


def add(db: Database, report: Report, *, document_id: int | None = None) -> Report | None:
    """Add a report (its `id` is ignored); None when this entry already tells of this event."""
    row = db.execute(
        "INSERT INTO reports (event_id, entry_id, document_id, source, url, title, published, relation, added_at,"
        " syndicated_from, quote, score, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING id",
        [
            report.event_id,
            report.entry_id,
            document_id,
            report.source,
            report.url,
            report.title,
            to_text(report.published),
            report.relation,
            to_text(report.added_at),
            report.syndicated_from,
            report.quote,
            report.score,
            report.why,
        ],
    ).fetchone()
    return None if row is None else replace(report, id=int(row[0]))


def remove(db: Database, report_id: int) -> None:
    """Take back that an entry tells of an event; what was said of the entry stays with it."""
    db.execute("DELETE FROM reports WHERE id = ?", [report_id])


def turn(db: Database, report_id: int, relation: str, title: str) -> None:
    """Record that an outlet's edit made a report a denial, or a denial a report.

    Args:
        relation: how it stands to its event from now on.
        title: what the item is called now.
    """
    db.execute("UPDATE reports SET relation = ?, title = ? WHERE id = ?", [relation, title, report_id])


def move(db: Database, ids: Iterable[int], event_id: int) -> tuple[int, ...]:
    """Let reports tell of another event; return those that do now.

    A report stays where it is when its entry tells of the other event already.
    """
    return tuple(
        id_
        for id_ in ids
        if db.execute("UPDATE OR IGNORE reports SET event_id = ? WHERE id = ?", [event_id, id_]).rowcount
    )


def of_event(db: Database, event_id: int) -> tuple[Report, ...]:
    """Return an event's reports in the order they came."""
    return _many(db, "WHERE event_id = ? ORDER BY id", [event_id])


def of_events(db: Database, event_ids: Iterable[int]) -> dict[int, tuple[Report, ...]]:
    """Return the reports of many events at once, by event, each in the order they came."""
    found: dict[int, list[Report]] = {}
    wanted = sorted(set(event_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        for report in _many(db, f"WHERE event_id IN ({marks}) ORDER BY event_id, id", list(part)):
            found.setdefault(report.event_id, []).append(report)
    return {event_id: tuple(told) for event_id, told in found.items()}


def of_entry(db: Database, entry_id: int) -> tuple[Report, ...]:
    """Return what an entry tells of: one report an event."""
    return _many(db, "WHERE entry_id = ? ORDER BY id", [entry_id])


def tellings(db: Database, event_ids: Iterable[int], *, latest: int = 6) -> dict[int, list[Telling]]:
    """Return each event's founding telling and its `latest` ones, founding first.

    An event is compared by a sample, so that a much-told one costs no more than another.
    """
    found: dict[int, list[Telling]] = {}
    for event_id in event_ids:
        rows = db.execute(
            "SELECT * FROM (SELECT r.id, r.title, coalesce(e.summary, r.quote, ''), r.published, r.source FROM reports r"
            " LEFT JOIN entries e ON e.id = r.entry_id WHERE r.event_id = ? ORDER BY r.id LIMIT 1)"
            " UNION SELECT * FROM (SELECT r.id, r.title, coalesce(e.summary, r.quote, ''), r.published, r.source"
            " FROM reports r LEFT JOIN entries e ON e.id = r.entry_id WHERE r.event_id = ?"
            " ORDER BY r.id DESC LIMIT ?) ORDER BY 1",
            [event_id, event_id, latest],
        ).fetchall()
        found[event_id] = [Telling(row[1], row[2], to_time(row[3]), row[4]) for row in rows]
    return found


def recent_words(db: Database, limit: int) -> list[tuple[str, str, str]]:
    """Return (family, title, summary) of the latest tellings, from which word weights are counted."""
    rows = db.execute(
        "SELECT ev.family, r.title, coalesce(e.summary, '') FROM reports r JOIN events ev ON ev.id = r.event_id"
        " LEFT JOIN entries e ON e.id = r.entry_id ORDER BY r.id DESC LIMIT ?",
        [limit],
    ).fetchall()
    return [(str(a), str(b), str(c)) for a, b, c in rows]


def _many(db: Database, tail: str, args: list[Any]) -> tuple[Report, ...]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM reports {tail}", args).fetchall()
    return tuple(_report(row) for row in rows)


def _report(row: tuple[Any, ...]) -> Report:
    values = dict(zip((name.strip() for name in _COLUMNS.split(",")), row, strict=True))
    values["published"] = to_time(values["published"])
    values["added_at"] = to_time(values["added_at"])
    return Report(**values)
