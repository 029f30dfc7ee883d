"""Bad days, each with a decided behaviour: the runbook tells the same to whoever is woken up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.model.errors import FetchError, StoreError
from bot.model.message import DigestSetting
from bot.pipeline import digest
from bot.pipeline.classify import classify_new
from bot.pipeline.deliver import Sender
from bot.pipeline.steps_back import set_back
from bot.store import db as db_module
from bot.store import digest_settings, feeds, meta, outbox, verdicts
from bot.store.db import Store
from handlers.edge import sentence
from jobs import deliver
from jobs.runner import Runner
from tests.jobs.day import Day


@pytest.fixture
def day(tmp_path: Path) -> Day:
    """A bot."""
    return Day(tmp_path)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int | None]:
    """A disk whose size a test sets, in pages of the database; None: there is room."""
    room: dict[str, int | None] = {"pages": None}
    real = Store._open

    def opened(self: Store, *, writable: bool) -> Any:
        db = real(self, writable=writable)
        if room["pages"] is not None:
            db.execute(f"PRAGMA max_page_count={room['pages']}")
        return db

    monkeypatch.setattr(Store, "_open", opened)
    return room


def pages(store: Store) -> int:
    """How large a database is."""
    with store.read() as db:
        return int(db.execute("PRAGMA page_count").fetchone()[0])


def test_a_full_disk_stops_polling_and_not_answering(day: Day, disk: dict[str, int | None]) -> None:
    """The server is not asked for what cannot be kept; the operator is told once; it goes on by itself."""
    disk["pages"] = pages(day.flow.store)
    for _ in range(60):
        day.tick()
    assert day.web.asked <= 2, "a minute of a full disk is one or two questions"
    with day.flow.store.read() as db:
        assert feeds.get(db, day.feed) is not None, "questions are answered"
    told = day.operator_was_told()
    assert len(told) == 1 and "the disk is full" in told[0] and "still answered" in told[0]
    held = day.runner.held()
    assert held is not None and held.reason == "full"

    disk["pages"] = None
    asked = day.web.asked
    for _ in range(330):
        day.tick()
    assert day.web.asked > asked, "it goes on"
    assert day.runner.held() is None
    assert [text for text in day.operator_was_told() if text.startswith("Over:")] == [
        "Over: the database can be written again."
    ]
    assert day.flow.store.problems() == []


def test_an_item_that_a_full_disk_has_no_room_for_is_not_given_up(
    day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that a lock kept waiting: neither is its fault, however often; it is read when there is room."""
    day.flow.classifier.says("Shells island", "artillery_fire", places=("yeonpyeong",), severity=4)
    day.flow.entry("Shells island")

    def no_room(*_: object) -> None:
        raise StoreError("no room", reason="full")

    with monkeypatch.context() as full:
        full.setattr(verdicts, "put", no_room)
        for _ in range(5):
            with pytest.raises(StoreError):
                classify_new(day.services)
    assert day.flow.events() == []
    assert classify_new(day.services) == 1
    assert [event.type for event in day.flow.events()] == ["artillery_fire"]


def test_a_person_who_asks_for_a_change_on_a_full_disk_gets_a_sentence(
    day: Day, disk: dict[str, int | None]
) -> None:
    """No reference, no path, no trace."""
    disk["pages"] = pages(day.flow.store)
    with pytest.raises(StoreError) as caught, day.flow.store.write() as db:
        meta.set_to(db, "bulk", "x" * 200_000, day.clock.now())
    said = sentence(caught.value, "subscribe")
    assert "kept" in said
    assert str(day.flow.store.path) not in said


