"""Two events that are one, one event that is two: what a person says moves the reports, and can be undone.

Ids stay good: that of an event that joined another leads to it. Each move is one transaction with the
edits of the alerts, and stands in the history of both events with who made it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event, Move, Report
from bot.pipeline import notify
from bot.pipeline.correct import find, keep, offer_again, show
from bot.pipeline.drafts import made_together
from bot.policy import sources
from bot.policy.merging import revise, unite
from bot.policy.reclassify import taken_over
from bot.services import Services
from bot.store import events, held, links, moves, outbox, people, reports, revisions, verdicts
from bot.views.moving import joined_message
from bot.views.words import Names

_CUT = "cut"  # in a move: the two were linked as possibly the same


def merge(services: Services, event_id: int, other_id: int, *, user: str) -> Event:
    """Make two events one: the one longer on record takes the reports of the other.

    Args:
        services: the parts.
        event_id: an event.
        other_id: another.
        user: who says that they are one.

    Returns:
        The event that has all reports now.

    Raises:
        NotFoundError: there is no such event.
        InputError: they are one already, or one of them is made up.
    """
    asked = notify.who_asked(services)
    with services.store.write() as db:
        now = services.now()
        kept, joining = unite.kept_first(find(db, event_id), find(db, other_id))
        if kept.id == joining.id:
            raise InputError("They are one event already.")
        if kept.sample != joining.sample:
            raise InputError("One of the two is a sample: made-up news and real news stay apart.")
        moved = reports.move(db, [r.id for r in reports.of_event(db, joining.id)], kept.id)
        relinked = _relink(db, joining, kept, now)
        after = keep(db, services, kept, _sourced(db, unite.united(kept, joining)), user=user, now=now)
        gone = keep(
            db, services, joining, replace(joining, merged_into=kept.id, sources=0), user=user, now=now
        )
        given = _given(db, joining, kept)
        move = _done(services, "merge", joining, kept, user=user, now=now)
        steps = _steps((kept, after), (joining, gone))
        move = moves.add(db, replace(move, reports=moved, steps=steps, alerts=given, links=relinked))
        moves.give_alerts(db, given, kept.id)
        _say_joined(db, services, joining, after, move, now)
        show(db, services, after, asked, now)
        offer_again(db, services, kept, after, asked, now)
    return after


def keep_apart(services: Services, event_id: int, other_id: int, *, user: str) -> Event:
    """Say that two events that may have been the same are not; return the first.

    Raises:
        NotFoundError: there is no such event.
        InputError: they are one already.
    """
    asked = notify.who_asked(services)
    with services.store.write() as db:
        now = services.now()
        one, other = find(db, event_id), find(db, other_id)
        if one.id == other.id:
            raise InputError("They are one event already. To part them: Details, then Split.")
        if links.remove(db, one.id, other.id, "possibly_same"):
            moves.add(db, _done(services, "split", one, other, user=user, now=now))
        for each in (one, other):
            show(db, services, each, asked, now)
    return one


def split(services: Services, event_id: int, report_ids: Iterable[int], *, user: str) -> Event:
    """Make an event of its own of some of an event's reports; return the new one.

    Who would have been alerted on it is alerted now.

    Raises:
        NotFoundError: there is no such event.
        InputError: none or all of its reports were picked.
    """
    asked = notify.who_asked(services)
    wanted = set(report_ids)
    with services.store.write() as db:
        now = services.now()
        before = find(db, event_id)
        told = reports.of_event(db, before.id)
        taken = [r for r in told if r.id in wanted]
        rest = [r for r in told if r.id not in wanted]
        if not taken or not rest:
            raise InputError("Pick the reports of the other event: at least one, and not all of them.")
        new = _founded(db, services, before, taken, now, user=user)
        moved = reports.move(db, [r.id for r in taken], new.id)
        new = _counted(db, services, new)
        after = keep(db, services, before, _left(db, services, before, told, rest), user=user, now=now)
        move = _done(services, "split", before, new, user=user, now=now)
        moves.add(db, replace(move, reports=moved, steps=_steps((before, after))))
        show(db, services, after, asked, now)
        offer_again(db, services, None, new, asked, now)
    return new


def undo(services: Services, move_id: int, *, user: str) -> Event:
    """Undo a merge or a split; return the event that has its reports back.

    Raises:
        NotFoundError: it was undone already, or never made in this workspace.
        InputError: its reports were moved again since.
    """
    asked = notify.who_asked(services)
    with services.store.write() as db:
        now = services.now()
        move = moves.get(db, services.workspace, move_id)
        if move is None:
            raise NotFoundError("That was undone already.")
        if moves.later(db, move):
            raise InputError("Reports of these events were moved again since: undo that first.")
        moves.undo(db, move.id, now)
        reports.move(db, move.reports, move.event_id)
        after = _restored(db, services, move, user=user, now=now)
        for one, other, kind in move.links:
            if kind == _CUT:
                links.add(db, one, other, "possibly_same", now)
            else:
                links.remove(db, one, other, kind)
        if move.kind == "split" and not move.reports:
            links.add(db, move.event_id, move.other_id, "possibly_same", now)
        moves.give_alerts(db, move.alerts, move.event_id)
        standing = {event.id: event for event in after}
        for event in after:
            if event.merged_into in standing:
                _say_joined(db, services, event, standing[event.merged_into], None, now)
                continue
            show(db, services, event, asked, now)
            if event.merged_into is None:
                offer_again(db, services, event, event, asked, now)
    return after[0]


def _restored(db: Database, services: Services, move: Move, *, user: str, now: datetime) -> list[Event]:
    """Take back what a move changed; return its events as they stand, the one first that was moved from."""
    numbers = dict(move.steps)
    found: list[Event] = []
    for event_id in (move.event_id, move.other_id):
        (before,) = events.several(db, [event_id])
        steps = {r.number: r for r in revisions.of_event(db, event_id)}
        after = before
        if event_id in numbers:
            after = revisions.taken_back(before, steps[numbers[event_id]].changes)
        if move.kind == "split" and move.reports and event_id == move.other_id:
            after = replace(after, merged_into=move.event_id)
        after = keep(db, services, before, _sourced(db, after), user=user, now=now)
        found.append(after)
    if move.kind == "split" and move.reports:
        parent, made = found
        moves.give_alerts(db, _given(db, made, parent), parent.id)
        _say_joined(db, services, made, parent, None, now)
    return found


def _relink(db: Database, joining: Event, kept: Event, now: datetime) -> tuple[tuple[int, int, str], ...]:
    """Link an event as the one that joins it was linked; return what was linked anew or cut."""
    found: list[tuple[int, int, str]] = []
    known = set(links.of_event(db, kept.id))
    for kind, other_id in links.of_event(db, joining.id):
        other = events.get(db, other_id)
        if other is None or other.id == kept.id:
            if kind == "possibly_same" and links.remove(db, joining.id, other_id, kind):
                found.append((joining.id, other_id, _CUT))
            continue
        if (kind, other.id) in known:
            continue
        pair = (other.id, kept.id) if kind == "reaction" else (kept.id, other.id)
        stored = "reacts_to" if kind == "reaction" else kind
        links.add(db, *pair, stored, now)
        found.append((*pair, stored))
    return tuple(found)


def _given(db: Database, joining: Event, kept: Event) -> tuple[int, ...]:
    """Return the alerts of an event that joins another, in places that have none of the other."""
    taken = {(r.workspace, r.channel) for r in outbox.roots_of(db, kept.id)}
    return tuple(r.id for r in outbox.roots_of(db, joining.id) if (r.workspace, r.channel) not in taken)


def _say_joined(
    db: Database, services: Services, joining: Event, kept: Event, move: Move | None, now: datetime
) -> None:
    """Let the alerts that are left to an event that joined another lead to the other's."""
    names = Names(services.taxonomy, services.gazetteer)
    for root in outbox.roots_of(db, joining.id):
        if root.state == "pending" and not root.attempts:
            held.hold(db, root.id, held.WITHDRAWN)
            continue
        here = move if move is not None and move.workspace == root.workspace else None
        who = people.names(db, here.workspace).get(here.user) if here else None
        payload = joined_message(joining, kept, names, who=who, move=here)
        outbox.put_edit(db, root, payload, revision=kept.revision, now=now, not_before=None)


