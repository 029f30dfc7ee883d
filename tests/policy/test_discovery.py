"""Feeds that web pages offer."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.discovery import offered_feeds, usual_places, zone_guess
from tests.feeds import NOW

PAGE = b"""<!doctype html><html><head><base href="/sub/">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
<link rel="alternate" hreflang="ko" href="/ko/">
</head><body><a href="/rss/all.xml">RSS</a> <a href="/about">About</a> <a href="javascript:feed()">x</a></body>"""


def test_declared_feeds_come_first_and_comments_last() -> None:
    """Links that only look like feeds are tried after those."""
    assert offered_feeds(PAGE, "https://site.example/page") == [
        "https://site.example/sub/atom.xml",
        "https://site.example/rss/all.xml",
        "https://site.example/comments/feed/",
    ]


def test_what_is_no_page_offers_nothing() -> None:
    """Bytes of any kind may come."""
    assert offered_feeds(b"\x89PNG....", "https://site.example/") == []


def test_the_usual_places_are_those_of_the_same_site() -> None:
    """And what is no page has none."""
    places = usual_places(b"<html>", "https://site.example/news/today")
    assert places[0] == "https://site.example/feed"
    assert usual_places(b"%PDF", "https://site.example/") == []


def test_a_zone_is_guessed_from_language_or_from_times_that_run_ahead() -> None:
    """What is ahead by more than nine hours is wrong in another way."""
    assert [zone_guess(None, lang, NOW) for lang in ("ko", "ja-JP", "en", None)] == [
        "Asia/Seoul",
        "Asia/Tokyo",
        "UTC",
        "UTC",
    ]
    ahead = [timedelta(hours=h) for h in (-3, 0, 8, 20)]
    assert [zone_guess(NOW + span, "en", NOW) for span in ahead] == ["UTC", "UTC", "Asia/Seoul", "UTC"]


@given(st.binary(max_size=300))
def test_no_page_raises(data: bytes) -> None:
    """Whatever a server sends."""
    offered_feeds(b"<html><head>" + data, "https://site.example/")
