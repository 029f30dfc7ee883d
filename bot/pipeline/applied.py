"""What an item did to the record: one step an event, however many of the item's types land on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.event import Change, Event, Report
from bot.model.merge import Decision


@dataclass(frozen=True, slots=True)
class Applied:
    """What one type of one item did to the record."""

    event: Event
    before: Event | None  # None: the event is new
    report: Report
    relation: str
    changes: tuple[Change, ...]
    decision: Decision


def with_applied(done: Sequence[Applied], applied: Applied) -> list[Applied]:
    """Add what a type did; where an earlier type changed the same event, the two are one."""
    for at, earlier in enumerate(done):
        if earlier.event.id == applied.event.id:
            changes = {change.field: change for change in earlier.changes}
            for change in applied.changes if earlier.before is not None else ():
                first = changes.get(change.field, change)
                changes[change.field] = Change(change.field, first.before, change.after)
            both = replace(earlier, event=applied.event, changes=tuple(changes.values()))
            return [*done[:at], both, *done[at + 1 :]]
    return [*done, applied]
