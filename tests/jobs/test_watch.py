"""The operator hears of what needs a person, once, and of its end; a watcher outside hears a heartbeat."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.heartbeat import Heartbeat
from bot.config import Settings
from bot.model.feed import Feed
from bot.pipeline import watch
from bot.policy.trouble import Sight, troubles
from bot.store import feeds, outbox
from jobs import watch as watch_job
from jobs.runner import Runner
from tests.pipeline.flow import Flow

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
WELL = Feed(1, "https://one.example/", "One <!channel>", "One", last_success_at=NOW)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("sight", "says"),
    [
        (Sight(), None),
        (Sight(feeds=(WELL,)), None),
        (Sight(feeds=(replace(WELL, failures=5, failing_since=NOW - 0.9 * DAY),)), None),
        (Sight(feeds=(replace(WELL, failures=99, failing_since=NOW - 2 * DAY, last_reason="dns"),)), "not been read for 2 days: the server's name cannot be found"),
        (Sight(feeds=(replace(WELL, failures=99, failing_since=NOW - 2 * DAY, state="paused"),)), None),
        (Sight(feeds=(replace(WELL, state="gone"),)), "gone for good"),
        (Sight(feeds=(replace(WELL, gap_at=NOW - timedelta(hours=1)),)), "more than was seen, 1 hour ago"),
        (Sight(feeds=(replace(WELL, gap_at=NOW - 3 * DAY),)), None),
        (Sight(free=0.09), "91% full"),
        (Sight(failing={"poll": (3, "the disk fails.")}), "poll has failed 3 times in a row: the disk fails."),
        (Sight(failing={"poll": (2, "once more")}), None),
        (Sight(classifier="rules-3:88e2"), "trained model could not be loaded"),
        (Sight(classifier="rules-3:88e2+model-2aeb"), None),
        (Sight(lost_model=True), "The model that was trained here is missing"),
        (Sight(backup=NOW - 8 * DAY), "last backup was made 8 days ago"),
        (Sight(backup=NOW - 6 * DAY), None),
    ],
)  # fmt: skip
def test_what_needs_a_person_is_said_in_a_sentence(sight: Sight, says: str | None) -> None:
    """And what mends itself is not said."""
    found = troubles(sight, NOW)
    assert [says is not None and says in (each.begins or "") for each in found] == ([True] if says else [])


class Bot:
    """A flow with an operator's channel, one feed, and nothing wrong."""

    def __init__(self, folder: Path) -> None:
        self.flow = Flow(folder)
        self.flow.classifier.version = "rules-1+model-1"
        settings: Any = {"KP_OPERATOR_CHANNEL": "C0OPS"}
        self.services = replace(
            self.flow.services, settings=Settings(data=folder, _env_file=None, **settings)
        )
        with self.flow.store.write() as db:
            self.feed = feeds.add(
                db,
                url="https://one.example/",
                title="One <!channel>",
                publisher="One",
                now=self.flow.clock.now(),
            )

    def fails(self, since: datetime | None) -> None:
        """Let the feed fail since a time, or be read."""
        with self.flow.store.write() as db:
            feed = feeds.get(db, self.feed)
            assert feed is not None
            feeds.save_poll(
                db, replace(feed, failures=9 if since else 0, failing_since=since, last_reason="dns")
            )

    def told(self) -> list[str]:
        """What the operator was told."""
        return [m.payload["text"] for m in self.flow.messages("operator")]


def test_a_trouble_is_told_once_and_its_end_once(tmp_path: Path) -> None:
    """However often one looks, and over a restart; a second time it is told again."""
    bot = Bot(tmp_path)
    for begins in (1, 2):
        bot.fails(bot.flow.clock.now() - timedelta(days=2))
        for _ in range(3):
            watch.look(bot.services, {})
            bot.flow.clock.advance(minutes=1)
        assert len(bot.told()) == 2 * begins - 1
        bot.fails(None)
        for _ in range(3):
            watch.look(bot.services, {})
            bot.flow.clock.advance(minutes=1)
        assert len(bot.told()) == 2 * begins
    assert bot.told()[-1] == "Over: One &lt;!channel&gt; is read again."


def test_many_troubles_at_once_are_one_message(tmp_path: Path) -> None:
    """A network that is gone for a day is not thirty messages."""
    bot = Bot(tmp_path)
    with bot.flow.store.write() as db:
        for number in range(30):
            made = feeds.add(
                db,
                url=f"https://{number}.example/",
                title=f"F{number}",
                publisher="P",
                now=bot.flow.clock.now(),
            )
            feed = feeds.get(db, made)
            assert feed is not None
            feeds.save_poll(
                db, replace(feed, failures=9, failing_since=bot.flow.clock.now() - timedelta(days=3))
            )
    for _ in range(2):
        watch.look(bot.services, {})
        bot.flow.clock.advance(minutes=1)
    (told,) = bot.told()
    assert told.startswith("30 feeds have not been read for a day: kp feeds says which, and why.")
    with bot.flow.store.write() as db:
        db.execute("UPDATE feeds SET failures = 0, failing_since = NULL")
    watch.look(bot.services, {})
    assert bot.told()[1:] == ["Over: 30 feeds are read again."]


def test_what_is_told_at_once_has_an_end(tmp_path: Path) -> None:
    """Of very many troubles the first ten are told, and where the rest is."""
    bot = Bot(tmp_path)
    watch.look(bot.services, {f"job{number}": (3, "why") for number in range(30)})
    (told,) = bot.told()
    assert told.count("•") == 11 and "and 20 more" in told


def test_refused_messages_are_told_by_the_sender_and_their_end_here(tmp_path: Path) -> None:
    """One line when all of a channel's are settled."""
    bot = Bot(tmp_path)
    with bot.flow.store.write() as db:
        row = outbox.put(
            db,
            workspace="T1",
            dedup_key="a",
            kind="alert",
            channel="C7",
            payload={"text": "x"},
            now=bot.flow.clock.now(),
        )
        assert row is not None
        outbox.settle_blocked(db, row, error="is_archived")
    watch.look(bot.services, {})
    assert bot.told() == []
    with bot.flow.store.write() as db:
        outbox.resolve(db, row, state="dropped", now=bot.flow.clock.now())
    watch.look(bot.services, {})
    assert bot.told() == ["Over: Nothing that goes to C7 is refused any more."]


class CountingPulse:
    """Counts its beats."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        self.beats += 1


def test_the_heart_beats_for_each_good_poll_and_no_other(tmp_path: Path) -> None:
    """A bot that ticks and reads nothing must look dead from outside."""
    bot, pulse = Bot(tmp_path), CountingPulse()
    tick = watch_job.job(Runner(bot.services, []), pulse).make(bot.services)
    for expected in (0, 0):
        tick()
        assert pulse.beats == expected
    for expected in (1, 2):
        bot.flow.clock.advance(minutes=10)
        with bot.flow.store.write() as db:
            feed = feeds.get(db, bot.feed)
            assert feed is not None
            feeds.save_poll(db, replace(feed, last_success_at=bot.flow.clock.now()))
        tick()
        tick()
        assert pulse.beats == expected


@pytest.mark.loopback
@pytest.mark.parametrize("status", [200, 500])
def test_a_ping_goes_out_and_fails_in_silence(status: int) -> None:
    """To this machine, too: the operator chose the address."""
    asked = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        heartbeat = Heartbeat(f"http://127.0.0.1:{server.server_port}/ping")
        heartbeat.beat()
        assert asked.wait(20)
        assert heartbeat._busy.acquire(timeout=20), "the ping has ended"
        server.shutdown()
