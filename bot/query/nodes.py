"""The parts of a query: a small tree of conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class All:
    """Every event."""


@dataclass(frozen=True, slots=True)
class Words:
    """Free words; a phrase must stand as it is, a single word may go on ("balloon" finds balloons)."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One condition on a field.

    `name` is one of type, actor, place, weapon, exercise, status, source, origin, is, severity,
    count, distance, apogee, sources. `values` are ids (any of them will do; for a type, "id" or
    "id.subtype"); for numbers `low` and `high` bound the value, either may be open. `label` is
    what a person calls it.
    """

    name: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of Korean local dates, both ends included, either open: `YYYY-MM-DD`."""

    since: str | None = None
    until: str | None = None

    @property
    def coarsest(self) -> int:
        """The fewest characters an event's date may have to be found in it: 4 (a year), 7 or 10 (a day).

        What is known only to the year is no answer to a month, and what is known only to the month
        none to a week: a stretch must be as long as the event's own to be touched by it.
        """
        if self.since is None or self.until is None:
            return 4
        days = (date.fromisoformat(self.until) - date.fromisoformat(self.since)).days + 1
        return 4 if days >= _YEAR else 7 if days >= _MONTH else 10


_YEAR, _MONTH = 365, 28  # days of the shortest


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    nodes: tuple[Node, ...]


Node = All | Words | Field | Span | Not | And | Or

NUMBERS = ("severity", "count", "distance", "apogee", "sources")
