"""A new classifier over the record: what it says otherwise of the items that are known, and what follows.

Every verdict is signed, so an item whose last verdict has the present signature is done: a run that was
ended in the middle goes on where it stopped. Each item is one transaction. Nobody is told of anything,
ids stay good, and what a person spoke of stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.event import Event, Report
from bot.model.feed import Entry
from bot.model.verdict import TypeScore, Verdict
from bot.pipeline.apply import Merger
from bot.pipeline.classify import verdicts_of
from bot.pipeline.drafts import draft_event, made_together, secondary
from bot.policy import reclassify as policy
from bot.policy import sources
from bot.services import Services
from bot.store import entries, events, feedback, outbox, reports, revisions, verdicts

log = get_logger(__name__)

BATCH = 128  # entries that the classifier is given at once
BY = "reclassify"


@dataclass(frozen=True, slots=True)
class Step:
    """What a new classifier says otherwise of one item.

    Attributes:
        events: ids of the events it tells of, by the old verdict.
        kept: a person spoke of one of them, so nothing follows from the new verdict.
    """

    entry: Entry
    old: Verdict
    new: Verdict
    kinds: tuple[str, ...]
    events: tuple[int, ...] = ()
    kept: bool = False


@dataclass(slots=True)
class Outcome:
    """What a run found or did."""

    classifier: str
    entries: int = 0
    steps: list[Step] = field(default_factory=list)
    failed: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many items differ, by kind of difference."""
        return {kind: n for kind in policy.KINDS if (n := sum(kind in step.kinds for step in self.steps))}

    @property
    def kept(self) -> int:
        """How many of those stay as a person left them."""
        return sum(step.kept for step in self.steps)


