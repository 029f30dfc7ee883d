"""Made-up feeds for a workspace that no live feed has reached yet, and their end.

A fresh machine may have no way out to the feeds. Then the samples make the first minutes real: they
are rows of the feeds table like any other, go through the whole flow, and are told apart everywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from bot.log import get_logger
from bot.model.errors import FetchError
from bot.model.feed import FetchRequest, FetchResult
from bot.ports import Clock, Fetcher
from bot.sample import render_sample, sample_feeds
from bot.services import Services
from bot.store import feeds as feeds_table
from bot.store import samples
from bot.store.codec import to_text, to_time

log = get_logger(__name__)

SCHEME = "sample"
GRACE = timedelta(seconds=8)  # live feeds go first: where one answers by then, nobody sees a sample


class SampleFetcher:
    """Answers `sample:` addresses from disk and leaves all others to the real fetcher.

    Args:
        inner: asks real servers.
        clock: for an address that does not say when its news happened.
    """

    def __init__(self, inner: Fetcher, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def fetch(self, request: FetchRequest) -> FetchResult:
        """Return what the server answered; see `bot.ports.Fetcher`.

        Raises:
            FetchError: no usable answer; its `reason` says why.
        """
        parts = urlsplit(request.url)
        if parts.scheme != SCHEME:
            return self._inner.fetch(request)
        home = {feed.slug: feed.url for feed in sample_feeds()}.get(parts.path)
        if home is None:
            raise FetchError(f"There is no sample feed {parts.path!r}.", reason="http_404")
        began = to_time(parse_qs(parts.query).get("at", [None])[0]) or self._clock.now()
        headers = {"content-type": "application/xml; charset=utf-8"}
        return FetchResult(status=200, url=home, body=render_sample(parts.path, began), headers=headers)


def ensure_samples(services: Services) -> bool:
    """Watch the sample feeds, unless a live feed has ever brought anything; say whether they are watched.

    Their news happens in the days before now, once and for all: the address holds the moment.
    """
    now = services.now()
    with services.store.write() as db:
        if feeds_table.any_live_success(db):
            return False
        if any(feed.sample for feed in feeds_table.all_feeds(db, removed=True)):
            return samples.any_left(db)
        for sample in sample_feeds():
            feed_id = feeds_table.add(
                db,
                url=f"{SCHEME}:{sample.slug}?at={to_text(now)}",
                title=sample.title,
                publisher=sample.publisher,
                lang=sample.lang,
                zone="Asia/Seoul",
                sample=True,
                now=now,
            )
            feeds_table.put_off(db, feed_id, now + GRACE)
    log.info("samples_watched", feeds=len(sample_feeds()))
    return True


def retire_samples(services: Services, now: datetime) -> bool:
    """Take the samples out of sight once a live feed has brought entries; say whether this was done now."""
    with services.store.read() as db:
        if not samples.any_left(db) or not feeds_table.any_live_success(db):
            return False
    with services.store.write() as db:
        feeds = samples.retire(db, now)
    log.info("samples_retired", feeds=feeds)
    return True
