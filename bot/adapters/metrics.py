"""/metrics: how the bot does, in the form that Prometheus reads. No address and no person is a label."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from time import monotonic
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot import __version__
from bot.model.errors import FetchError, StoreError
from bot.model.feed import FetchRequest, FetchResult
from bot.policy.digest import due_slot
from bot.ports import Fetcher
from bot.services import Services
from bot.store import digest_settings, gauges

Family = GaugeMetricFamily
_FETCH = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60)
_TICK = (0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 120)


class Metrics:
    """What is counted while the bot runs, and what its database says when it is asked.

    Args:
        held: tells whether nothing can be written now.
        connected: tells whether Slack can reach the bot.
    """

    def __init__(self, *, held: Callable[[], bool], connected: Callable[[], bool]) -> None:
        self._registry = CollectorRegistry()
        make: dict[str, Any] = {"registry": self._registry}
        self._fetches = Counter("kp_fetches", "Answers of feeds, by outcome.", ["outcome"], **make)
        self._fetch_seconds = Histogram("kp_fetch_seconds", "How long a feed took.", buckets=_FETCH, **make)
        self._ticks = Histogram("kp_tick_seconds", "How long a tick took.", ["job"], buckets=_TICK, **make)
        self._tick_failures = Counter("kp_tick_failures", "Ticks that failed.", ["job"], **make)
        self._sent = Counter("kp_messages_sent", "Messages that Slack took, by kind.", ["kind"], **make)
        self._refused = Counter("kp_messages_not_sent", "Messages that Slack did not take.", ["code"], **make)
        self._limited = Counter("kp_slack_rate_limited", "Times that Slack asked us to wait (429).", **make)
        self._unknown = Counter("kp_messages_unknown", "Messages whose answer was lost.", **make)
        self._found = Counter("kp_messages_reconciled", "Lost answers whose message was found.", **make)
        self._items = Counter("kp_items", "Entries that feeds brought, by what they were.", ["what"], **make)
        self._late = Gauge("kp_digest_last_late_seconds", "How late the last digest was.", **make)
        self._held = held
        self._connected = connected

    def watch(self, services: Services) -> None:
        """Read the state of a bot whenever the metrics are asked for."""
        self._registry.register(_State(services, self._held, self._connected))

    def render(self) -> bytes:
        """Return all metrics as text."""
        return generate_latest(self._registry)

    def ticked(self, job: str, seconds: float, good: bool) -> None:
        """Count a tick of a job."""
        self._ticks.labels(job).observe(seconds)
        if not good:
            self._tick_failures.labels(job).inc()

    def fetched(self, outcome: str, seconds: float) -> None:
        """Count an answer of a feed: `new`, `not_modified`, or the reason of a failure."""
        self._fetches.labels(outcome).inc()
        self._fetch_seconds.observe(seconds)

    def heard(self, event: Mapping[str, Any]) -> None:
        """Count what the log tells, so that both say the same.

        Args:
            event: one event of the log.
        """
        name = event.get("event")
        if name == "message_sent":
            self._sent.labels(str(event.get("kind", ""))).inc()
        elif name == "message_not_sent":
            self._refused.labels(str(event.get("code", ""))).inc()
            if event.get("code") in {"ratelimited", "rate_limited", "http_429"}:
                self._limited.inc()
            if event.get("state") == "unknown":
                self._unknown.inc()
        elif name == "messages_found":
            self._found.inc(int(event.get("found", 0)))
        elif name == "entries_new":
            for what in ("new", "edited", "backlog"):
                self._items.labels(what).inc(int(event.get(what, 0)))
        elif name == "digest_decided":
            self._late.set(60 * float(event.get("late_minutes", 0)))


class MeasuredFetcher:
    """A fetcher whose answers are counted.

    Args:
        inner: what asks.
        metrics: what counts.
    """

    def __init__(self, inner: Fetcher, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    def fetch(self, request: FetchRequest) -> FetchResult:
        """Return what the server answered; see `bot.ports.Fetcher`."""
        began, outcome = monotonic(), "internal"
        try:
            result = self._inner.fetch(request)
            outcome = "not_modified" if result.body is None else "new"
        except FetchError as error:
            outcome = error.reason
            raise
        else:
            return result
        finally:
            self._metrics.fetched(outcome, monotonic() - began)


class _State(Collector):
    """The database and the disk, as they are when asked."""

    def __init__(self, services: Services, held: Callable[[], bool], connected: Callable[[], bool]) -> None:
        self._services = services
        self._held = held
        self._connected = connected

    def describe(self) -> Iterable[Family]:
        """Name nothing beforehand: the database is asked when somebody looks."""
        return []

    def collect(self) -> Iterator[Family]:
        """Return the numbers; a database that cannot be read leaves those that need none."""
        yield _info("kp_build_info", "The version.", {"version": __version__})
        yield Family("kp_slack_connected", "1 while Slack can reach the bot.", float(self._connected()))
        yield Family("kp_writing_held", "1 while the database cannot be written.", float(self._held()))
        yield from self._sizes()
        try:
            yield from self._numbers()
        except StoreError:
            yield Family("kp_database_up", "1 while the database can be read.", 0.0)
        else:
            yield Family("kp_database_up", "1 while the database can be read.", 1.0)

    def _sizes(self) -> Iterator[Family]:
        file, log = self._services.store.sizes
        yield Family("kp_database_bytes", "Size of the database.", file)
        yield Family("kp_wal_bytes", "Size of its log.", log)
        disk = shutil.disk_usage(self._services.store.path.parent)
        yield Family("kp_disk_free_bytes", "Free space beside the database.", disk.free)
        yield Family("kp_disk_bytes", "Size of the disk it is on.", disk.total)

    def _numbers(self) -> Iterator[Family]:
        now = self._services.now()
        with self._services.store.read() as db:
            found = gauges.read(db)
            settings = digest_settings.enabled(db)
        yield _by("kp_feeds", "Feeds, by state.", "state", found.feeds)
        yield _by("kp_feeds_failing", "Feeds that fail, by reason.", "reason", found.failing)
        yield _by("kp_feed_age_seconds", "Since a feed was last read.", "feed", _ages(found.read_at, now))
        yield _by("kp_entries", "Entries, by state.", "state", found.entries)
        yield _by("kp_reports", "Reports of events, by relation.", "relation", found.reports)
        yield _by("kp_events", "Events, by origin.", "origin", found.events)
        yield _by("kp_outbox_messages", "Messages, by state.", "state", found.messages)
        waits = 0.0 if found.oldest is None else max(0.0, (now - found.oldest).total_seconds())
        yield Family("kp_outbox_oldest_seconds", "Since when the oldest unsent message could go.", waits)
        due = [slot.due for each in settings if (slot := due_slot(each, now)) is not None]
        late = max(((now - at).total_seconds() for at in due), default=0.0)
        yield Family("kp_digest_overdue_seconds", "How long the oldest digest that is due waits.", late)
        yield _info("kp_classifier_info", "What reads items.", {"version": found.classifier or "none"})


def _ages(read_at: Mapping[int, datetime | None], now: datetime) -> dict[str, float]:
    return {str(number): (now - at).total_seconds() for number, at in read_at.items() if at is not None}


def _by(name: str, help_: str, label: str, values: Mapping[str, float]) -> Family:
    family = Family(name, help_, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def _info(name: str, help_: str, labels: Mapping[str, str]) -> Family:
    family = Family(name, help_, labels=list(labels))
    family.add_metric(list(labels.values()), 1.0)
    return family
