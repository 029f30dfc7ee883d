"""Tells whether an item reports, announces, assesses, denies, remembers or supposes its event."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.verdict import Evidence, Item, TypeScore


def read_status(item: Item, types: Sequence[TypeScore]) -> tuple[str, Evidence | None]:
    """Return the status of an item (one of `bot.model.verdict.STATUSES`) and the words it was read from.

    Args:
        item: the text.
        types: what the item was recognised as, the main type first.
    """
    return "occurred", None
