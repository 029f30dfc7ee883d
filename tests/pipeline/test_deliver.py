"""The sender: every message once, whatever Slack does and whenever the process dies."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.gazetteer import shipped_gazetteer
from bot.model.errors import DeliveryError
from bot.pipeline.deliver import Sender
from bot.policy import retry
from bot.ports import Person, Posted
from bot.services import Services
from bot.store import outbox, parked
from bot.store.db import Store
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock, new_store


class FakeSlack:
    """A Slack that keeps what it was sent and fails as it is told.

    `faults` are consumed one a call: `before` (an error, nothing posted), `after` (posted, but the
    answer is lost), `late` (as `after`, and visible only 20 s later), `limited`, `refused`,
    `killed` (posted, then this process dies).
    """

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.posts: list[tuple[str, str, dict[str, Any], str | None, datetime]] = []
        self.edits: list[tuple[str, str, dict[str, Any]]] = []
        self.faults: list[str] = []
        self.history_allowed = True
        self.refusals: dict[str, str] = {}
        self.tries: Counter[str] = Counter()
        self.down = ""
        self.calls = 0

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        self._reached()
        fault = self.faults.pop(0) if self.faults else ""
        if channel in self.refusals:
            self.tries[channel] += 1
            raise DeliveryError("no", code=self.refusals[channel], outcome="refused")
        if fault == "limited":
            raise DeliveryError("wait", code="ratelimited", outcome="later", retry_after=7)
        if fault == "refused":
            raise DeliveryError("no", code="is_archived", outcome="refused")
        if fault == "before":
            raise DeliveryError("reset", code="reset", outcome="unknown")
        visible = self.clock.now() + timedelta(seconds=20 if fault == "late" else 0)
        self.posts.append((channel, tag, payload, thread_ts, visible))
        if fault == "killed":
            raise KeyboardInterrupt
        if fault in ("after", "late"):
            raise DeliveryError("timeout", code="timeout", outcome="unknown")
        return Posted(channel, f"{len(self.posts)}.0")

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        self.edits.append((channel, ts, payload))

    def find(self, channel: str, tag: str, *, since: datetime, thread_ts: str | None = None) -> Posted | None:
        self._reached()
        if not self.history_allowed:
            raise DeliveryError("no", code="missing_scope", outcome="refused")
        for number, post in enumerate(self.posts, 1):
            if post[:2] == (channel, tag) and post[4] <= self.clock.now():
                return Posted(channel, f"{number}.0")
        return None

    def _reached(self) -> None:
        self.calls += 1
        if self.down:
            outcome = "later" if self.down == "unreachable" else "unknown"
            raise DeliveryError("away", code=self.down, outcome=outcome)

    def person(self, user: str) -> Person:
        return Person(user, "Ana", "Asia/Seoul", admin=False)


@pytest.fixture
def clock() -> FakeClock:
    """A clock under the test's control."""
    return FakeClock()


@pytest.fixture
def slack(clock: FakeClock) -> FakeSlack:
    """A Slack under the test's control."""
    return FakeSlack(clock)


@pytest.fixture
def services(tmp_path: Path, clock: FakeClock, slack: FakeSlack) -> Services:
    """A bot that only delivers."""
    unused: Any = None
    return Services(
        settings=Settings(KP_OPERATOR_CHANNEL="C0OPS"),
        store=new_store(tmp_path),
        clock=clock,
        taxonomy=shipped_taxonomy(),
        gazetteer=shipped_gazetteer(),
        classifier=unused,
        fetcher=unused,
        feed_reader=unused,
        messenger=slack,
    )


def decide(store: Store, clock: FakeClock, key: str, **fields: Any) -> int:
    """Put an alert into the outbox."""
    defaults = {"workspace": "T1", "kind": "alert", "channel": "C1", "payload": {"text": key}}
    with store.write() as db:
        found = outbox.put(db, dedup_key=key, now=clock.now(), **(defaults | fields))
    assert found is not None
    return found


