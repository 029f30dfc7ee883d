"""T2, the middle: a verdict becomes events. It joins what is known, or opens what is new.

`kp merge` runs the same code on a temporary database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.event import Event, Report
from bot.model.feed import Entry
from bot.model.merge import Candidate, Decision, Incoming
from bot.model.verdict import TypeScore, Verdict
from bot.pipeline import edits
from bot.pipeline.applied import Applied, with_applied
from bot.pipeline.causes import link_cause
from bot.pipeline.drafts import absorbed, acting, denying, draft_event, secondary
from bot.policy import sources
from bot.policy.denial import settles
from bot.policy.merging import merge as policy
from bot.policy.merging import reasons, revise
from bot.policy.merging.kinds import kin_of, side_of
from bot.policy.merging.similarity import Background
from bot.store import events, links, moves, reports, revisions
from bot.taxonomy import Taxonomy

SEOUL = ZoneInfo("Asia/Seoul")
RECENT = 800  # tellings from which word weights are counted, besides the types' own examples
DENIED_ALIKE = 0.1  # how alike the words of a denial and of what it denies are at least


class Merger:
    """Applies verdicts to the record, inside the caller's transaction.

    Args:
        taxonomy: the types.
        gazetteer: the names.
        db: from which the words of late tellings are counted.
    """

    def __init__(self, taxonomy: Taxonomy, gazetteer: Gazetteer, db: Database) -> None:
        self.taxonomy = taxonomy
        self.gazetteer = gazetteer
        self.background = Background()
        for kind in taxonomy:
            for example in kind.examples:
                self.background.add(kind.family, f"{example.title} {example.summary}")
        for family, title, summary in reports.recent_words(db, RECENT):
            self.background.add(family, f"{title} {summary[:400]}")

    def apply(self, db: Database, entry: Entry, verdict: Verdict, now: datetime) -> list[Applied]:
        """Let an item's events join or open, one for each of its types, the main one first.

        Types that land on one event are one application: it is told of once, with all that changed.
        """
        scores = [t for t in verdict.types if t.id in self.taxonomy]
        if not scores and not verdict.denied:
            return []
        known = {
            e.type: (e, r) for r in reports.of_entry(db, entry.id) for e in [events.get(db, r.event_id)] if e
        }
        if not scores and known:
            found = edits.taken_back(verdict, known)
            return [self._again(db, entry, *found, main=False, now=now)] if found else []
        if not scores:
            return self._deny(db, entry, verdict, now)
        done: list[Applied] = []
        for number, score in enumerate(scores):
            told = verdict if not number else secondary(verdict, score, self.taxonomy)
            if score.id in known:
                again = self._again(db, entry, *known[score.id], told, score, main=not number, now=now)
                done = with_applied(done, again)
                continue
            incoming = self.telling(entry, told, score)
            decision = self.decide(db, incoming, sample=entry.sample)
            if not number and decision.kind != "join":
                decision = self._as_kin(db, entry, verdict, scores) or decision
            if decision.kind == "join" and decision.event_id is not None:
                applied = self._join(db, entry, told, score, incoming, decision, main=not number, now=now)
            else:
                applied = self._open(db, entry, told, score, incoming, decision, now)
            self.background.add(incoming.family, f"{entry.title} {entry.summary[:400]}")
            done = with_applied(done, applied)
        return done

    def _deny(self, db: Database, entry: Entry, verdict: Verdict, now: datetime) -> list[Applied]:
        """Let an item that only says what was not so join the event it denies; where none is known it is none."""
        denial = denying(verdict)
        for score in (t for t in verdict.denied if t.id in self.taxonomy):
            incoming = self.telling(entry, replace(denial, facts=verdict.facts), score)
            decision = self.decide(db, incoming, sample=entry.sample)
            if decision.kind == "join" and (decision.likeness or 0.0) >= DENIED_ALIKE:
                plain = replace(score, subtype=None)
                return [self._join(db, entry, denial, plain, incoming, decision, main=False, now=now)]
        return []

    def _as_kin(
        self, db: Database, entry: Entry, verdict: Verdict, scores: Sequence[TypeScore]
    ) -> Decision | None:
        """Return the event that an item joins by another of its types, if that is kindred to its main one.

        Kindred types are one event read two ways: it is not opened anew for the first of them.
        """
        found: list[Decision] = []
        for score in scores[1:]:
            if score.id in kin_of(scores[0].id):
                incoming = self.telling(entry, secondary(verdict, score, self.taxonomy), score)
                found.append(self.decide(db, incoming, sample=entry.sample))
        return max((d for d in found if d.kind == "join"), key=lambda d: d.score, default=None)

    def telling(self, entry: Entry, verdict: Verdict, score: TypeScore) -> Incoming:
        """Return one type of an entry; one without a date that is no old stock came out when it was seen."""
        out = entry.published or (None if entry.backlog else entry.first_seen)
        return self.incoming(entry.title, entry.summary, out, verdict, score, source=entry.publisher)

    def incoming(
        self,
        title: str,
        summary: str,
        published: datetime | None,
        verdict: Verdict,
        score: TypeScore,
        *,
        source: str = "",
    ) -> Incoming:
        """Return one type of what an item tells, in the form merging decides on."""
        facts = verdict.facts
        return Incoming(
            type=score.id,
            subtype=score.subtype,
            family=self.taxonomy[score.id].family,
            status=verdict.status,
            relation=verdict.relation,
            opens_new=verdict.opens_new,
            title=title,
            summary=summary,
            event_date=facts.event_date,
            date_precision=facts.date_precision,
            published_day=published.astimezone(SEOUL).date().isoformat() if published else None,
            published=published,
            side=side_of(acting(facts), self.gazetteer),
            places=facts.places,
            weapons=facts.weapons,
            exercises=facts.exercises,
            actors=facts.actors,
            count=facts.count,
            source=sources.family(source) if source else "",
        )

    def decide(self, db: Database, incoming: Incoming, *, sample: bool = False) -> Decision:
        """Return what becomes of a telling, given the record as it stands."""
        span = policy.window(incoming)
        if span is None:
            return Decision("open", reasons=("nothing says when it was",))
        kin = kin_of(incoming.type)
        families = {incoming.family, *(self._family(type_id) for type_id in kin)}
        near = [
            e
            for e in events.candidates(db, sorted(families), *span, sample=sample)
            if e.type in kin or self._family(e.type) == incoming.family
        ]
        decision = policy.decide(incoming, self._held(db, near), self.background, self.gazetteer)
        if decision.kind == "join" or len(incoming.event_date or "0123456789") < 10:
            return decision
        others = [
            e
            for e in events.in_days(db, *span, sample=sample)
            if self._family(e.type) != incoming.family and policy.shares_words(incoming.title, e.title)
        ]
        return policy.same_story(incoming, self._held(db, others), self.background) or decision

    def _family(self, type_id: str) -> str:
        return self.taxonomy[type_id].family if type_id in self.taxonomy else type_id

    def _held(self, db: Database, near: Sequence[Event]) -> list[Candidate]:
        tellings = reports.tellings(db, [e.id for e in near])
        return [
            Candidate(e, tuple(tellings[e.id]), side_of(e.actors, self.gazetteer))
            for e in near
            if tellings[e.id]
        ]

    def _open(
        self,
        db: Database,
        entry: Entry,
        verdict: Verdict,
        score: TypeScore,
        incoming: Incoming,
        decision: Decision,
        now: datetime,
    ) -> Applied:
        title = revise.headline(entry.title)
        draft = draft_event(
            verdict, score, self.taxonomy, title=title, origin="feed", sample=entry.sample, now=now
        )
        event = events.insert(
            db, draft, self.taxonomy, self.gazetteer, published=entry.published or entry.first_seen
        )
        relation = revise.relation_opening(verdict, score.id)
        why = reasons.why_opened(decision, incoming)
        report = self._report(db, entry, event, relation, decision, why, now)
        event = self._count_sources(db, event)
        revisions.add(db, event.id, 1, (), by=f"entry:{entry.id}", now=now)
        events.refresh_words(db, event, self.taxonomy, self.gazetteer)
        if decision.kind == "possibly_same" and decision.event_id is not None:
            links.add(db, event.id, decision.event_id, "possibly_same", now)
        if relation == "reaction":
            link_cause(db, event, incoming, self.taxonomy, self.gazetteer, self.background, now)
        return Applied(event, None, report, relation, (), decision)

    def _join(
        self,
        db: Database,
        entry: Entry,
        verdict: Verdict,
        score: TypeScore,
        incoming: Incoming,
        decision: Decision,
        *,
        main: bool,
        now: datetime,
    ) -> Applied:
        before = events.get(db, decision.event_id or 0)
        assert before is not None  # noqa: S101 - read in this transaction
        latest = revise.is_latest(entry.published, reports.of_event(db, before.id))
        relation = revise.relation_of(before, verdict, main=main, latest=latest)
        why = reasons.why_joined(decision, incoming, before, self.taxonomy)
        report = self._report(db, entry, before, relation, decision, why, now)
        if decision.also is not None and not moves.apart(db, before.id, decision.also):
            links.add(db, before.id, decision.also, "possibly_same", now)
        return self._change(db, before, report, verdict, score, relation, decision, main=main, now=now)

    def _again(
        self,
        db: Database,
        entry: Entry,
        event: Event,
        report: Report,
        verdict: Verdict,
        score: TypeScore,
        *,
        main: bool,
        now: datetime,
    ) -> Applied:
        """Take what an outlet made of an item that already tells of an event.

        The event is read again: another type of the same item may have changed it a moment ago. An outlet
        that takes its report back is no source any more, and is one again where it takes that back.
        """
        event = events.get(db, event.id) or event
        relation = revise.relation_of(event, verdict, main=main)
        report = edits.turned(db, entry, event, report, relation)
        decision = Decision("join", event.id, report.score or 0.0, ("the outlet edited its item",))
        return self._change(db, event, report, verdict, score, relation, decision, main=main, now=now)

    def _change(
        self,
        db: Database,
        before: Event,
        report: Report,
        verdict: Verdict,
        score: TypeScore,
        relation: str,
        decision: Decision,
        *,
        main: bool,
        now: datetime,
    ) -> Applied:
        told = reports.of_event(db, before.id)
        titles = [r.title for r in told if r.id != report.id]
        after = absorbed(
            before,
            verdict,
            replace(report, relation=relation),
            titles,
            score,
            self.taxonomy,
            self.gazetteer,
            main=main,
        )
        if relation == "denial" and report.relation != relation:  # what it told is taken back
            after = replace(after, confirmed=any(r.relation == "confirmation" for r in told))
        after = self._with_sources(after, told, verdict)
        if before.dismissed_at and revisions.dismissed_by(db, before.id).startswith("reclassify"):
            after = replace(after, dismissed_at=None)  # a classifier doubted it, and here it is told anew
        first_denial = relation == "denial" and all(r.relation != "denial" for r in told if r.id != report.id)
        if events.differences(before, after) or first_denial:
            after = replace(after, revision=before.revision + 1, updated_at=now)
        changes = events.update(db, before, after, self.gazetteer)
        if after.revision != before.revision:
            revisions.add(db, after.id, after.revision, changes, by=f"entry:{report.entry_id}", now=now)
        events.refresh_words(db, after, self.taxonomy, self.gazetteer)
        return Applied(after, before, report, relation, changes, decision)

    def _report(
        self,
        db: Database,
        entry: Entry,
        event: Event,
        relation: str,
        decision: Decision,
        why: str,
        now: datetime,
    ) -> Report:
        report = Report(
            id=0,
            event_id=event.id,
            entry_id=entry.id,
            source=entry.publisher,
            url=entry.url,
            title=entry.title,
            published=entry.published,
            relation=relation,
            added_at=now,
            syndicated_from=sources.wire_of(entry.title, entry.summary, entry.publisher),
            score=round(decision.score, 3),
            why=why,
        )
        return reports.add(db, report) or report

    def _count_sources(self, db: Database, event: Event) -> Event:
        after = self._with_sources(event, reports.of_event(db, event.id), None)
        events.update(db, event, after, self.gazetteer)
        return after

    def _with_sources(self, event: Event, told: Sequence[Report], verdict: Verdict | None) -> Event:
        telling = [r for r in told if r.relation != "denial"]
        if told and not telling:
            event = replace(event, status="denied")  # nobody tells of it but those who deny it
        elif verdict is not None and event.status == "denied" and telling == [told[-1]]:
            against = (r.title for r in told if r.relation == "denial")
            if all(settles(title, event, [told[-1].title], self.gazetteer) is False for title in against):
                event = replace(event, status=verdict.status)  # who did it denied it before others told of it
        official = verdict is not None and revise.is_official(verdict)
        confirmed = event.confirmed or sources.confirm(told) or official
        return replace(event, sources=len(sources.independent(told)), confirmed=confirmed)
