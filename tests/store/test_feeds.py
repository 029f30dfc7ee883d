"""Rows of feeds and entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.feed import Entry
from bot.store import entries, feeds
from bot.store.db import Store
from tests.fakes import new_store
from tests.feeds import NOW

URL = "https://news.example/feed.xml"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def add_feed(store: Store, url: str = URL, **more: object) -> int:
    """Watch a feed."""
    with store.write() as db:
        return feeds.add(db, url=url, title="N", publisher="N", now=NOW, **more)  # type: ignore[arg-type]


def test_a_feed_comes_back_as_it_was_saved(store: Store) -> None:
    """All that a poll says of it; what people set is not a poll's to change."""
    feed_id = add_feed(store, quirks=("redates",), lang="ko", zone="Asia/Seoul")
    with store.write() as db:
        feed = feeds.get(db, feed_id)
        assert feed is not None
        after = replace(
            feed,
            title="Renamed by a poll",
            etag='"x"',
            validators_at=NOW,
            failures=2,
            last_reason="dns",
            ttl_seconds=60,
        )
        assert feeds.save_poll(db, after)
        assert feeds.get(db, feed_id) == replace(after, title="N")


def test_what_is_due_comes_longest_overdue_first(store: Store) -> None:
    """Paused, gone, removed and later ones not at all."""
    ids = [add_feed(store, f"{URL}?{n}") for n in range(5)]
    with store.write() as db:
        feeds.put_off(db, ids[0], NOW - timedelta(minutes=1))
        feeds.put_off(db, ids[1], NOW - timedelta(minutes=9))
        feeds.put_off(db, ids[2], NOW + timedelta(minutes=1))
        feeds.set_state(db, ids[3], "paused", NOW)
        feeds.set_state(db, ids[4], "gone", NOW)
        assert [f.id for f in feeds.due(db, NOW, 9)] == [ids[1], ids[0]]
        assert feeds.next_due(db) == NOW - timedelta(minutes=9)


def test_finding_what_is_due_uses_its_index(store: Store) -> None:
    """A thousand feeds are not read to find the one that is due."""
    with store.read() as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM feeds WHERE state = 'active' AND next_poll_at <= ?"
            " ORDER BY next_poll_at, id LIMIT 9",
            ["x"],
        ).fetchall()
    assert any("feeds_due" in str(row) for row in plan)


def test_a_poll_does_not_undo_what_a_person_did_meanwhile(store: Store) -> None:
    """Paused stays paused, removed stays removed; an active feed may be found gone."""
    feed_id = add_feed(store)
    with store.write() as db:
        feed = feeds.get(db, feed_id)
        assert feed is not None
        feeds.set_state(db, feed_id, "paused", NOW)
        feeds.save_poll(db, replace(feed, state="gone"))
        paused = feeds.get(db, feed_id)
        feeds.set_state(db, feed_id, "removed", NOW)
        saved = feeds.save_poll(db, feed)
    assert paused is not None
    assert paused.state == "paused"
    assert not saved


def test_a_removed_feed_that_is_added_again_begins_anew(store: Store) -> None:
    """Under its old number, with nothing held against it."""
    feed_id = add_feed(store)
    with store.write() as db:
        feed = feeds.get(db, feed_id)
        assert feed is not None
        feeds.save_poll(db, replace(feed, failures=9, last_success_at=NOW, etag="x"))
        feeds.set_state(db, feed_id, "removed", NOW)
    assert add_feed(store) == feed_id
    with store.read() as db:
        again = feeds.get(db, feed_id)
    assert again is not None
    assert (again.state, again.failures, again.etag, again.last_success_at) == ("active", 0, None, None)


def test_an_entry_is_found_by_each_of_its_names(store: Store) -> None:
    """And a name that is given to a newer entry means that one."""
    feed_id = add_feed(store)
    with store.write() as db:
        one = put(db, feed_id, keys=("g:1:a", "u:x"))
        two = put(db, feed_id, keys=("g:1:b", "u:x"))
        entries.add_keys(db, two, ("g:1:a", "g:1:c"))
        found = {
            name: entry.id
            for name, entry in entries.find(db, ["g:1:a", "g:1:b", "g:1:c", "u:x", "none"]).items()
        }
    assert found == {"g:1:a": one, "g:1:b": two, "g:1:c": two, "u:x": two}


def test_entries_wait_to_be_classified_three_times_at_most(store: Store) -> None:
    """So that one that cannot be read holds up nobody; an edit gives it a new chance."""
    feed_id = add_feed(store)
    with store.write() as db:
        one, two = put(db, feed_id), put(db, feed_id)
        entries.set_done(db, one)
        for _ in range(3):
            assert [e.id for e in entries.unclassified(db, 9)] == [two]
            entries.set_failed(db, two)
        assert entries.unclassified(db, 9) == []
        entries.edit(db, two, title="B", summary="", content_hash="h2", updated=None)
        (again,) = entries.unclassified(db, 9)
    assert (again.title, again.edits) == ("B", 1)


def test_an_edit_fills_a_date_and_never_changes_one(store: Store) -> None:
    """Outlets give old items new dates."""
    feed_id = add_feed(store)
    with store.write() as db:
        dated, undated = put(db, feed_id, published=NOW), put(db, feed_id)
        for entry in (dated, undated):
            entries.edit(
                db,
                entry,
                title="B",
                summary="",
                content_hash="h",
                updated=NOW,
                published=NOW + timedelta(days=3),
            )
        assert [e.published for e in entries.by_ids(db, [dated, undated])] == [NOW, NOW + timedelta(days=3)]


def test_the_pace_counts_what_came_lately_but_for_the_backlog(store: Store) -> None:
    """A feed's first sight says nothing of its pace."""
    feed_id = add_feed(store)
    later = NOW + timedelta(days=20)
    with store.write() as db:
        put(db, feed_id, first_seen=NOW)
        put(db, feed_id, first_seen=later, backlog=True)
        put(db, feed_id, first_seen=later - timedelta(days=1))
        assert entries.pace(db, feed_id, later) == (1, 14.0)
        assert entries.pace(db, feed_id, NOW + timedelta(days=2))[1] == 2.0
        assert entries.counts_by_feed(db, later - timedelta(days=1)) == {feed_id: 2}


def put(db: object, feed_id: int, *, keys: Sequence[str] = (), **more: object) -> int:
    """Store an entry."""
    fields = {"title": "A", "publisher": "N", "first_seen": NOW} | more
    return entries.add(db, Entry(feed_id=feed_id, **fields), "h", keys)  # type: ignore[arg-type]
