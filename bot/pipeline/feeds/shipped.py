"""The list of feeds into the table: what is shipped (or the user's file) without what people changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.feedlist import FeedSeed, load_feeds
from bot.model.errors import SeedError, SettingError
from bot.services import Services
from bot.store import feeds as feeds_table


@dataclass(frozen=True, slots=True)
class Synced:
    """How many feeds were added, and how many are described anew."""

    added: int = 0
    described: int = 0


def sync_feed_list(services: Services) -> Synced:
    """Watch the feeds of the list that are new, and take over how it describes the others.

    Feeds that people paused, removed or added are left as they are; so is what polls have found.

    Raises:
        SeedError: the shipped list cannot be read.
        SettingError: the list that KP_FEEDS names cannot be.
    """
    named = services.settings.feeds_file
    try:
        seeds = load_feeds(named)
    except SeedError as error:
        if named is None:
            raise
        raise SettingError(f"KP_FEEDS names a list that cannot be used: {error}") from error
    now = services.now()
    added = described = 0
    with services.store.write() as db:
        for seed in seeds:
            known = feeds_table.by_url(db, seed.url)
            if known is None and seed.enabled:
                feeds_table.add(db, url=seed.url, now=now, **_description(seed))
                added += 1
            elif known is not None and known.added_by is None and known.state != "removed":
                wanted = _description(seed)
                if any(getattr(known, name) != value for name, value in wanted.items()):
                    feeds_table.describe(db, known.id, **wanted)
                    described += 1
    return Synced(added, described)


def _description(seed: FeedSeed) -> dict[str, Any]:
    names = ("title", "publisher", "lang", "zone", "tier", "quirks")
    return {name: getattr(seed, name) for name in names}
