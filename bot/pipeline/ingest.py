"""Feeds in: ask those that are due, read what they answer, keep what is new.

Nothing slow happens inside a transaction, and no feed waits for another: each host has a queue of
its own, so that a site is never asked for two feeds at once and a slow one delays only itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.log import get_logger
from bot.model.errors import FetchError
from bot.model.feed import Feed, FetchResult, ParsedFeed
from bot.pipeline.record import Recorded, record_document, save_feed
from bot.pipeline.sample import retire_samples
from bot.policy.schedule import (
    NETWORK_REASONS,
    Pace,
    PollLimits,
    after_answer,
    after_failure,
    is_offline,
    request_for,
)
from bot.services import Services
from bot.store import entries as entries_table
from bot.store import feeds as feeds_table

log = get_logger(__name__)

WORKERS = 16
AT_ONCE = 1000  # feeds of one round; the rest stays due
PATIENCE = frozenset({"http_429", "http_503"})  # with Retry-After: meant for the host as much as for the feed


@dataclass(frozen=True, slots=True)
class Polled:
    """What became of one feed in a round."""

    feed: Feed
    recorded: Recorded = field(default_factory=Recorded)
    unchanged: bool = False
    error: FetchError | None = None


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a round of polls brought."""

    feeds: tuple[Polled, ...] = ()
    offline: bool = False

    @property
    def polled(self) -> int:
        """How many feeds were asked."""
        return len(self.feeds)

    @property
    def unchanged(self) -> int:
        """How many said nothing new: 304, or the same bytes."""
        return sum(p.unchanged for p in self.feeds)

    @property
    def failed(self) -> int:
        """How many gave no usable answer."""
        return sum(p.error is not None for p in self.feeds)

    @property
    def new_entries(self) -> int:
        """How many entries were added."""
        return sum(p.recorded.new for p in self.feeds)

    @property
    def edited_entries(self) -> int:
        """How many entries were changed by their outlets."""
        return sum(p.recorded.edited for p in self.feeds)


class Poller:
    """Asks feeds in the background, so that a slow server holds up only its own feeds.

    Args:
        services: the parts.
        workers: hosts asked at once.
        stop: asked before each feed; True leaves the rest due.
    """

    def __init__(
        self, services: Services, *, workers: int = WORKERS, stop: Callable[[], bool] = lambda: False
    ) -> None:
        self._services = services
        self._stop = stop
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="poll")
        self._running: dict[str, Future[list[Polled]]] = {}
        self._last: dict[str, str | None] = {}  # host -> reason of its last failure, None for an answer
        self._was_offline = False

    def start_due(self, now: datetime | None = None, *, limit: int = AT_ONCE) -> int:
        """Begin to ask the feeds that are due and are not being asked yet; return how many.

        Sample feeds are not asked any more once a live one has answered.
        """
        with self._services.store.read() as db:
            due = feeds_table.due(db, now or self._services.now(), limit)
        if any(feed.sample for feed in due) and retire_samples(self._services, self._services.now()):
            due = [feed for feed in due if not feed.sample]
        return self.start(due)

    def start(self, feeds: Iterable[Feed]) -> int:
        """Begin to ask these feeds, due or not, but for those whose host is being asked; return how many."""
        queues: dict[str, list[Feed]] = defaultdict(list)
        for feed in feeds:
            queues[_host(feed)].append(feed)
        started = 0
        for host, queue in queues.items():
            if host not in self._running:
                self._running[host] = self._pool.submit(self._ask_host, host, queue)
                started += len(queue)
        return started

    def collect(self, *, wait: bool = False) -> PollReport:
        """Return what was asked since the last time.

        Args:
            wait: until nothing is being asked any more.

        Raises:
            StoreError: an answer could not be written; the feeds concerned are still due.
        """
        if wait:
            wait_for(self._running.values())
        over = {host: future for host, future in self._running.items() if future.done()}
        for host in over:
            del self._running[host]
        faults = [fault for future in over.values() if (fault := future.exception())]
        if faults:
            raise faults[0]
        report = PollReport(
            tuple(p for future in over.values() for p in future.result()), offline=self.offline
        )
        self._settle(report)
        if report.polled:
            log.info(
                "feeds_polled",
                feeds=report.polled,
                unchanged=report.unchanged,
                failed=report.failed,
                new_entries=report.new_entries,
                edited=report.edited_entries,
                offline=report.offline,
            )
        return report

    def _settle(self, report: PollReport) -> None:
        """Keep the failures, now that it is known whether all have failed; after an outage, ask again at once."""
        for polled in report.feeds:
            if polled.error is not None:
                _record_failure(self._services, polled.feed, polled.error, offline=report.offline)
        if self._was_offline and report.polled and not report.offline:
            with self._services.store.write() as db:
                feeds_table.wake(db, NETWORK_REASONS, self._services.now())
        if report.polled:
            self._was_offline = report.offline

    @property
    def offline(self) -> bool:
        """Whether no server at all could be reached of late."""
        return is_offline(list(self._last.items()))

    def close(self) -> None:
        """Ask nobody any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask_host(self, host: str, queue: list[Feed]) -> list[Polled]:
        """Ask one host's feeds, one after the other; when it asks for patience, leave the rest for later."""
        done: list[Polled] = []
        for feed in queue:
            if self._stop():
                break
            polled = _poll(self._services, feed)
            done.append(polled)
            error = polled.error
            if not feed.sample:  # a file answers without any network
                self._last[host] = error.reason if error else None
            if error is not None and error.retry_at is not None and error.reason in PATIENCE:
                _put_off(self._services, host, feed, error.retry_at)
                break
        return done


