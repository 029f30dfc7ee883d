"""The outbox as rows: once decided, once sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.model.message import Message
from bot.store import outbox
from bot.store.db import Database, Store
from tests.fakes import FakeClock, new_store

NOW = FakeClock().now()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def put(db: Database, key: str, **fields: object) -> int | None:
    """Add an alert."""
    defaults = {"workspace": "T1", "kind": "alert", "channel": "C1", "payload": {"text": key}, "now": NOW}
    return outbox.put(db, dedup_key=key, **(defaults | fields))  # type: ignore[arg-type]


def test_a_message_is_decided_once_however_often_it_is_put(store: Store) -> None:
    """The key is unique for ever."""
    with store.write() as db:
        first = put(db, "alert:1")
        second = put(db, "alert:1")
    assert first is not None
    assert second is None


def test_claiming_marks_a_message_so_that_no_one_else_takes_it(store: Store) -> None:
    """A claimed row is `sending` with a time."""
    with store.write() as db:
        put(db, "a")
        claimed = outbox.claim(db, NOW, blocked={})
        again = outbox.claim(db, NOW, blocked={})
    assert claimed is not None
    assert (claimed.state, claimed.sending_at, claimed.attempts) == ("sending", NOW, 1)
    assert again is None


def test_a_resting_channel_does_not_hold_up_the_others(store: Store) -> None:
    """Pace is kept for each channel by itself."""
    with store.write() as db:
        put(db, "a", channel="C1")
        put(db, "b", channel="C2")
        claimed = outbox.claim(db, NOW, blocked={"C1": NOW + timedelta(seconds=5)})
    assert claimed is not None
    assert claimed.channel == "C2"


def test_a_message_waits_for_its_time(store: Store) -> None:
    """`not_before` is the earliest."""
    with store.write() as db:
        put(db, "a", not_before=NOW + timedelta(seconds=60))
        assert outbox.claim(db, NOW, blocked={}) is None
        assert outbox.claim(db, NOW + timedelta(seconds=60), blocked={}) is not None


def test_a_thread_reply_waits_until_its_alert_is_in_slack(store: Store) -> None:
    """Without the root's ts there is no thread."""
    with store.write() as db:
        root = put(db, "root")
        put(db, "reply", kind="thread", root_id=root)
        assert outbox.claim(db, NOW, blocked={}).id == root  # type: ignore[union-attr]
        assert outbox.claim(db, NOW, blocked={}) is None
        assert root is not None
        outbox.settle_sent(db, root, ts="1.1", channel="C1", now=NOW)
        assert outbox.claim(db, NOW, blocked={}).dedup_key == "reply"  # type: ignore[union-attr]


def test_an_alert_not_yet_tried_is_posted_in_its_latest_form(store: Store) -> None:
    """No edit is needed for what nobody has seen."""
    with store.write() as db:
        root = outbox.get(db, put(db, "root") or 0)
        assert root is not None
        outbox.put_edit(db, root, {"text": "two sources"}, revision=2, now=NOW, not_before=None)
        assert [m.payload["text"] for m in outbox.listing(db)] == ["two sources"]


def test_edits_that_wait_are_joined_into_the_latest(store: Store) -> None:
    """Five confirmations in a minute are one edit."""
    with store.write() as db:
        root_id = put(db, "root") or 0
        outbox.claim(db, NOW, blocked={})
        outbox.settle_sent(db, root_id, ts="1.1", channel="C1", now=NOW)
        root = outbox.get(db, root_id)
        assert root is not None
        for revision in (2, 3, 4):
            payload = {"text": f"{revision} sources"}
            outbox.put_edit(db, root, payload, revision=revision, now=NOW, not_before=None)
        edits = [m for m in outbox.listing(db) if m.kind == "edit"]
    assert [(m.revision, m.payload["text"]) for m in edits] == [(4, "4 sources")]


def test_what_a_killed_process_was_sending_becomes_unknown(store: Store) -> None:
    """Nobody knows whether it went out: it is looked for."""
    with store.write() as db:
        put(db, "a")
        outbox.claim(db, NOW, blocked={})
        assert outbox.abandoned(db) == 1
        assert outbox.unknown(db, NOW, wait=timedelta(seconds=60)) == []
        late = outbox.unknown(db, NOW + timedelta(seconds=60), wait=timedelta(seconds=60))
    assert [m.state for m in late] == ["unknown"]


def test_a_person_can_send_a_blocked_message_again_or_drop_it(store: Store) -> None:
    """Nothing is thrown away without a person."""
    with store.write() as db:
        message_id = put(db, "a") or 0
        outbox.claim(db, NOW, blocked={})
        outbox.settle_blocked(db, message_id, error="is_archived")
        assert outbox.claim(db, NOW, blocked={}) is None
        assert outbox.resolve(db, message_id, state="pending", now=NOW)
        assert outbox.claim(db, NOW, blocked={}) is not None
        outbox.settle_sent(db, message_id, ts="1", channel="C1", now=NOW)
        assert not outbox.resolve(db, message_id, state="dropped", now=NOW)


