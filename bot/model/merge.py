"""What merging looks at, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.event import Event


@dataclass(frozen=True, slots=True)
class Telling:
    """The words in which an event was told once, and the outlet that told it."""

    title: str
    summary: str
    published: datetime | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event that a new item tells of: one of its types, with what the item says of it.

    `published_day` is the Korean local date it came out (or was first seen), None when unknown.
    `side` is the state that acts, None when the item does not say.
    """

    type: str
    subtype: str | None
    family: str
    status: str
    relation: str
    opens_new: bool
    title: str
    summary: str
    event_date: str | None = None
    date_precision: str | None = None
    published_day: str | None = None
    side: str | None = None
    places: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    count: int | None = None
    source: str = ""  # the outlet
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event a new item may belong to. `tellings[0]` is the one that founded it."""

    event: Event
    tellings: tuple[Telling, ...]
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an incoming telling.

    `join` it to `event_id`; `open` a new event; or open one and mark it `possibly_same` as
    `event_id`. `score` is in log-odds (0: as likely as not); `reasons` say why, in words; `likeness`
    is how alike the words are, 0..1, None where they were not compared. An event opened for itself
    names the nearest one in `event_id`, None when there was none. `also`: a further event that a
    telling which joins is as likely of; the two may be one.
    """

    kind: str
    event_id: int | None = None
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    likeness: float | None = None
    also: int | None = None
