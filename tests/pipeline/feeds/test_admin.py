"""Changing what is watched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.errors import FetchError, InputError, NotFoundError, ParseError
from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.ingest import poll_due
from tests.feeds import NOW, PollingBot, item, rss

SITE = "https://site.example"
FEED = f"{SITE}/feed.xml"
PAGE = b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/feed.xml'></head></html>"


@pytest.fixture
def bot(tmp_path: Path) -> PollingBot:
    """A bot, and a site with a feed and a page that offers it."""
    made = PollingBot(tmp_path)
    made.web.serve(
        FEED, rss([item("A", guid="1", date=NOW - timedelta(hours=2))], extra="<language>ko</language>")
    )
    made.web.serve(SITE, PAGE)
    return made


def test_a_feed_is_asked_before_it_is_watched(bot: PollingBot) -> None:
    """Its title, language and zone come from it; it is due at once."""
    added = feedadmin.add_feed(bot.services, FEED, by="U1")
    assert (added.feed.title, added.feed.lang, added.feed.zone) == ("Example News", "ko", "Asia/Seoul")
    assert added.feed.added_by == "U1"
    assert "1 entry, the newest 2 hours ago" in added.sentence
    assert poll_due(bot.services).new_entries == 1


def test_a_sites_own_address_will_do(bot: PollingBot) -> None:
    """As people type it, with what it offers."""
    added = feedadmin.add_feed(bot.services, "site.example", by="U1")
    assert added.feed.url == FEED
    assert "It was found on https://site.example." in added.sentence


def test_a_feed_is_watched_once(bot: PollingBot) -> None:
    """Unless it was removed."""
    first = feedadmin.add_feed(bot.services, FEED, by="U1").feed
    with pytest.raises(InputError) as caught:
        feedadmin.add_feed(bot.services, FEED, by="U1")
    assert f"as feed {first.id}" in str(caught.value)
    feedadmin.remove_feed(bot.services, first.id)
    assert feedadmin.add_feed(bot.services, FEED, by="U1").feed.id == first.id


@pytest.mark.parametrize("again", [FEED.replace("https", "http"), FEED.upper()[:8] + FEED[8:] + "#latest"])
def test_an_address_in_another_spelling_is_the_same_feed(bot: PollingBot, again: str) -> None:
    """Over http, in capitals, with a place in the page: it would be asked twice."""
    first = feedadmin.add_feed(bot.services, FEED, by="U1").feed
    bot.web.serve(again, rss([item("A", guid="1", date=NOW)]))
    with pytest.raises(InputError, match=f"as feed {first.id}"):
        feedadmin.add_feed(bot.services, again, by="U1")


def test_what_is_no_feed_is_not_watched(bot: PollingBot) -> None:
    """And the sentence says what would do."""
    bot.web.serve("https://plain.example/", b"<html><body>Hello</body></html>")
    bot.web.serve("https://empty.example/", rss([]))
    with pytest.raises(ParseError) as page:
        feedadmin.add_feed(bot.services, "https://plain.example/", by="U1")
    with pytest.raises(FetchError) as empty:
        feedadmin.add_feed(bot.services, "https://empty.example/", by="U1")
    assert "a web page, not a feed" in str(page.value)
    assert "RSS link" in str(page.value)
    assert empty.value.reason == "empty"
    assert feedadmin.list_feeds(bot.services) == []


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        (" https://a.example/f ", "https://a.example/f"),
        ("<https://a.example/f|a.example/f>", "https://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://a.example/f", "https://a.example/f"),
        ("a.example/f", "https://a.example/f"),
        ("HTTPS://News.Example/Feed?A=B#top", "https://news.example/Feed?A=B"),
    ],
)
def test_addresses_are_read_as_people_type_them(typed: str, url: str) -> None:
    """Slack puts brackets around them, browsers write feed:."""
    assert feedadmin.whole_url(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "two words",
        "https://",
        f"https://a.example/{'a' * 2000}",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    """In a sentence."""
    with pytest.raises(InputError):
        feedadmin.whole_url(typed)


def test_pausing_and_resuming(bot: PollingBot) -> None:
    """A paused feed is not asked; a resumed one at once."""
    feed = feedadmin.add_feed(bot.services, FEED, by="U1").feed
    assert "paused" in feedadmin.pause_feed(bot.services, feed.id).sentence
    assert poll_due(bot.services).polled == 0
    feedadmin.resume_feed(bot.services, feed.id)
    assert poll_due(bot.services).polled == 1
    with pytest.raises(NotFoundError):
        feedadmin.pause_feed(bot.services, 99)


def test_what_is_added_shows_what_it_would_have_told(bot: PollingBot) -> None:
    """The newest entries, with what the recogniser takes them for."""
    old = item("Parliament sits", guid="2", date=NOW - timedelta(hours=9))
    new = item("Missile fired", guid="1", date=NOW - timedelta(hours=2))
    bot.web.serve(FEED, rss([old, new]))
    added = feedadmin.add_feed(bot.services, FEED, by="U1")
    assert added.newest == (
        "Missile fired (2 hours ago): Missile launch",
        "Parliament sits (9 hours ago): no event",
    )


def test_a_feed_whose_times_run_ahead_is_taken_for_korean(bot: PollingBot) -> None:
    """Its dates name no zone, and the newest would be hours ahead in UTC."""
    seoul_now = (NOW + timedelta(hours=8, minutes=30)).strftime("%Y-%m-%d %H:%M:%S")
    bot.web.serve(FEED, rss([f"<item><title>A</title><pubDate>{seoul_now}</pubDate></item>"]))
    added = feedadmin.add_feed(bot.services, FEED, by="U1")
    assert added.feed.zone == "Asia/Seoul"
    assert "read as times of Asia/Seoul" in added.sentence


def test_a_page_that_names_no_feed_is_asked_for_it_in_the_usual_places(bot: PollingBot) -> None:
    """Where most sites keep it, and nowhere else."""
    bot.web.serve("https://shy.example/news", b"<html><body>Hello</body></html>")
    bot.web.serve("https://shy.example/rss.xml", rss([item("A", guid="1", date=NOW)]))
    assert (
        feedadmin.add_feed(bot.services, "shy.example/news", by="U1").feed.url
        == "https://shy.example/rss.xml"
    )
    assert len(bot.web.asked) == 3
