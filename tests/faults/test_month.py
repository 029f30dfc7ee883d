"""A month in fast time: the real jobs on a real database, a web and a Slack that fail, and restarts."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from bot.adapters.parsing.feedreader import FeedparserReader
from bot.model.message import DigestSetting
from bot.pipeline import watch
from bot.pipeline.ingest import poll_due
from bot.services import Services
from bot.store import digest_settings, entries, feeds, outbox
from bot.store.db import Store
from jobs import classify, deliver, digest, tidy
from tests.fakes import FakeClock
from tests.feeds import FakeWeb, item, rss
from tests.pipeline.flow import Flow
from tests.pipeline.test_deliver import FakeSlack

pytestmark = pytest.mark.timeout(300)

BEGIN, END = datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 4, 7, tzinfo=UTC)
STEP, FINE = timedelta(hours=2), timedelta(minutes=20)
OUTLETS = ("alpha", "beta", "gamma")
DIGESTS = {  # the clocks go forward in New York and London and back in Sydney, each at an hour of its digest
    "C2": ("America/New_York", "02:30"),
    "C3": ("Europe/London", "01:30"),
    "C4": ("Australia/Sydney", "02:30"),
    "C5": ("Asia/Seoul", "08:00"),
}
TURNS = (
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 16, tzinfo=UTC),
)
KINDS = ("nuclear_test", "missile_test", "gps_jamming", "sanctions")
AWAY = (datetime(2026, 3, 17, tzinfo=UTC), datetime(2026, 3, 18, tzinfo=UTC))  # Slack
DEAD = (datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 14, tzinfo=UTC))  # the first outlet
CUT_OFF = (datetime(2026, 3, 21, tzinfo=UTC), datetime(2026, 3, 21, 20, tzinfo=UTC))  # all outlets, from here
OPERATOR = "C9"


class MortalStore(Store):
    """A database whose process dies now and then, just before a commit or just after it."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        super().__init__(path)
        self._chance = chance

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Database]:
        """Open for one transaction, and perhaps do not survive it."""
        fate = self._chance.random()
        with super().write(durable=durable) as db:
            yield db
            if fate < 0.02:
                raise KeyboardInterrupt
        if fate > 0.98:
            raise KeyboardInterrupt


