"""A bot on a real database that asks the torture server, and what a way of misbehaving is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.adapters.fetching.http import HttpFetcher
from bot.model.feed import Feed
from bot.pipeline.ingest import PollReport, poll_due
from bot.policy.schedule import jittered
from bot.store.entries import as_item
from tests.fakes import new_store
from tests.feeds import NOW, PollingBot, item, rss
from tests.torture.server import Asked, Internet, Responder, TortureServer, answer, small_internet

HOST = "news.example"
FEED = f"http://{HOST}/feed.xml"
HURRY = 0.5  # seconds a fetcher waits where waiting is what is tested


class Rig(PollingBot):
    """A bot that polls the torture server through the real fetcher, reader and tables."""

    def __init__(self, folder: Path, server: TortureServer, net: Internet) -> None:
        shutil.copy(_template(), folder / "kp-events.db")
        super().__init__(folder)
        self.server = server
        self.net = net
        self.fetcher = self._fetch_within(10.0)
        self.main = 0

    def hurry(self) -> None:
        """Wait for no answer longer than half a second."""
        self.fetcher.close()
        self.fetcher = self._fetch_within(HURRY)

    def _fetch_within(self, seconds: float) -> HttpFetcher:
        fetcher = HttpFetcher(clock=self.clock, total_seconds=seconds, contact="ops@team.example")
        self.services = replace(self.services, fetcher=fetcher)
        return fetcher

    def on(self, url: str, *answers: Responder) -> None:
        """Answer an address, in turn; the last answer again and again."""
        self.server.answers[url.partition("://")[2]] = list(answers)

    def serve(self, *answers: Responder, url: str = FEED, **changes: Any) -> int:
        """Watch a feed that answers so, ask it once, and return its id."""
        self.on(url, *answers)
        self.main = self.watch(url, **changes)
        self.poll()
        return self.main

    def document(self, body: bytes, content_type: str = "application/xml", **changes: Any) -> None:
        """Watch a feed that is this document, and ask it once."""
        self.serve(answer(body, Content_Type=content_type), **changes)

    def poll(self, *, minutes: float = 0) -> PollReport:
        """Let time pass and ask what is due."""
        self.clock.advance(minutes=minutes)
        return poll_due(self.services)

    def again(self) -> PollReport:
        """Ask the feed as soon as it is due."""
        due = self.now.next_poll_at
        assert due is not None
        self.clock.time = max(due, self.clock.time)
        return poll_due(self.services)

    @property
    def now(self) -> Feed:
        """The feed as it stands."""
        return self.feed(self.main)

    @property
    def asked(self) -> list[Asked]:
        """What reached the server."""
        return self.server.asked

    def wait(self, feed_id: int | None = None) -> str:
        """How long a feed is left alone now, its jitter taken off."""
        feed = self.feed(feed_id or self.main)
        assert feed.next_poll_at is not None
        unit = timedelta(hours=10)
        minutes = (
            (feed.next_poll_at - self.clock.time) / (jittered(unit, feed.id) / unit) / timedelta(minutes=1)
        )
        whole = round(minutes)
        if whole >= 2880 and whole % 1440 == 0:
            return f"{whole // 1440} days"
        return f"{whole // 60} h" if whole >= 120 and whole % 60 == 0 else f"{whole} min"

    def outcome(self) -> str:
        """How the last poll went: entries, or why there are none."""
        feed = self.now
        if feed.last_reason:
            return f"fails: {feed.last_reason}"
        known = self.entries()
        return f"{len(known)} {'entry' if len(known) == 1 else 'entries'}"

    def titles(self) -> str:
        """The titles in the order they were kept."""
        return " / ".join(entry.title for entry in self.entries())

    def dates(self) -> str:
        """The publication times in UTC."""
        return " / ".join(f"{e.published:%Y-%m-%d %H:%M}" if e.published else "none" for e in self.entries())

    def waiting(self) -> list[str]:
        """What is to be classified and may be told."""
        return [as_item(e).title for e in self.entries() if not e.backlog]


@dataclass(frozen=True)
class Way:
    """One way a server or a feed misbehaves, what shall come of it, and how to see it."""

    group: str
    name: str
    does: str
    expected: str
    play: Callable[[Rig], str]


WAYS: dict[str, Way] = {}


def way(
    group: str, name: str, does: str, expected: str
) -> Callable[[Callable[[Rig], str]], Callable[[Rig], str]]:
    """Register how a way is played; the function returns what was seen."""

    def register(play: Callable[[Rig], str]) -> Callable[[Rig], str]:
        assert name not in WAYS, name
        WAYS[name] = Way(group, name, does, expected, play)
        return play

    return register


def launch(n: int = 1, **changes: Any) -> str:
    """An item of its own number, an hour old."""
    fields = {"link": f"http://{HOST}/a/{n}", "guid": f"n{n}", "date": NOW - timedelta(hours=1)} | changes
    return item(str(fields.pop("title", f"Missile number {n} fired")), **fields)  # type: ignore[arg-type]


def failed(rig: Rig, status: int, **headers: str) -> str:
    """How long a feed that fails so is left alone."""
    rig.serve(answer(b"", status, **headers))
    return f"{rig.outcome()}; {rig.wait()}"


GOOD = rss([launch(1)])


@contextmanager
def rig_on(server: TortureServer) -> Iterator[Rig]:
    """Give a rig of its own to one way."""
    server.forget()
    with TemporaryDirectory() as folder, small_internet(server) as net:
        rig = Rig(Path(folder), server, net)
        try:
            yield rig
        finally:
            server.over.set()
            rig.fetcher.close()


@cache
def _template() -> Path:
    """Return an empty database, made once: every way has one of its own."""
    folder = TemporaryDirectory()
    _KEPT.append(folder)
    new_store(Path(folder.name))
    return Path(folder.name) / "kp-events.db"


_KEPT: list[TemporaryDirectory[str]] = []
