"""A feed's wish to be left alone, in the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.store import feeds
from bot.store.db import Store
from bot.store.migrations import migrations
from tests.fakes import new_store
from tests.feeds import NOW


def test_hours_of_quiet_survive_the_database(tmp_path: Path) -> None:
    """With what the server said of caching; a feed added anew starts without them."""
    store = new_store(tmp_path)
    with store.write() as db:
        feed_id = feeds.add(db, url="https://a.example/f", title="A", publisher="A", now=NOW)
        feed = feeds.get(db, feed_id)
        assert feed is not None
        said = replace(feed, cache_seconds=3600, skip_hours=(1, 2), skip_days=(5,))
        feeds.save_poll(db, said)
        assert feeds.get(db, feed_id) == said
        feeds.add(db, url="https://a.example/f", title="A", publisher="A", now=NOW)
        again = feeds.get(db, feed_id)
    assert again is not None
    assert (again.cache_seconds, again.skip_hours, again.skip_days) == (None, (), ())


def test_a_database_of_before_keeps_its_feeds(tmp_path: Path) -> None:
    """They have said nothing of quiet yet."""
    path = tmp_path / "kp-events.db"
    connection = sqlite3.connect(str(path))
    old = Database(connection)
    migrations.apply(old, stop_before="009_quiet_hours")
    old.execute(
        "INSERT INTO feeds (url, title, publisher, ttl_seconds, added_at)"
        " VALUES ('u', 't', 'p', 60, '2026-11-21T03:00:00Z')"
    )
    connection.commit()
    connection.close()
    store = Store(path)
    assert "009_quiet_hours" in store.migrate()
    with store.read() as db:
        (feed,) = feeds.all_feeds(db)
    assert (feed.title, feed.ttl_seconds, feed.skip_hours, feed.cache_seconds) == ("t", 60, (), None)
