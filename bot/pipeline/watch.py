"""Telling the operator what needs a person: once when it begins, once when it is over."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.errors import DeliveryError
from bot.policy.trouble import Sight, Trouble, sentences, troubles
from bot.ports import Switchboard
from bot.services import Services
from bot.store import feeds, meta, outbox
from bot.store import troubles as table
from bot.text import escape
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn

log = get_logger(__name__)

LINES = 10  # of one message
REMEMBERED = timedelta(days=7)  # that something happened
REFUSED_LATELY = timedelta(days=7)


def look(services: Services, failing: Mapping[str, tuple[int, str]]) -> tuple[list[Trouble], list[str]]:
    """Look at everything, and write what the operator is told.

    Args:
        services: the parts.
        failing: jobs whose last ticks failed: how many in a row, and why.

    Returns:
        What began, and what is over.

    Raises:
        StoreError: it cannot be read or written; nothing counts as told then.
    """
    now = services.now()
    with services.store.read() as db:
        found = troubles(_sight(db, services, failing, now), now)
        told = table.told(db)
    begun = [each for each in found if each.key not in told]
    there = {each.key for each in found}
    ended = {key: over for key, over in told.items() if over and key not in there}
    if not begun and not ended:
        return [], []
    lines = sentences(begun, ended)
    with services.store.write() as db:
        if lines:
            _tell(db, services, lines, now)
        for each in begun:
            table.begin(db, each.key, each.over, now)
        for key in ended:
            table.end(db, key)
        table.forget(db, now - REMEMBERED)
    for each in begun:
        log.warning("trouble_begins", trouble=each.key)
    for key in ended:
        log.info("trouble_over", trouble=key)
    return begun, list(ended.values())


def tell_at_once(services: Services, words: str) -> bool:
    """Post to the operator without the outbox, where that cannot be written; tell whether Slack took it."""
    channel, messenger = services.settings.operator_channel, services.messenger
    if channel is None or messenger is None:
        return True
    try:
        to = messenger.of(services.workspace) if isinstance(messenger, Switchboard) else messenger
        to.post(channel, {"text": escape(words)}, tag="")
    except DeliveryError as error:
        log.warning("operator_not_told", code=error.code)
        return False
    return True


def _sight(db: Database, services: Services, failing: Mapping[str, tuple[int, str]], now: datetime) -> Sight:
    disk = shutil.disk_usage(services.store.path.parent)
    return Sight(
        feeds=tuple(feed for feed in feeds.all_feeds(db) if not feed.sample),
        free=disk.free / disk.total,
        failing=failing,
        classifier=services.classifier.version,
        lost_model=meta.get(db, "lost_model") == "yes",
        backup=newest_backup(services),
        blocked=table.blocked(db, now - REFUSED_LATELY),
    )


def newest_backup(services: Services) -> datetime | None:
    """Return when the newest copy in the data folder's backups was made, None where there is none."""
    times = [path.stat().st_mtime for path in (services.settings.data / "backups").glob("kp-events-*.db")]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _tell(db: Database, services: Services, lines: list[str], now: datetime) -> None:
    channel = services.settings.operator_channel
    if channel is None:
        return
    shown = lines[:LINES] + (
        [f"… and {len(lines) - LINES} more; see kp doctor."] if len(lines) > LINES else []
    )
    words = Mrkdwn("\n").join(shown if len(shown) == 1 else [f"• {line}" for line in shown])
    outbox.put(
        db,
        workspace=services.workspace,
        dedup_key=f"operator:watch:{now:%Y%m%dT%H%M%S}:{outbox.counts(db).get('sent', 0)}",
        kind="operator",
        channel=channel,
        payload=b.message(words, [b.section(words)]),
        now=now,
    )
