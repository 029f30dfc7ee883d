"""A report by hand: classified and merged like any other, told to who put it in, and undone by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event
from bot.model.feed import Entry, ParsedEntry
from bot.model.verdict import Facts, Item, TypeScore, Verdict
from bot.pipeline import correct
from bot.pipeline.applied import Applied
from bot.pipeline.apply import Merger
from bot.pipeline.given import Given
from bot.pipeline.notify import Asked, notify, who_asked
from bot.pipeline.record import language
from bot.policy import sources
from bot.policy.identity import Keys, content_hash, entry_keys
from bot.services import Services
from bot.store import entries, events, feedback, hand_reports, reports, revisions, verdicts

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a report by hand.

    Attributes:
        entry_id: the entry it is kept as.
        event: the event it tells of, as it stands; None where it was taken for no event.
        opened: whether the event is new with it.
        known: whether it was there before, so that nothing was done.
        mine: whether the person may undo it.
    """

    entry_id: int
    given: Given
    event: Event | None
    opened: bool = False
    known: bool = False
    mine: bool = True


def report(services: Services, given: Given, *, user: str) -> Told:
    """Put a report in and let it join what is known, or open an event; who asked for it is alerted.

    Args:
        services: the parts, as the person's workspace uses them.
        given: what it says.
        user: who puts it in.
    """
    keys = _keys(given)
    known = _known(services, keys)
    if known is not None and not _undone(services, known):
        return _as_known(services, known, given)
    now = services.now()
    lang = language(f"{given.title} {given.summary}", None)
    item = Item(
        str(known or 0), given.title, given.summary, given.published or now, given.publisher, given.url, lang
    )
    (verdict,) = services.classifier.classify([item])
    merger, asked = _ready(services)
    with services.store.write() as db:
        now = services.now()
        entry = _kept(db, given, keys, known, lang, now)
        hand_reports.put(db, entry.id, workspace=services.workspace, user=user, author=given.author, now=now)
        told = _apply(db, services, merger, entry, replace(verdict, id=str(entry.id)), asked, now)
    log.info("reported_by_hand", entry_id=entry.id, event_id=told[0].event.id if told else None)
    return _told(entry.id, given, told)


def take_back(services: Services, entry_id: int, *, user: str) -> Told:
    """Undo a report by hand: its event does without it, and one that it opened is dismissed.

    Raises:
        NotFoundError: nobody of this workspace put it in, or it was undone before.
    """
    asked = who_asked(services)
    with services.store.write() as db:
        now = services.now()
        entry = _mine(db, services, entry_id)
        left = [
            _without(db, services, entry, r.event_id, user, asked, now)
            for r in reports.of_entry(db, entry.id)
        ]
        hand_reports.undo(db, entry.id, now)
    return Told(entry.id, _given(entry), left[0] if left else None)


def retype(services: Services, entry_id: int, value: str, *, user: str) -> Told:
    """Let a person say what their report is of: it leaves its event and joins or opens one of that type.

    Args:
        services: the parts, as the person's workspace uses them.
        entry_id: the report's entry.
        value: the type, with its kind where it has one: `missile_test.icbm`.
        user: who says so; kept as a correction to learn from.

    Raises:
        NotFoundError: nobody of this workspace put it in, or it was undone.
        InputError: there is no such type.
    """
    type_id, _, subtype = value.partition(".")
    if type_id not in services.taxonomy or (subtype and subtype not in services.taxonomy[type_id].subtypes):
        raise InputError(f"There is no type “{value}”.", hint="All: /kp-events types")
    alone = _alone(services, entry_id)
    if alone is not None:  # nobody else tells of its event: that is of another type, and its alert is edited
        event = correct.correct(services, alone.id, user=user, kind="wrong_type", value=value)
        with services.store.read() as db:
            return Told(entry_id, _given(_mine(db, services, entry_id)), event, opened=True)
    severity = services.taxonomy[type_id].base_severity(subtype or None)
    merger, asked = _ready(services)
    with services.store.write() as db:
        now = services.now()
        entry = _mine(db, services, entry_id)
        said = verdicts.latest(db, entry.id) or Verdict(str(entry.id), facts=Facts())
        types = (TypeScore(type_id, subtype or None, 1.0),)
        told = replace(said, types=types, severity=severity, review=False, classifier=f"hand:{user}")
        for each in reports.of_entry(db, entry.id):
            _without(db, services, entry, each.event_id, user, asked, now)
            reports.remove(db, each.id)
        done = _apply(db, services, merger, entry, told, asked, now)
        feedback.add(
            db,
            workspace=services.workspace,
            event_id=done[0].event.id,
            user=user,
            kind="wrong_type",
            value=value,
            now=now,
        )
    return _told(entry.id, _given(entry), done)


def who_reported(services: Services, entry_id: int) -> str:
    """Return who of this workspace put an entry in.

    Raises:
        NotFoundError: nobody did, or it was undone.
    """
    with services.store.read() as db:
        _mine(db, services, entry_id)
        found = hand_reports.get(db, services.workspace, entry_id)
    assert found is not None  # noqa: S101 - _mine looked
    return found.user


