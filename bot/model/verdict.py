"""What the classifier says of an item."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

STATUSES = ("occurred", "announced", "assessed", "denied", "historical", "hypothetical")


@dataclass(frozen=True, slots=True)
class Item:
    """One text to classify: a feed entry, a line of JSON Lines, or a sentence of a document.

    `published` is an aware UTC datetime, or None where it is not known; `published_precision` is
    `day` where only a date was given (it is then midnight in Seoul).
    """

    id: str
    title: str
    summary: str = ""
    published: datetime | None = None
    source: str | None = None
    url: str | None = None
    lang: str | None = None
    published_precision: str = "second"


@dataclass(frozen=True, slots=True)
class TypeScore:
    """One event type that an item reports, with a calibrated score in 0..1."""

    id: str
    subtype: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a decision was read from, and the rule or model that read them."""

    type: str  # a type id, or `date`, `status`, `count`, `gate`, …
    text: str
    why: str  # `rule:<name>`, `model:<name>=<score>`, `gate:<name>`, …
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class ActorRole:
    """Who does something (`source`) or to whom it is done (`target`)."""

    id: str
    role: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What an item says of the event besides its type. Unknown is None, never guessed."""

    event_date: str | None = None  # Korean local date: YYYY-MM-DD, YYYY-MM or YYYY
    date_precision: str | None = None  # day | month | year | published
    event_time: datetime | None = None  # aware UTC, where an hour was told
    actors: tuple[str, ...] = ()
    roles: tuple[ActorRole, ...] = ()
    places: tuple[str, ...] = ()  # gazetteer ids
    weapons: tuple[str, ...] = ()  # gazetteer ids
    exercises: tuple[str, ...] = ()  # gazetteer ids
    count: int | None = None
    count_words: str | None = None  # how it was told: "around 10"; "several" where there is no number
    distance_km: float | None = None
    apogee_km: float | None = None
    outcome: str | None = None  # success | failure
    casualties: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The classifier's signed answer for one item. No types: it is no event.

    `denied`: the types that an item without any says did not happen ("Pyongyang denies sending arms");
    its facts and status are then those of what is denied, its relation is `denial`.
    """

    id: str
    types: tuple[TypeScore, ...] = ()
    status: str = "occurred"
    severity: int = 0  # 1..5; 0 when no type
    facts: Facts = field(default_factory=Facts)
    relation: str = "report"  # report | confirmation | revision | reaction
    opens_new: bool = False  # "another", "second": a new event even beside a like one
    review: bool = False  # uncertain: shown as such, not alerted
    evidence: tuple[Evidence, ...] = ()
    classifier: str = ""
    denied: tuple[TypeScore, ...] = ()

    @property
    def main(self) -> TypeScore | None:
        """The type the item is mostly about, or None when it is no event."""
        return self.types[0] if self.types else None
