"""The summary of an hour, for those who asked to hear every hour: one message where there is anything to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from bot.model.alert import RollupModel
from bot.model.event import Event
from bot.model.message import Subscription
from bot.pipeline.digest_model import asked_for
from bot.pipeline.notify import read_wishes
from bot.policy import digest
from bot.services import Services
from bot.store import digests, meta, outbox, snoozes, subscriptions
from bot.store.codec import to_text, to_time
from bot.views import alerts
from bot.views.words import Names

HOUR = timedelta(hours=1)
MOST_HOURLY = 20


def decide_hourly(services: Services, workspace: str, target: str, now: datetime) -> bool:
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
        and asked_for(db, e, wishes)
        and wishes
        and not (quiet and asked_for(db, e, quiet))
    ]
