"""What people say of an event with the buttons, in words, and the forms for its type, date and place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from bot.model.event import Event
from bot.model.message import Feedback
from bot.taxonomy import EventType
from bot.text import begin
from bot.views import blocks as b
from bot.views.words import Names, listed, moment, short_day

UNKNOWN = "unknown"  # as a date is kept that somebody says is not known


def feedback_notes(said: Iterable[Feedback], people: Mapping[str, str], names: Names) -> tuple[str, ...]:
    """Return what people say of an event as sentences that name them and ping nobody.

    Args:
        said: what stands, first to last.
        people: their names by id.
        names: what types are called.
    """
    return tuple(_note(each, people.get(each.user, "A colleague"), names) for each in said)


def undoable(said: Iterable[Feedback]) -> bool:
    """Tell whether there is anything that can be taken back."""
    return any(True for _ in said)


def _note(each: Feedback, who: str, names: Names) -> str:
    return f"{begin(who)} {_what(each.kind, each.value or '', names)} ({moment(each.at)})."


def _what(kind: str, value: str, names: Names) -> str:
    match kind:
        case "right":
            return "said this is right"
        case "not_event":
            return "said this is not an event; no more alerts about it"
        case "wrong_type":
            return f"changed the type to {type_words(value, names)}"
        case "wrong_date":
            known = value not in ("", UNKNOWN)
            return f"changed the date to {short_day(value)}" if known else "said the date is not known"
        case _:
            known = bool(value)
            return (
                f"changed the place to {place_words(value, names)}"
                if known
                else "said the place is not known"
            )


def place_words(value: str, names: Names) -> str:
    """Return what "sunan,pyongyang" is called."""
    known = names.gazetteer.places
    return listed((known[id_].name if id_ in known else id_ for id_ in value.split(",")), 4)


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


def when_where_modal(event: Event, names: Names) -> b.Payload:
    """Return the form that asks when and where an event really was, filled with what is known."""
    places = ", ".join(
        names.gazetteer.places[id_].name if id_ in names.gazetteer.places else id_ for id_ in event.places
    )
    blocks = [
        b.section(event.title, limit=500),
        b.text_input("Date in Korea", "date", value=event.event_date or "", placeholder="2026-11-20", hint="Like 2026-11-20, or 2026-11, or 2026. Empty means that it is not known.", optional=True),
        b.text_input("Places", "places", value=places, placeholder="Sunan, Pyongyang", hint="With commas between. Empty means that it is not known.", optional=True),
    ]  # fmt: skip
    return b.modal(
        "Wrong date or place",
        "when_where_form",
        blocks,
        submit="Change",
        metadata=json.dumps({"event": event.id}),
    )
