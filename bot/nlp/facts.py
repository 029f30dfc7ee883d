"""Reads what an item says of its event besides the type: date, places, weapons, counts, roles."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.verdict import Evidence, Facts, Item, TypeScore
from bot.nlp.dates import resolve_date
from bot.nlp.entities import Mention


def extract_facts(
    item: Item, mentions: Sequence[Mention], types: Sequence[TypeScore]
) -> tuple[Facts, tuple[Evidence, ...]]:
    """Return the facts of an item and the words each was read from.

    Args:
        item: the text.
        mentions: names found in `item.title + "\\n" + item.summary` by `find_entities`.
        types: what the item was recognised as, the main type first; empty: no facts are read.
    """
    if not types:
        return Facts(), ()
    text = f"{item.title}\n{item.summary}"
    when = resolve_date(
        text, item.published, item.published_precision, item.lang, item.source, [t.id for t in types]
    )
    return Facts(event_date=when.date, date_precision=when.precision), ()