def find(services: Services, entry_id: int) -> tuple[str, Event | None]:
    """Return the headline of a report by hand and the event it tells of.

    Raises:
        NotFoundError: nobody of this workspace put it in, or it was undone.
    """
    with services.store.read() as db:
        entry = _mine(db, services, entry_id)
        told = reports.of_entry(db, entry_id)
        return entry.title, events.get(db, told[0].event_id) if told else None


def _alone(services: Services, entry_id: int) -> Event | None:
    """Return the event that a report by hand opened, where no other report tells of it."""
    with services.store.read() as db:
        _mine(db, services, entry_id)
        told = [events.get(db, r.event_id) for r in reports.of_entry(db, entry_id)]
        for event in told:
            if event is not None and event.origin == "hand" and len(reports.of_event(db, event.id)) == 1:
                return event
    return None


def _ready(services: Services) -> tuple[Merger, Asked]:
    with services.store.read() as db:
        merger = Merger(services.taxonomy, services.gazetteer, db)
    return merger, who_asked(services)


def _apply(
    db: Database,
    services: Services,
    merger: Merger,
    entry: Entry,
    verdict: Verdict,
    asked: Asked,
    now: datetime,
) -> list[Applied]:
    verdicts.put(db, entry.id, verdict, now)
    applied = merger.apply(db, entry, verdict, now)
    done = [replace(a, event=_by_hand(db, services, a.event)) if a.before is None else a for a in applied]
    notify(db, services, entry, done, asked, now, by_hand=True)
    entries.set_done(db, entry.id)
    return done


def _by_hand(db: Database, services: Services, event: Event) -> Event:
    """Mark an event as opened by hand: no classifier changes it later."""
    after = replace(event, origin="hand")
    events.update(db, event, after, services.gazetteer)
    return after


def _without(
    db: Database, services: Services, entry: Entry, event_id: int, user: str, asked: Asked, now: datetime
) -> Event:
    """Let an event do without an entry's report; one that nobody else tells of is dismissed."""
    before = correct.find(db, event_id)
    told = reports.of_event(db, before.id)
    others = [r for r in told if r.entry_id != entry.id]
    after = before
    for step in revisions.of_event(db, before.id):
        if step.by == f"entry:{entry.id}" and others:
            after = revisions.taken_back(after, step.changes)
    if others:
        for each in told:
            if each.entry_id == entry.id:
                reports.remove(db, each.id)
        after = replace(after, sources=len(sources.independent(others)))
    elif before.origin == "hand":
        after = replace(after, dismissed_at=before.dismissed_at or now)
    after = correct.keep(db, services, before, after, user=user, now=now)
    events.refresh_words(db, after, services.taxonomy, services.gazetteer)
    correct.show(db, services, after, asked, now)
    return after


def _keys(given: Given) -> Keys:
    item = ParsedEntry(None, given.url, given.title, given.summary, published=given.published)
    return entry_keys(item, feed_id=0, publisher=given.publisher)


def _known(services: Services, keys: Keys) -> int | None:
    with services.store.read() as db:
        found = entries.find(db, keys.all())
    return next((e.id for e in found.values() if not e.sample), None)


def _undone(services: Services, entry_id: int) -> bool:
    """Tell whether an entry stands no more because who put it in took it back."""
    with services.store.read() as db:
        return hand_reports.undone(db, entry_id)


def _as_known(services: Services, entry_id: int, given: Given) -> Told:
    with services.store.read() as db:
        told = reports.of_entry(db, entry_id)
        event = events.get(db, told[0].event_id) if told else None
        mine = hand_reports.get(db, services.workspace, entry_id) is not None
    return Told(entry_id, given, event, known=True, mine=mine)


def _kept(
    db: Database, given: Given, keys: Keys, known: int | None, lang: str | None, now: datetime
) -> Entry:
    """Return the entry a report is kept as; one that was undone is taken up again."""
    new = Entry(
        url=given.url,
        canonical_url=keys.url.removeprefix("u:") if keys.url else None,
        title=given.title,
        summary=given.summary,
        publisher=given.publisher,
        published=given.published or now,
        first_seen=now,
        lang=lang,
    )
    entry_id = known or entries.add(db, new, content_hash(given.title, given.summary), keys.all())
    for each in reports.of_entry(db, entry_id):
        reports.remove(db, each.id)  # of an event that was dismissed with it
    entry = entries.get(db, entry_id)
    assert entry is not None  # noqa: S101 - just written
    return entry


def _mine(db: Database, services: Services, entry_id: int) -> Entry:
    found = hand_reports.get(db, services.workspace, entry_id)
    entry = entries.get(db, entry_id) if found is not None and found.undone_at is None else None
    if entry is None:
        raise NotFoundError("That report is no longer there.", hint="Put it in again: /kp-events report …")
    return entry


def _given(entry: Entry) -> Given:
    return Given(entry.title, entry.summary, entry.url, entry.publisher, entry.published)


def _told(entry_id: int, given: Given, done: Sequence[Applied]) -> Told:
    if not done:
        return Told(entry_id, given, None)
    return Told(entry_id, given, done[0].event, opened=done[0].before is None)
