"""After Slack was away: what waited too long goes as one message a channel, and nothing is lost."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.alert import RollupModel
from bot.policy import retry
from bot.services import Services
from bot.store import events, held, outbox, parked
from bot.store.codec import to_time
from bot.views import alerts
from bot.views.words import Names

log = get_logger(__name__)
MOST = 30  # events that one message lists


def roll_up(services: Services) -> int:
    """Roll the alerts that waited for hours into one message a channel; return how many were.

    The alerts are kept as held ones are; the digest tells of the events as ever.
    """
    now = services.now()
    before = now - retry.LATE
    with services.store.read() as db:
        flooded = parked.floods(db, before, now, retry.FLOOD)
    rolled = 0
    for workspace, channel in flooded:
        with services.store.write() as db:
            rolled += _roll_up(services, db, workspace, channel, now)
    if rolled:
        log.info("alerts_rolled_up", messages=rolled)
    return rolled


def _roll_up(services: Services, db: Database, workspace: str, channel: str, now: datetime) -> int:
    waiting = parked.flood(db, workspace, channel, now - retry.LATE, now)
    if len(waiting) <= retry.FLOOD:
        return 0
    found = [event for _, id_, _ in waiting if (event := events.get(db, id_)) is not None]
    standing = list({event.id: event for event in found if event.dismissed_at is None}.values())
    model = RollupModel(
        "away",
        tuple(standing[:MOST]),
        since=to_time(waiting[0][2]) or now,
        until=now,
        zone=services.settings.zone,
        more=max(0, len(standing) - MOST),
    )
    made = outbox.put(
        db,
        workspace=workspace,
        dedup_key=f"away:{workspace}:{channel}:{waiting[-1][0]}",
        kind="rollup",
        channel=channel,
        payload=alerts.rollup_message(model, Names(services.taxonomy, services.gazetteer)),
        now=now,
    )
    if made is None:
        return 0
    for message_id, _, _ in waiting:
        parked.told_in(db, message_id, made, held.CAPPED)
    return len(waiting)
