"""A document's events into the record: they join what is known, or open what is new, and name their sentence.

What a document only mentions opens nothing. What it tells without a day is looked for in the month that
a day without its year gives, or in which several of its events are found together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.model.event import Event, Report
from bot.model.merge import Candidate, Decision, Incoming
from bot.pipeline.apply import Merger
from bot.pipeline.documents.reading import Reading
from bot.pipeline.documents.report import DocumentEvent
from bot.pipeline.drafts import draft_event
from bot.policy.merging import reasons
from bot.policy.merging.grouping import Told
from bot.policy.merging.recall import common_month, months, recall
from bot.policy.merging.similarity import words
from bot.store import documents, events, links, reports, revisions
from bot.text import shorten


class Recorder:
    """Writes what one text tells, inside the caller's transaction."""

    def __init__(
        self, db: Database, merger: Merger, reading: Reading, document_id: int, now: datetime
    ) -> None:
        self._db = db
        self._merger = merger
        self._reading = reading
        self._document = document_id
        self._now = now

    def record(self) -> list[DocumentEvent]:
        """Write all events; return them in the order of the text, each once."""
        found = self._reading.found
        decided = {n: self._dated(t) for n, t in enumerate(found) if t.when is not None}
        undated = sorted(
            (n for n, t in enumerate(found) if t.when is None),
            key=lambda n: (found[n].yearless is None, not found[n].opens),
        )
        month: str | None = None  # when the events were that say a day without its year
        for n in undated:
            decided[n] = self._undated(found[n], month)
            month = self._month(decided[n]) or month
        month = month or common_month((found[n].score.id, self._months(found[n])) for n in undated)
        for n in undated:
            if decided[n].kind != "join" and month:
                decided[n] = self._undated(found[n], month)
        done = [self._write(told, decided[n]) for n, told in enumerate(found)]
        return list({each.id: each for each in reversed(done) if each is not None}.values())[::-1]

    def _dated(self, told: Told) -> Decision:
        """Return what becomes of a telling that says when."""
        decision = self._merger.decide(self._db, self._incoming(told))
        return decision if decision.kind == "join" else self._counted(told) or decision

    def _undated(self, told: Told, month: str | None) -> Decision:
        """Return what becomes of a telling that does not: the one of its kind in the month, or the one in its words."""
        joined = self._in_month(told, month) if month and not told.yearless else None
        if joined is not None:
            return joined
        if told.yearless is None and month is None:
            return Decision("open", reasons=("nothing says when it was",))
        held = self._alike(told)
        return recall(
            self._incoming(told),
            held,
            self._merger.background,
            self._merger.gazetteer,
            yearless=told.yearless,
            month=month,
        )

    def _alike(self, told: Told) -> list[Candidate]:
        """Return the events of the record that share words with a telling."""
        stems = (word[:12] for word in words(f"{told.text} {told.quote} {told.beside}"))
        kind = None if told.yearless else told.score.id
        return self._held(documents.alike(self._db, stems, type_id=kind, day=told.yearless))

    def _months(self, told: Told) -> dict[str, float]:
        return months(
            self._incoming(told), self._alike(told), self._merger.background, self._merger.gazetteer
        )

    def _counted(self, told: Told) -> Decision | None:
        """Return the event of the same month or year and the same count, however it was named."""
        if told.verdict.facts.count in (None, 0, 1) or not told.when or len(told.when) == 10:
            return None
        stems = (word[:12] for word in words(told.text))
        same = [
            e
            for e in documents.alike(self._db, stems, type_id=told.score.id)
            if e.count == told.verdict.facts.count and (e.event_date or "").startswith(told.when)
        ]
        if len(same) != 1:
            return None
        return Decision("join", same[0].id, 0.0, (f"the same number in {told.when}",))

    def _month(self, decision: Decision) -> str | None:
        """Return the month of the event that a telling joins."""
        event = events.get(self._db, decision.event_id or 0) if decision.kind == "join" else None
        day = event.event_date if event is not None else None
        return day[:7] if day and len(day) >= 7 else None

    def _in_month(self, told: Told, month: str) -> Decision | None:
        """Return the one event of a telling's kind in a month that it joins, if it does."""
        facts = replace(told.verdict.facts, event_date=month, date_precision="month")
        dated = replace(told, verdict=replace(told.verdict, facts=facts))
        decision = self._merger.decide(self._db, self._incoming(dated))
        return decision if decision.kind == "join" else None

    def _incoming(self, told: Told) -> Incoming:
        made = self._merger.incoming(told.text, "", self._reading.published, told.verdict, told.score)
        return replace(made, summary=f"{told.quote if told.quote != told.text else ''} {told.beside}".strip())

    def _held(self, found: Sequence[Event]) -> list[Candidate]:
        tellings = reports.tellings(self._db, [e.id for e in found])
        return [Candidate(e, tuple(tellings[e.id])) for e in found if tellings[e.id]]

    def _write(self, told: Told, decision: Decision) -> DocumentEvent | None:
        """Let a telling join the record or open an event; None where it cannot be told which it means."""
        joins = decision.kind == "join" and decision.event_id is not None
        event = events.get(self._db, decision.event_id or 0) if joins else None
        new = event is None
        if event is None:
            if not told.opens or (told.verdict.status == "historical" and decision.kind == "possibly_same"):
                return None  # a year with several of them: which one is meant is not said
            event = self._open(told)
            why = reasons.why_opened(decision, self._incoming(told))
        else:
            why = reasons.why_joined(decision, self._incoming(told), event, self._merger.taxonomy)
        self._report(event, told, decision, why)
        if new:
            revisions.add(self._db, event.id, 1, (), by=f"document:{self._document}", now=self._now)
            if decision.kind == "possibly_same" and decision.event_id is not None:
                links.add(self._db, event.id, decision.event_id, "possibly_same", self._now)
        events.refresh_words(self._db, event, self._merger.taxonomy, self._merger.gazetteer)
        return DocumentEvent(
            event.id,
            event.type,
            event.subtype,
            event.title,
            told.verdict.status,
            event.event_date,
            event.date_precision,
            new,
            told.quote,
            event.count,
        )

    def _open(self, told: Told) -> Event:
        merger = self._merger
        title = shorten(told.text, 140)
        draft = draft_event(
            told.verdict, told.score, merger.taxonomy, title=title, origin="document", now=self._now
        )
        draft = replace(draft, sources=1, note=f"Read from {self._reading.name}")
        return events.insert(
            self._db, draft, merger.taxonomy, merger.gazetteer, published=self._reading.published
        )

    def _report(self, event: Event, told: Told, decision: Decision, why: str) -> None:
        report = Report(
            id=0,
            event_id=event.id,
            entry_id=None,
            source=self._reading.name,
            url=self._reading.url,
            title=self._reading.title or shorten(told.text, 140),
            published=self._reading.published,
            relation="report",
            added_at=self._now,
            quote=told.quote,
            score=round(decision.score, 3),
            why=why,
        )
        if report.quote not in [r.quote for r in reports.of_event(self._db, event.id)]:
            reports.add(self._db, report, document_id=self._document)
