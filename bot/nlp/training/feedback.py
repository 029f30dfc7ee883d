"""What people said of events, as texts to learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from bot.model.event import Event, Report
from bot.model.message import Feedback
from bot.model.verdict import Item
from bot.nlp.training.data import Labelled, unique
from bot.store import entries, events, feedback, reports
from bot.taxonomy import Taxonomy

WEIGHT = 4.0  # a person who looked counts as so many texts


def from_feedback(db: Database, taxonomy: Taxonomy) -> list[Labelled]:
    """Return the reports of every event that somebody spoke of, with what they were said to be.

    "Right" confirms the event's types; "wrong type" gives the right one; "not an event" says none.
    The last word on an event counts. Reports that are statements about it (reactions) are left out.

    Args:
        db: the record.
        taxonomy: the types that exist.
    """
    said = [one for one in feedback.all_standing(db) if one.kind in ("right", "wrong_type", "not_event")]
    last: dict[int, Feedback] = {one.event_id: one for one in said}
    learned: list[Labelled] = []
    for event in events.several(db, last):
        types = said_types(last[event.id], event, taxonomy)
        if types is None:
            continue
        texts = _items(db, [r for r in reports.of_event(db, event.id) if r.relation != "reaction"])
        learned.extend(Labelled(item, types, weight=WEIGHT, kin=f"event:{event.id}") for item in texts)
    return unique(learned)


def said_types(said: Feedback, event: Event, taxonomy: Taxonomy) -> Mapping[str, str | None] | None:
    """Return the types a saying gives an event: none for no event; None where it says nothing of types."""
    if said.kind == "not_event":
        return {}
    if said.kind == "right":
        return {event.type: event.subtype}
    if said.kind == "wrong_type" and said.value:
        head, _, tail = said.value.partition(".")
        return {head: tail or None} if head in taxonomy else None
    return None


def _items(db: Database, told: Sequence[Report]) -> list[Item]:
    by_entry = {e.id: e for e in entries.by_ids(db, [r.entry_id for r in told if r.entry_id is not None])}
    found = []
    for report in told:
        entry = by_entry.get(report.entry_id) if report.entry_id is not None else None
        found.append(
            entries.as_item(entry)
            if entry is not None
            else Item(id="", title=report.quote or report.title, source=report.source)
        )
    return found
