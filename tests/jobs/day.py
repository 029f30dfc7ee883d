"""A bot whose jobs are driven by hand, on a disk, a clock and a network that a test can spoil."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.model.errors import DeliveryError
from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedEntry, ParsedFeed
from bot.ports import Person, Posted
from bot.store import feeds, meta
from jobs import watch
from jobs.job import Job
from jobs.runner import Runner
from tests.pipeline.flow import Flow

OPERATOR = "C0OPS"


class Elapsed:
    """A clock that nobody sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Slack:
    """Takes every message."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str]] = []
        self.edits: list[tuple[str, str]] = []
        self.down = False

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        if self.down:
            raise DeliveryError("no way", code="unreachable", outcome="later", retry_after=5)
        self.posts.append((channel, payload["text"]))
        return Posted(channel, f"{len(self.posts)}.0")

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        self.edits.append((channel, payload["text"]))

    def find(self, *_: Any, **__: Any) -> Posted | None:
        return Posted("C1", "found.0")

    def person(self, user: str) -> Person:
        return Person(user, "Ana", "Asia/Seoul", admin=False)


class Web:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def fetch(self, request: FetchRequest) -> FetchResult:
        self.asked += 1
        return FetchResult(200, request.url, f"document {self.asked}".encode())

    def parse(self, _: FetchResult, __: Feed) -> ParsedFeed:
        return ParsedFeed("One", (ParsedEntry(f"g{self.asked}", None, f"Item {self.asked}", ""),))


class Day:
    """A bot with one feed, one channel for the operator, and its jobs driven by hand."""

    def __init__(self, folder: Path) -> None:
        self.flow = Flow(folder)
        self.clock, self.slack, self.web, self.elapsed = self.flow.clock, Slack(), Web(), Elapsed()
        settings: Any = {"KP_OPERATOR_CHANNEL": OPERATOR}
        self.services = replace(
            self.flow.services,
            settings=Settings(data=folder, _env_file=None, **settings),
            fetcher=self.web,
            feed_reader=self.web,
            messenger=self.slack,
        )
        self.flow.classifier.version = "rules-1+model-1"
        with self.flow.store.write() as db:
            self.feed = feeds.add(
                db, url="https://one.example/", title="One", publisher="One", now=self.clock.now()
            )
        self.ran: list[str] = []
        self.polls = Job("poll", 1, 60, lambda _: self.poll)
        self.runner = Runner(self.services, [self.polls], self.elapsed)
        self.watcher = watch.job(self.runner, None)
        self.watch = self.watcher.make(self.services)

    def poll(self) -> bool:
        """Ask the feed and keep what it says: what a poll does to the world."""
        with self.flow.store.read() as db:
            feed = feeds.get(db, self.feed)
        assert feed is not None
        self.web.fetch(FetchRequest(feed.url))
        with self.flow.store.write() as db:
            meta.set_to(db, "bulk", "x" * 200_000, self.clock.now())
        return True

    def tick(self, seconds: float = 1.0) -> None:
        """Let a moment pass and every job tick."""
        self.elapsed.seconds += seconds
        self.clock.advance(seconds=seconds)
        self.runner._tick(self.polls, self.poll)
        self.runner._tick(self.watcher, self.watch)

    def operator_was_told(self) -> list[str]:
        """What went to the operator, directly or through the outbox."""
        kept = [m.payload["text"] for m in self.flow.messages("operator")]
        return [text for channel, text in self.slack.posts if channel == OPERATOR] + kept
