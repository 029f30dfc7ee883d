"""A week of news at its own pace by a clock that jumps: feeds, recognition, merging, alerts, a made-up Slack.

Only the network, the clock and Slack are made up. What came of it is counted by true event.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.gazetteer import shipped_gazetteer
from bot.model.message import Choices
from bot.pipeline.classify import classify_new
from bot.pipeline.deliver import Sender
from bot.pipeline.ingest import poll_due
from bot.policy import alert
from bot.ports import Classifier, Person, Posted
from bot.store import feeds, held, subscriptions
from tests.fakes import FakeClock
from tests.feeds import PollingBot, item, rss

CHANNEL = "C1"
_COUNTED = {"alert": "alerts", "edit": "edits", "thread": "replies"}


@dataclass(frozen=True, slots=True)
class News:
    """One item of a feed, and the event it truly tells of (None: none)."""

    at: datetime
    outlet: str
    title: str
    event: str | None
    summary: str = ""


class RecordingSlack:
    """A Slack that takes everything, and keeps when each message was posted and edited."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.posts: list[tuple[datetime, str | None, str]] = []
        self.edits: dict[str, list[datetime]] = defaultdict(list)

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        self.posts.append((self.clock.now(), thread_ts, str(payload["text"])))
        return Posted(channel, f"{len(self.posts)}.0")

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        self.edits[ts].append(self.clock.now())

    def find(self, channel: str, tag: str, *, since: datetime, thread_ts: str | None = None) -> Posted | None:
        return None

    def person(self, user: str) -> Person:
        return Person(user, "Ana", "Asia/Seoul", admin=False)


@dataclass(frozen=True, slots=True)
class Told:
    """How one true event was told: alerts and summaries that name it, edits, replies.

    `inside` counts messages on another event that some of its reports were taken for, `silent` says
    how the bot has it on record.
    """

    alerts: int = 0
    summaries: int = 0
    edits: int = 0
    replies: int = 0
    inside: int = 0
    silent: str = ""

    @property
    def messages(self) -> int:
        """How many messages tell of it, edits and replies apart."""
        return self.alerts + self.summaries


