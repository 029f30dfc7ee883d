"""T3: the daily digest and hourly summaries, one transaction a slot. Running twice is harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.digest import DigestModel
from bot.model.message import DigestSetting
from bot.pipeline import hourly
from bot.pipeline.digest_model import build, still_catching_up, still_reading
from bot.policy import digest
from bot.policy.digest import Slot
from bot.services import Services
from bot.store import digest_settings, digests, outbox, subscriptions
from bot.store.codec import to_text
from bot.views import digests as digests_view
from bot.views.blocks import Payload
from bot.views.words import Names

log = get_logger(__name__)

SECOND = timedelta(seconds=1)  # what a window does not count, its last; a preview shows it


def decide_digests(services: Services, now: datetime, *, started: datetime | None = None) -> int:
    """Write the digests and hourly summaries that are due; return how many.

    Args:
        services: the parts.
        now: the present.
        started: since when the bot runs; one that slept through a digest's hour reads its feeds first.
            None: nobody reads them.
    """
    with services.store.read() as db:
        due = [s for s in digest_settings.enabled(db) if digest.due_slot(s, now) is not None]
        every_hour = sorted(
            {(s.workspace, s.target) for s in subscriptions.active(db) if s.delivery == "hourly"}
        )
    decided = sum(_decide(services, setting.workspace, setting.target, now, started) for setting in due)
    return decided + sum(hourly.decide_hourly(services, *each, now) for each in every_hour)


def preview_digest(
    services: Services, target: str | None, now: datetime, *, workspace: str | None = None
) -> DigestModel:
    """Return what a digest would say now, without deciding it.

    Args:
        services: the parts.
        target: the channel or person; None: the first that gets one, or a digest of everything.
        now: the present.
        workspace: whose; the bot's own where it has one only.
    """
    where = workspace or services.workspace
    with services.store.read() as db:
        setting = digest_settings.get(db, where, target) if target else None
        if setting is None and target is None:
            setting = next(iter(digest_settings.enabled(db, where)), None)
        settings = services.settings
        setting = setting or DigestSetting(
            where, target or "", settings.digest_at, settings.zone, enabled=False
        )
        slot = replace(digest.slot_at_will(setting, now), until=now + SECOND)
        model = build(db, services, setting, slot)
    return replace(model, preview=True)


def send_digest(services: Services, fresh: DigestSetting, now: datetime) -> DigestSetting:
    """Write a digest because somebody asks for it: what is new since the last that was sent there.

    It counts as sent like any other, so the next begins where it ends; that of the day comes at its
    hour all the same. The same second asked for twice is one digest.

    Args:
        services: the parts.
        fresh: whose, and what holds where nothing is set there.
        now: the present.

    Returns:
        What is set there.
    """
    workspace, target = fresh.workspace, fresh.target
    with services.store.write() as db:
        setting = digest_settings.get(db, workspace, target) or replace(fresh, enabled=False)
        slot = _with_refused(db, setting, digest.slot_at_will(setting, now), now)
        model = build(db, services, replace(setting, last_slot=setting.last_slot or slot.day), slot)
        parts = digests_view.digest_messages(model, Names(services.taxonomy, services.gazetteer))
        if put_digest(db, workspace, target, f"{_key_at_will(setting)}{to_text(now)}", parts, now):
            digest_settings.sent_at_will(db, setting, slot.until, since=slot.since, now=now)
    log.info("digest_sent_at_will", target=target, events=model.events)
    return setting


def put_digest(
    db: Database,
    workspace: str,
    target: str,
    key: str,
    parts: Sequence[Payload],
    now: datetime,
) -> bool:
    """Write a digest's messages: the first to its channel or person, what it has no room for in its thread.

    Args:
        db: an open transaction.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        key: says for ever that it was decided; each part adds its number.
        parts: the messages, in order.
        now: the present.

    Returns:
        Whether it was not written before.
    """
    root: int | None = None
    for number, payload in enumerate(parts):
        made = outbox.put(
            db,
            workspace=workspace,
            dedup_key=f"{key}:{number}",
            kind="thread" if root else "digest",
            channel=target,
            payload=payload,
            now=now,
            root_id=root,
        )
        root = root or made
    return root is not None


def _decide(services: Services, workspace: str, target: str, now: datetime, started: datetime | None) -> bool:
    with services.store.write() as db:
        setting = digest_settings.get(db, workspace, target)
        slot = digest.due_slot(setting, now) if setting else None
        if setting is None or slot is None:
            return False  # another run was faster
        if _waits(db, setting, slot, now, started):
            return False
        slot = _with_refused(db, setting, slot, now)
        model = build(db, services, setting, slot)
        names = Names(services.taxonomy, services.gazetteer)
        parts = digests_view.digest_messages(model, names)
        put_digest(db, workspace, target, _key(setting, slot.day), parts, now)
        digest_settings.decided(db, workspace, target, slot.day, slot.until, since=slot.since)
    log.info("digest_decided", target=target, slot=slot.day, late_minutes=slot.late, events=model.events)
    return True


def _waits(db: Database, setting: DigestSetting, slot: Slot, now: datetime, started: datetime | None) -> bool:
    """Tell whether a digest is better with what the feeds are being read for: else it calls the day quiet."""
    if setting.last_slot is None:
        return now - slot.due < digest.FIRST_WAITS and still_reading(db)
    if not slot.late or started is None:
        return False
    return now - started < digest.FIRST_WAITS and still_catching_up(db, started, now)


def _with_refused(db: Database, setting: DigestSetting, slot: Slot, now: datetime) -> Slot:
    """Return a slot with the window of the last digest, where Slack refused that; it is not sent any more."""
    workspace, target = setting.workspace, setting.target
    of_the_day = digests.refused(db, f"{_key(setting, setting.last_slot or '')}:0")
    asked_for = digests.refused_at_will(db, workspace, target, _key_at_will(setting))
    for row, at_will in ((of_the_day, False), (asked_for, True)):
        if row is not None:
            outbox.resolve(db, row, state="dropped", now=now)
            digest_settings.forget_told(db, workspace, target)
            slot = digest.with_refused(slot, setting, at_will=at_will)
    return slot


def _key(setting: DigestSetting, day: str) -> str:
    return f"digest:{setting.workspace}:{setting.target}:{day}"


def _key_at_will(setting: DigestSetting) -> str:
    return f"digest-now:{setting.workspace}:{setting.target}:"