def _done(services: Services, kind: str, one: Event, other: Event, *, user: str, now: datetime) -> Move:
    workspace = services.workspace
    return Move(workspace=workspace, user=user, kind=kind, event_id=one.id, other_id=other.id, at=now)


def _steps(*pairs: tuple[Event, Event]) -> tuple[tuple[int, int], ...]:
    return tuple((after.id, after.revision) for before, after in pairs if after.revision != before.revision)


def _sourced(db: Database, event: Event) -> Event:
    """Return an event with the independent publishers of the reports it has now."""
    if event.merged_into is not None:
        return replace(event, sources=0)
    told = reports.of_event(db, event.id)
    if not told:
        return event
    count = len(sources.independent(told))
    return replace(event, sources=count, confirmed=event.confirmed or sources.confirm(told))


def _founded(
    db: Database, services: Services, event: Event, taken: Sequence[Report], now: datetime, *, user: str
) -> Event:
    """Add the event that reports taken out of another tell of."""
    made = _made(db, services, event, taken) or event
    made = replace(
        made,
        title=revise.headline(taken[0].title),
        origin=event.origin,
        sample=event.sample,
        review=False,
        revision=1,
        created_at=taken[0].added_at,
        updated_at=now,
        dismissed_at=None,
        confirmed=False,
        note=None,
    )
    new = events.insert(db, made, services.taxonomy, services.gazetteer, published=taken[0].published)
    revisions.add(db, new.id, 1, (), by=f"user:{user}", now=now)
    return new


def _counted(db: Database, services: Services, new: Event) -> Event:
    after = _surely(db, new)
    events.update(db, new, after, services.gazetteer)
    events.refresh_words(db, after, services.taxonomy, services.gazetteer)
    return after


def _left(
    db: Database, services: Services, event: Event, told: Sequence[Report], rest: Sequence[Report]
) -> Event:
    """Return an event without what only the reports that left it gave it."""
    base, again = _made(db, services, event, told), _made(db, services, event, rest)
    after = taken_over(event, base, again) if base is not None and again is not None else event
    if rest[0].id != told[0].id and event.title == revise.headline(told[0].title):
        after = replace(after, title=revise.headline(rest[0].title))
    return _surely(db, after)


def _surely(db: Database, event: Event) -> Event:
    """Return an event that is confirmed only where the reports it has make it so."""
    official = any(r.relation == "confirmation" for r in reports.of_event(db, event.id))
    return _sourced(db, replace(event, confirmed=official))


def _made(db: Database, services: Services, event: Event, told: Sequence[Report]) -> Event | None:
    """Return an event as its reports' verdicts make it; None where the first of them has none."""
    said = [(r, verdicts.latest(db, r.entry_id) if r.entry_id is not None else None) for r in told]
    return made_together(event, said, services.taxonomy, services.gazetteer)
