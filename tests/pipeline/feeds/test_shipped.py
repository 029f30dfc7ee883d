"""The list of feeds into the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model.errors import SettingError
from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.feeds.shipped import Synced, sync_feed_list
from bot.store import feeds
from tests.feeds import PollingBot

ONE = '[[feed]]\nurl = "https://news.example/feed.xml"\ntitle = "{title}"\npublisher = "N"\n'


@pytest.fixture
def bot(tmp_path: Path) -> PollingBot:
    """A bot with a list of its own."""
    made = PollingBot(tmp_path)
    made.services.settings.feeds_file = tmp_path / "feeds.toml"
    (tmp_path / "feeds.toml").write_text(ONE.format(title="First"))
    return made


def test_the_list_is_taken_over_once(bot: PollingBot, tmp_path: Path) -> None:
    """New titles are, too; what polls found and people decided stays."""
    assert sync_feed_list(bot.services) == Synced(added=1)
    assert sync_feed_list(bot.services) == Synced()
    feedadmin.pause_feed(bot.services, 1)
    (tmp_path / "feeds.toml").write_text(ONE.format(title="Second"))
    assert sync_feed_list(bot.services) == Synced(described=1)
    assert (bot.feed(1).title, bot.feed(1).state) == ("Second", "paused")


def test_a_feed_that_was_removed_does_not_come_back(bot: PollingBot) -> None:
    """The list is where a database begins, not who decides."""
    sync_feed_list(bot.services)
    feedadmin.remove_feed(bot.services, 1)
    assert sync_feed_list(bot.services) == Synced()
    with bot.store.read() as db:
        assert feeds.all_feeds(db) == []


def test_a_list_that_cannot_be_read_changes_nothing(bot: PollingBot, tmp_path: Path) -> None:
    """And says so."""
    (tmp_path / "feeds.toml").write_text("[[feed]]\n")
    with pytest.raises(SettingError, match="KP_FEEDS names a list that cannot be used"):
        sync_feed_list(bot.services)


def test_the_shipped_list_is_whole(tmp_path: Path) -> None:
    """Every feed of it can be watched."""
    bot = PollingBot(tmp_path)
    assert sync_feed_list(bot.services).added >= 20
