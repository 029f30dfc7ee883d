"""The whole bot killed at the worst moments, and started again: each message comes once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.bench.faultyslack import FaultySlack
from bot.store import outbox
from bot.store.db import Store
from tests.e2e.feedserver import FeedServer
from tests.e2e.localslack import eventually
from tests.e2e.running import Bot

TITLE = "North Korea conducts nuclear test at Punggye-ri, South Korea says"
SUMMARY = (
    "North Korea conducted a nuclear test at Punggye-ri on {day}, South Korea's Joint Chiefs of Staff said."
)


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    """A server of feeds."""
    with FeedServer().running() as server:
        yield server


@pytest.fixture
def slack() -> Iterator[FaultySlack]:
    """A Slack that keeps what is posted."""
    with FaultySlack().running() as server:
        yield server


def noon_zone(now: datetime) -> str:
    """Return a zone where it is about noon, so that no test meets midnight."""
    return f"Etc/GMT{now.hour - 12:+d}"  # the names count westwards


@pytest.fixture
def bot(tmp_path: Path, slack: FaultySlack, feeds: FeedServer) -> Bot:
    """A bot in HTTP mode with one feed; its digest is not due for hours."""
    bot = Bot(
        tmp_path,
        SLACK_BOT_TOKEN="xoxb-faults",
        SLACK_SIGNING_SECRET="faults",
        KP_SLACK_API_URL=slack.api,
        KP_ALERT_CHANNEL="C01ALERTS",
        KP_DIGEST_CHANNEL="C02DIGEST",
        KP_ZONE=noon_zone(datetime.now(UTC)),
        KP_DIGEST_AT="23:00",
    )
    bot.read_feeds(feeds.outlet("wire"))
    return bot


def settled(bot: Bot) -> bool:
    """Whether nothing waits to be sent."""
    with Store(bot.folder / "data" / "kp-events.db").read() as db:
        return set(outbox.counts(db)) <= {"sent"}


def killed_when(bot: Bot, moment: Callable[[], object]) -> None:
    """Start the bot, and end it with SIGKILL at a moment."""
    process = bot.start_hurried("run")
    try:
        eventually(moment, seconds=60, told=bot.log)
    finally:
        process.kill()
        process.wait()


def until_settled(bot: Bot, slack: FaultySlack, count: int) -> None:
    """Start the bot again and let it run until so many messages came and none waits; then look for late doubles."""
    process = bot.start_hurried("run")
    try:
        eventually(lambda: len(slack.messages) >= count and settled(bot), seconds=90, told=bot.log)
    finally:
        process.terminate()
        assert process.wait(10) == 0


def publish(feeds: FeedServer) -> None:
    """Let the wire report a nuclear test, today."""
    feeds.outlet("wire").publish(TITLE, SUMMARY.format(day=f"{datetime.now(UTC):%A}"))


def test_killed_during_a_poll(bot: Bot, slack: FaultySlack, feeds: FeedServer) -> None:
    """While a feed is being read nothing is lost: the item is an alert after the restart, once."""
    wire = feeds.outlet("wire")
    publish(feeds)
    wire.delay = 30.0
    killed_when(bot, lambda: wire.requests)
    wire.delay = 0.0
    until_settled(bot, slack, 1)
    assert Counter(slack.texts("C01ALERTS")).most_common(1)[0][1] == 1
    assert sum(TITLE in text for text in slack.texts("C01ALERTS")) == 1


@pytest.mark.parametrize("moment", ["hold_before", "hold_after"])
def test_killed_during_a_post(bot: Bot, slack: FaultySlack, feeds: FeedServer, moment: str) -> None:
    """Whether Slack had taken the message or not when the bot died, it is there once."""
    publish(feeds)
    slack.plan.append(moment)
    killed_when(bot, slack.held.is_set)
    slack.release.set()
    until_settled(bot, slack, 1)
    assert [text for text in slack.texts("C01ALERTS") if TITLE in text] == slack.texts("C01ALERTS")
    assert len(slack.texts("C01ALERTS")) == 1


@pytest.mark.parametrize("moment", ["hold_before", "hold_after"])
def test_killed_during_a_digest(bot: Bot, slack: FaultySlack, moment: str) -> None:
    """The day's digest is posted once, also when the bot died in the middle of posting it."""
    bot.settings["KP_DIGEST_AT"] = "10:00"
    slack.plan.append(moment)
    killed_when(bot, slack.held.is_set)
    slack.release.set()
    until_settled(bot, slack, 1)
    assert len(slack.texts("C02DIGEST")) == 1


def test_a_second_bot_on_the_same_database_does_not_start(bot: Bot, slack: FaultySlack) -> None:
    """It says which process holds the database; two bots would be two messages for everything."""
    process = bot.start_hurried("run")
    try:
        eventually(lambda: slack.seen.get("auth.test"), seconds=60, told=bot.log)
        second = bot.call("run")
        assert second.returncode == 1
        assert str(process.pid) in second.stderr
        assert "Traceback" not in second.stderr
    finally:
        process.terminate()
        assert process.wait(10) == 0


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket mode"])
def test_told_to_stop_while_a_feed_and_slack_hang_it_ends_in_time(
    bot: Bot, slack: FaultySlack, feeds: FeedServer, socket_mode: bool
) -> None:
    """Within ten seconds, well, and what hung is told after the next start, once."""
    if socket_mode:
        bot.settings["SLACK_APP_TOKEN"] = "xapp-faults"
    slow = feeds.outlet("slow")
    slow.delay = 60.0
    publish(feeds)
    bot.read_feeds(feeds.outlet("wire"), slow)
    slack.plan.append("hold_before")
    process = bot.start_hurried("run")
    try:
        eventually(lambda: slack.held.is_set() and slow.requests, seconds=60, told=bot.log)
        process.terminate()
        assert process.wait(10) == 0, bot.log()
    finally:
        process.kill()
        process.wait()
    slack.release.set()
    slow.delay = 0.0
    until_settled(bot, slack, 1)
    assert len(slack.texts("C01ALERTS")) == 1
