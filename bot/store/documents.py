"""Documents that were read in: known by their bytes, so that one is read once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.model.event import Event
from bot.store import events
from bot.store.codec import to_text, to_time


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read in. `sentences` is how many of it were kept."""

    id: int
    name: str
    sha256: str
    title: str | None
    lang: str | None
    published: datetime | None
    sentences: int


def add(
    db: Database,
    *,
    name: str,
    sha256: str,
    title: str | None,
    lang: str | None,
    published: datetime | None,
    sentences: int,
    now: datetime,
) -> int | None:
    """Add a document; None when the same bytes were read before."""
    row = db.execute(
        "INSERT INTO documents (name, sha256, title, lang, published, added_at, sentences)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING RETURNING id",
        [name, sha256, title, lang, to_text(published), to_text(now), sentences],
    ).fetchone()
    return None if row is None else int(row[0])


def by_hash(db: Database, sha256: str) -> Document | None:
    """Return the document with these bytes."""
    row = db.execute(
        "SELECT id, name, sha256, title, lang, published, sentences FROM documents WHERE sha256 = ?", [sha256]
    ).fetchone()
    return None if row is None else Document(row[0], row[1], row[2], row[3], row[4], to_time(row[5]), row[6])


def alike(
    db: Database, stems: Iterable[str], *, type_id: str | None = None, day: str | None = None, limit: int = 40
) -> list[Event]:
    """Return the events whose words begin like any of some stems, those that share most first.

    Args:
        stems: beginnings of words, letters and digits only.
        type_id: of this type only.
        day: of this day (MM-DD) of any year only.
        limit: how many at most; the full-text index keeps this bounded however long the record grows.
    """
    asked = " OR ".join(f'"{stem}"*' for stem in dict.fromkeys(stems) if stem.isalnum())
    if not asked:
        return []
    rows = db.execute(
        f"SELECT {events.columns('e')} FROM events_fts f JOIN events e ON e.id = f.rowid"
        " WHERE events_fts MATCH ? AND e.merged_into IS NULL AND e.dismissed_at IS NULL AND e.sample = 0"
        " AND (? IS NULL OR e.type = ?) AND (? IS NULL OR substr(e.event_date, 6) = ?)"
        " ORDER BY bm25(events_fts) LIMIT ?",
        [f"words : ({asked})", type_id, type_id, day, day, limit],
    ).fetchall()
    return [events.from_row(row) for row in rows]