def run(services: Services, slack: FakeSlack, clock: FakeClock, *, seconds: int = 300) -> Sender:
    """Run a sender for a while, a round every ten seconds."""
    sender = Sender(services, slack)
    sender.recover()
    for _ in range(seconds // 10):
        sender.round()
        clock.advance(seconds=10)
    return sender


def states(services: Services) -> dict[str, int]:
    """How many messages are in each state."""
    with services.store.read() as db:
        return outbox.counts(db)


def test_messages_of_a_channel_go_in_order_about_one_a_second(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """Slack takes about one message a second in a channel."""
    for n in range(3):
        decide(services.store, clock, f"a{n}")
    sender = Sender(services, slack)
    assert sender.round().sent == 1
    assert sender.round().sent == 0
    clock.advance(seconds=2)
    assert sender.round().sent == 1
    clock.advance(seconds=2)
    sender.round()
    assert [p[2]["text"] for p in slack.posts] == ["a0", "a1", "a2"]


@pytest.mark.parametrize("fault", ["before", "after", "late"])
def test_a_lost_answer_neither_loses_nor_doubles_the_message(
    services: Services, slack: FakeSlack, clock: FakeClock, fault: str
) -> None:
    """The message is looked for before it is repeated, later than any late commit."""
    decide(services.store, clock, "a")
    slack.faults = [fault]
    run(services, slack, clock)
    assert len(slack.posts) == 1
    assert states(services) == {"sent": 1}


def test_a_process_killed_right_after_posting_does_not_post_again(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """The row was marked before the call, so the next process knows to look."""
    decide(services.store, clock, "a")
    slack.faults = ["killed"]
    with pytest.raises(KeyboardInterrupt):
        Sender(services, slack).round()
    assert states(services) == {"sending": 1}
    run(services, slack, clock)
    assert len(slack.posts) == 1
    assert states(services) == {"sent": 1}


def test_without_the_right_to_read_history_an_unknown_message_is_sent_again(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """At least once is then the best there is; losing it would be worse."""
    slack.history_allowed = False
    decide(services.store, clock, "a")
    slack.faults = ["before"]
    run(services, slack, clock)
    assert len(slack.posts) == 1
    assert states(services) == {"sent": 1}


def test_a_rate_limit_is_waited_out(services: Services, slack: FakeSlack, clock: FakeClock) -> None:
    """Not before Retry-After."""
    decide(services.store, clock, "a")
    slack.faults = ["limited"]
    sender = Sender(services, slack)
    assert sender.round().later == 1
    clock.advance(seconds=6)
    assert sender.round().sent == 0
    clock.advance(seconds=1)
    assert sender.round().sent == 1


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "user_disabled", "cannot_dm_bot"])
def test_a_closed_channel_is_told_once_parked_and_tried_once_a_day(
    services: Services, slack: FakeSlack, clock: FakeClock, code: str
) -> None:
    """However many messages and days: one word to the operator, one try a day, everything kept."""
    slack.refusals["C1"] = code
    for day in range(3):
        for n in range(4):
            decide(services.store, clock, f"a{day}{n}")
        run(services, slack, clock, seconds=60)
        clock.advance(days=1)
    assert slack.tries["C1"] == 3
    assert states(services) == {"blocked": 12, "sent": 1}
    assert [p[0] for p in slack.posts] == ["C0OPS"]
    assert "kp outbox retry --channel C1" in slack.posts[0][2]["text"]


def test_a_channel_that_is_open_again_gets_what_was_parked(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """A person says so; what was kept comes in order, and a later trouble is told anew."""
    slack.refusals["C1"] = "is_archived"
    ids = [decide(services.store, clock, f"a{n}") for n in range(3)]
    run(services, slack, clock, seconds=30)
    slack.refusals.clear()
    with services.store.write() as db:
        for message_id in parked.of_channel(db, "C1"):
            outbox.resolve(db, message_id, state="pending", now=clock.now())
    run(services, slack, clock, seconds=60)
    assert [p[2]["text"] for p in slack.posts if p[0] == "C1"] == ["a0", "a1", "a2"]
    slack.refusals["C1"] = "is_archived"
    decide(services.store, clock, "b")
    run(services, slack, clock, seconds=30)
    assert [p[0] for p in slack.posts].count("C0OPS") == 2
    assert len(ids) == 3


def test_a_removed_app_sends_nothing_and_loses_nothing(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """One try in half an hour; when the app is back, all that was held comes, in order and marked late."""
    slack.refusals.update(C1="account_inactive", C2="account_inactive")
    for n in range(4):
        decide(services.store, clock, f"a{n}", channel=f"C{n % 2 + 1}")
    sender = Sender(services, slack)
    for _ in range(12 * 4):
        sender.round()
        clock.advance(minutes=15)
    assert slack.posts == []
    assert slack.tries.total() <= 25
    slack.refusals.clear()
    for _ in range(60):
        sender.round()
        clock.advance(minutes=1)
    assert sorted(p[2]["text"][:2] for p in slack.posts) == ["a0", "a1", "a2", "a3"]
    assert all("12 h late" in p[2]["text"] or "13 h late" in p[2]["text"] for p in slack.posts)


@pytest.mark.parametrize("fault", ["unreachable", "timeout"])
def test_a_day_without_slack_loses_nothing_and_keeps_the_order(
    services: Services, slack: FakeSlack, clock: FakeClock, fault: str
) -> None:
    """Slack is asked about once a minute; afterwards all comes in order, and what is late says so."""
    slack.down = fault
    sender = Sender(services, slack)
    for hour in range(24):
        decide(services.store, clock, f"m{hour:02}", kind="direct")
        for _ in range(4):
            sender.round()
            clock.advance(minutes=15)
    assert slack.calls < 24 * 4 * 3
    slack.down = ""
    decide(services.store, clock, "fresh", kind="direct")
    for _ in range(60):
        sender.round()
        clock.advance(seconds=35)
    texts = [p[2]["text"] for p in slack.posts]
    assert [text[:3] for text in texts[:-1]] == [f"m{hour:02}" for hour in range(24)]
    assert "24 h late" in texts[0]
    assert texts[-1] == "fresh"


def test_a_refusal_of_one_message_is_kept_and_told_once_a_day(
    services: Services, slack: FakeSlack, clock: FakeClock
) -> None:
    """A message that is too long says nothing of the next one."""
    for n in range(2):
        slack.refusals["C1"] = "msg_too_long"
        decide(services.store, clock, f"a{n}")
        decide(services.store, clock, f"b{n}")
        run(services, slack, clock, seconds=30)
        clock.advance(days=1)
    assert slack.tries["C1"] == 4
    assert [p[0] for p in slack.posts] == ["C0OPS", "C0OPS"]


def test_an_edit_changes_the_message_in_place(services: Services, slack: FakeSlack, clock: FakeClock) -> None:
    """The root's ts is edited; no new message is posted."""
    root_id = decide(services.store, clock, "a")
    run(services, slack, clock, seconds=10)
    with services.store.write() as db:
        root = outbox.get(db, root_id)
        assert root is not None
        outbox.put_edit(db, root, {"text": "2 sources"}, revision=2, now=clock.now(), not_before=None)
    run(services, slack, clock, seconds=10)
    assert slack.edits == [("C1", "1.0", {"text": "2 sources"})]
    assert len(slack.posts) == 1


@pytest.mark.parametrize("seed", range(8))
def test_under_any_run_of_faults_and_kills_each_message_is_there_once(
    services: Services, slack: FakeSlack, clock: FakeClock, seed: int
) -> None:
    """Nothing lost, nothing twice."""
    chance = random.Random(seed)
    for n in range(15):
        decide(services.store, clock, f"m{n}", channel=f"C{n % 3}")
    kinds = ["", "", "", "before", "after", "late", "limited", "killed"]
    slack.faults = [chance.choice(kinds) for _ in range(30)]
    sender = Sender(services, slack)
    for _ in range(200):
        try:
            sender.round(limit=3)
        except KeyboardInterrupt:
            sender = Sender(services, slack)
            sender.recover()
        clock.advance(seconds=chance.choice([1, 5, 20]))
    assert sorted(p[2]["text"] for p in slack.posts) == sorted(f"m{n}" for n in range(15))
    assert states(services) == {"sent": 15}
    assert timedelta(seconds=20) < retry.LOOK_AFTER
