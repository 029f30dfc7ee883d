"""Documents in: what a text found on the web tells of becomes events, each naming document and sentence.

A document is no news: its events are for the record, never alerted. Where the text gives no day the
event's date is the month the document is from, or unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.model.errors import SeedError
from bot.model.event import Event, Report
from bot.model.merge import Decision
from bot.model.verdict import Facts, Item, TypeScore, Verdict
from bot.pipeline.apply import SEOUL, Merger, draft_event
from bot.pipeline.reading import RawDocument, read_documents
from bot.pipeline.record import language
from bot.policy import document as policy
from bot.policy.kinds import kind_of
from bot.services import Services
from bot.store import documents, events, reports, revisions
from bot.text import plural, shorten

SURE = 0.75  # score from which a sentence of a document is believed
LEAD = 3  # sentences in which what is said and agreed counts as the document's news
LEAD_CHARACTERS = 600
MOST_EVENTS = 12
TOLD = ("occurred", "announced")


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """An event that a document tells of. `new` is False where the record had it already."""

    id: int
    type: str
    subtype: str | None
    title: str
    status: str
    event_date: str | None
    date_precision: str | None
    new: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What reading a file did.

    `known` files were read before. `cut`: a text was longer than what is read. `unread`: lines left out.
    """

    name: str
    texts: int
    known: bool
    lang: str | None
    sentences: int
    dropped: int
    events: tuple[DocumentEvent, ...] = ()
    cut: bool = False
    unread: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)

    def describe(self) -> str:
        """Return it in words, a line an event."""
        if self.known:
            return f"{self.name}: read before; nothing changed."
        left_out = f", {plural(self.dropped, 'line')} of furniture left out" if self.dropped else ""
        if self.cut:
            left_out += f" (only the first {policy.MOST_SENTENCES:,} of a text are read)"
        head = f"{self.name}: {plural(self.sentences, 'sentence')}{left_out}; {plural(len(self.events), 'event')}."
        return "\n".join([head, *(_line(each) for each in self.events)])


def _line(each: DocumentEvent) -> str:
    kind = f"{each.type}.{each.subtype}" if each.subtype else each.type
    when = each.event_date or "no date"
    known = "" if each.new else " (on record already)"
    return f"  {each.id}  {when}  {kind}, {each.status}{known}: “{shorten(each.sentence, 120)}”"


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
    found = [_Reading(services, text, called) for text in texts]
    if not any(reading.sentences or reading.cleaned.title for reading in found):
        raise SeedError(f"{called} holds no text.")
    return replace(_keep(services, called, digest, found), unread=tuple(unread))


def _open(source: Path | bytes, name: str | None) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, name or "document"
    try:
        return source.read_bytes(), name or source.name
    except OSError as error:
        raise SeedError(f"{source} cannot be read: {error.strerror}.") from error


@dataclass(frozen=True, slots=True)
class _Found:
    """A verdict on a piece of a document, and the sentence it was read from."""

    verdict: Verdict
    score: TypeScore
    text: str
    quote: str


class _Reading:
    """One text of a file, cleaned and classified; nothing is written yet."""

    def __init__(self, services: Services, raw: RawDocument, name: str) -> None:
        self.cleaned = policy.clean(raw.text, raw.title)
        told = policy.sentences(self.cleaned.paragraphs, policy.MOST_SENTENCES + 1)
        self.cut = len(told) > policy.MOST_SENTENCES
        self.sentences = told[: policy.MOST_SENTENCES]
        self.day = raw.published or self.cleaned.published
        self.url = raw.url
        self.title = self.cleaned.title
        self.lang = raw.lang or language(" ".join(self.sentences[:20]), None) or "en"
        self.name = name
        self._services = services
        self.found = [*self._told(), *self._remembered()]

    @property
    def published(self) -> datetime | None:
        """The day it is from, at midnight in Seoul."""
        day = date.fromisoformat(self.day) if self.day else None
        return datetime.combine(day, datetime.min.time(), SEOUL) if day else None

    def _told(self) -> list[_Found]:
        """Return what the document reports: by its title and lead, and sentence by sentence."""
        people = _people(self._services)
        pieces = list(policy.tellings(self.sentences, people))
        items = [self._item(n, piece.text) for n, piece in enumerate(pieces)]
        if self.title:
            lead = " ".join(self.sentences)[:LEAD_CHARACTERS]
            items.append(self._item(len(items), self.title, lead))
            pieces.append(policy.Sentence(self.title, "", -1))
        kept: dict[tuple[str, str | None], _Found] = {}
        verdicts = self._services.classifier.classify(items)
        ranked = sorted(zip(pieces, verdicts, strict=True), key=lambda pair: pair[0].number)
        for piece, verdict in ranked:
            for score in verdict.types[:1]:
                if self._believed(piece, verdict, score):
                    dated = _loosely_dated(verdict)
                    found = _Found(dated, score, piece.text, piece.quote or self._quote(verdict))
                    kept.setdefault(_same(kept, score, dated.facts), found)
        return list(kept.values())[:MOST_EVENTS]

    def _believed(self, piece: policy.Sentence, verdict: Verdict, score: TypeScore) -> bool:
        if verdict.review or score.score < SURE or verdict.status not in TOLD:
            return False
        dated = verdict.facts.date_precision == "day"
        return kind_of(score.id) != "talk" or piece.number < LEAD or dated

    def _quote(self, verdict: Verdict) -> str:
        """Return the sentence that a title's event was read from: the one with its date, else the title."""
        for evidence in verdict.evidence:
            if evidence.type in ("date", "count") and evidence.text:
                for sentence in self.sentences:
                    if evidence.text in sentence:
                        return sentence
        return self.title or ""

    def _remembered(self) -> Iterator[_Found]:
        """Yield past events that are named with their years."""
        taxonomy = self._services.taxonomy
        text = " ".join(self.sentences)
        if self._services.gazetteer.actors["DPRK"].name not in text:
            return
        for past in policy.past_facts(self.sentences):
            if self.day and past.year >= self.day[:4]:
                continue
            words = past.words.split()
            for start in range(len(words)):
                known = taxonomy.find(" ".join(words[start:]))
                if known is not None:
                    facts = Facts(event_date=past.year, date_precision="year", actors=("DPRK",))
                    score = TypeScore(known[0], known[1], 1.0)
                    severity = taxonomy[known[0]].base_severity(known[1])
                    verdict = Verdict("", (score,), "historical", severity, facts)
                    yield _Found(
                        verdict, score, f"{taxonomy[known[0]].name(known[1])} of {past.year}", past.quote
                    )
                    break

    def _item(self, number: int, title: str, summary: str = "") -> Item:
        return Item(
            str(number),
            title,
            summary,
            self.published,
            self.name,
            self.url,
            self.lang,
            published_precision="day",
        )


