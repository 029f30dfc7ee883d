"""Loads the shipped record: past events as facts, each known by a key, so that loading twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

import seeds
from bot.model.errors import SeedError
from bot.model.event import Event, Report
from bot.services import Services
from bot.store import events, reports, revisions
from bot.store.codec import to_time

FILES = (("events.jsonl", "history"), ("documents.jsonl", "document"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What loading did: events added, events that were there, documents' reports added to either."""

    added: int = 0
    known: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    raw: Mapping[str, Any]
    origin: str

    @property
    def order(self) -> tuple[str, str]:
        return events.sort_date(self.raw["event_date"], None), self.raw["key"]


def load_history(services: Services) -> Counts:
    """Add the shipped events that are not in the record yet, oldest first, so that ids grow with time.

    Args:
        services: the parts.

    Raises:
        SeedError: a line of the shipped files cannot be read.
    """
    rows = sorted((row for name, origin in FILES for row in _rows(name, origin)), key=lambda row: row.order)
    now = services.now()
    added = joined = 0
    with services.store.write() as db:
        known = events.keys(db)
        for row in rows:
            if row.raw["key"] in known or row.raw.get("same_as"):
                continue
            event = _add(db, services, row, now)
            known[row.raw["key"]] = event.id
            added += 1
        for row in rows:
            if row.raw.get("same_as") and _join(db, services, row, known, now):
                joined += 1
    return Counts(added, sum(not row.raw.get("same_as") for row in rows) - added, joined)


def _rows(name: str, origin: str) -> Iterator[_Row]:
    path = seeds.folder("history", name)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            raw["key"], raw["type"], raw["title"], raw["event_date"], raw["sources"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise SeedError(f"{name}, line {number} is no event: {error!r}.") from error
        yield _Row(raw, origin)


def _add(db: Database, services: Services, row: _Row, now: datetime) -> Event:
    raw = row.raw
    outlets = list(dict.fromkeys(source["source"] for source in raw["sources"]))
    draft = Event(
        id=0,
        type=raw["type"],
        subtype=raw.get("subtype"),
        title=raw["title"],
        status=raw.get("status", "occurred"),
        severity=raw["severity"],
        event_date=raw["event_date"],
        date_precision=raw.get("date_precision"),
        event_time=to_time(raw.get("event_time")),
        places=tuple(raw.get("places", ())),
        actors=tuple(raw.get("actors", ())),
        weapons=tuple(raw.get("weapons", ())),
        exercises=tuple(raw.get("exercises", ())),
        count=raw.get("count"),
        distance_km=raw.get("distance_km"),
        apogee_km=raw.get("apogee_km"),
        outcome=raw.get("outcome"),
        casualties=raw.get("casualties"),
        sources=len(outlets),
        confirmed=False,
        review=False,
        origin=row.origin,
        revision=1,
        created_at=now,
        updated_at=now,
        note=raw.get("attribution"),
    )
    event = events.insert(db, draft, services.taxonomy, services.gazetteer, published=None, key=raw["key"])
    _add_reports(db, event, raw, now)
    revisions.add(db, event.id, 1, (), by="seed", now=now)
    events.refresh_words(db, event, services.taxonomy, services.gazetteer)
    return event


def _join(db: Database, services: Services, row: _Row, known: Mapping[str, int], now: datetime) -> bool:
    """Add a document's telling to the event it is the same as, once."""
    event = events.get(db, known.get(row.raw["same_as"], 0))
    if event is None:
        raise SeedError(f"{row.raw['key']} is said to be {row.raw['same_as']}, which is not on record.")
    told = {(r.source, r.title) for r in reports.of_event(db, event.id)}
    if all((source["source"], row.raw["title"]) in told for source in row.raw["sources"]):
        return False
    _add_reports(db, event, row.raw, now)
    events.refresh_words(db, event, services.taxonomy, services.gazetteer)
    return True


def _add_reports(db: Database, event: Event, raw: Mapping[str, Any], now: datetime) -> None:
    for source in raw["sources"]:
        report = Report(
            id=0,
            event_id=event.id,
            entry_id=None,
            source=source["source"],
            url=source.get("url"),
            title=raw["title"],
            published=None,
            relation="report",
            added_at=now,
        )
        reports.add(db, report)
