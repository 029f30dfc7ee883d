"""What a database is given before the bot runs on it; doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from bot.local import names
from bot.log import get_logger
from bot.model.message import Choices, DigestSetting
from bot.pipeline import history, sample
from bot.pipeline.feeds import shipped as feedlist
from bot.services import Services
from bot.store import digest_settings, meta, subscriptions
from bot.text import plural

log = get_logger(__name__)

EVERYTHING = ""
FIRST_SEVERITY = 3


def prepare(services: Services, *, say: Callable[[str], None]) -> None:
    """Load the shipped history, the list of feeds, the samples, and the first wishes.

    Args:
        say: tells the person who started the bot what is done.
    """
    counts = history.load_history(services)
    if counts.added:
        say(f"The record begins with {plural(counts.added, 'past event')}.")
    feedlist.sync_feed_list(services)
    if services.workspace == names.TEAM:
        sample.ensure_samples(services)
    _first_wishes(services)


def _first_wishes(services: Services) -> None:
    """Give the channels that the settings name their alerts and digest, once.

    What people change or delete afterwards stays as they left it.
    """
    if not services.workspace:
        return  # no workspace has installed the app yet
    settings = services.settings
    local = services.workspace == names.TEAM
    alerts = settings.alert_channel or (names.ALERTS.id if local else None)
    digests = settings.digest_channel or (names.DIGEST.id if local else None)
    now = services.now()
    with services.store.write() as db:
        if alerts and meta.get(db, f"first_alerts:{services.workspace}:{alerts}") is None:
            subscriptions.save(
                db,
                Choices(EVERYTHING, alerts, min_severity=FIRST_SEVERITY),
                workspace=services.workspace,
                created_by="settings",
                now=now,
            )
            meta.set_to(db, f"first_alerts:{services.workspace}:{alerts}", "yes", now)
        if digests and meta.get(db, f"first_digest:{services.workspace}:{digests}") is None:
            setting = DigestSetting(services.workspace, digests, hour=settings.digest_at, zone=settings.zone)
            digest_settings.put(db, setting, now)
            meta.set_to(db, f"first_digest:{services.workspace}:{digests}", "yes", now)
