"""What a digest says, before anybody makes blocks of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.alert import Precedents
from bot.model.event import Change, Event


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One event of a digest. `publishers` are its independent sources, `url` its best report's."""

    event: Event
    publishers: tuple[str, ...] = ()
    url: str | None = None
    precedents: Precedents | None = None


@dataclass(frozen=True, slots=True)
class DigestGroup:
    """The events of one type at one severity; `more` counts those left out to keep it short."""

    severity: int
    type: str
    lines: tuple[DigestLine, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class DigestUpdate:
    """What became of an event that an earlier digest or alert has told: one sentence."""

    event: Event
    sentence: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """A type's events in the last seven days beside its four weeks before.

    `usual` is the mean a week over those 28 days. `type` None is all types together.
    """

    type: str | None
    week: int
    usual: float


@dataclass(frozen=True, slots=True)
class OnThisDay:
    """An event of this calendar day in an earlier year."""

    event: Event
    years_ago: int


@dataclass(frozen=True, slots=True)
class Held:
    """Alerts that were kept back.

    `why` is `snooze`, `quiet` (quiet hours) or `full` (a channel had enough alerts for an hour); `query`
    and `until` are the snooze's. Snoozed events stand here alone, the others among the new ones too.
    `words`: news that is no known event and was asked for by its words, snoozed; `news` are its headlines.
    """

    why: str
    events: tuple[Event, ...]
    query: str = ""
    until: datetime | None = None
    news: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaleFeed:
    """A feed that is not fresh: since when, and why in a few words."""

    title: str
    since: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class DigestModel:
    """One digest of a channel or person.

    Args:
        target: channel or user id.
        zone: the IANA zone it is told in.
        slot: the local date (YYYY-MM-DD) it is for.
        since, until: the window: since the last digest that was sent, up to now.
        late: minutes past its hour; 0 when on time.
        folded: earlier days' digests that this one holds as well (local dates).
        groups: new events, grave first, then by type.
        uncertain: new items that wait for a person's look, shown as such.
        updates: events told before, with what changed.
        norms: the week against the four before: all types first, then those out of the usual.
        on_this_day: from the record.
        feeds_fresh, feeds_total: sources that answered lately, of those that are polled.
        stale: sources that did not.
        opening: one sentence: what the day was, a quiet one too.
        held: alerts kept back by a snooze, quiet hours or a full hour.
        about: what it holds, in words, where that is not everything.
        trouble: why what it was chosen to be about cannot be read any more.
        preview: made for a look, not for its hour; `next_at` is when the next one comes, None where
            none will.
    """

    target: str
    zone: str
    slot: str
    since: datetime
    until: datetime
    late: int
    folded: tuple[str, ...]
    groups: tuple[DigestGroup, ...]
    uncertain: tuple[DigestLine, ...]
    updates: tuple[DigestUpdate, ...]
    norms: tuple[Norm, ...]
    on_this_day: tuple[OnThisDay, ...]
    feeds_fresh: int
    feeds_total: int
    stale: tuple[StaleFeed, ...]
    opening: str
    held: tuple[Held, ...] = ()
    about: str = ""
    trouble: str = ""
    preview: bool = False
    next_at: datetime | None = None

    @property
    def events(self) -> int:
        """How many new events it tells, those left out for room included."""
        return sum(len(group.lines) + group.more for group in self.groups)
