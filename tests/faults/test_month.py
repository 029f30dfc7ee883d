"""A month in fast time: the real jobs on a real database, a web and a Slack that fail, and restarts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.feedreader import FeedparserReader
from bot.model.message import DigestSetting
from bot.pipeline.ingest import poll_due
from bot.services import Services
from bot.store import digest_settings, entries, feeds, outbox
from bot.store.db import Store
from jobs import classify, deliver, digest
from tests.fakes import FakeClock
from tests.feeds import FakeWeb, item, rss
from tests.pipeline.flow import Flow
from tests.pipeline.test_deliver import FakeSlack

pytestmark = pytest.mark.timeout(300)

BEGIN, END = datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)
STEP = timedelta(hours=2)
OUTLETS = ("alpha", "beta", "gamma")
DIGESTS = {  # the clocks go forward in New York and London and back in Sydney, each at an hour of its digest
    "C2": ("America/New_York", "02:30"),
    "C3": ("Europe/London", "01:30"),
    "C4": ("Australia/Sydney", "02:30"),
    "C5": ("Asia/Seoul", "08:00"),
}
KINDS = ("nuclear_test", "missile_test")
AWAY = (datetime(2026, 3, 17, tzinfo=UTC), datetime(2026, 3, 18, tzinfo=UTC))  # Slack
DEAD = (datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 14, tzinfo=UTC))  # the first outlet


class Month:
    """The bot, its world, and the clock."""

    def __init__(self, folder: Path) -> None:
        self.flow = Flow(folder, FakeClock(BEGIN))
        self.clock, self.web = self.flow.clock, FakeWeb()
        self.slack = FakeSlack(self.clock)
        self.chance = random.Random(5)
        self.items: dict[str, list[str]] = {name: [] for name in OUTLETS}
        self.told: list[str] = []
        with self.flow.store.write() as db:
            for name in OUTLETS:
                feeds.add(db, url=url(name), title=name, publisher=name, now=BEGIN)
            for target, (zone, hour) in DIGESTS.items():
                digest_settings.put(db, DigestSetting("T1", target, hour, zone), BEGIN)
        self.flow.subscribe()
        self.start()

    def start(self) -> None:
        """Begin as a new process does: new objects, the same database."""
        self.services: Services = replace(
            self.flow.services,
            store=Store(self.flow.store.path),
            fetcher=self.web,
            feed_reader=FeedparserReader(inside=True),
            messenger=self.slack,
        )
        self.ticks: list[Callable[[], bool]] = [
            job.make(self.services) for job in (classify.JOB, digest.JOB, deliver.JOB)
        ]

    def publish(self, day: int) -> None:
        """Let every outlet report the day's event, each in a word of its own."""
        now = self.clock.now()
        for name in OUTLETS:
            title = f"Number {day}: {KINDS[day % 2].replace('_', ' ')} reported, {name} says"
            self.flow.classifier.says(
                title, KINDS[day % 2], event_date=now.date().isoformat(), status="occurred", severity=4
            )
            link = f"https://{name}.example/{day}"
            self.items[name] = [item(title, link=link, guid=link, date=now), *self.items[name]][:20]

    def serve(self) -> None:
        """Set what the outlets and Slack do in these hours."""
        now = self.clock.now()
        for name in OUTLETS:
            self.web.serve(
                url(name), rss([*self.items[name], item("Weather", guid=f"w{now:%m%d}", date=now)])
            )
        if DEAD[0] <= now < DEAD[1]:
            self.web.fail(url(OUTLETS[0]), "http_500")
        self.slack.down = "timeout" if AWAY[0] <= now < AWAY[1] else ""
        self.slack.faults = [
            self.chance.choice(("before", "after", "late", "limited", "killed"))
            for _ in range(2)
            if self.chance.random() < 0.1
        ]

    def hour(self) -> None:
        """Do what two hours bring; a killed process is started again."""
        poll_due(self.services)
        for tick in (*self.ticks, *self.ticks[-1:] * 2):
            try:
                tick()
            except KeyboardInterrupt:
                self.start()
            self.clock.advance(seconds=5)


def url(outlet: str) -> str:
    """Where an outlet's feed is."""
    return f"https://{outlet}.example/feed.xml"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A month that has passed."""
    month = Month(tmp_path_factory.mktemp("month"))
    step = 0
    now = BEGIN
    while now < END:
        if step % 24 == 5:
            month.publish(step // 24)
        if step % 50 == 49:
            month.start()
        month.serve()
        month.hour()
        step += 1
        now = BEGIN + step * STEP
        month.clock.advance(seconds=(now - month.clock.now()).total_seconds())
    month.slack.faults, month.slack.down = [], ""
    for _ in range(8):
        month.hour()
        month.clock.advance(minutes=5)
    return month


def test_each_event_is_told_once(month: Month) -> None:
    """Three outlets, faults, restarts and a day without Slack: one alert an event, in the channel once."""
    days = len(range(5, int((END - BEGIN) / STEP), 24))
    alerts = month.flow.messages("alert")
    assert len(month.flow.events()) == days
    assert len(alerts) == days
    assert {alert.state for alert in alerts} == {"sent"}
    assert max(Counter(post[:2] for post in month.slack.posts).values()) == 1


@pytest.mark.parametrize("target", sorted(DIGESTS))
def test_each_digest_comes_once_a_local_day(month: Month, target: str) -> None:
    """Also where the hour of the digest is there twice, or not at all, on the day the clocks change."""
    zone = ZoneInfo(DIGESTS[target][0])
    sent = [m for m in month.flow.messages("digest") if m.channel == target]
    days = Counter(m.created_at.astimezone(zone).date() for m in sent if m.created_at)
    first, last = min(days), max(days)
    assert set(days.values()) == {1}
    assert (last - first).days + 1 == len(days)
    assert len(days) >= (END - BEGIN).days - 1
    assert {m.state for m in sent} == {"sent"}


def test_no_job_is_stuck(month: Month) -> None:
    """Nothing waits that could go; every outlet is asked again soon; every entry was read."""
    with month.services.store.read() as db:
        assert set(outbox.counts(db)) <= {"sent", "dropped"}
        assert entries.count_unclassified(db) == 0
        for feed in feeds.all_feeds(db):
            assert feed.failures == 0
            assert feed.next_poll_at is not None
            assert feed.next_poll_at - month.clock.now() < timedelta(days=1)
