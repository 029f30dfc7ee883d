"""Documents that were read in: known by their bytes, so that one is read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

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
