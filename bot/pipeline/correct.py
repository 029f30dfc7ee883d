"""What a person says of an event changes it at once, in one transaction with the edits of its alerts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlite_utils import Database

from bot.model.alert import AlertModel
from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event
from bot.model.merge import Decision
from bot.model.message import Message
from bot.pipeline import notify, summaries, tell
from bot.pipeline.applied import Applied
from bot.pipeline.notify import Asked
from bot.policy import alert
from bot.services import Services
from bot.store import entries, events, feedback, held, outbox, reports, revisions
from bot.text import short_date
from bot.views.alerts import alert_message
from bot.views.words import Names

UNKNOWN = "unknown"  # a date that nobody knows, as it is kept
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PRECISION = {4: "year", 7: "month", 10: "day"}


def correct(services: Services, event_id: int, *, user: str, kind: str, value: str | None = None) -> Event:
    """Keep what a person says of an event, change the event, and edit its alerts.

    Where it now is what others wait for, they are alerted.

    Args:
        services: the parts.
        event_id: the event.
        user: who says it.
        kind: `right` (it is certain now), `not_event` (it is dismissed), `wrong_type`, `wrong_date`
            or `wrong_place`.
        value: what is right: a type with its kind where it has one (`missile_test.icbm`); a date as
            precise as it is known (`2026-11`), or `unknown`; places' ids with commas between.

    Returns:
        The event as it stands.

    Raises:
        NotFoundError: there is no such event.
        InputError: there is no such type, date or place.
    """
    asked = notify.who_asked(services)
    with services.store.write() as db:
        now = services.now()
        before = find(db, event_id)
        after = _corrected(services, before, kind, value, now)
        feedback.add(
            db, workspace=services.workspace, event_id=before.id, user=user, kind=kind, value=value, now=now
        )
        after = keep(db, services, before, after, user=user, now=now)
        show(db, services, after, asked, now)
        offer_again(db, services, before, after, asked, now)
    return after


def take_back(services: Services, event_id: int, *, user: str) -> Event:
    """Withdraw what people of this workspace said of an event, with what that changed of it.

    One that had waited for a look waits again; one that was dismissed stands again.

    Raises:
        NotFoundError: there is no such event.
    """
    asked = notify.who_asked(services)
    with services.store.write() as db:
        now = services.now()
        before = find(db, event_id)
        said = feedback.with_replaced(db, services.workspace, before.id)
        steps = revisions.of_event(db, before.id)
        after = before
        for each in reversed(said):
            for step in steps:
                if (step.by, step.at) == (f"user:{each.user}", each.at):
                    after = revisions.taken_back(after, step.changes)
        feedback.undo(db, workspace=services.workspace, event_id=before.id, user=None, now=now)
        after = keep(db, services, before, replace(after, dismissed_at=None), user=user, now=now)
        show(db, services, after, asked, now)
        offer_again(db, services, before, after, asked, now)
    return after


def find(db: Database, event_id: int) -> Event:
    """Return an event; the id of one that was merged leads to what it joined.

    Raises:
        NotFoundError: there is no such event.
    """
    event = events.get(db, event_id)
    if event is None:
        raise NotFoundError(f"There is no event {event_id}.", hint="Search for it: /kp-events WORDS.")
    return event


def keep(db: Database, services: Services, before: Event, after: Event, *, user: str, now: datetime) -> Event:
    """Write what a person changed of an event, with its history; return the event as it stands."""
    if not events.differences(before, after):
        return before
    after = replace(after, revision=before.revision + 1, updated_at=now)
    changes = events.update(db, before, after, services.gazetteer)
    revisions.add(db, after.id, after.revision, changes, by=f"user:{user}", now=now)
    if after.type != before.type:
        events.set_family(db, after.id, services.taxonomy[after.type].family)
    events.refresh_words(db, after, services.taxonomy, services.gazetteer)
    return after


def show(db: Database, services: Services, event: Event, asked: Asked, now: datetime) -> None:
    """Let the alerts and waiting summaries of an event read as it stands, at once.

    An alert that nobody has had yet is not sent where there is nothing to alert on any more.
    """
    names = Names(services.taxonomy, services.gazetteer)
    roots = outbox.roots_of(db, event.id)
    if roots:
        _show_alerts(db, roots, tell.shown(db, event, names), names, asked, now)
    summaries.refresh(db, names, event.id, now)


def _show_alerts(
    db: Database, roots: Sequence[Message], shown: AlertModel, names: Names, asked: Asked, now: datetime
) -> None:
    event = shown.event
    for root in roots:
        if root.state == "pending" and not root.attempts and alert.no_news(event):
            held.hold(db, root.id, held.WITHDRAWN)
            continue
        why = notify.asking(db, root, event, asked.subscriptions)
        payload = alert_message(tell.shown_to(db, shown, why, names, root=root), names)
        outbox.put_edit(db, root, payload, revision=event.revision, now=now, not_before=None)


def offer_again(
    db: Database, services: Services, before: Event | None, event: Event, asked: Asked, now: datetime
) -> None:
    """Alert those who have not heard of an event and would have, had it been read as it stands now."""
    told = reports.of_event(db, event.id)
    if not told:
        return
    entry = entries.get(db, told[-1].entry_id) if told[-1].entry_id is not None else None
    backlog = entry.backlog if entry is not None else event.origin == "feed"
    first_seen = entry.first_seen if entry is not None else told[-1].added_at
    silent = alert.why_silent(event, told[-1], backlog=backlog, first_seen=first_seen, now=now)
    if silent is not None:
        return
    changes = events.differences(before, event) if before is not None else ()
    applied = Applied(event, before, told[-1], "report", changes, Decision("join", event.id))
    notify.offer(services, db, applied, asked, now)


def _corrected(services: Services, event: Event, kind: str, value: str | None, now: datetime) -> Event:
    match kind:
        case "not_event":
            return replace(event, dismissed_at=now)
        case "wrong_type":
            return _retyped(services, event, value or "")
        case "wrong_date":
            return _redated(event, value or "", now)
        case "wrong_place":
            ids = tuple(id_ for id_ in (value or "").split(",") if id_)
            unknown = next((id_ for id_ in ids if id_ not in services.gazetteer.places), None)
            if unknown is not None:
                raise InputError(f"There is no place “{unknown}”.")
            return replace(event, places=ids)
        case _:
            return replace(event, review=False)


def _retyped(services: Services, event: Event, value: str) -> Event:
    type_id, _, subtype = value.partition(".")
    if type_id not in services.taxonomy or (subtype and subtype not in services.taxonomy[type_id].subtypes):
        raise InputError(f"There is no type “{value}”.", hint="All: /kp-events types")
    severity = services.taxonomy[type_id].base_severity(subtype or None)
    return replace(event, type=type_id, subtype=subtype or None, severity=severity, review=False)


def _redated(event: Event, value: str, now: datetime) -> Event:
    if value == UNKNOWN:
        return replace(event, event_date=None, date_precision=None, event_time=None)
    day = read_date(value, now)
    same = event.event_date == day
    return replace(
        event,
        event_date=day,
        date_precision=_PRECISION[len(day)],
        event_time=event.event_time if same else None,
    )


def read_date(text: str, now: datetime) -> str:
    """Return a date that a person wrote, as precise as it is: YYYY, YYYY-MM or YYYY-MM-DD.

    Raises:
        InputError: it is none, or further ahead than anything is announced.
    """
    value = text.strip().replace("/", "-").replace(".", "-").rstrip("-")
    try:
        if not _DATE.fullmatch(value):
            raise ValueError  # noqa: TRY301 - one sentence for both
        first = date.fromisoformat((value + "-01-01")[:10] if len(value) == 4 else (value + "-01")[:10])
    except ValueError:
        raise InputError(
            f"“{text}” is no date. Write it like 2026-11-20, or 2026-11 where the day is not known."
        ) from None
    if (first - now.date()).days > 3 * 366:
        raise InputError(f"{short_date(value)} is years ahead.")
    return value
