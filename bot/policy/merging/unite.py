"""Two events that a person says are one: what the one is then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model.event import Event
from bot.policy.merging.revise import MOST_NAMES

_SURE = {"hypothetical": 0, "historical": 1, "denied": 1, "assessed": 2, "announced": 3, "occurred": 4}
_EXACT = {None: 0, "year": 1, "month": 2, "published": 3, "day": 4}
_FIRST_KNOWN = ("count", "distance_km", "apogee_km", "outcome", "casualties", "note")
_NAMES = ("places", "actors", "weapons", "exercises")


def kept_first(one: Event, other: Event) -> tuple[Event, Event]:
    """Return the two, the one first that stays: the one that is longer on record."""
    return (one, other) if one.id < other.id else (other, one)


def united(kept: Event, joining: Event) -> Event:
    """Return an event that took another in.

    What it knows stays; what it does not know comes from the other. Its names add up, the better date
    and the surer status count, and the graver severity.

    Args:
        kept: the one that stays.
        joining: the one whose reports it takes.
    """
    sums: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(kept, name), *getattr(joining, name))))[:MOST_NAMES]
        for name in _NAMES
    }
    for name in _FIRST_KNOWN:
        sums[name] = getattr(joining, name) if getattr(kept, name) is None else getattr(kept, name)
    dated = joining if _EXACT[joining.date_precision] > _EXACT[kept.date_precision] else kept
    time = kept.event_time or (joining.event_time if joining.event_date == kept.event_date else None)
    sure = joining if _SURE[joining.status] > _SURE[kept.status] else kept
    of_kind = kept.subtype in (None, "other") and joining.type == kept.type and joining.subtype is not None
    return replace(
        kept,
        subtype=joining.subtype if of_kind else kept.subtype,
        title=joining.title if kept.review and not joining.review else kept.title,
        status=sure.status,
        severity=max(kept.severity, joining.severity),
        event_date=dated.event_date,
        date_precision=dated.date_precision,
        event_time=dated.event_time if dated is joining else time,
        confirmed=kept.confirmed or joining.confirmed,
        review=kept.review and joining.review,
        dismissed_at=None if joining.dismissed_at is None else kept.dismissed_at,
        **sums,
    )
