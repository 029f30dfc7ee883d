"""What the tests of feeds share: documents of our own, a fetcher that plays a server, a bot that polls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape

from bot.adapters.parsing.feedreader import FeedparserReader
from bot.config import Settings
from bot.gazetteer import Gazetteer
from bot.model.errors import FetchError
from bot.model.feed import Entry, Feed, FetchRequest, FetchResult, ParsedEntry
from bot.model.verdict import Item, TypeScore, Verdict
from bot.pipeline.sample import SampleFetcher
from bot.services import Services
from bot.store import entries, feeds
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock, new_store

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def feed_row(**changes: Any) -> Feed:
    """A feed that has been polled well until now."""
    fields: dict[str, Any] = {
        "id": 7,
        "url": "https://news.example/feed.xml",
        "title": "Example News",
        "publisher": "Example News",
        "last_poll_at": NOW,
        "last_success_at": NOW,
        "next_poll_at": NOW,
    }
    return Feed(**(fields | changes))


def parsed(title: str = "Missiles fired toward the East Sea", **changes: Any) -> ParsedEntry:
    """An item of a document."""
    fields: dict[str, Any] = {
        "guid": "g1",
        "url": "https://news.example/a/1",
        "summary": "",
        "published": NOW,
    }
    return ParsedEntry(**({"title": title} | fields | changes))


def item(
    title: str,
    *,
    link: str | None = None,
    guid: str | None = None,
    date: datetime | None = None,
    summary: str = "",
) -> str:
    """An RSS item."""
    parts = [f"<title>{escape(title)}</title>", f"<description>{escape(summary)}</description>"]
    if link:
        parts.append(f"<link>{escape(link)}</link>")
    if guid:
        parts.append(f'<guid isPermaLink="false">{escape(guid)}</guid>')
    if date:
        parts.append(f"<pubDate>{format_datetime(date)}</pubDate>")
    return f"<item>{''.join(parts)}</item>"


def rss(items: Sequence[str], *, extra: str = "") -> bytes:
    """An RSS document."""
    head = f"<title>Example News</title><link>https://news.example/</link>{extra}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


@dataclass
class FakeWeb:
    """A web whose answers a test sets by address; it keeps what it was asked."""

    answers: dict[str, FetchResult | FetchError | Exception] = field(default_factory=dict)
    asked: list[FetchRequest] = field(default_factory=list)

    def serve(self, url: str, body: bytes, *, permanent: str | None = None, **headers: str) -> None:
        """Answer 200 with a body; header names with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[url] = FetchResult(200, permanent or url, body, named, permanent_url=permanent)

    def not_modified(self, url: str, **headers: str) -> None:
        """Answer 304."""
        self.answers[url] = FetchResult(304, url, None, headers)

    def fail(self, url: str, reason: str, **details: Any) -> None:
        """Fail for a reason."""
        self.answers[url] = FetchError(f"{url}: {reason}.", reason=reason, **details)

    def fetch(self, request: FetchRequest) -> FetchResult:
        self.asked.append(request)
        answer = self.answers.get(request.url)
        if answer is None:
            raise FetchError(f"There is no server for {request.url}.", reason="dns")
        if isinstance(answer, Exception):
            raise answer
        return answer


class PlainClassifier:
    """Takes every missile for a missile test, and nothing else for an event."""

    version = "plain"

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        test = (TypeScore("missile_test", None, 0.9),)
        return [Verdict(i.id, test if "missile" in i.title.lower() else ()) for i in items]


class PollingBot:
    """A bot that polls a fake web into a real database."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(NOW)
        self.web = FakeWeb()
        self.store = new_store(folder)
        self.services = Services(
            settings=Settings(data=folder, _env_file=None),
            store=self.store,
            clock=self.clock,
            taxonomy=shipped_taxonomy(),
            gazetteer=cast("Gazetteer", None),
            classifier=PlainClassifier(),
            fetcher=SampleFetcher(self.web, self.clock),
            feed_reader=FeedparserReader(inside=True),
        )

    def watch(self, url: str = "https://news.example/feed.xml", **changes: Any) -> int:
        """Watch a feed from now on."""
        fields = {"title": "Example News", "publisher": "Example News"} | changes
        with self.store.write() as db:
            return feeds.add(db, url=url, now=self.clock.now(), **fields)

    def feed(self, feed_id: int) -> Feed:
        """A feed as it stands."""
        with self.store.read() as db:
            feed = feeds.get(db, feed_id)
        assert feed is not None
        return feed

    def entries(self) -> list[Entry]:
        """All entries, oldest first."""
        with self.store.read() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM entries ORDER BY id").fetchall()]
            return entries.by_ids(db, ids)
