"""What a digest says: gathered from the record, for one channel or person and one stretch of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from bot.model.digest import DigestLine, DigestModel, DigestUpdate, Held, Norm, OnThisDay, StaleFeed
from bot.model.event import Event
from bot.model.feed import Feed
from bot.model.message import DigestSetting, Subscription
from bot.pipeline import tell
from bot.pipeline.notify import read_wishes
from bot.policy import alert, digest, health, sources
from bot.policy.alert import Wish
from bot.policy.digest import Slot
from bot.services import Services
from bot.store import (
    digest_settings,
    digests,
    entries,
    events,
    feeds,
    keywords,
    reports,
    revisions,
    snoozes,
    subscriptions,
)
from bot.views import asking
from bot.views.digest_form import about_words
from bot.views.words import Names

MEMORIES = 3
MOST_UPDATES = 8
MOST_UNCERTAIN = 8


def build(db: Database, services: Services, setting: DigestSetting, slot: Slot) -> DigestModel:
    """Return a digest's model.

    A channel that subscribed to queries "with the digest", or chose what its digest is about, gets
    what answers one of them; others everything. What quiet hours kept from it is in it in any case.

    Args:
        db: open.
        services: the parts.
        setting: whose digest.
        slot: what it covers.
    """
    names = Names(services.taxonomy, services.gazetteer)
    trouble = asking.trouble(services, setting.query)
    chosen = _Chosen.of(db, services, setting, slot, readable=not trouble)
    told = digest_settings.told_before(db, setting.workspace, setting.target)
    since = digests.known_since(db, slot.since, slot.until)
    known = [e for e in since if e.id not in told and digest.is_news(e, slot.since)]
    new = [e for e in known if chosen.wants(db, e)]
    snoozed = chosen.snoozed(db, new)
    away = {e.id for each in snoozed for e in each.events}
    groups = digest.grouped(
        (_line(db, e, names) for e in new if not e.review and e.id not in away),
        {t.id: n for n, t in enumerate(services.taxonomy)},
    )
    uncertain = tuple(_line(db, e, names) for e in new if e.review)[:MOST_UNCERTAIN]
    updates = _updates(db, names, slot, chosen, told)
    fresh, total, stale = _feeds(db, slot.until)
    first = setting.hour if setting.enabled and setting.last_slot is None else None
    held = (
        *snoozed,
        *_news_held(db, setting, slot),
        *chosen.late([e for e in new if e.id not in away and not e.review]),
    )
    return DigestModel(
        target=setting.target,
        zone=setting.zone,
        slot=slot.day,
        since=slot.since,
        until=slot.until,
        late=slot.late,
        folded=slot.folded,
        groups=groups,
        uncertain=uncertain,
        updates=updates,
        norms=_norms(db, date.fromisoformat(slot.day), sample=any(e.sample for e in new)),
        on_this_day=_memories(db, date.fromisoformat(slot.day)),
        feeds_fresh=fresh,
        feeds_total=total,
        stale=stale,
        opening=digest.opening(groups, len(updates), len(uncertain), first=first),
        held=held,
        about=about_words(replace(setting, query="") if trouble else setting),
        trouble=trouble,
        next_at=digest.next_slot(setting, slot.until),
    )


def _news_held(db: Database, setting: DigestSetting, slot: Slot) -> tuple[Held, ...]:
    """Return the news that was asked for by its words and that snoozes kept back, each story once."""
    found = keywords.held_in(db, setting.workspace, setting.target, slot.since, slot.until)
    stories = {hit.story: hit.telling.title for hit in reversed(found)}
    return (Held("words", (), news=tuple(reversed(stories.values()))),) if stories else ()


@dataclass(frozen=True)
class _Chosen:
    """What one channel or person gets in its digest.

    `wishes` are empty where it gets everything, `quiet` the snoozes of the window, `kept` the alerts
    that were held: event and why.
    """

    wishes: tuple[Wish, ...]
    quiet: tuple[Wish, ...]
    kept: tuple[tuple[int, str], ...]

    @classmethod
    def of(
        cls, db: Database, services: Services, setting: DigestSetting, slot: Slot, *, readable: bool
    ) -> _Chosen:
        """Gather it; where what the digest is about cannot be read, all that is grave enough is chosen."""
        where = (setting.workspace, setting.target)
        asked = [
            s
            for s in subscriptions.active(db, setting.workspace)
            if s.target == setting.target and s.delivery == "digest"
        ]
        if setting.query or setting.min_severity > 1:
            own = _as_subscription(setting, slot.until)
            asked.append(own if readable else replace(own, query=""))
        quiet = [
            s
            for s in snoozes.held_in(db, *where, slot.since, slot.until)
            if snoozes.get(db, setting.workspace, s.id)
        ]
        return cls(
            tuple(read_wishes(services, asked, slot.until)),
            tuple(read_wishes(services, quiet, slot.until)),
            tuple(digests.held_alerts(db, *where, slot.since, slot.until)),
        )

    def wants(self, db: Database, event: Event) -> bool:
        """Tell whether an event is for this digest."""
        kept = any(event.id == each and why == "quiet" for each, why in self.kept)
        return kept or asked_for(db, event, self.wishes)

    def snoozed(self, db: Database, found: Sequence[Event]) -> tuple[Held, ...]:
        """Return what snoozes kept back, each event under the first that held it."""
        made: list[Held] = []
        left = [e for e in found if not e.review]
        for wish in self.quiet:
            snooze = wish.of
            assert not isinstance(snooze, Subscription)  # noqa: S101 - they were read from snoozes
            mine = [e for e in left if digest.holds(snooze, e) and asked_for(db, e, (wish,))]
            if mine:
                mine.sort(key=lambda e: (-e.severity, e.id))
                made.append(Held("snooze", tuple(mine), snooze.query, snooze.until))
                left = [e for e in left if e not in mine]
        return tuple(made)

    def late(self, found: Sequence[Event]) -> tuple[Held, ...]:
        """Return which of the events of this digest were not alerted on, for quiet hours or a full hour."""
        made = []
        for why in ("quiet", "full"):
            ids = {event_id for event_id, reason in self.kept if reason == why}
            mine = tuple(e for e in found if e.id in ids)
            if mine:
                made.append(Held(why, mine))
        return tuple(made)


def _as_subscription(setting: DigestSetting, now: datetime) -> Subscription:
    """Return what a digest is about as a subscription to it."""
    return Subscription(
        setting.query,
        setting.target,
        "digest",
        setting.min_severity,
        id=0,
        workspace=setting.workspace,
        created_by="",
        created_at=now,
    )


def asked_for(db: Database, event: Event, wishes: Sequence[Wish]) -> bool:
    """Tell whether an event answers one of some wishes; where there is none, everything does."""
    if not wishes:
        return True
    words = events.words(db, event.id)
    outlets = tuple(r.source for r in reports.of_event(db, event.id))
    return any(alert.wanted(event, words, outlets, wish) for wish in wishes)


def still_reading(db: Database) -> bool:
    """Tell whether what the feeds hold is not known yet: a first digest would call the day quiet."""
    watched = [f for f in feeds.all_feeds(db) if f.state == "active"]
    unasked = bool(watched) and all(f.last_poll_at is None for f in watched)
    return unasked or entries.count_unclassified(db) > 0


def still_catching_up(db: Database, started: datetime, now: datetime) -> bool:
    """Tell whether a bot that just started has still to read what its feeds brought while it did not run.

    Args:
        db: open.
        started: since when it runs.
        now: the present; a feed that is not due yet is not waited for.
    """
    due = [f for f in feeds.all_feeds(db) if f.state == "active" and (f.next_poll_at or now) <= now]
    unasked = any(f.last_poll_at is None or f.last_poll_at < started for f in due)
    return unasked or entries.count_unclassified(db) > 0


def _line(db: Database, event: Event, names: Names) -> DigestLine:
    told = reports.of_event(db, event.id)
    return DigestLine(
        event=event,
        publishers=sources.independent(told),
        url=tell.best_url(told),
        precedents=tell.precedents(db, event, names) if event.severity >= 3 else None,
    )


def _updates(
    db: Database, names: Names, slot: Slot, chosen: _Chosen, already: Mapping[int, int]
) -> tuple[DigestUpdate, ...]:
    found: list[DigestUpdate] = []
    for event in digests.changed_since(db, slot.since, known=already):
        steps = revisions.since(db, [event.id], slot.since).get(event.id, ())
        steps = tuple(step for step in steps if step.number > already.get(event.id, 0))
        if event.id in already and not steps:
            continue
        before = digest.as_told(event, steps)
        told = reports.of_event(db, event.id)
        denied = any(r.relation == "denial" and r.added_at >= slot.since for r in told)
        kind = alert.material(before, event, "denial" if denied else "report")
        if kind is None or not told or not chosen.wants(db, event):
            continue
        sentence = alert.say_change(kind, before, event, name=names.type_name(event), report=told[-1])
        found.append(DigestUpdate(event, sentence, digest.all_changes(steps)))
    return tuple(found[:MOST_UPDATES])


def _norms(db: Database, day: date, *, sample: bool) -> tuple[Norm, ...]:
    week_from, before_from = day - timedelta(days=6), day - timedelta(days=34)
    watched = digests.first_watched(db, sample=sample)
    days = 0 if watched is None else min(28, (week_from - max(watched, before_from)).days)
    week = digests.counts(db, week_from, day, sample=sample)
    before = digests.counts(db, before_from, week_from - timedelta(days=1), sample=sample)
    return digest.norms(week, before, days)


def _memories(db: Database, day: date) -> tuple[OnThisDay, ...]:
    return tuple(
        OnThisDay(e, day.year - int((e.event_date or "0")[:4])) for e in digests.on_day(db, day, MEMORIES)
    )


def _feeds(db: Database, now: datetime) -> tuple[int, int, tuple[StaleFeed, ...]]:
    watched = [f for f in feeds.all_feeds(db) if f.state == "active" and not f.sample]
    stale = [
        StaleFeed(f.title, f.failing_since or f.last_success_at, _why_stale(f, now))
        for f in watched
        if not health.feed_health(f, now).fresh
    ]
    return len(watched) - len(stale), len(watched), tuple(stale)


def _why_stale(feed: Feed, now: datetime) -> str:
    if feed.last_reason is not None:
        return health.why(feed.last_reason, feed.last_error)
    return health.feed_health(feed, now).sentence.rstrip(".").lower()
