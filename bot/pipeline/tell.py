"""Gathers what is said of an event: its reports, precedents and links, as models for the views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlite_utils import Database

from bot.model.alert import AlertModel, Link, Precedents
from bot.model.event import Event, Report, Revision
from bot.model.message import Message, Subscription
from bot.policy import sources
from bot.store import events, feedback, links, moves, people, reports, revisions, stats
from bot.text import ordinal
from bot.views.changes import made_of
from bot.views.feedback import feedback_notes, undoable
from bot.views.moving import move_notes
from bot.views.precedents import kind_noun
from bot.views.words import Names, short_day


def shown(db: Database, event: Event, names: Names) -> AlertModel:
    """Return an event as every alert shows it, wherever it stands; its precedents are counted once.

    Args:
        db: open.
        event: as it stands.
        names: what ids are called.
    """
    told = reports.of_event(db, event.id)
    return AlertModel(
        event=event,
        reports=told,
        publishers=sources.independent(told),
        precedents=precedents(db, event, names),
        links=beside(db, event),
        history=revisions.of_event(db, event.id),
    )


def shown_to(
    db: Database,
    model: AlertModel,
    asked: Sequence[Subscription],
    names: Names,
    *,
    root: Message | None = None,
) -> AlertModel:
    """Return an alert as it stands in one place, with what people there said of it.

    Args:
        db: open.
        model: what `shown` returned.
        asked: the subscriptions that bring it; the first is the one its button changes.
        names: what ids are called.
        root: the alert that stands there; None where it is not told there yet.
    """
    event, workspace = model.event, root.workspace if root is not None else None
    said = feedback.of_event(db, workspace, event.id) if workspace else []
    made = moves.of_event(db, workspace, event.id) if workspace else []
    who = people.names(db, workspace) if workspace and (said or made) else {}
    return replace(
        model,
        queries=tuple(dict.fromkeys(one.query for one in asked)),
        subscription_id=asked[0].id if asked else None,
        notes=(*feedback_notes(said, who, names), *move_notes(made, who, event)),
        move_id=made[-1].id if made else None,
        undoable=undoable(said),
        changes=made_of(_untold(model, root)) if root is not None else (),
    )


def _untold(model: AlertModel, root: Message) -> list[Revision]:
    """Return the steps of an event that came after its alert was sent; none while it waits to be.

    An alert knows the step that it was sent with. One that was sent for another event, which joined
    this one, goes by the time.
    """
    if root.sending_at is None or root.state == "blocked":
        return []
    if root.dedup_key == alert_key(root.workspace, root.channel, model.event.id):
        return [step for step in model.history if step.number > root.revision]
    return [step for step in model.history if step.at > root.sending_at]


def alert_key(workspace: str, target: str, event_id: int) -> str:
    """Return the key by which an event is alerted once in a channel."""
    return f"alert:{workspace}:{target}:{event_id}"


def beside(db: Database, event: Event) -> tuple[Link, ...]:
    """Return the events that belong beside one."""
    found = ((kind, events.get(db, other)) for kind, other in links.of_event(db, event.id))
    return tuple(Link(kind, other) for kind, other in found if other is not None and other.id != event.id)


def precedents(db: Database, event: Event, names: Names) -> Precedents | None:
    """Return what happened before that is like an event, of its subtype or else of its type.

    None for what only is said to happen, and where the record holds nothing of its kind or does not
    cover its type: nobody can say then that something is the first.
    """
    if event.status not in ("occurred", "announced") or not event.event_date or event.review:
        return None
    history = stats.kind_history(db, event, gaps=False)
    if history.last is None:
        event = replace(event, subtype=None)
        history = stats.kind_history(db, event, gaps=False)
    if history.last is None or not history.covered:
        return None
    noun = kind_noun(event, names)
    year = (event.event_date or "")[:4]
    nth = history.this_year + 1
    first = f"{ordinal(nth)} {noun} of {year}" if nth > 1 else f"First {noun} of {year}"
    last = ", ".join(
        part for part in (short_day(history.last.event_date), _what(history.last, names)) if part
    )
    return Precedents(nth, year, noun, history.last, f"{first}; last one {last}")


def _what(event: Event, names: Names) -> str:
    """Return what tells one event from another of its kind: weapon, exercise, or place."""
    for things, ids in (
        (names.gazetteer.weapons, event.weapons),
        (names.gazetteer.exercises, event.exercises),
        (names.gazetteer.places, names.specific_places(event.places)),
    ):
        for id_ in ids[:1]:
            return things[id_].name if id_ in things else id_
    return ""


def best_url(told: Iterable[Report]) -> str | None:
    """Return the address to read first: an original's before a copy's."""
    ranked = sorted((r for r in told if r.url), key=lambda r: (r.syndicated_from is not None, r.id))
    return ranked[0].url if ranked else None