def _people(services: Services) -> dict[str, str]:
    """Return every name of a person, and family names that only one leader has, with the full name."""
    found: dict[str, str] = {}
    for thing in services.gazetteer.actors.values():
        if thing.group == "person":
            found |= dict.fromkeys((thing.name, *thing.aliases), thing.name)
    leader = services.gazetteer.actors.get("kim_jong_un")
    return {"Kim": leader.name, **found} if leader else found


def _loosely_dated(verdict: Verdict) -> Verdict:
    """Return a verdict whose day of publication counts as a month: a document tells of "recently"."""
    facts = verdict.facts
    if facts.date_precision != "published" or not facts.event_date:
        return verdict
    return replace(verdict, facts=replace(facts, event_date=facts.event_date[:7], date_precision="month"))


def _same(
    kept: dict[tuple[str, str | None], _Found], score: TypeScore, facts: Facts
) -> tuple[str, str | None]:
    """Return the key under which a type's event is kept: once a document, unless days differ."""
    for type_id, day in kept:
        if type_id == score.id and (day is None or facts.event_date is None or day == facts.event_date):
            return type_id, day
    return score.id, facts.event_date


def _keep(services: Services, name: str, digest: str, found: Sequence[_Reading]) -> DocumentReport:
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
                for each in reading.found:
                    told = _record(db, merger, reading, each, document_id, now)
                    made += [told] if told is not None else []
    dropped = sum(reading.cleaned.dropped for reading in found)
    cut = any(reading.cut for reading in found)
    return DocumentReport(name, len(found), document_id is None, first.lang, kept, dropped, tuple(made), cut)


def _record(
    db: Database, merger: Merger, reading: _Reading, found: _Found, document_id: int, now: datetime
) -> DocumentEvent | None:
    """Let one telling join the record or open an event; None where it cannot be told which it means."""
    told = merger.incoming(found.text, "", reading.published, found.verdict, found.score)
    decision = merger.decide(db, told)
    event = events.get(db, decision.event_id) if decision.kind == "join" and decision.event_id else None
    new = event is None
    if event is None:
        if found.verdict.status == "historical" and decision.kind == "possibly_same":
            return None  # a year with several of them: which one is meant is not said
        event = _open_event(db, merger, reading, found, now)
        revisions.add(db, event.id, 1, (), by=f"document:{document_id}", now=now)
    _report(db, event, reading, found, decision, document_id, now)
    if new:
        events.refresh_words(db, event, merger.taxonomy, merger.gazetteer)
    return DocumentEvent(
        event.id,
        event.type,
        event.subtype,
        event.title,
        found.verdict.status,
        event.event_date,
        event.date_precision,
        new,
        found.quote,
    )


def _open_event(db: Database, merger: Merger, reading: _Reading, found: _Found, now: datetime) -> Event:
    draft = draft_event(
        found.verdict,
        found.score,
        merger.taxonomy,
        title=shorten(found.text, 140),
        origin="document",
        now=now,
    )
    draft = replace(draft, sources=1, note=f"Read from {reading.name}")
    return events.insert(db, draft, merger.taxonomy, merger.gazetteer, published=reading.published)


def _report(
    db: Database,
    event: Event,
    reading: _Reading,
    found: _Found,
    decision: Decision,
    document_id: int,
    now: datetime,
) -> None:
    report = Report(
        id=0,
        event_id=event.id,
        entry_id=None,
        source=reading.name,
        url=reading.url,
        title=reading.title or shorten(found.text, 140),
        published=reading.published,
        relation="report",
        added_at=now,
        quote=found.quote,
        score=round(decision.score, 3),
    )
    reports.add(db, report, document_id=document_id)
