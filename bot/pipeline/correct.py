"""What a person says of an event changes it at once, in one transaction with the edits of its alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event
from bot.model.message import Message
from bot.pipeline import tell
from bot.services import Services
from bot.store import events, feedback, outbox, revisions, subscriptions
from bot.views.alerts import alert_message
from bot.views.words import Names


def correct(services: Services, event_id: int, *, user: str, kind: str, value: str | None = None) -> Event:
    """Keep what a person says of an event, change the event, and edit its alerts.

    Args:
        services: the parts.
        event_id: the event.
        user: who says it.
        kind: `right` (it is certain now), `wrong_type` or `not_event` (it is dismissed).
        value: the right type, with its kind where it has one: `missile_test.icbm`.

    Returns:
        The event as it stands.

    Raises:
        NotFoundError: there is no such event.
        InputError: there is no such type.
    """
    with services.store.write() as db:
        now = services.now()
        before = _event(db, event_id)
        feedback.add(
            db, workspace=services.workspace, event_id=before.id, user=user, kind=kind, value=value, now=now
        )
        after = _corrected(services, before, kind, value, now)
        return _keep(db, services, before, after, user=user, now=now)


def take_back(services: Services, event_id: int, *, user: str) -> Event:
    """Withdraw what people of this workspace said of an event, and bring it back if it was dismissed.

    One that had waited for a look waits again.

    Raises:
        NotFoundError: there is no such event.
    """
    with services.store.write() as db:
        now = services.now()
        before = _event(db, event_id)
        feedback.undo(db, workspace=services.workspace, event_id=before.id, user=None, now=now)
        after = replace(before, dismissed_at=None, review=before.review or _waited(db, before))
        return _keep(db, services, before, after, user=user, now=now)


def _waited(db: Database, event: Event) -> bool:
    """Tell whether an event waited for a look until a person gave it theirs."""
    last = None
    for step in revisions.of_event(db, event.id):
        for change in step.changes:
            last = (step.by, change) if change.field == "review" else last
    return last is not None and last[0].startswith("user:") and bool(last[1].before)


def _event(db: Database, event_id: int) -> Event:
    event = events.get(db, event_id)
    if event is None:
        raise NotFoundError(f"There is no event {event_id}.", hint="Search for it: /kp-events WORDS.")
    return event


def _corrected(services: Services, event: Event, kind: str, value: str | None, now: datetime) -> Event:
    if kind == "not_event":
        return replace(event, dismissed_at=now)
    if kind == "wrong_type":
        type_id, _, subtype = (value or "").partition(".")
        if type_id not in services.taxonomy or (
            subtype and subtype not in services.taxonomy[type_id].subtypes
        ):
            raise InputError(f"There is no type “{value}”.", hint="All: /kp-events types")
        severity = services.taxonomy[type_id].base_severity(subtype or None)
        return replace(event, type=type_id, subtype=subtype or None, severity=severity, review=False)
    return replace(event, review=False)


def _keep(
    db: Database, services: Services, before: Event, after: Event, *, user: str, now: datetime
) -> Event:
    if events.differences(before, after):
        after = replace(after, revision=before.revision + 1, updated_at=now)
        changes = events.update(db, before, after, services.gazetteer)
        revisions.add(db, after.id, after.revision, changes, by=f"user:{user}", now=now)
        if after.type != before.type:
            events.set_family(db, after.id, services.taxonomy[after.type].family)
        events.refresh_words(db, after, services.taxonomy, services.gazetteer)
    names = Names(services.taxonomy, services.gazetteer)
    for root in outbox.roots_of(db, after.id):
        _edit(db, names, root, after, now)
    return after


def _edit(db: Database, names: Names, root: Message, event: Event, now: datetime) -> None:
    asked = subscriptions.get(db, root.workspace, root.subscription_id) if root.subscription_id else None
    model = tell.alert_model(db, event, names, (asked,) if asked else (), workspace=root.workspace)
    payload = alert_message(model, names)
    outbox.put_edit(db, root, payload, revision=event.revision, now=now, not_before=None)
