"""What became of a report by hand, and the form for what it really is."""

from __future__ import annotations

import json

from bot.model.event import Event
from bot.taxonomy import EventType
from bot.text import plural, quoted, shorten
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.words import Names, when_plain

_EXAMPLE = "North Korea fires two short-range missiles toward the East Sea"


def told_message(
    entry_id: int,
    title: str,
    event: Event | None,
    names: Names,
    *,
    opened: bool,
    known: bool,
    mine: bool,
    author: str | None = None,
    note: str | None = None,
) -> b.Payload:
    """Return what a report was taken for, what it joined, and what can be done about it.

    Args:
        entry_id: the entry it is kept as.
        title: its headline.
        event: the event it tells of; None: it was taken for no event.
        names: what ids are called.
        opened: the event is new with it.
        known: it was there before.
        mine: it can be changed and undone.
        author: whose words it is.
        note: a sentence more.
    """
    told = plain(quoted(shorten(title, 200)))
    by = fmt("{}\nBy {}", told, author) if author else told
    lines = [by, *_became(event, names, opened=opened, known=known), *([plain(note)] if note else [])]
    value = str(entry_id)
    buttons = [b.button("Details", "details", str(event.id))] if event is not None else []
    if mine:
        label = "Wrong type" if event is not None else "It is an event"
        buttons += [b.button(label, "report_type", value), b.button("Undo", "report_undo", value)]
    return b.message(b.spoken(*lines), [b.section(*lines), *([b.actions(*buttons)] if buttons else [])])


def _became(event: Event | None, names: Names, *, opened: bool, known: bool) -> list[Mrkdwn]:
    if event is None:
        first = "I have this already, and took it" if known else "Thank you. I take this"
        return [plain(f"{first} for no event that I watch. It is kept, and alerts nobody.")]
    facts = ", ".join(x for x in (when_plain(event), names.places(event)) if x)
    kind = fmt("{} {}", names.emoji(event.type), bold(names.type_name(event)))
    taken = fmt("{}{}", kind, f", {facts}" if facts else "")
    if event.dismissed_at is not None:
        return [taken, plain("I have this already; somebody marked the event as not relevant.")]
    if known:
        return [plain("I have this already."), taken, _joined(event)]
    said = [plain("Thank you. I take this for:"), taken]
    said.append(plain("It is a new event.") if opened else _joined(event))
    if event.review:
        said.append(plain("I am not sure of it: it waits for a look, and alerts nobody."))
    return said


def _joined(event: Event) -> Mrkdwn:
    return fmt("It belongs to: {} ({})", quoted(shorten(event.title, 200)), plural(event.sources, "source"))


def undone_message(title: str, event: Event | None) -> b.Payload:
    """Return that a report was taken back."""
    said = f"Taken back: {quoted(shorten(title, 200))}."
    if event is not None and event.dismissed_at is not None:
        said += " The event it opened is marked as not relevant."
    return b.message(said, [b.section(said)])


def report_modal() -> b.Payload:
    """Return the form that asks what happened."""
    hint = "The page behind a link is read. You see what it was taken for, and can undo it."
    what = b.text_input("A link, or what happened", "text", placeholder=_EXAMPLE, hint=hint, longest=3000)
    return b.modal("Report", "report_form", [what], submit="Report")


def report_type_modal(entry_id: int, title: str, event: Event | None, names: Names) -> b.Payload:
    """Return the form that asks what a report is of."""
    groups = [(kind.label, _choices(kind)) for kind in names.taxonomy]
    chosen = None
    if event is not None:
        chosen = f"{event.type}.{event.subtype}" if event.subtype else event.type
    hint = f"It was taken for: {names.type_name(event)}" if event is not None else ""
    menu = b.grouped_select("type_value", groups, placeholder="Type of event", chosen=chosen)
    blocks = [b.section(title, limit=500), b.select_input("What is it?", "type", menu, hint=hint)]
    return b.modal(
        "What it is", "report_type_form", blocks, submit="Change", metadata=json.dumps({"entry": entry_id})
    )


def _choices(kind: EventType) -> list[b.Block]:
    kinds = [b.option(f"{kind.label}: {s.label}", f"{kind.id}.{s.id}") for s in kind.subtypes.values()]
    return [b.option(kind.label, kind.id), *kinds]
