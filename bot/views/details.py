"""What leads from a list to the card of one of its events.

A menu under the list, for a button beside each line would leave the text a narrow column on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.event import Event
from bot.views import blocks as b

MOST = 40  # choices: each counts against what a message may hold


def details_of(events: Sequence[Event], first: int | None = None) -> list[b.Block]:
    """Return a row that leads to the card of each event: a button for one, a menu for several.

    Args:
        events: as they are listed.
        first: the number of the first where the list has numbers.
    """
    if not events:
        return []
    if len(events) == 1:
        one = events[0]
        pressed = b.button("Details", f"details:{one.id}", str(one.id), spoken=f"Details of {one.title}")
        return [b.actions(pressed)]
    numbers = ["" if first is None else f"{n}. " for n in range(first or 0, (first or 0) + len(events))]
    choices = [b.option(f"{n}{e.title}", str(e.id)) for n, e in zip(numbers, events, strict=True)]
    return [b.actions(b.select("details:of", choices[:MOST], placeholder="Details of …"))]