def poll_due(
    services: Services,
    now: datetime | None = None,
    *,
    limit: int = AT_ONCE,
    workers: int = WORKERS,
    stop: Callable[[], bool] = lambda: False,
) -> PollReport:
    """Ask the feeds that are due, keep what they bring, and return when all have answered or failed.

    Args:
        services: the parts.
        now: decides what is due; the present when None.
        limit: at most this many feeds.
        workers: hosts asked at once.
        stop: asked before each feed; True leaves the rest due.

    Raises:
        StoreError: the database cannot be written. A feed's own fault never raises: it is in the report.
    """
    poller = Poller(services, workers=workers, stop=stop)
    try:
        poller.start_due(now, limit=limit)
        return poller.collect(wait=True)
    finally:
        poller.close()


def poll_feeds(services: Services, feeds: Iterable[Feed], *, workers: int = WORKERS) -> PollReport:
    """Ask these feeds now, whether or not they are due; see `poll_due`."""
    poller = Poller(services, workers=workers)
    try:
        poller.start(feeds)
        return poller.collect(wait=True)
    finally:
        poller.close()


def limits_of(services: Services) -> PollLimits:
    """Return how often feeds are asked, from the settings."""
    return PollLimits(base=timedelta(minutes=services.settings.poll_minutes))


def read_document(services: Services, feed: Feed, result: FetchResult) -> ParsedFeed:
    """Read an answer's body.

    Raises:
        FetchError: it is no feed, or a feed without entries (`empty`): that is a failure, not a quiet day.
    """
    document = services.feed_reader.parse(result, feed)
    if not any(e.title or e.summary for e in document.entries) and "may_be_empty" not in feed.quirks:
        raise FetchError(f"{feed.title} answered with a feed that has no entries.", reason="empty")
    return document


def _poll(services: Services, feed: Feed) -> Polled:
    try:
        result, document, digest = _ask(services, feed)
    except FetchError as error:
        return Polled(feed, error=error)
    except Exception as fault:  # one feed's fault must not stop the others; it is logged and shown
        log.exception("feed_fault", feed_id=feed.id)
        return Polled(
            feed, error=FetchError(f"{feed.title} could not be read: {fault!r}.", reason="internal")
        )
    return _record_answer(services, feed, result, document, digest)


def _ask(services: Services, feed: Feed) -> tuple[FetchResult, ParsedFeed | None, str | None]:
    """Return a feed's answer, its document (None when nothing changed) and the digest of its bytes."""
    request = request_for(feed, services.now())
    result = services.fetcher.fetch(request)
    if result.body is None:
        if request.etag is None and request.last_modified is None:
            raise FetchError(
                f'{feed.title} answered "not modified" to a question that was not asked.',
                reason="unasked_304",
            )
        return result, None, feed.body_hash
    digest = hashlib.sha256(result.body).hexdigest()
    if digest == feed.body_hash:
        return result, None, digest
    return result, read_document(services, feed, result), digest


def _record_answer(
    services: Services, feed: Feed, result: FetchResult, document: ParsedFeed | None, digest: str | None
) -> Polled:
    now = services.now()
    recorded = Recorded()
    with services.store.write() as db:
        current = feeds_table.get(db, feed.id)
        if current is None or current.state == "removed":  # removed while it was asked
            return Polled(feed, unchanged=True)
        pace = Pace(*entries_table.pace(db, feed.id, now))
        after = after_answer(current, result, document, pace, limits_of(services), now)
        if document is not None:
            noted, recorded = record_document(db, current, document, now)
            after = replace(
                after, gap_at=noted.gap_at, newest_entry_at=noted.newest_entry_at, body_hash=digest
            )
        save_feed(db, current, after, now)
    if recorded.new or recorded.edited:
        log.info(
            "entries_new", feed_id=feed.id, new=recorded.new, backlog=recorded.backlog, edited=recorded.edited
        )
    return Polled(after, recorded=recorded, unchanged=document is None)


def _record_failure(services: Services, feed: Feed, error: FetchError, *, offline: bool) -> None:
    now = services.now()
    with services.store.write() as db:
        current = feeds_table.get(db, feed.id)
        if current is None:
            return
        after = after_failure(current, error, limits_of(services), now, offline=offline)
        feeds_table.save_poll(db, after)
    log.warning(
        "feed_failed", feed_id=feed.id, reason=error.reason, failures=after.failures, error=str(error)
    )


def _put_off(services: Services, host: str, asked: Feed, until: datetime) -> None:
    """Leave a host's other feeds alone for as long as it asked, an hour at most: it may mean one feed only."""
    until = min(until, services.now() + timedelta(hours=1))
    with services.store.write() as db:
        for feed in feeds_table.all_feeds(db):
            sooner = feed.next_poll_at is not None and feed.next_poll_at < until
            if feed.id != asked.id and sooner and _host(feed) == host:
                feeds_table.put_off(db, feed.id, until)


def _host(feed: Feed) -> str:
    return (urlsplit(feed.url).hostname or feed.url).lower()
