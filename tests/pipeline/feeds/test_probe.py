"""What a test of a feed says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.feeds.probe import test_feed as explain
from tests.feeds import NOW, PollingBot, item, rss

FEED = "https://site.example/feed.xml"


@pytest.fixture
def bot(tmp_path: Path) -> PollingBot:
    """A bot that watches nothing."""
    return PollingBot(tmp_path)


def said_of(bot: PollingBot, body: bytes, **headers: str) -> str:
    """What a test says of a document."""
    bot.web.serve(FEED, body, **headers)
    seen = explain(bot.services, FEED)
    assert seen.ok
    return " ".join(seen.sentences)


def test_a_test_explains_and_changes_nothing(bot: PollingBot) -> None:
    """Dialect, charset, entries, dates, validators, and how often it may be asked."""
    said = said_of(bot, rss([item("A")]), etag='"x"', cache_control="max-age=7200")
    assert "answered 200" in said
    assert "It is RSS 2.0, read as UTF-8." in said
    assert "none of them with a date" in said
    assert "1 entry has no usable date" in said
    assert "neither id nor link" in said
    assert "ETag" in said
    assert "every 2 hours" in said
    assert feedadmin.list_feeds(bot.services) == []


def test_the_newest_entries_are_shown_with_what_they_would_have_been(bot: PollingBot) -> None:
    """So that a person sees whether the feed is worth watching."""
    bot.web.serve(FEED, rss([item("Missile fired", guid="1", date=NOW - timedelta(hours=2))]))
    assert explain(bot.services, FEED).newest == ("Missile fired (2 hours ago): Missile launch",)


def test_a_watched_feed_is_tested_by_its_number_with_how_it_is_doing(bot: PollingBot) -> None:
    """And a number that is none is told."""
    bot.web.serve(FEED, rss([item("A", guid="1", date=NOW)]))
    feed = feedadmin.add_feed(bot.services, FEED, by="U1").feed
    assert f"As feed {feed.id}: " in explain(bot.services, f"#{feed.id}").sentences[-1]


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("http_403", "KP_CONTACT"),
        ("http_404", "present address"),
        ("challenge", "another source"),
        ("http_503", "server's own trouble"),
        ("dns", "spelling"),
        ("timeout", "Try again later"),
    ],
)
def test_what_cannot_be_watched_comes_with_what_to_do(bot: PollingBot, reason: str, told: str) -> None:
    """A sentence on what failed, and one on what would help."""
    bot.web.fail(FEED, reason)
    seen = explain(bot.services, FEED)
    assert not seen.ok
    assert seen.sentences[0].startswith("It cannot be watched: ")
    assert told in seen.sentences[1]


@pytest.mark.parametrize(
    ("items", "extra", "told"),
    [
        ([item("A", guid="1", date=NOW - timedelta(days=90))], "", "nobody fills any more"),
        ([item(t, guid="1", date=NOW) for t in ("A", "B")], "", "2 entries share one id"),
        (["<item><title>A</title><pubDate>soon</pubDate></item>"], "", "such as “soon”"),
        ([item("A", guid="1", date=NOW + timedelta(days=9))], "", "dated where no date can be"),
        (
            ["<item><title>A</title><pubDate>2026-11-21 11:30</pubDate></item>"],
            "",
            "read as times of Asia/Seoul (that is a guess)",
        ),
        (["<item><title>A</title><pubDate>2026-11-20 11:30</pubDate></item>"], "", "read as times of UTC"),
        ([item("A", guid="1", date=NOW)], "<skipHours><hour>4</hour></skipHours>", "left alone at 4h UTC"),
        ([item("A", guid="1", date=NOW)], "<skipDays><day>Sunday</day></skipDays>", "left alone on Sunday"),
        ([item("A", guid="1", date=NOW)], "<ttl>180</ttl>", "every 3 hours"),
        ([item("A", guid="1", date=NOW)], "", "all of it is sent each time"),
        ([item("A", guid="1", date=NOW)], "", "may be asked every 10 minutes"),
        (["<item><title>A</title><pubDate>2026-11-21</b></item>"], "", "not well-formed"),
    ],
)
def test_what_is_odd_is_told(bot: PollingBot, items: list[str], extra: str, told: str) -> None:
    """In a sentence each."""
    assert told in said_of(bot, rss(items, extra=extra))


def test_a_move_and_a_charset_that_is_another_are_told(bot: PollingBot) -> None:
    """The new address is named, and what the bytes were read as."""
    body = rss([item("똠방각하", guid="1", date=NOW)]).decode().replace('"1.0"', '"1.0" encoding="euc-kr"')
    bot.web.serve(FEED, body.encode("cp949"), permanent="https://new.example/feed.xml")
    said = " ".join(explain(bot.services, FEED).sentences)
    assert "has moved for good to https://new.example/feed.xml" in said
    assert "read as CP949, which is what euc-kr often means" in said
