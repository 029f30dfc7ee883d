"""Right, Wrong type, Not an event, Wrong date or place: the event changes at once, and its alert says who."""

from __future__ import annotations

import json
from collections.abc import Callable

from slack_bolt import App

from bot.gazetteer import Gazetteer
from bot.model.errors import InputError, NotFoundError
from bot.model.event import Event
from bot.pipeline.correct import UNKNOWN, correct, read_date, take_back
from bot.query.near import nearest
from bot.services import Services
from bot.store import events, feedback
from bot.views import blocks as b
from bot.views import models
from bot.views.card import card_message
from bot.views.feedback import type_words, when_where_modal, wrong_type_modal
from bot.views.words import short_day
from handlers import moving
from handlers.listening import FormError, filled, on_action, on_form
from handlers.targets import for_colleagues
from handlers.turn import Turn


def right(turn: Turn) -> None:
    """Keep that an alert is right."""
    _said(turn, "right")


def not_relevant(turn: Turn) -> None:
    """Dismiss what is no event: no more alerts about it."""
    _said(turn, "not_event")


def undo(turn: Turn) -> None:
    """Withdraw what was said of an event."""
    take_back(turn.services, int(turn.value), user=turn.user)
    show(turn, int(turn.value))


def wrong_type(turn: Turn) -> None:
    """Ask what an event really is."""
    turn.open(wrong_type_modal(_event(turn, turn.value), turn.names))
    _ = turn.person  # the alert will show their name, so it is asked for while they choose


def form(turn: Turn) -> b.Payload:
    """Change an event's type to what was picked."""
    value = filled(turn)["type"]
    event = correct(turn.services, _asked_of(turn), user=turn.user, kind="wrong_type", value=value)
    said = f"Thank you. It is now: {type_words(value, turn.names)}. I learn from this when I am trained next."
    return b.modal("Wrong type", "answer", [b.section(said), b.section(event.title, limit=500)])


def more(turn: Turn) -> None:
    """Do what was picked from an event's "…" menu."""
    what, _, number = turn.value.partition(" ")
    if what == "place":
        turn.open(when_where_modal(_event(turn, number), turn.names))
        _ = turn.person
    elif what == "split":
        moving.ask_split(turn, int(number))
    else:
        show(turn, moving.take_back(turn, int(number)).id)


def when_where_form(turn: Turn) -> b.Payload:
    """Change an event's date and place to what was filled in."""
    given, event = filled(turn), _event(turn, str(_asked_of(turn)))
    value, places = _date(turn, given["date"]), _places(turn.services.gazetteer, given["places"])
    done: list[str] = []
    if value != (event.event_date or UNKNOWN):
        event = correct(turn.services, event.id, user=turn.user, kind="wrong_date", value=value)
        done.append(f"When: {short_day(event.event_date)}")
    if set(places) != set(event.places):
        event = correct(turn.services, event.id, user=turn.user, kind="wrong_place", value=",".join(places))
        done.append(f"Where: {turn.names.places(event) or 'not known'}")
    said = "Thank you. " + ". ".join(done) if done else "Nothing was changed."
    return b.modal("Date and place", "answer", [b.section(f"{said}."), b.section(event.title, limit=500)])


def show(turn: Turn, event_id: int) -> None:
    """Show a change on a card; an alert in a channel is edited by the outbox."""
    if not turn.ephemeral:
        return
    with turn.services.store.read() as db:
        card = models.load_card(db, event_id, workspace=turn.workspace)
    turn.answer(card_message(card, turn.names), replace=True)


def register(app: App, services: Services) -> None:
    """Listen for what people say of events; guests may only look."""
    pressed: dict[str, Callable[[Turn], None]] = {
        "right": right,
        "not_relevant": not_relevant,
        "undo_feedback": undo,
        "wrong_type": wrong_type,
        "event_more": more,
        "merge": lambda turn: show(turn, moving.merge(turn).id),
        "keep_apart": lambda turn: show(turn, moving.keep_apart(turn).id),
        "undo_move": lambda turn: show(turn, moving.take_back(turn, int(turn.value)).id),
    }
    for name, do in pressed.items():
        on_action(app, services, name, for_colleagues(do))
    forms = {"wrong_type_form": form, "when_where_form": when_where_form, "split_form": moving.split_form}
    for name, keep in forms.items():
        on_form(app, services, name, for_colleagues(keep))


def _said(turn: Turn, kind: str) -> None:
    _ = turn.person  # their name is shown on the alert, so it must be known first
    event = _event(turn, turn.value)
    with turn.services.store.read() as db:
        before = feedback.of_event(db, turn.workspace, event.id)
    if any((each.user, each.kind) == (turn.user, kind) for each in before):
        raise InputError("You said so already.", hint="Undo takes it back.")
    correct(turn.services, event.id, user=turn.user, kind=kind)
    show(turn, event.id)


def _event(turn: Turn, number: str) -> Event:
    with turn.services.store.read() as db:
        event = events.get(db, int(number))
    if event is None:
        raise NotFoundError("That event is no longer there.")
    return event


def _asked_of(turn: Turn) -> int:
    return int(json.loads(turn.body["view"]["private_metadata"])["event"])


def _date(turn: Turn, text: str) -> str:
    if not text.strip():
        return UNKNOWN
    try:
        return read_date(text, turn.now)
    except InputError as error:
        raise FormError("date", str(error)) from error


def _places(gazetteer: Gazetteer, text: str) -> list[str]:
    """Return the ids of places that were named, with commas between.

    Raises:
        FormError: one is not known; the nearest name is told.
    """
    found: list[str] = []
    for word in (part.strip() for part in text.split(",")):
        place = gazetteer.find("place", word) if word else None
        if word and place is None:
            names = {name.name for name in gazetteer.places.values()}
            near = nearest(word, names, most=1, cutoff=0.6)
            raise FormError(
                "places", f"There is no place “{word}” on record." + (f" {near[0]}?" if near else "")
            )
        if place is not None and place.id not in found:
            found.append(place.id)
    return found
