"""The sender killed again and again, against a Slack that fails: nothing lost, nothing twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.bench.faultyslack import FAULTS, FaultySlack
from bot.store import outbox
from bot.store.db import Store
from tests.e2e.localslack import eventually
from tests.e2e.running import Bot
from tests.faults.hurried import LATEST_SECONDS

CHANNELS = ("C1", "C2", "U3")
MESSAGES, REPLIES, KILLS, RATE = 120, 40, 20, 0.2


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The database that the bot of this test works on."""
    store = Store(tmp_path / "data" / "kp-events.db")
    store.migrate()
    return store


@pytest.fixture
def bot(tmp_path: Path, slack: FaultySlack) -> Bot:
    """A bot with a token for this Slack."""
    return Bot(tmp_path, SLACK_BOT_TOKEN="xoxb-faults", KP_SLACK_API_URL=slack.api)


@pytest.fixture
def slack() -> Iterator[FaultySlack]:
    """A Slack that fails when a test says so; late posts come before the first look."""
    with FaultySlack(seed=20261121, late_seconds=LATEST_SECONDS).running() as server:
        yield server


def fill(store: Store) -> list[str]:
    """Put messages and replies to some of them into the outbox; return their texts."""
    texts = []
    now = datetime.now(UTC)
    with store.write() as db:
        for number in range(MESSAGES):
            texts.append(f"message {number}")
            channel = CHANNELS[number % len(CHANNELS)]
            payload = {"text": texts[-1]}
            key = f"alert:{number}"
            root = outbox.put(
                db, workspace="T1", dedup_key=key, kind="alert", channel=channel, payload=payload, now=now
            )
            if number < REPLIES:
                texts.append(f"reply {number}")
                payload = {"text": texts[-1]}
                key = f"thread:{number}"
                outbox.put(
                    db, workspace="T1", dedup_key=key, kind="thread", channel=channel, payload=payload, now=now,
                    root_id=root,
                )  # fmt: skip
    return texts


def unsettled(store: Store) -> dict[str, int]:
    """How many messages are in each state but `sent`."""
    with store.read() as db:
        return {state: n for state, n in outbox.counts(db).items() if state != "sent" and n}


def settle(bot: Bot, store: Store) -> None:
    """Let the sender run until every message is settled."""
    process = bot.start_hurried("send")
    try:
        eventually(lambda: not unsettled(store), seconds=120, told=lambda: f"{unsettled(store)}\n{bot.log()}")
    finally:
        process.kill()
        process.wait()


@pytest.mark.timeout(300)
def test_every_message_comes_once_however_often_the_sender_is_killed(
    bot: Bot, store: Store, slack: FaultySlack, record_property: Callable[[str, object], None]
) -> None:
    """Killed at random moments, and 20% of the posts failing before, after or late."""
    slack.rate = RATE
    texts = fill(store)
    chance = random.Random(7)
    kills = 0
    for _ in range(KILLS):
        before = slack.seen.get("chat.postMessage", 0)
        process = bot.start_hurried("send")

        def goes_on(known: int = before) -> bool:
            return slack.seen.get("chat.postMessage", 0) > known or not unsettled(store)

        eventually(goes_on, seconds=30, told=bot.log)
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        process.wait()
        kills += 1
    settle(bot, store)
    came = Counter(message["text"] for message in slack.messages)
    assert {text: n for text, n in came.items() if n > 1} == {}, f"twice, after {kills} kills"
    assert set(texts) == set(came)
    record_property("kills", kills)


def one_message(store: Store) -> None:
    """Put one message into the outbox."""
    with store.write() as db:
        payload = {"text": "a launch"}
        outbox.put(
            db,
            workspace="T1",
            dedup_key="alert:1",
            kind="alert",
            channel="C1",
            payload=payload,
            now=datetime.now(UTC),
        )


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_leaves_the_message_there_once(
    bot: Bot, store: Store, slack: FaultySlack, fault: str
) -> None:
    """Whether the answer was lost before or after the post, or the post came late."""
    one_message(store)
    slack.plan.append(fault)
    settle(bot, store)
    assert slack.texts("C1") == ["a launch"]


def test_a_look_that_fails_is_no_reason_to_send_again(bot: Bot, store: Store, slack: FaultySlack) -> None:
    """While the channel cannot be read, nobody knows whether the message is there."""
    one_message(store)
    slack.plan.append("500_after")
    slack.failing_reads = 4
    settle(bot, store)
    assert slack.texts("C1") == ["a launch"]
    assert slack.seen["chat.postMessage"] == 1