def reclassify(
    services: Services,
    since: datetime | None = None,
    *,
    write: bool = False,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Outcome:
    """Read the record's items with the present classifier; say what differs and, if asked, write it.

    Args:
        services: the parts.
        since: only items published at or after this time.
        write: change the record; else only say what would change.
        tell: called after each batch with how many items were read, and of how many.

    Raises:
        ClassifierError: the classifier reads nothing at all; what was written until then stays.
    """
    outcome = Outcome(services.classifier.version)
    with services.store.read() as db:
        total = entries.count_signed_otherwise(db, outcome.classifier, since)
        merger = Merger(services.taxonomy, services.gazetteer, db) if write else None
    tell(0, total)
    for batch in _batches(services, outcome.classifier, since):
        said = verdicts_of(services, batch)
        with services.store.read() as db:
            steps = [step for e, v in zip(batch, said, strict=True) if v and (step := _step(db, e, v))]
        outcome.failed += sum(verdict is None for verdict in said)
        outcome.steps += [step for step in steps if step.kinds]
        if merger is not None:
            outcome.failed += _write(services, merger, steps)
        outcome.entries += len(batch)
        tell(outcome.entries, max(total, outcome.entries))
    return outcome


def _batches(services: Services, classifier: str, since: datetime | None) -> Iterator[list[Entry]]:
    after = 0
    while True:
        with services.store.read() as db:
            batch = entries.signed_otherwise(db, classifier, since, after=after, limit=BATCH)
        if not batch:
            return
        after = batch[-1].id
        yield batch


def _step(db: Database, entry: Entry, new: Verdict) -> Step | None:
    old = verdicts.latest(db, entry.id)
    if old is None:
        return None
    held = _events_of(db, entry)
    told = tuple(dict.fromkeys(e.id for _, e in held))
    return Step(entry, old, new, policy.differences(old, new), told, _spoken_of(db, held))


def _events_of(db: Database, entry: Entry) -> list[tuple[Report, Event]]:
    found = [(report, events.get(db, report.event_id)) for report in reports.of_entry(db, entry.id)]
    return [(report, event) for report, event in found if event is not None]


def _spoken_of(db: Database, held: Sequence[tuple[Report, Event]]) -> bool:
    """Tell whether a person spoke of an event, also before it joined another, or put it in by hand."""
    ids = [id_ for report, event in held for id_ in (report.event_id, event.id)]
    return any(event.origin == "hand" for _, event in held) or bool(ids and feedback.spoken_of(db, ids))


def _write(services: Services, merger: Merger, steps: Sequence[Step]) -> int:
    """Write what follows from a batch, each item by itself; return how many could not be written."""
    failed = 0
    same = [step for step in steps if not step.kinds]
    with services.store.write() as db:
        for step in same:
            verdicts.put(db, step.entry.id, step.new, services.now())
    for step in steps:
        if not step.kinds:
            continue
        try:
            with services.store.write() as db:
                Rewrite(db, services, merger, services.now()).apply(step)
        except Exception:
            log.exception("entry_not_reclassified", entry_id=step.entry.id)
            failed += 1
    return failed


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Writes what follows from one new verdict, inside the caller's transaction."""

    db: Database
    services: Services
    merger: Merger
    now: datetime

    def apply(self, step: Step) -> None:
        """Sign the item, and change, move, open or dismiss the events it tells of."""
        db = self.db
        old = verdicts.latest(db, step.entry.id) or step.old  # it may have been edited a moment ago
        held = _events_of(db, step.entry)
        verdicts.put(db, step.entry.id, step.new, self.now)
        if _spoken_of(db, held):
            return
        lost: list[tuple[Report, Event]] = []
        kept: list[Event] = []
        for report, event in held:
            if self._still_told(event, old, step.new):
                kept.append(self._reread(event, step.entry, old, step.new))
            else:
                lost.append((report, event))
        added = policy.added_types(old, step.new, kept, self.services.taxonomy)
        told: set[int] = set()  # events that the item tells of by a type that is new
        for report, event in lost:
            now = events.get(db, event.id)
            if now is None or now.id in told:
                continue
            score = added.pop(0) if added else None
            told |= {e.id for e in [self._lost(report, now, step, old, score)] if e is not None}
        for score in added:
            self._open(step, score)

    def _still_told(self, event: Event, old: Verdict, new: Verdict) -> bool:
        """Tell whether a new verdict is still of an event; one joined for its story alone stays if it is any."""
        taxonomy = self.services.taxonomy
        if policy.score_for(event, new, taxonomy) is not None:
            return True
        return policy.score_for(event, old, taxonomy) is None and bool(new.types)

    def _lost(
        self, report: Report, event: Event, step: Step, old: Verdict, score: TypeScore | None
    ) -> Event | None:
        """An item no longer tells of an event: the event takes its other type, or does without it.

        Returns:
            The event that has the item's new type.
        """
        others = [r for r in reports.of_event(self.db, event.id) if r.id != report.id]
        if others or event.origin not in ("feed", "document"):
            reports.remove(self.db, report.id)
            self._keep(event, replace(event, sources=len(sources.independent(others))))
            return self._open(step, score) if score is not None else None
        if score is None:
            self._keep(event, replace(event, dismissed_at=event.dismissed_at or self.now))
            return None
        return self._retype(report, event, step, old, score)

    def _retype(
        self, report: Report, event: Event, step: Step, old: Verdict, score: TypeScore
    ) -> Event | None:
        """Give the only report's event its new type; where that event is known already, the two are one."""
        told = self._told(step.new, score)
        entry = step.entry
        incoming = self.merger.telling(entry, told, score)
        decision = self.merger.decide(self.db, incoming, sample=entry.sample)
        if decision.kind == "join" and decision.event_id not in (None, event.id):
            reports.remove(self.db, report.id)
            target = self._open(step, score)
            if target is not None:
                self._keep(event, replace(event, merged_into=target.id, sources=0))
            return target
        before = self._together(event, [(report, old)])
        after = draft_event(
            told, score, self.services.taxonomy, title=event.title, origin=event.origin, now=event.created_at
        )
        changed = policy.taken_over(event, before, after) if before else event
        return self._keep(event, replace(self._back(changed), type=score.id, subtype=score.subtype))

    def _reread(self, event: Event, entry: Entry, old: Verdict, new: Verdict) -> Event:
        """Let an event have what the new verdict on one of its reports changes of it."""
        told = reports.of_event(self.db, event.id)
        latest = {r.id: verdicts.latest(self.db, r.entry_id) if r.entry_id else None for r in told}
        mine = {r.id for r in told if r.entry_id == entry.id}
        base = self._together(event, [(r, old if r.id in mine else latest[r.id]) for r in told])
        again = self._together(event, [(r, new if r.id in mine else latest[r.id]) for r in told])
        after = policy.taken_over(event, base, again) if base and again else event
        return self._keep(event, self._back(after))

    def _together(self, event: Event, told: Sequence[tuple[Report, Verdict | None]]) -> Event | None:
        return made_together(event, told, self.services.taxonomy, self.services.gazetteer)

    def _told(self, verdict: Verdict, score: TypeScore) -> Verdict:
        if score == verdict.types[0]:
            return verdict
        return secondary(verdict, score, self.services.taxonomy)

    def _open(self, step: Step, score: TypeScore) -> Event | None:
        """Let what only the new verdict tells of join or open, as of the day the item was first seen."""
        told = replace(self._told(step.new, score), types=(score,))
        event: Event | None = None
        for applied in self.merger.apply(self.db, step.entry, told, step.entry.first_seen):
            event, known = applied.event, applied.before
            late = max(known.updated_at, event.updated_at) if known else event.updated_at
            event = self._note(event, updated_at=late)
        return event

    def _keep(self, before: Event, after: Event) -> Event:
        """Write an event with its history. `updated_at` stays: a digest tells of what is younger than it."""
        if not events.differences(before, after):
            return before
        after = replace(after, revision=before.revision + 1)
        changes = events.update(self.db, before, after, self.services.gazetteer)
        revisions.add(self.db, after.id, after.revision, changes, by=self._by, now=self.now)
        if after.type != before.type:
            events.set_family(self.db, after.id, self.services.taxonomy[after.type].family)
        events.refresh_words(self.db, after, self.services.taxonomy, self.services.gazetteer)
        if after.dismissed_at or after.merged_into:
            self._give_up_alerts(after)
        return after

    def _give_up_alerts(self, event: Event) -> None:
        """Drop the alerts of an event that does not stand any more, if nobody has had them yet."""
        for root in outbox.roots_of(self.db, event.id):
            if root.state == "pending" and not root.attempts:
                outbox.resolve(self.db, root.id, state="dropped", now=self.now)

    def _note(self, event: Event, *, updated_at: datetime) -> Event:
        """Write into an event's history that it has a report since a new classifier read it."""
        after = replace(event, revision=event.revision + 1, updated_at=updated_at)
        events.update(self.db, event, after, self.services.gazetteer)
        revisions.add(self.db, after.id, after.revision, (), by=self._by, now=self.now)
        return after

    def _back(self, event: Event) -> Event:
        """Return an event as one that stands again, if it was a classifier that dismissed it."""
        by_classifier = event.dismissed_at and revisions.dismissed_by(self.db, event.id).startswith(BY)
        return replace(event, dismissed_at=None) if by_classifier else event

    @property
    def _by(self) -> str:
        return f"{BY}:{self.services.classifier.version}"