def sent(db: Database, key: str = "root") -> Message:
    """An alert that Slack has."""
    root_id = put(db, key) or 0
    outbox.claim(db, NOW, blocked={})
    outbox.settle_sent(db, root_id, ts="1.1", channel="C1", now=NOW)
    found = outbox.get(db, root_id)
    assert found is not None
    return found


def edit(db: Database, root: Message, text: str, not_before: datetime | None = None) -> None:
    """Let a message read otherwise."""
    outbox.put_edit(db, root, {"text": text}, revision=2, now=NOW, not_before=not_before)


def test_a_second_edit_in_the_second_in_which_the_first_is_sent_is_kept(store: Store) -> None:
    """Its key is its own, though root, revision and time are the same."""
    with store.write() as db:
        root = sent(db)
        edit(db, root, "one")
        outbox.claim(db, NOW, blocked={})
        edit(db, root, "two")
        assert [m.payload["text"] for m in outbox.listing(db) if m.kind == "edit"] == ["two", "one"]


def test_an_edit_that_failed_does_not_overwrite_a_later_one(store: Store) -> None:
    """It is given up, whether the later one was sent before or waits."""
    with store.write() as db:
        root = sent(db)
        edit(db, root, "one")
        first = outbox.claim(db, NOW, blocked={})
        assert first is not None
        edit(db, root, "two")
        outbox.settle_later(db, first.id, not_before=NOW + timedelta(seconds=2), error="timeout")
        later = outbox.claim(db, NOW, blocked={})
        assert later is not None
        outbox.settle_sent(db, later.id, ts="1.1", channel="C1", now=NOW)
        assert outbox.claim(db, NOW + timedelta(minutes=1), blocked={}) is None
        given_up = outbox.get(db, first.id)
    assert later.payload["text"] == "two"
    assert given_up is not None
    assert (given_up.state, given_up.error) == ("dropped", "a later edit overtook it")


def test_an_edit_at_once_does_not_wait_for_the_time_of_an_earlier_one(store: Store) -> None:
    """What a person corrects shows now; an edit with a later time does not put it off again."""
    with store.write() as db:
        root = sent(db)
        edit(db, root, "three sources", NOW + timedelta(minutes=5))
        edit(db, root, "not relevant")
        edit(db, root, "four sources", NOW + timedelta(minutes=5))
        claimed = outbox.claim(db, NOW, blocked={})
    assert claimed is not None
    assert claimed.payload["text"] == "four sources"


@pytest.mark.parametrize("kind", ["thread", "digest"])
def test_what_belongs_in_order_keeps_it_after_a_rate_limit(store: Store, kind: str) -> None:
    """The second reply, or part, waits until the first is settled; a message elsewhere does not."""
    with store.write() as db:
        root_id = sent(db).id if kind == "thread" else None
        put(db, "one", kind=kind, root_id=root_id)
        put(db, "two", kind=kind, root_id=root_id)
        first = outbox.claim(db, NOW, blocked={})
        assert first is not None
        later = NOW + timedelta(seconds=7)
        outbox.settle_later(db, first.id, not_before=later, error="ratelimited")
        put(db, "other", channel="C2")
        assert outbox.claim(db, NOW, blocked={}).dedup_key == "other"  # type: ignore[union-attr]
        assert outbox.claim(db, NOW, blocked={}) is None
        assert outbox.claim(db, later, blocked={}).dedup_key == "one"  # type: ignore[union-attr]
        assert outbox.claim(db, later, blocked={}) is None
        outbox.settle_sent(db, first.id, ts="2", channel="C1", now=later)
        assert outbox.claim(db, later, blocked={}).dedup_key == "two"  # type: ignore[union-attr]


def test_what_belongs_to_a_message_that_is_refused_or_dropped_does_not_wait_for_ever(store: Store) -> None:
    """Its edits are its words when a person sends it again; its replies are given up."""
    with store.write() as db:
        root_id = put(db, "root") or 0
        root = outbox.claim(db, NOW, blocked={})
        assert root is not None
        edit(db, root, "two sources")
        put(db, "reply", kind="thread", root_id=root_id)
        outbox.settle_blocked(db, root_id, error="is_archived")
        assert outbox.claim(db, NOW, blocked={}) is None
        assert [m.state for m in outbox.listing(db)] == ["dropped", "dropped", "blocked"]
        assert "not in Slack" in str(outbox.listing(db)[0].error)
        edit(db, root, "three sources")
        outbox.resolve(db, root_id, state="pending", now=NOW)
        assert outbox.claim(db, NOW, blocked={}).payload["text"] == "three sources"  # type: ignore[union-attr]
