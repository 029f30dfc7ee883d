"""Merge, Keep apart, Split, and undoing them: reports move to the event they tell of."""

from __future__ import annotations

import json

from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event
from bot.pipeline import moving
from bot.store import events, links, reports
from bot.views import blocks as b
from bot.views.moving import split_modal
from handlers.listening import FormError, filled
from handlers.turn import Turn


def merge(turn: Turn) -> Event:
    """Make the two events of a button one."""
    _ = turn.person  # their name is shown on the alert, so it must be known first
    one, other = _pair(turn.value)
    return moving.merge(turn.services, one, other, user=turn.user)


def keep_apart(turn: Turn) -> Event:
    """Say that the two events of a button are not the same.

    Raises:
        InputError: that was said already.
    """
    _ = turn.person
    one, other = _pair(turn.value)
    with turn.services.store.read() as db:
        ids = {event.id for event in (events.get(db, one), events.get(db, other)) if event is not None}
        linked = {id_ for kind, id_ in links.of_event(db, min(ids, default=0)) if kind == "possibly_same"}
    if len(ids) > 1 and not ids & linked:
        raise InputError("They are two events already.")
    return moving.keep_apart(turn.services, one, other, user=turn.user)


def take_back(turn: Turn, move_id: int) -> Event:
    """Undo a merge or a split."""
    _ = turn.person
    return moving.undo(turn.services, move_id, user=turn.user)


def ask_split(turn: Turn, event_id: int) -> None:
    """Ask which of an event's reports are of another one.

    Raises:
        NotFoundError: the event is gone.
        InputError: it has one report only.
    """
    with turn.services.store.read() as db:
        event = events.get(db, event_id)
        told = reports.of_event(db, event.id) if event is not None else ()
    if event is None:
        raise NotFoundError("That event is no longer there.")
    if len(told) < 2:
        raise InputError("It has one report: there is nothing to split.")
    turn.open(split_modal(event, told))
    _ = turn.person


def split_form(turn: Turn) -> b.Payload:
    """Make an event of the reports that were picked."""
    event_id = int(json.loads(turn.body["view"]["private_metadata"])["event"])
    picked = [int(id_) for id_ in filled(turn)["reports"].split(",") if id_]
    try:
        made = moving.split(turn.services, event_id, picked, user=turn.user)
    except InputError as error:
        raise FormError("reports", str(error)) from error
    said = b.section("Done. The other event is now:", made.title, limit=600)
    return b.modal("Split", "answer", [said, b.actions(b.button("Details", "details", str(made.id)))])


def _pair(value: str) -> tuple[int, int]:
    one, _, other = value.partition(":")
    return int(one), int(other)
