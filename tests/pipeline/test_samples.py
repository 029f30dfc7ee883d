"""Samples: there while no live feed has answered, gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pipeline.ingest import Poller, poll_due
from bot.pipeline.sample import ensure_samples, retire_samples
from bot.store import feeds
from tests.feeds import NOW, PollingBot, item, rss

URL = "https://news.example/feed.xml"


@pytest.fixture
def bot(tmp_path: Path) -> PollingBot:
    """A bot on an empty database."""
    return PollingBot(tmp_path)


def sample_feeds_of(bot: PollingBot) -> list[str]:
    """The states of the sample feeds."""
    with bot.store.read() as db:
        return [f.state for f in feeds.all_feeds(db, removed=True) if f.sample]


def test_samples_go_the_way_of_all_news(bot: PollingBot) -> None:
    """The last day alerts, the days before are on record; asked again, nothing is new."""
    assert ensure_samples(bot.services)
    bot.clock.advance(minutes=1)
    report = poll_due(bot.services)
    assert report.failed == 0
    assert report.new_entries > 20
    stored = bot.entries()
    assert all(e.sample for e in stored)
    assert {e.backlog for e in stored} == {True, False}
    bot.clock.advance(days=1)
    assert ensure_samples(bot.services)
    again = poll_due(bot.services)
    assert (again.new_entries, again.edited_entries, again.failed) == (0, 0, 0)


def test_live_feeds_go_first(bot: PollingBot) -> None:
    """Where one answers within seconds, nobody ever sees a sample."""
    bot.watch()
    ensure_samples(bot.services)
    bot.web.serve(URL, rss([item("A", guid="1", date=NOW)]))
    poll_due(bot.services)
    bot.clock.advance(minutes=1)
    poll_due(bot.services)
    assert [e.sample for e in bot.entries()] == [False]
    assert set(sample_feeds_of(bot)) == {"removed"}


def test_samples_are_retired_once_a_live_feed_brings_entries(bot: PollingBot) -> None:
    """Their events leave every view, unsent messages are dropped, and they do not come back."""
    ensure_samples(bot.services)
    bot.clock.advance(minutes=1)
    poll_due(bot.services)
    with bot.store.write() as db:
        db.execute(
            "INSERT INTO events (type, family, title, status, severity, sort_date, origin, created_at, updated_at, sample)"
            " VALUES ('missile_test', 'missile', 'S', 'occurred', 3, '2026-11-20', 'feed', 'x', 'x', 1)"
        )
    assert not retire_samples(bot.services, bot.clock.now())
    bot.watch()
    bot.web.serve(URL, rss([item("A", guid="1", date=NOW)]))
    poll_due(bot.services)
    retire_samples(bot.services, bot.clock.now())
    with bot.store.read() as db:
        dismissed = db.execute("SELECT dismissed_at IS NOT NULL FROM events WHERE sample = 1").fetchall()
        waiting = db.execute("SELECT count(*) FROM entries WHERE sample = 1 AND state = 'new'").fetchone()[0]
    assert dismissed == [(1,)]
    assert waiting == 0
    assert set(sample_feeds_of(bot)) == {"removed"}
    assert not ensure_samples(bot.services)
    assert not retire_samples(bot.services, bot.clock.now())


def test_samples_do_not_pass_for_a_network(bot: PollingBot) -> None:
    """Their answers come from disk: being offline goes on, and nobody is asked more often for it."""
    ids = [bot.watch(f"https://h{n}.example/f") for n in range(4)]
    ensure_samples(bot.services)
    poller = Poller(bot.services)
    poller.start_due()
    poller.collect(wait=True)
    bot.clock.advance(minutes=1)
    poller.start_due()
    assert poller.collect(wait=True).offline
    assert [bot.feed(i).failures for i in ids] == [1] * 4
    assert poller.start_due() == 0
    poller.close()