class Month:
    """The bot, its world, and the clock."""

    def __init__(self, folder: Path) -> None:
        self.flow = Flow(folder, FakeClock(BEGIN))
        self.clock, self.web = self.flow.clock, FakeWeb()
        self.slack = FakeSlack(self.clock)
        self.chance = random.Random(5)
        self.items: dict[str, list[str]] = {name: [] for name in OUTLETS}
        self.days: list[date] = []
        self.deaths = 0
        with self.flow.store.write() as db:
            for name in OUTLETS:
                feeds.add(db, url=url(name), title=name, publisher=name, now=BEGIN)
            for target, (zone, hour) in DIGESTS.items():
                digest_settings.put(db, DigestSetting("T1", target, hour, zone), BEGIN)
        self.flow.subscribe()
        self.start()

    def start(self) -> None:
        """Begin as a new process does: new objects, the same database; who dies of that begins again."""
        while True:
            try:
                self.begin()
            except KeyboardInterrupt:
                self.deaths += 1
            else:
                return

    def begin(self) -> None:
        """Make the parts of the bot."""
        self.services: Services = replace(
            self.flow.services,
            settings=self.flow.services.settings.model_copy(update={"operator_channel": OPERATOR}),
            store=MortalStore(self.flow.store.path, self.chance),
            fetcher=self.web,
            feed_reader=FeedparserReader(inside=True),
            messenger=self.slack,
        )
        ticks = [job.make(self.services) for job in (classify.JOB, digest.JOB, deliver.JOB, tidy.JOB)]
        self.ticks: list[Callable[[], Any]] = [
            lambda: poll_due(self.services),
            *ticks,
            lambda: watch.look(self.services, {}),
            *[ticks[2]] * 2,
        ]

    def publish(self) -> None:
        """Let every outlet report the day's event, each in a word of its own."""
        now = self.clock.now()
        day = len(self.days)
        self.days.append(now.date())
        for name in OUTLETS:
            title = f"Number {day}: {KINDS[day % len(KINDS)].replace('_', ' ')} reported, {name} says"
            self.flow.classifier.says(
                title,
                KINDS[day % len(KINDS)],
                event_date=now.date().isoformat(),
                date_precision="day",
                status="occurred",
                severity=4,
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
            if CUT_OFF[0] <= now < CUT_OFF[1]:
                self.web.fail(url(name), "dns")
        if DEAD[0] <= now < DEAD[1]:
            self.web.fail(url(OUTLETS[0]), "http_500")
        self.slack.down = "timeout" if AWAY[0] <= now < AWAY[1] else ""
        self.slack.faults = [
            self.chance.choice(("before", "after", "late", "limited", "killed"))
            for _ in range(2)
            if self.chance.random() < 0.1
        ]

    def hour(self) -> None:
        """Do what a few hours bring; a process that dies is started again."""
        for number in range(len(self.ticks)):
            try:
                self.ticks[number]()
            except KeyboardInterrupt:
                self.deaths += 1
                self.start()
            self.clock.advance(seconds=5)


def url(outlet: str) -> str:
    """Where an outlet's feed is."""
    return f"https://{outlet}.example/feed.xml"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A month that has passed."""
    month = Month(tmp_path_factory.mktemp("month"))
    now = BEGIN
    while now < END:
        if now.hour >= 10 and now.date() not in month.days:
            month.publish()
            month.start()
        month.serve()
        month.hour()
        now += FINE if any(abs(now - turn) < 4 * STEP for turn in TURNS) else STEP
        month.clock.advance(seconds=(now - month.clock.now()).total_seconds())
    month.slack.faults, month.slack.down = [], ""
    for _ in range(8):
        month.hour()
        month.clock.advance(minutes=5)
    return month


def test_each_event_is_told_once(month: Month) -> None:
    """Three outlets, faults, deaths and a day without Slack: one alert an event, each message in its channel once."""
    alerts = month.flow.messages("alert")
    assert month.deaths > 50
    assert len(month.days) == (END - BEGIN).days
    assert len(month.flow.events()) == len(month.days)
    assert len(alerts) == len({alert.event_id for alert in alerts}) == len(month.days)
    assert {message.state for message in month.flow.messages()} == {"sent"}
    assert max(Counter(post[:2] for post in month.slack.posts).values()) == 1


def test_what_a_day_without_slack_held_up_comes_after_it_and_says_so(month: Month) -> None:
    """Nothing is dropped, and nobody takes it for news of the hour."""
    number = month.days.index(AWAY[0].date())
    told = [post for post in month.slack.posts if post[0] == "C1" and f"Number {number}:" in post[2]["text"]]
    posted = told[0]  # what follows are replies
    assert AWAY[1] <= posted[4] < AWAY[1] + timedelta(hours=12)
    assert " h late: " in posted[2]["text"]


def test_an_outlet_that_died_is_told_of_once_and_brings_what_it_had_when_it_is_back(month: Month) -> None:
    """Its reports confirm what the others told meanwhile; a day on which all are out of reach is no outlet's fault."""
    said = [message.payload["text"] for message in month.flow.messages("operator")]
    about = [text for text in said if any(name in text for name in OUTLETS)]
    assert about == [
        "alpha has not been read for 1 day: the server has a fault of its own (500).",
        "Over: alpha is read again.",
    ]
    with month.services.store.read() as db:
        known = db.execute(
            "SELECT publisher, count(*) FROM entries WHERE title LIKE 'Number%' GROUP BY 1"
        ).fetchall()
    assert dict(known) == dict.fromkeys(OUTLETS, len(month.days))
    assert {event.sources for event in month.flow.events()} == {len(OUTLETS)}


@pytest.mark.parametrize("target", sorted(DIGESTS))
def test_each_event_is_new_in_one_digest_of_a_channel(month: Month, target: str) -> None:
    """Told again only where the outlet that was dead confirmed it days later."""
    sent = [json.dumps(m.payload) for m in month.flow.messages("digest") if m.channel == target]
    for number, day in enumerate(month.days[:-2]):
        told = sum(f"Number {number}:" in digest for digest in sent)
        dead = DEAD[0].date() <= day < DEAD[1].date()
        assert 1 <= told <= (2 if dead else 1), day


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
