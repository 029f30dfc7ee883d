"""What people say of an event with the buttons, in words, and the form for its right type."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from bot.model.event import Event
from bot.model.message import Feedback
from bot.taxonomy import EventType
from bot.views import blocks as b
from bot.views.words import Names, moment


def feedback_notes(said: Iterable[Feedback], people: Mapping[str, str], names: Names) -> tuple[str, ...]:
    """Return what people say of an event as sentences that name them and ping nobody.

    Args:
        said: what stands, first to last.
        people: their names by id.
        names: what types are called.
    """
    return tuple(_note(each, people.get(each.user, "A colleague"), names) for each in said)


def undoable(said: Iterable[Feedback]) -> bool:
    """Tell whether "right" can be taken back: somebody said so, and nobody changed the type since."""
    kinds = {each.kind for each in said}
    return "right" in kinds and "wrong_type" not in kinds


def _note(each: Feedback, who: str, names: Names) -> str:
    if each.kind == "wrong_type":
        what = f"changed the type to {type_words(each.value or '', names)}"
    elif each.kind == "not_event":
        what = "marked this as not relevant; no more alerts about it"
    else:
        what = {"right": "says this is right"}.get(each.kind, f"says: {each.kind.replace('_', ' ')}")
    return f"{who} {what} ({moment(each.at)})."


def type_words(value: str, names: Names) -> str:
    """Return what "missile_test.icbm" or "missile_test" is called."""
    kind, _, subtype = value.partition(".")
    return names.type_label(kind, subtype or None)


def wrong_type_modal(event: Event, names: Names) -> b.Payload:
    """Return the form that asks what an event really is."""
    groups = [(kind.label, _choices(kind)) for kind in names.taxonomy]
    now = f"{event.type}.{event.subtype}" if event.subtype else event.type
    menu = b.grouped_select("type_value", groups, placeholder="Type of event", chosen=now)
    blocks = [
        b.section(event.title, limit=500),
        b.select_input("What is it?", "type", menu, hint=f"It was taken for: {names.type_name(event)}"),
    ]
    return b.modal(
        "Wrong type", "wrong_type_form", blocks, submit="Change", metadata=json.dumps({"event": event.id})
    )


def _choices(kind: EventType) -> list[b.Block]:
    kinds = [b.option(f"{kind.label}: {s.label}", f"{kind.id}.{s.id}") for s in kind.subtypes.values()]
    return [b.option(kind.label, kind.id), *kinds]
