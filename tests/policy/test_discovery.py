"""Feeds that web pages offer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.policy.discovery import offered_feeds

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


@given(st.binary(max_size=300))
def test_no_page_raises(data: bytes) -> None:
    """Whatever a server sends."""
    offered_feeds(b"<html><head>" + data, "https://site.example/")
