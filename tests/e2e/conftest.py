"""A Slack workspace, feeds, and a bot between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.feedserver import FeedServer
from tests.e2e.localslack import ALERTS, DIGEST, LocalSlack
from tests.e2e.running import Bot


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


def socket_bot(folder: Path, slack: LocalSlack) -> Bot:
    """Return a bot with tokens for a workspace, and with its channels for alerts and digests."""
    return Bot(
        folder,
        SLACK_BOT_TOKEN="xoxb-e2e",
        SLACK_APP_TOKEN="xapp-e2e",
        KP_SLACK_API_URL=slack.api,
        KP_ALERT_CHANNEL=ALERTS,
        KP_DIGEST_CHANNEL=DIGEST,
    )
