"""What a channel was not told at once, in one message: alerts over its cap, and those of its quiet hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.model.alert import RollupModel
from bot.model.event import Event
from bot.store import digest_settings, events, held, outbox, subscriptions
from bot.views import alerts
from bot.views.words import Names

HOUR = timedelta(hours=1)
MOST = 30  # events a summary lists; the message stays well under Slack's size
_KINDS = {held.CAPPED: "capped", held.QUIET: "quiet"}


def summarise(
    db: Database,
    names: Names,
    workspace: str,
    target: str,
    why: str,
    now: datetime,
    *,
    until: datetime | None = None,
    zone: str = "Asia/Seoul",
) -> None:
    """Write the summary of what a channel holds back, or write it anew; give it up when nothing is left.

    Args:
        db: an open transaction.
        names: what ids are called.
        workspace: the Slack workspace.
        target: the channel or person.
        why: `held.CAPPED` or `held.QUIET`.
        now: the present.
        until: when it goes out; in an hour by default. One that waits keeps its time.
        zone: the IANA zone its times are told in.
    """
    waiting = held.waiting_summary(db, workspace, target, why)
    since = waiting.created_at if waiting and waiting.created_at else now
    kept = _standing(db, held.events_since(db, workspace, target, since, why))
    if not kept:
        if waiting is not None:
            outbox.resolve(db, waiting.id, state="dropped", now=now)
        return
    ends = waiting.not_before if waiting and waiting.not_before else until or now + HOUR
    asked = (subscriptions.get(db, workspace, i) for i in held.asked_since(db, workspace, target, since, why))
    model = RollupModel(
        _KINDS[why],
        tuple(kept[:MOST]),
        since,
        ends,
        zone,
        queries=tuple(dict.fromkeys(one.query for one in asked if one is not None)),
        more=max(0, len(kept) - MOST),
    )
    payload = alerts.rollup_message(model, names)
    if waiting is not None:
        outbox.put_edit(db, waiting, payload, revision=0, now=now, not_before=None)
        held.told_in(db, waiting.id, since, why)
        return
    made = outbox.put(
        db,
        workspace=workspace,
        dedup_key=held.summary_key(why, workspace, target, now),
        kind="rollup",
        channel=target,
        payload=payload,
        now=now,
        not_before=ends,
    )
    if made is not None:
        held.told_in(db, made, since, why)


def refresh(db: Database, names: Names, event_id: int, now: datetime) -> None:
    """Write the waiting summaries that name an event anew, after a person changed it."""
    for workspace, target, why in held.places_of(db, event_id):
        if held.waiting_summary(db, workspace, target, why) is not None:
            summarise(db, names, workspace, target, why, now)


def digest_tells(db: Database, workspace: str, target: str, event: Event) -> bool:
    """Tell whether a digest will bring an event to a channel or person, so that no summary need."""
    setting = digest_settings.get(db, workspace, target)
    return (
        setting is not None
        and setting.enabled
        and not setting.query
        and event.severity >= setting.min_severity
    )


def _standing(db: Database, ids: list[int]) -> list[Event]:
    """Return events that still stand, each once; one that joined another as what it joined."""
    found = (events.get(db, id_) for id_ in ids)
    return list({e.id: e for e in found if e is not None and e.dismissed_at is None}.values())
