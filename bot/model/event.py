"""Events, their reports and their revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ORIGINS = ("history", "document", "feed", "hand")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `id` is stable; a merged event's id leads to the one it joined.

    `event_date` is the Korean local date as precise as it is known (YYYY, YYYY-MM or YYYY-MM-DD),
    None when it is not known. `places`, `weapons` hold gazetteer ids, `actors` actor ids.
    `sources` is the number of independent publishers.
    """

    id: int
    type: str
    subtype: str | None
    title: str
    status: str
    severity: int
    event_date: str | None
    date_precision: str | None
    event_time: datetime | None
    places: tuple[str, ...]
    actors: tuple[str, ...]
    weapons: tuple[str, ...]
    exercises: tuple[str, ...]
    count: int | None
    distance_km: float | None
    apogee_km: float | None
    outcome: str | None
    casualties: int | None
    sources: int
    confirmed: bool
    review: bool
    origin: str
    revision: int
    created_at: datetime
    updated_at: datetime
    merged_into: int | None = None
    dismissed_at: datetime | None = None
    sample: bool = False
    note: str | None = None  # attribution of a shipped record, or who added it by hand


@dataclass(frozen=True, slots=True)
class Report:
    """One telling of an event: by a feed entry, a document, or a shipped record's source."""

    id: int
    event_id: int
    entry_id: int | None
    source: str
    url: str | None
    title: str
    published: datetime | None
    relation: str
    added_at: datetime
    syndicated_from: str | None = None  # the wire whose copy it is; counts as that source
    quote: str | None = None  # a document's sentence
    score: float | None = None  # how well it fitted when it joined
    why: str | None = None  # why it joined its event or opened it, as a sentence


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an event before and after."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Revision:
    """A step in an event's history: when, by which report or person, what changed."""

    event_id: int
    number: int
    at: datetime
    by: str  # `entry:12`, `user:U1`, `seed`, `reclassify:<version>`
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a person did to the reports of two events.

    `merge`: the reports of `event_id` went to `other_id`. `split`: they went from `event_id` to
    `other_id`, which was made for them; without reports the two were only said not to be the same.
    `steps` are the revisions it made, as (event, number), `alerts` the outbox rows that changed their
    event, `links` what was linked anew or cut, as (event, other, kind).
    """

    id: int = 0  # before it is stored
    workspace: str
    user: str
    kind: str  # merge | split
    event_id: int
    other_id: int
    at: datetime
    reports: tuple[int, ...] = ()
    steps: tuple[tuple[int, int], ...] = ()
    alerts: tuple[int, ...] = ()
    links: tuple[tuple[int, int, str], ...] = ()
    undone_at: datetime | None = None