def test_a_locked_database_is_waited_for_and_said(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that holds it holds up the writers only; they rest a little longer each time."""
    monkeypatch.setattr(db_module, "BUSY_SECONDS", 0.01)
    other = sqlite3.connect(str(day.flow.store.path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(60):
        day.tick()
    with day.flow.store.read() as db:
        assert feeds.get(db, day.feed) is not None
    assert 3 <= day.web.asked <= 7, "it rests 2, 4, 8 … seconds"
    assert day.runner.held() is None, "a lock passes: nothing else rests"
    assert "another program" in day.runner.failing()["poll"].why
    other.execute("ROLLBACK")
    other.close()
    for _ in range(70):
        day.tick()
    assert not day.runner.failing()


def test_a_damaged_database_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    """For readers, for writers, and at a start."""
    day = Day(tmp_path)
    path = day.flow.store.path
    with day.flow.store.write() as db:
        for number in range(40):
            meta.set_to(db, f"bulk{number}", "x" * 5000, day.clock.now())
    raw = sqlite3.connect(str(path))
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    day.flow.store._idle = None
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    store = Store(path)
    for use in (store.read, store.write):
        with pytest.raises(StoreError, match="damaged") as caught, use() as db:
            db.execute("SELECT count(*) FROM meta WHERE value > 'a'").fetchone()
        assert caught.value.reason == "damaged"
        assert "kp restore" in str(caught.value)
    assert store.problems()
    path.write_bytes(b"\xa5" * len(whole))
    with pytest.raises(StoreError, match="not a database"):
        Store(path).migrate()


def test_a_message_whose_row_could_not_be_settled_is_looked_for_and_not_repeated(day: Day) -> None:
    """The disk was full between Slack's answer and our note of it: the next round begins with that."""
    with day.flow.store.write() as db:
        outbox.put(
            db,
            workspace="T1",
            dedup_key="a",
            kind="alert",
            channel="C1",
            payload={"text": "one"},
            now=day.clock.now(),
        )
    tick = deliver.make(day.services)
    broken = [True]
    real = outbox.settle_sent

    def settle(*args: Any, **more: Any) -> None:
        if broken:
            broken.pop()
            raise StoreError("The disk is full.", reason="full")
        real(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "settle_sent", settle)
        with pytest.raises(StoreError):
            tick()
        for _ in range(3):
            day.clock.advance(seconds=90)
            tick()
    (message,) = day.flow.messages("alert")
    assert message.state == "sent"
    assert len(day.slack.posts) == 1


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_back_makes_nothing_wait(day: Day, by: timedelta) -> None:
    """Feeds and messages wait as long as they would have, not until the clock has caught up."""
    now = day.clock.now()
    with day.flow.store.write() as db:
        feeds.put_off(db, day.feed, now + timedelta(minutes=7))
        outbox.put(
            db,
            workspace="T1",
            dedup_key="a",
            kind="alert",
            channel="C1",
            payload={"text": "x"},
            now=now,
            not_before=now + timedelta(seconds=60),
        )
        digest_settings.put(db, DigestSetting("T1", "C1", created_at=now - timedelta(days=9)), now)
        digest_settings.decided(db, "T1", "C1", now.date().isoformat(), now)
    day.clock.time = now - by
    day.runner._look_at_clock(now, day.clock.now())
    with day.flow.store.read() as db:
        feed, (message,), setting = (
            feeds.get(db, day.feed),
            outbox.listing(db),
            digest_settings.get(db, "T1", "C1"),
        )
    assert feed is not None and setting is not None
    assert feed.next_poll_at == day.clock.now() + timedelta(minutes=7)
    assert message.not_before == day.clock.now() + timedelta(seconds=60)
    assert setting.last_sent_until == day.clock.now()
    assert setting.last_slot is not None and setting.last_slot <= day.clock.now().date().isoformat()


def test_a_clock_set_back_while_the_bot_was_stopped_is_noticed_at_the_start(day: Day) -> None:
    """The record goes further than the clock."""
    now = day.clock.now()
    with day.flow.store.write() as db:
        meta.set_to(db, "job:poll", "worked", now)
        feeds.put_off(db, day.feed, now + timedelta(minutes=5))
    day.clock.time = now - timedelta(days=2)
    runner = Runner(day.services, [], day.elapsed)
    runner.start()
    runner.stop()
    with day.flow.store.read() as db:
        feed = feeds.get(db, day.feed)
    assert feed is not None and feed.next_poll_at == day.clock.now() + timedelta(minutes=5)


def test_a_clock_set_back_loses_no_event_from_the_digest(day: Day) -> None:
    """What came after a digest is in the next one, whatever the hour was then."""
    flow = day.flow
    flow.classifier.says(
        "Fires one", "missile_test", "srbm", event_date="2026-11-20", places=("sunan",), severity=4
    )
    flow.classifier.says(
        "Shells island", "artillery_fire", event_date="2026-11-21", places=("yeonpyeong",), severity=4
    )
    with flow.store.write() as db:
        now = day.clock.now()
        digest_settings.put(
            db, DigestSetting("T1", "C1", hour="12:00", created_at=now - timedelta(days=3)), now
        )
        digest_settings.decided(db, "T1", "C1", "2026-11-20", now - timedelta(days=1))
    flow.entry("Fires one")
    classify_new(day.services)
    day.clock.advance(minutes=30)
    assert digest.decide_digests(day.services, day.clock.now()) == 1
    day.clock.advance(minutes=-90)
    set_back(day.services, timedelta(minutes=90))
    flow.entry("Shells island")
    classify_new(day.services)
    day.clock.advance(days=1, minutes=70)
    assert digest.decide_digests(day.services, day.clock.now()) == 1
    first, second = [m.payload["text"] for m in flow.messages("digest")]
    assert "Fires one" in first
    assert "Shells island" in second
    assert "Fires one" not in second


def test_a_suspended_machine_asks_once_and_is_not_said_to_be_stuck(day: Day) -> None:
    """Hours that no tick saw are one tick; the digest that was due then comes late, once."""
    day.tick()
    day.runner._running["poll"] = day.elapsed.seconds
    day.clock.advance(hours=9)  # the machine sleeps: no monotonic time passes
    assert day.runner.overdue() == []
    day.runner._running.clear()
    asked = day.web.asked
    day.tick()
    assert day.web.asked == asked + 1


def test_a_lost_network_keeps_everything_and_goes_on(day: Day) -> None:
    """Slack out of reach: messages wait, and leave in order when it is back."""
    sender = Sender(day.services, day.slack)
    with day.flow.store.write() as db:
        for n in range(3):
            outbox.put(
                db,
                workspace="T1",
                dedup_key=f"{n}",
                kind="alert",
                channel="C1",
                payload={"text": f"m{n}"},
                now=day.clock.now(),
            )
    day.slack.down = True
    for _ in range(20):
        sender.round()
        day.clock.advance(minutes=5)
    assert day.slack.posts == []
    day.slack.down = False
    for _ in range(20):
        sender.round()
        day.clock.advance(minutes=5)
    assert [text[:2] for _, text in day.slack.posts] == ["m0", "m1", "m2"]


def test_a_fault_in_one_job_rests_that_job_and_is_told_after_three_times(day: Day) -> None:
    """A fetch that crashes is not tried each second, and the operator hears of it once, and of its end."""

    def crash() -> bool:
        raise FetchError("no", reason="dns")

    day.poll = crash  # type: ignore[method-assign]
    for _ in range(60):
        day.tick()
    assert 3 <= day.runner.failing()["poll"].times <= 7
    assert len(day.operator_was_told()) == 1
    del day.poll
    for _ in range(90):
        day.tick()
    told = day.operator_was_told()
    assert len(told) == 2 and told[1] == "Over: The job poll works again."
