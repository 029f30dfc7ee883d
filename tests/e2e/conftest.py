"""A Slack workspace, feeds, and a bot between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import address, chromium
from tests.e2e.feedserver import FeedServer, Outlet
from tests.e2e.localslack import ALERTS, DIGEST, LocalSlack, eventually
from tests.e2e.relay import Desk
from tests.e2e.running import Bot

OUTLETS = ("alpha", "beta", "gamma", "delta")
"""The feeds of a newsroom."""


class Desks(NamedTuple):
    """A workspace, the bot in it, and the feeds it reads."""

    slack: Desk
    bot: Bot
    feeds: FeedServer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page of a bot is that has its record and samples, since its only feed cannot be reached."""
    bot = Bot(tmp_path_factory.mktemp("sampled"))
    bot.read_feeds(Outlet("dead", "http://127.0.0.1:9/dead"))
    with bot.running():
        yield address(bot)


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    """A server of feeds that the test publishes in."""
    with FeedServer().running() as server:
        yield server


@pytest.fixture
def slow_host() -> Iterator[FeedServer]:
    """Another host: the bot asks each host for one feed at a time, so that only its own feeds wait for it."""
    with FeedServer("127.0.0.2").running() as server:
        yield server


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[LocalSlack]:
    """A fresh Slack workspace."""
    with LocalSlack.running(tmp_path) as workspace:
        yield workspace


@pytest.fixture
def bot(tmp_path: Path, slack: LocalSlack) -> Bot:
    """A bot that will meet the workspace over Socket Mode; it is not started yet."""
    return socket_bot(tmp_path, slack)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """A workspace whose bot has its record and one quiet feed; one for all, because it takes seconds to start."""
    folder = tmp_path_factory.mktemp("desk")
    with Desk.open(folder) as slack, FeedServer().running() as feeds:
        bot = socket_bot(folder, slack, KP_POLL_MINUTES="1")
        bot.read_feeds(feeds.outlet("quiet"))
        with bot.running():
            slack.await_bot()
            yield Desks(slack, bot, feeds)


@contextmanager
def newsroom(folder: Path) -> Iterator[Desks]:
    """A workspace and a bot in a hurry whose four feeds have been read once; nobody is subscribed to anything."""
    with empty_newsroom(folder) as found, at_work(found):
        yield found


@contextmanager
def empty_newsroom(folder: Path) -> Iterator[Desks]:
    """The same, and its bot is not started yet."""
    with Desk.open(folder) as slack, FeedServer().running() as feeds:
        bot = socket_bot(folder, slack, KP_ALERT_CHANNEL="", KP_DIGEST_CHANNEL="", KP_POLL_MINUTES="0.005")
        bot.read_feeds(*(feeds.outlet(name) for name in OUTLETS))
        yield Desks(slack, bot, feeds)


@contextmanager
def at_work(there: Desks) -> Iterator[None]:
    """Let the bot of a newsroom run while the block runs."""
    outlets = [there.feeds.outlet(name) for name in OUTLETS]
    asked = {outlet.name: len(outlet.requests) for outlet in outlets}
    with there.bot.running("tests.e2e.hurried"):
        there.slack.await_bot()
        eventually(
            lambda: all(len(o.requests) > asked[o.name] for o in outlets), seconds=90, told=there.bot.log
        )
        yield


def socket_bot(folder: Path, slack: LocalSlack, **settings: str) -> Bot:
    """Return a bot with tokens for a workspace, and with its channels for alerts and digests."""
    bot = Bot(
        folder,
        **{
            "SLACK_BOT_TOKEN": "xoxb-e2e",
            "SLACK_APP_TOKEN": "xapp-e2e",
            "KP_SLACK_API_URL": slack.api_of_bot,
            "KP_ALERT_CHANNEL": ALERTS,
            "KP_DIGEST_CHANNEL": DIGEST,
            **settings,
        },
    )
    slack.log_of_bot = bot.log
    return bot