class Replay:
    """A bot with one channel that wants everything.

    Args:
        folder: for its database.
        classifier: the real one.
        start: when the feeds are first seen, empty.
    """

    def __init__(self, folder: Path, classifier: Classifier, start: datetime, *, least: int = 1) -> None:
        self.bot = PollingBot(folder)
        self.clock = self.bot.clock
        self.clock.time = start
        self.slack = RecordingSlack(self.clock)
        self.services = replace(
            self.bot.services, classifier=classifier, gazetteer=shipped_gazetteer(), workspace="T1"
        )
        self.sender = Sender(self.services, self.slack)
        self._served: dict[str, list[str]] = defaultdict(list)
        self._feeds: dict[str, int] = {}
        self._true: dict[str, str | None] = {}
        with self.bot.store.write() as db:
            subscriptions.save(
                db, Choices("", CHANNEL, min_severity=least), workspace="T1", created_by="U1", now=start
            )  # fmt: skip

    def run(self, news: Sequence[News]) -> None:
        """Let the news come, each at its time, and all that follows from it at its own."""
        for outlet in dict.fromkeys(each.outlet for each in news):
            url = _url(outlet)
            self._feeds[outlet] = self.bot.watch(url, title=outlet, publisher=outlet)
            self.bot.web.serve(url, rss([]))
        self._poll(*self._feeds.values())
        for number, each in enumerate(sorted(news, key=lambda n: n.at)):
            self._until(each.at)
            self._publish(number, each)
        self._until(self.clock.now() + timedelta(hours=3))

    def told(self) -> dict[str, Told]:
        """How each true event was told. A message counts for the event most of its reports are of."""
        with self.bot.store.read() as db:
            reports = db.execute(
                "SELECT r.event_id, e.guid FROM reports r JOIN entries e ON e.id = r.entry_id"
            ).fetchall()
            rows = db.execute(
                "SELECT o.kind, o.state, o.event_id, o.error, s.state FROM outbox o"
                " LEFT JOIN outbox s ON s.id = o.told_in"
            ).fetchall()
            known = db.execute(
                "SELECT id, review, status, event_date, severity FROM events WHERE merged_into IS NULL"
            ).fetchall()
        of: dict[int, Counter[str]] = defaultdict(Counter)
        for event_id, guid in reports:
            if (true := self._true.get(guid)) is not None:
                of[event_id][true] += 1
        found = {true: Told(silent="not read as an event") for true in self._true.values() if true}
        for event_id, review, status, day, severity in known:
            for true in of[event_id]:
                why = f"{'uncertain' if review else status} {day} severity {severity}"
                found[true] = replace(found[true], silent=why)
        for kind, state, event_id, error, summary in rows:
            if event_id not in of:
                continue
            true, *others = (name for name, _ in of[event_id].most_common())
            summed = kind == "alert" and error in (held.CAPPED, held.QUIET) and summary == "sent"
            what = "summaries" if summed else _COUNTED.get(kind) if state == "sent" else None
            if what is None:
                continue
            found[true] = replace(found[true], **{what: getattr(found[true], what) + 1})
            for other in others if what in ("alerts", "summaries") else ():
                found[other] = replace(found[other], inside=found[other].inside + 1)
        return found

    def twice(self) -> list[int]:
        """The bot's own events that a channel was told of by more than one message."""
        with self.bot.store.read() as db:
            rows = db.execute(
                "SELECT event_id FROM outbox WHERE kind = 'alert' AND (state = 'sent' OR told_in IS NOT NULL)"
                " GROUP BY event_id, channel HAVING count(*) > 1"
            ).fetchall()
        return [int(row[0]) for row in rows]

    def hurried_edits(self) -> int:
        """How many edits came less than five minutes after another of the same message."""
        gaps = [
            later - earlier
            for times in self.slack.edits.values()
            for earlier, later in itertools.pairwise(times)
        ]
        return sum(gap < alert.EDIT_EVERY for gap in gaps)

    def _publish(self, number: int, news: News) -> None:
        guid = f"n{number}"
        self._true[guid] = news.event
        url = _url(news.outlet)
        made = item(news.title, link=f"{url}/{guid}", guid=guid, date=news.at, summary=news.summary)
        self._served[news.outlet].insert(0, made)
        self.bot.web.serve(url, rss(self._served[news.outlet][:20]))
        with self.bot.store.write() as db:  # the poll that finds it
            feeds.put_off(db, self._feeds[news.outlet], self.clock.now())
        self._poll(self._feeds[news.outlet])
        classify_new(self.services)

    def _poll(self, *ids: int) -> None:
        """Poll feeds that are due now; the next poll is that which finds something."""
        poll_due(self.services)
        with self.bot.store.write() as db:
            for feed_id in ids:
                feeds.put_off(db, feed_id, self.clock.now() + timedelta(days=36_500))

    def _until(self, end: datetime) -> None:
        """Let everything that waits happen at its time, up to an end."""
        while True:
            self.sender.round()
            with self.bot.store.read() as db:
                row = db.execute(
                    "SELECT min(coalesce(not_before, created_at)) FROM outbox WHERE state = 'pending'"
                ).fetchone()
            waits = datetime.fromisoformat(row[0]) if row[0] else None
            if waits is None or waits > end:
                break
            self.clock.time = max(waits, self.clock.now() + timedelta(seconds=1))  # a second a message
        self.clock.time = max(end, self.clock.now())


def without_caps(monkeypatch: Any) -> None:
    """Let a channel have as many alerts an hour as come."""
    monkeypatch.setattr(alert, "ALERTS_AN_HOUR", 10_000)
    monkeypatch.setattr(alert, "CRITICAL_AN_HOUR", 10_000)


def _url(outlet: str) -> str:
    return f"https://{re.sub('[^a-z0-9]+', '-', outlet.lower()).strip('-')}.example/feed.xml"
