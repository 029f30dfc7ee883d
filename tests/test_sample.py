"""The sample feeds: real feed documents, dated to end now, whatever the hour."""

from __future__ import annotations

import io
from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.errors import NotFoundError
from bot.sample import SampleFeed, render_sample, sample_feeds

NOW = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # Saturday the 21st, 08:00 in Seoul
SLUGS = [feed.slug for feed in sample_feeds()]


def read(slug: str, now: datetime = NOW) -> Any:
    """Return a sample feed as feedparser reads it."""
    return feedparser.parse(io.BytesIO(render_sample(slug, now)))


def titles(slug: str) -> dict[str, Any]:
    """Return a feed's entries by the last part of their links."""
    return {entry.link.rsplit("/", 1)[1]: entry for entry in read(slug).entries}


def instant(entry: Any) -> datetime:
    """Return when an entry was published."""
    return datetime.fromtimestamp(timegm(entry.published_parsed), UTC)


def test_there_are_five_outlets_and_one_of_them_is_korean() -> None:
    """Four in English, one of those in Atom, and one in Korean."""
    feeds = sample_feeds()
    assert [feed.lang for feed in feeds].count("ko") == 1
    assert [feed.format for feed in feeds] == ["rss", "rss", "rss", "atom", "rss"]
    assert all(feed.url.startswith("https://") and ".example/" in feed.url for feed in feeds)


@pytest.mark.parametrize("feed", sample_feeds(), ids=SLUGS)
def test_each_is_a_sound_feed(feed: SampleFeed) -> None:
    """A strict parser reads it, with title, link, id, date and text for every item."""
    document = read(feed.slug)
    assert not document.bozo
    assert document.version == ("atom10" if feed.format == "atom" else "rss20")
    assert document.feed.title == feed.title
    for entry in document.entries:
        assert entry.title
        assert entry.summary
        assert entry.id
        assert entry.link.startswith(f"https://{feed.slug}.example/")
        assert "{" not in entry.title + entry.summary


def test_there_are_some_sixty_items_over_ten_days() -> None:
    """Enough for a digest, a chart and a page of results."""
    dates = [instant(entry) for slug in SLUGS for entry in read(slug).entries]
    assert 60 <= len(dates) <= 80
    assert timedelta(days=8) < NOW - min(dates) <= timedelta(days=10)


def test_the_last_item_is_new_and_none_is_of_the_future() -> None:
    """The first minutes show an alert that looks like now."""
    dates = [instant(entry) for slug in SLUGS for entry in read(slug).entries]
    assert timedelta(0) < NOW - max(dates) < timedelta(hours=1)


def test_ids_and_links_do_not_hang_on_the_day() -> None:
    """A later rendering brings the same items, not new ones."""
    later = NOW + timedelta(days=3, hours=5)
    for slug in SLUGS:
        assert {e.id for e in read(slug).entries} == {e.id for e in read(slug, later).entries}


def test_days_and_hours_in_a_text_are_those_of_its_event_in_seoul() -> None:
    """The launch was 30 hours ago: 02:00 on Friday in Seoul, 17:00 on Thursday in UTC."""
    wire = titles("hangang-wire")["launch-lead"].summary
    assert "at about 2:00 a.m. on Friday" in wire
    assert "1700 GMT Thursday" in titles("morning-calm-daily")["tokyo-eez"].summary
    assert "20일 오전 2시께" in titles("hanbit-ilbo")["sunchon-launch"].summary
    assert titles("peninsula-post")["kcna-names-missile"].title.startswith("North Korea says Friday's launch")
    assert titles("peninsula-post")["yeonpyeong-anniversary"].title.startswith("16 years on")


def test_one_outlet_writes_html() -> None:
    """Its summaries arrive as markup, as many do."""
    summary = titles("morning-calm-daily")["tokyo-eez"].summary
    assert summary.startswith("<p>")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 5 * 366 * 24 * 60), st.sampled_from(SLUGS))
def test_any_hour_gives_a_sound_feed(minutes: int, slug: str) -> None:
    """Midnights, month ends and leap days included; the confirmation is always a day later."""
    now = NOW + timedelta(minutes=minutes)
    document = read(slug, now)
    assert not document.bozo
    assert all(instant(entry) <= now for entry in document.entries)


def test_an_unknown_outlet_is_said_to_be_unknown() -> None:
    """The error names what was asked for."""
    with pytest.raises(NotFoundError, match="daily-planet"):
        render_sample("daily-planet", NOW)
