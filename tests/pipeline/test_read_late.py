"""News that was read late by our own fault says how late it is; what an outlet brings late does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.feed import FetchResult, ParsedEntry, ParsedFeed
from bot.pipeline.classify import classify_new
from bot.pipeline.deliver import Sender
from bot.pipeline.ingest import limits_of
from bot.pipeline.record import record_document, save_feed
from bot.policy.schedule import Pace, after_answer
from bot.ports import Posted
from bot.store import entries, feeds
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow

LATE = "h late: it could not be told before"


class Slack:
    """Takes every message."""

    def __init__(self) -> None:
        self.posts: list[str] = []

    def post(self, channel: str, payload: dict[str, Any], **_: Any) -> Posted:
        self.posts.append(payload["text"])
        return Posted(channel, f"{len(self.posts)}.0")

    def update(self, *_: Any) -> None:
        """An edit says nothing of lateness."""

    def find(self, *_: Any, **__: Any) -> Posted | None:
        return None


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot with one feed that was read a minute ago, and one channel that asked."""
    flow = Flow(tmp_path)
    flow.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    flow.classifier.says(AGAIN, "missile_test", "srbm", **DAY)
    flow.subscribe()
    with flow.store.write() as db:
        feeds.add(db, url="https://one.example/", title="One", publisher="One", now=flow.clock.now())
    read(flow)
    return flow


def read(flow: Flow, title: str = "K-pop", published: datetime | None = None) -> None:
    """Let the feed answer with one item."""
    now = flow.clock.now()
    document = ParsedFeed("One", (ParsedEntry(title, None, title, "", published or now),))
    with flow.store.write() as db:
        (feed,) = feeds.all_feeds(db)
        after = after_answer(
            feed, FetchResult(200, feed.url, b""), document, Pace(), limits_of(flow.services), now
        )
        noted, _ = record_document(db, feed, document, now)
        save_feed(db, feed, replace(after, newest_entry_at=noted.newest_entry_at), now)


def told(flow: Flow) -> list[str]:
    """Classify and send all there is; return what was posted."""
    classify_new(flow.services)
    slack = Slack()
    sender = Sender(flow.services, slack)  # type: ignore[arg-type]
    for _ in range(5):
        flow.clock.advance(minutes=1)
        sender.round()
    return slack.posts


def test_what_came_out_while_the_bot_was_not_running_says_how_late_it_is(flow: Flow) -> None:
    """The feed was due all night; the item came out five hours ago."""
    flow.clock.advance(hours=9)
    read(flow, LAUNCH, flow.clock.now() - timedelta(hours=5))
    (text,) = told(flow)
    assert f"5 {LATE}" in text


def test_what_was_there_before_the_break_counts_from_when_its_feed_was_due(flow: Flow) -> None:
    """A cache held it back for an hour; the rest is ours."""
    came = flow.clock.now() - timedelta(hours=1)
    flow.clock.advance(hours=6)
    read(flow, LAUNCH, came)
    (text,) = told(flow)
    assert f"6 {LATE}" in text


def test_a_feed_that_failed_all_day_brings_late_news(flow: Flow) -> None:
    """Whatever was between it and us: the next try was only minutes away."""
    flow.clock.advance(hours=1)
    with flow.store.write() as db:
        (feed,) = feeds.all_feeds(db)
        now = flow.clock.now()
        feeds.save_poll(
            db, replace(feed, failures=9, failing_since=now, next_poll_at=now + timedelta(hours=24))
        )
    flow.clock.advance(hours=24)
    read(flow, LAUNCH, flow.clock.now() - timedelta(hours=20))
    (text,) = told(flow)
    assert f"20 {LATE}" in text


def test_what_was_read_in_time_and_could_not_be_kept_on_is_late(flow: Flow) -> None:
    """The disk was full between reading and telling."""
    flow.clock.advance(minutes=16)
    read(flow, LAUNCH)
    flow.clock.advance(hours=3)
    (text,) = told(flow)
    assert f"3 {LATE}" in text


def test_a_reply_in_a_thread_is_marked_too(flow: Flow) -> None:
    """The revised count came out hours ago."""
    flow.clock.advance(minutes=16)
    read(flow, LAUNCH)
    assert LATE not in "".join(told(flow))
    flow.clock.advance(hours=9)
    revised = "JCS revises count of missiles to five"
    flow.classifier.says(revised, "missile_test", "srbm", count=5, relation="revision", **DAY)
    read(flow, revised, flow.clock.now() - timedelta(hours=4))
    assert f"4 {LATE}" in told(flow)[-1]


def test_an_outlet_that_is_slow_is_not_our_lateness(flow: Flow) -> None:
    """The feed was read when it was due, and only now has an item of five hours ago."""
    flow.clock.advance(minutes=16)
    read(flow, LAUNCH, flow.clock.now() - timedelta(hours=5))
    (text,) = told(flow)
    assert "late" not in text


def test_what_an_outlet_edits_is_news_of_now(flow: Flow) -> None:
    """The item is days old; its new text is not late."""
    flow.clock.advance(minutes=16)
    entry_id = flow.entry(LAUNCH)
    told(flow)
    flow.clock.advance(hours=5)
    flow.classifier.says(AGAIN, "missile_test", "srbm", count=5, relation="revision", **DAY)
    with flow.store.write() as db:
        entries.edit(db, entry_id, title=AGAIN, summary="", content_hash="x", updated=flow.clock.now())
    (text,) = told(flow)
    assert "late" not in text
