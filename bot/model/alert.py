"""What an alert, a thread reply and a roll-up say, before anybody makes blocks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.model.event import Change, Event, Report, Revision

# why a thread reply is worth a reader's glance, most telling first
MATERIAL = (
    "denied", "confirmed", "type", "subtype", "count", "casualties", "outcome", "date", "status", "severity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Precedents:
    """What happened before that is like an event.

    `line` is the whole sentence ("4th ICBM launch since 2023; last one 31 Oct 2025, Hwasong-20");
    the parts are there for those who lay it out otherwise.
    """

    nth: int  # this event is the n-th of its kind …
    since: str  # … since this year (YYYY)
    noun: str  # "ICBM launch"
    last: Event | None  # the one before, or None where this is the first
    line: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another event that belongs beside this one: `reacts_to`, `reaction` or `possibly_same`."""

    kind: str
    event: Event


@dataclass(frozen=True, slots=True)
class AlertModel:
    """One alert: an event as it stands now, for one channel.

    `reports` are all of its reports in the order they came; `publishers` the independent ones.
    `queries` are the subscriptions (as typed) that brought it here. `history` is all that changed of
    it, `changes` what reports changed since it was told here. `notes` are sentences of what people said
    of it with the buttons ("Ana: right, 08:14 KST"); `undoable` that it can be withdrawn.
    """

    event: Event
    reports: tuple[Report, ...]
    publishers: tuple[str, ...] = ()
    precedents: Precedents | None = None
    links: tuple[Link, ...] = ()
    queries: tuple[str, ...] = ()
    history: tuple[Revision, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    undoable: bool = False
    subscription_id: int | None = None  # the one that the alert's button changes
    move_id: int | None = None  # the last merge or split of its reports, which can be undone


@dataclass(frozen=True, slots=True)
class ThreadModel:
    """One reply in an alert's thread: what changed, and who says so.

    `kind` is the first of `MATERIAL` that applies; `sentence` says it in plain words.
    """

    event: Event
    kind: str
    sentence: str
    changes: tuple[Change, ...]
    report: Report | None


@dataclass(frozen=True, slots=True)
class RollupModel:
    """Several events in one message: an hourly subscription, or what a rate cap, quiet hours or an outage held back.

    `kind` is `hourly`, `capped`, `quiet` or `away`. `since` and `until` bound the time in which they became known.
    """

    kind: str
    events: tuple[Event, ...]
    since: datetime
    until: datetime
    zone: str
    queries: tuple[str, ...] = ()
    more: int = 0  # events beyond those listed
    late: bool = field(default=False)
