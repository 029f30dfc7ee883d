"""The outbox as rows: once decided, once sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

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
