"""Events that are one, or two: what is asked, and what an alert says once it was answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from bot.model.event import Event, Move, Report
from bot.text import begin, plural
from bot.views import blocks as b
from bot.views.mrkdwn import bold, fmt, plain
from bot.views.words import Names, moment, report_label, short_day

REPORTS = 10  # what one list of checkboxes can hold


def same_buttons(event: Event, other: Event) -> b.Block:
    """Return what one can press where two events may be one."""
    value = f"{event.id}:{other.id}"
    about = f"“{other.title}”"
    return b.actions(
        b.button("Merge", "merge", value, spoken=f"This is the same event as {about}"),
        b.button("Keep apart", "keep_apart", value, spoken=f"This is not the same event as {about}"),
        block_id=f"same:{value}",
    )


def move_notes(made: Iterable[Move], people: Mapping[str, str], event: Event) -> tuple[str, ...]:
    """Return what people did to the reports of an event, as sentences that name them and ping nobody.

    Args:
        made: what stands, first to last.
        people: their names by id.
        event: the event it is told on.
    """
    return tuple(f"{_name(m, people)} {_did(m, event)} ({moment(m.at)})." for m in made)


def _name(move: Move, people: Mapping[str, str]) -> str:
    return begin(people.get(move.user, "A colleague"))


def _did(move: Move, event: Event) -> str:
    if move.kind == "merge":
        return "joined another event into this one"
    if not move.reports:
        return "said that it is not the same as the other one"
    moved = plural(len(move.reports), "report")
    if move.event_id == event.id:
        return f"took {moved} out: another event"
    return f"took {moved} out of another event: this one"


def joined_message(
    joining: Event, kept: Event, names: Names, *, who: str | None, move: Move | None
) -> b.Payload:
    """Return what the alert of an event becomes that joined another: a line that leads there.

    Args:
        joining: the event as the alert told of it.
        kept: the one it joined.
        names: what ids are called.
        who: who joined the two; None where that is not for this workspace.
        move: what can be undone; None: nothing can.
    """
    day = short_day(kept.event_date)
    said = f"{who or 'A colleague'} joined the two ({moment(move.at)})." if move is not None else ""
    lines = [
        fmt("{} Now one event with {}", names.emoji(kept.type), bold(kept.title, 250)),
        plain(f"It was: {joining.title}", 250),
        plain(f"{names.type_name(kept)} · {day}"),
    ]
    undo = [b.button("Undo", "undo_move", str(move.id), spoken="Part the two again")] if move else []
    row = b.actions(b.button("Details", "details", str(kept.id), spoken=f"Details of {kept.title}"), *undo)
    made = [b.section(*lines), b.context(plain(said)) if said else None, row]
    text = b.spoken(f"Now one event with: {kept.title}", *lines[1:], said)
    return b.message(text, [block for block in made if block is not None])


def split_modal(event: Event, told: Sequence[Report]) -> b.Payload:
    """Return the form that asks which reports tell of another event.

    Args:
        event: the event.
        told: its reports in the order they came; the latest are offered.
    """
    options = [
        b.option(f"{report_label(report)}: {report.title}", str(report.id)) for report in told[-REPORTS:]
    ]
    boxes: b.Block = {"type": "checkboxes", "action_id": "reports_value", "options": options}
    blocks = [
        b.section(bold(event.title, 500)),
        b.select_input("Which reports are of another event?", "reports", boxes, hint="They become an event of their own. It can be undone."),
    ]  # fmt: skip
    return b.modal("Split", "split_form", blocks, submit="Split", metadata=json.dumps({"event": event.id}))
