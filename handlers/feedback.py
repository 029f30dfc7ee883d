"""Right, Wrong type, Not relevant: the event changes at once, and its alert shows who said so."""

from __future__ import annotations

import json

from slack_bolt import App

from bot.model.errors import NotFoundError
from bot.pipeline.correct import correct, take_back
from bot.services import Services
from bot.store import events
from bot.views import blocks as b
from bot.views import models
from bot.views.card import card_message
from bot.views.feedback import type_words, wrong_type_modal
from handlers.listening import filled, on_action, on_form
from handlers.turn import Turn


def right(turn: Turn) -> None:
    """Keep that an alert is right."""
    _said(turn, "right")


def not_relevant(turn: Turn) -> None:
    """Dismiss an event: no more alerts about it."""
    _said(turn, "not_event")


def undo(turn: Turn) -> None:
    """Withdraw what was said of an event."""
    take_back(turn.services, int(turn.value), user=turn.user)
    _show(turn)


def wrong_type(turn: Turn) -> None:
    """Ask what an event really is."""
    with turn.services.store.read() as db:
        event = events.get(db, int(turn.value))
    if event is None:
        raise NotFoundError("That event is no longer there.")
    turn.open(wrong_type_modal(event, turn.names))
    _ = turn.person  # the alert will show their name, so it is asked for while they choose


def form(turn: Turn) -> b.Payload:
    """Change an event's type to what was picked."""
    event_id = int(json.loads(turn.body["view"]["private_metadata"])["event"])
    value = filled(turn)["type"]
    event = correct(turn.services, event_id, user=turn.user, kind="wrong_type", value=value)
    said = f"Thank you. It is now: {type_words(value, turn.names)}. I learn from this when I am trained next."
    return b.modal("Wrong type", "answer", [b.section(said), b.section(event.title, limit=500)])


def register(app: App, services: Services) -> None:
    """Listen for what people say of events."""
    on_action(app, services, "right", right)
    on_action(app, services, "not_relevant", not_relevant)
    on_action(app, services, "undo_feedback", undo)
    on_action(app, services, "wrong_type", wrong_type)
    on_form(app, services, "wrong_type_form", form)


def _said(turn: Turn, kind: str) -> None:
    _ = turn.person  # their name is shown on the alert, so it must be known first
    correct(turn.services, int(turn.value), user=turn.user, kind=kind)
    _show(turn)


def _show(turn: Turn) -> None:
    """Show the change on a card; an alert in a channel is edited by the outbox."""
    if not turn.ephemeral:
        return
    with turn.services.store.read() as db:
        card = models.load_card(db, int(turn.value), workspace=turn.workspace)
    turn.answer(card_message(card, turn.names), replace=True)
