"""Documents in: what a text found on the web tells of becomes events, each naming document and sentence.

A document is no news: its events are for the record, never alerted. Where the text gives no day the
event's date is the month the document is from, or unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.model.errors import SeedError
from bot.pipeline.apply import Merger
from bot.pipeline.documents.files import read_documents
from bot.pipeline.documents.reading import Reading
from bot.pipeline.documents.recorder import Recorder
from bot.pipeline.documents.report import DocumentEvent, DocumentReport
from bot.services import Services
from bot.store import documents


def ingest_document(services: Services, source: Path | bytes, name: str | None = None) -> DocumentReport:
    """Read a file in; the same bytes are read once.

    Args:
        services: the parts.
        source: where it is, or its bytes.
        name: what it is called; a path's own name when None.

    Raises:
        SeedError: it cannot be read, or holds no text.
    """
    data, called = _open(source, name)
    digest = hashlib.sha256(data).hexdigest()
    unread: list[str] = []
    texts = read_documents(data, called, unread.append)
    if unread and not texts:
        raise SeedError(unread[0])
    with services.store.read() as db:
        known = documents.by_hash(db, digest)
    if known is not None:
        return DocumentReport(called, len(texts), True, known.lang, known.sentences, 0, unread=tuple(unread))
    found = [Reading(services, text, called) for text in texts]
    if not any(reading.sentences or reading.title for reading in found):
        raise SeedError(f"{called} holds no text.")
    return replace(_keep(services, called, digest, found), unread=tuple(unread))


def _open(source: Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "document"
    try:
        return source.read_bytes(), name or source.name
    except OSError as error:
        raise SeedError(f"{source} cannot be read: {error.strerror}.") from error


def _keep(services: Services, name: str, digest: str, found: Sequence[Reading]) -> DocumentReport:
    """T2 for a document: its row and all that it tells, in one transaction."""
    now = services.now()
    kept = sum(len(reading.sentences) for reading in found)
    first = found[0]
    with services.store.write() as db:
        document_id = documents.add(
            db,
            name=name,
            sha256=digest,
            title=first.title,
            lang=first.lang,
            published=first.published,
            sentences=kept,
            now=now,
        )
        made: list[DocumentEvent] = []
        if document_id is not None:
            merger = Merger(services.taxonomy, services.gazetteer, db)
            for reading in found:
                made += Recorder(db, merger, reading, document_id, now).record()
    dropped = sum(reading.cleaned.dropped for reading in found)
    cut = any(reading.cut for reading in found)
    return DocumentReport(name, len(found), document_id is None, first.lang, kept, dropped, tuple(made), cut)
