"""Read models: what a view shows, fetched in one consistent look at the database."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.model.errors import NotFoundError
from bot.model.event import Event, Move, Report, Revision
from bot.model.feed import Feed
from bot.model.message import DigestSetting, Feedback, Snooze, Subscription, is_channel
from bot.model.story import Telling
from bot.model.verdict import Verdict
from bot.policy import stories
from bot.policy.health import FeedHealth, feed_health
from bot.query import And, Field, Query, Span
from bot.store import (
    digest_settings,
    events,
    feedback,
    feeds,
    keywords,
    links,
    meta,
    moves,
    outbox,
    people,
    reports,
    revisions,
    search,
    snoozes,
    stats,
    subscriptions,
    verdicts,
)

PREVIEW_DAYS = 90
MOST_NEWS = 400  # items of news that a preview counts


@dataclass(frozen=True, slots=True)
class Card:
    """All that is known of one event.

    `links` are (kind, event) beside it, `said` what people of the workspace say of it, `people`
    their names by id. `asked` is the id that was asked for, where it has joined another event.
    `verdict` is what the classifier said of the item that founded it, None for shipped records and
    documents. `moves` are the merges and splits of its reports that stand.
    """

    event: Event
    reports: tuple[Report, ...]
    revisions: tuple[Revision, ...]
    history: stats.KindHistory
    links: tuple[tuple[str, Event], ...] = ()
    said: tuple[Feedback, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    asked: int | None = None
    verdict: Verdict | None = None
    moves: tuple[Move, ...] = ()


def load_card(db: Database, event_id: int, *, workspace: str = "local") -> Card:
    """Return all that is known of an event.

    Raises:
        NotFoundError: there is no such event.
    """
    event = events.get(db, event_id)
    if event is None:
        raise NotFoundError(f"There is no event {event_id}.", hint="Search for it: /kp-events WORDS.")
    told = reports.of_event(db, event.id)
    founding = next((r.entry_id for r in told if r.entry_id is not None), None)
    beside = [(kind, events.get(db, other)) for kind, other in links.of_event(db, event.id)]
    return Card(
        event=event,
        reports=told,
        revisions=revisions.of_event(db, event.id),
        history=stats.kind_history(db, event),
        links=tuple((kind, other) for kind, other in beside if other is not None and other.id != event.id),
        said=tuple(feedback.of_event(db, workspace, event.id)),
        people=people.names(db, workspace),
        asked=event_id if event_id != event.id else None,
        verdict=verdicts.latest(db, founding) if founding is not None else None,
        moves=tuple(moves.of_event(db, workspace, event.id)),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a subscription would have brought lately.

    `news` counts the stories that plain words would have brought besides; None for another query.
    """

    total: int
    latest: tuple[Event, ...]
    days: int = PREVIEW_DAYS
    news: int | None = None
    latest_news: tuple[Telling, ...] = ()


def load_preview(
    db: Database, query: Query, min_severity: int, now: datetime, *, words: bool = False
) -> Preview:
    """Return how often a query would have alerted in the last 90 days, and the three latest.

    Args:
        db: open.
        query: the query, read.
        min_severity: 1..5; what is less grave is left out.
        now: the present.
        words: it is plain words, which bring news that is no event too.
    """
    start = now - timedelta(days=PREVIEW_DAYS)
    since = start.astimezone(events.SEOUL).date().isoformat()
    node = And((query.node, Span(since=since), Field("severity", low=min_severity)))
    page = search.search(db, Query(node, query.text), limit=3)
    if not words:
        return Preview(page.total, page.events)
    found = [t for t in keywords.no_event(db, start) if stories.tells(t, query)][:MOST_NEWS]
    return Preview(
        page.total, page.events, news=stories.count(found, [query.node]), latest_news=tuple(found[:3])
    )


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed and how it is doing."""

    feed: Feed
    health: FeedHealth


def load_feeds(db: Database, now: datetime) -> tuple[FeedRow, ...]:
    """Return the feeds that are watched or paused, those that need a look first."""
    rows = [FeedRow(feed, feed_health(feed, now)) for feed in feeds.all_feeds(db)]
    order = {"failing": 0, "gone": 1, "late": 2, "paused": 3, "fresh": 4}
    return tuple(sorted(rows, key=lambda row: (order[row.health.word], row.feed.tier, row.feed.id)))


@dataclass(frozen=True, slots=True)
class Status:
    """How the bot is doing.

    `waiting` entries are not classified yet, `failed` were given up on; `outbox` counts messages
    by state, `oldest` is since when the oldest of them waits.
    """

    feeds: tuple[FeedRow, ...]
    last_poll: datetime | None
    entries_today: int
    waiting: int
    failed: int
    outbox: Mapping[str, int]
    oldest: datetime | None
    record: stats.RecordSize
    digests: tuple[DigestSetting, ...]
    subscriptions: tuple[Subscription, ...]
    snoozes: tuple[Snooze, ...]
    classifier: str | None
    lost_model: bool  # the one that was trained here is gone, and the shipped one reads
    now: datetime


def load_status(db: Database, now: datetime, *, workspace: str = "local") -> Status:
    """Return how the bot is doing."""
    rows = load_feeds(db, now)
    waiting, failed = stats.entries_waiting(db)
    return Status(
        feeds=rows,
        last_poll=max((r.feed.last_poll_at for r in rows if r.feed.last_poll_at), default=None),
        entries_today=stats.entries_since(db, now - timedelta(days=1)),
        waiting=waiting,
        failed=failed,
        outbox=outbox.counts(db),
        oldest=outbox.oldest_pending(db),
        record=stats.record_size(db),
        digests=tuple(digest_settings.enabled(db, workspace)),
        subscriptions=tuple(subscriptions.all_of(db, workspace)),
        snoozes=tuple(snoozes.active(db, now, workspace=workspace)),
        classifier=stats.latest_classifier(db),
        lost_model=meta.get(db, "lost_model") == "yes",
        now=now,
    )


@dataclass(frozen=True, slots=True)
class Home:
    """What a person's App Home shows."""

    user: str
    status: Status
    mine: tuple[Subscription, ...]
    channels: tuple[Subscription, ...]
    digest: DigestSetting | None
    digests: tuple[DigestSetting, ...]  # of channels
    snoozes: tuple[Snooze, ...]  # the person's own and those of channels
    samples: bool
    troubles: Mapping[int, str] = field(default_factory=dict)  # why a subscription brings nothing, by number

    def within(self, channels: Container[str]) -> Home:
        """Return it with what these channels get, and no others: a private channel's wishes are its own."""
        return replace(
            self,
            channels=tuple(s for s in self.channels if s.target in channels),
            digests=tuple(d for d in self.digests if d.target in channels),
            snoozes=tuple(s for s in self.snoozes if s.target == self.user or s.target in channels),
        )


def load_home(db: Database, user: str, now: datetime, *, workspace: str = "local") -> Home:
    """Return what a person's App Home shows."""
    status = load_status(db, now, workspace=workspace)
    return Home(
        user=user,
        status=status,
        mine=tuple(s for s in status.subscriptions if s.target == user),
        channels=tuple(s for s in status.subscriptions if is_channel(s.target)),
        digest=digest_settings.get(db, workspace, user),
        digests=tuple(d for d in status.digests if is_channel(d.target)),
        snoozes=tuple(s for s in status.snoozes if s.target == user or is_channel(s.target)),
        samples=status.record.samples > 0,
    )
