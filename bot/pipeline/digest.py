"""T3: the daily digest and hourly summaries, one transaction a slot. Running twice is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.alert import RollupModel
from bot.model.digest import DigestLine, DigestModel, DigestUpdate, Norm, OnThisDay, StaleFeed
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
    meta,
    outbox,
    reports,
    revisions,
    snoozes,
    subscriptions,
)
from bot.store.codec import to_text, to_time
from bot.views import alerts
from bot.views import digests as digests_view
from bot.views.words import Names

log = get_logger(__name__)

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)  # what a window does not count, its last; a preview shows it
MEMORIES = 3
MOST_UPDATES = 8
MOST_UNCERTAIN = 8
MOST_HOURLY = 20


def decide_digests(services: Services, now: datetime) -> int:
    """Write the digests and hourly summaries that are due; return how many.

    Args:
        services: the parts.
        now: the present.
    """
    with services.store.read() as db:
        due = [s for s in digest_settings.enabled(db) if digest.due_slot(s, now) is not None]
        hourly = sorted({(s.workspace, s.target) for s in subscriptions.active(db) if s.delivery == "hourly"})
    decided = sum(_decide(services, setting.workspace, setting.target, now) for setting in due)
    return decided + sum(_decide_hourly(services, *each, now) for each in hourly)


def preview_digest(services: Services, target: str | None, now: datetime) -> DigestModel:
    """Return what a digest would say now, without deciding it.

    Args:
        services: the parts.
        target: the channel or person; None: the first that gets one, or a digest of everything.
        now: the present.
    """
    with services.store.read() as db:
        setting = digest_settings.get(db, services.workspace, target) if target else None
        if setting is None and target is None:
            setting = next(iter(digest_settings.enabled(db, services.workspace)), None)
        settings = services.settings
        setting = setting or DigestSetting(
            services.workspace, target or "", settings.digest_at, settings.zone, last_slot="preview"
        )
        since = setting.last_sent_until or now - digest.FIRST_WINDOW
        day = now.astimezone(ZoneInfo(setting.zone)).date().isoformat()
        model = build(db, services, setting, Slot(day, now, since, now + SECOND, 0, ()))
    return replace(model, preview=True)


def _decide(services: Services, workspace: str, target: str, now: datetime) -> bool:
    with services.store.write() as db:
        setting = digest_settings.get(db, workspace, target)
        slot = digest.due_slot(setting, now) if setting else None
        if setting is None or slot is None:
            return False  # another run was faster
        if setting.last_slot is None and now - slot.due < digest.FIRST_WAITS and _still_reading(db):
            return False
        model = build(db, services, setting, slot)
        names = Names(services.taxonomy, services.gazetteer)
        for part, payload in enumerate(digests_view.digest_messages(model, names)):
            outbox.put(
                db,
                workspace=workspace,
                dedup_key=f"digest:{workspace}:{target}:{slot.day}:{part}",
                kind="digest",
                channel=target,
                payload=payload,
                now=now,
            )
        digest_settings.decided(db, workspace, target, slot.day, slot.until, since=slot.since)
    log.info("digest_decided", target=target, slot=slot.day, late_minutes=slot.late, events=model.events)
    return True


def _still_reading(db: Database) -> bool:
    """Tell whether what the feeds hold is not known yet: a first digest would call the day quiet."""
    watched = [f for f in feeds.all_feeds(db) if f.state == "active"]
    unasked = bool(watched) and all(f.last_poll_at is None for f in watched)
    return unasked or entries.count_unclassified(db) > 0


def build(db: Database, services: Services, setting: DigestSetting, slot: Slot) -> DigestModel:
    """Return a digest's model.

    A channel that subscribed to queries "in the digest" gets what answers them; others everything.

    Args:
        db: open.
        services: the parts.
        setting: whose digest.
        slot: what it covers.
    """
    names = Names(services.taxonomy, services.gazetteer)
    wishes = _digest_wishes(db, services, setting, slot.until)
    new = [
        e
        for e in digests.known_since(db, slot.since, slot.until)
        if digest.is_news(e, slot.since) and _asked_for(db, e, wishes)
    ]
    groups = digest.grouped(
        (_line(db, e, names) for e in new if not e.review), {t.id: n for n, t in enumerate(services.taxonomy)}
    )
    uncertain = tuple(_line(db, e, names) for e in new if e.review)[:MOST_UNCERTAIN]
    updates = _updates(db, names, slot, wishes)
    fresh, total, stale = _feeds(db, slot.until)
    first = setting.hour if setting.last_slot is None else None
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
    )


def _digest_wishes(db: Database, services: Services, setting: DigestSetting, now: datetime) -> list[Wish]:
    asked = [
        s
        for s in subscriptions.active(db, setting.workspace)
        if s.target == setting.target and s.delivery == "digest"
    ]
    return read_wishes(services, asked, now)


def _asked_for(db: Database, event: Event, wishes: Sequence[Wish]) -> bool:
    if not wishes:
        return True
    words = events.words(db, event.id)
    outlets = tuple(r.source for r in reports.of_event(db, event.id))
    return any(alert.wanted(event, words, outlets, wish) for wish in wishes)


def _line(db: Database, event: Event, names: Names) -> DigestLine:
    told = reports.of_event(db, event.id)
    return DigestLine(
        event=event,
        publishers=sources.independent(told),
        url=tell.best_url(told),
        precedents=tell.precedents(db, event, names) if event.severity >= 3 else None,
    )


def _updates(db: Database, names: Names, slot: Slot, wishes: Sequence[Wish]) -> tuple[DigestUpdate, ...]:
    found: list[DigestUpdate] = []
    for event in digests.changed_since(db, slot.since):
        steps = revisions.since(db, [event.id], slot.since).get(event.id, ())
        before = digest.as_told(event, steps)
        told = reports.of_event(db, event.id)
        denied = any(r.relation == "denial" and r.added_at >= slot.since for r in told)
        kind = alert.material(before, event, "denial" if denied else "report")
        if kind is None or not told or not _asked_for(db, event, wishes):
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
    watched = [f for f in feeds.all_feeds(db) if f.state == "active"]
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


def _decide_hourly(services: Services, workspace: str, target: str, now: datetime) -> bool:
    """Write the summary of the last full hour for one channel, where there is anything to say."""
    until = now.replace(minute=0, second=0, microsecond=0)
    key = f"hourly:{workspace}:{target}"
    with services.store.write() as db:
        last = to_time(meta.get(db, key))
        if last is not None and last >= until:
            return False
        meta.set_to(db, key, to_text(until) or "", now)
        asked = [
            s for s in subscriptions.active(db, workspace) if s.target == target and s.delivery == "hourly"
        ]
        since = last or until - HOUR
        found = _hourly_events(db, services, asked, since, until, now)
        if not found:
            return False
        zone = ZoneInfo(services.settings.zone).key
        model = RollupModel(
            kind="hourly",
            events=tuple(found[:MOST_HOURLY]),
            since=since,
            until=until,
            zone=zone,
            queries=tuple(s.query for s in asked),
            more=max(0, len(found) - MOST_HOURLY),
            late=now - until > HOUR / 4,
        )
        names = Names(services.taxonomy, services.gazetteer)
        made = outbox.put(
            db,
            workspace=workspace,
            dedup_key=f"{key}:{until:%Y%m%dT%H}",
            kind="hourly",
            channel=target,
            payload=alerts.rollup_message(model, names),
            now=now,
        )
    return made is not None


def _hourly_events(
    db: Database,
    services: Services,
    asked: Sequence[Subscription],
    since: datetime,
    until: datetime,
    now: datetime,
) -> list[Event]:
    wishes = read_wishes(services, asked, now)
    quiet = [
        s
        for s in read_wishes(services, snoozes.active(db, now), now)
        if asked and (s.of.workspace, s.of.target) == (asked[0].workspace, asked[0].target)
    ]
    return [
        e
        for e in digests.known_since(db, since, until)
        if digest.is_news(e, since)
        and not e.review
        and _asked_for(db, e, wishes)
        and wishes
        and not (quiet and _asked_for(db, e, quiet))
    ]
