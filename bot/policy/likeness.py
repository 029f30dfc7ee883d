"""Which of the events before one is the nearest like it: the same weapon, from the same place, as many, as far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model.event import Event

ENOUGH = 0.8
"""How much two events must share: one thing that few others of the kind have, or two that some have."""
_AS_MANY, _AS_FAR = 0.3, 0.4
_FAR = 0.1  # distances that differ by no more than this share are alike


@dataclass(frozen=True, slots=True)
class Past:
    """What is compared of an event: ids of weapons, exercises and places, how many, how far."""

    id: int
    things: frozenset[str]
    count: int | None
    distance_km: float | None

    @classmethod
    def of(cls, event: Event) -> Past:
        """Return what is compared of an event."""
        things = frozenset((*event.weapons, *event.exercises, *event.places))
        return cls(event.id, things, event.count, event.distance_km)


def nearest_like(event: Past, before: Sequence[Past]) -> tuple[int, frozenset[str]] | None:
    """Return which event is the most like one, and the things that both name; None where none is like it.

    What nearly all of a kind have, like the sea they fall into, makes none of them more alike.

    Args:
        event: the one.
        before: events of its kind, latest first; of equals the latest is taken.
    """
    had = Counter(thing for past in before for thing in past.things)
    best: tuple[float, Past] | None = None
    for past in before:
        score = _likeness(event, past, had, len(before))
        if score >= ENOUGH and past.things & event.things and (best is None or score > best[0]):
            best = score, past
    if best is None:
        return None
    shared = best[1].things & event.things
    return best[1].id, frozenset(_telling(shared, had, len(before)))


def _likeness(event: Past, past: Past, had: Counter[str], n: int) -> float:
    score = sum(1 - had[thing] / n for thing in event.things & past.things)
    if event.count is not None and event.count == past.count:
        score += _AS_MANY
    if event.distance_km and past.distance_km:
        score += _AS_FAR * (abs(event.distance_km - past.distance_km) <= _FAR * event.distance_km)
    return score


def _telling(shared: Iterable[str], had: Counter[str], n: int) -> list[str]:
    """Return the shared things that fewer than half of the kind have."""
    return [thing for thing in shared if had[thing] * 2 < n]
