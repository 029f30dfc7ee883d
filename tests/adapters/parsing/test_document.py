"""Documents to entries."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.parsing.document import MAX_ITEMS, read
from bot.adapters.parsing.rawitem import web_url
from bot.model.errors import ParseError
from bot.model.feed import ParsedFeed
from tests.feeds import NOW, item, rss

URL = "https://news.example/feeds/all.xml"


def entries_of(body: bytes | str, **facts: object) -> ParsedFeed:
    """A document read in this process."""
    return read(body.encode() if isinstance(body, str) else body, url=URL, **facts)  # type: ignore[arg-type]


def test_an_rss_item_is_read_whole() -> None:
    """Title, link, id, text, date, and what the feed says of itself."""
    one = item(
        "Missiles &amp; drones",
        link="https://news.example/1",
        guid="n1",
        date=NOW,
        summary="<p>Two &amp; three</p>",
    )
    found = entries_of(rss([one], extra="<language>ko-KR</language><ttl>30</ttl>"))
    entry = found.entries[0]
    assert (entry.title, entry.summary) == ("Missiles & drones", "Two & three")
    assert (entry.guid, entry.url, entry.published, entry.lang) == ("n1", "https://news.example/1", NOW, "ko")
    assert (found.title, found.ttl_seconds, found.site_url) == ("Example News", 1800, "https://news.example/")


def test_an_atom_entry_is_read_whole() -> None:
    """With its xml:base, and the update told apart from the publication."""
    found = entries_of(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://base.example/x/">
        <title>T</title><entry><id>urn:1</id><title type="html">A &amp;lt;b&amp;gt;</title><link href="a/1"/>
        <published>2026-11-20T09:00:00+09:00</published><updated>2026-11-20T01:00:00Z</updated>
        <summary>S</summary></entry></feed>"""
    )
    entry = found.entries[0]
    assert entry.url == "https://base.example/x/a/1"
    assert entry.published == datetime(2026, 11, 20, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 20, 1, tzinfo=UTC)


def test_a_json_feed_is_read() -> None:
    """Ids may be numbers, and a title may be missing."""
    found = entries_of(
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "J",
                "language": "en",
                "items": [
                    {
                        "id": 5,
                        "url": "/a",
                        "content_html": "<p>No title here</p>",
                        "date_published": "2026-11-20T09:00:00",
                    },
                    "no item",
                ],
            }
        ),
        zone="Asia/Seoul",
    )
    (entry,) = found.entries
    assert (entry.guid, entry.url, entry.title) == ("5", "https://news.example/a", "No title here")
    assert entry.published == datetime(2026, 11, 20, tzinfo=UTC)


def test_dates_without_a_zone_are_read_in_the_feeds() -> None:
    """dc:date alone will do."""
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><link>https://n.example/</link></channel>
        <item><title>A</title><link>https://n.example/1</link><dc:date>2026-11-20 09:00</dc:date></item></rdf:RDF>"""
    assert entries_of(body, zone="Asia/Seoul").entries[0].published == datetime(2026, 11, 20, tzinfo=UTC)


def test_only_links_to_the_web_are_kept() -> None:
    """And relative ones start from the site."""
    links = [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "/a/1",
        " https://n.example/a b \n",
    ]
    found = entries_of(rss([item(str(n), link=link) for n, link in enumerate(links)]))
    assert [e.url for e in found.entries] == [
        None,
        None,
        None,
        "https://news.example/a/1",
        "https://n.example/a%20b",
    ]


def test_a_base_that_is_no_address_is_passed_over() -> None:
    """A broken xml:base costs no feed."""
    body = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://[x/"><entry><title>A</title><link href="/1"/></entry></feed>'
    assert entries_of(body).entries[0].title == "A"


def test_an_item_without_a_title_gets_its_first_words() -> None:
    """And one with nothing but a link stays as it came."""
    found = entries_of(
        rss(
            [
                f"<item><description>{'word ' * 60}</description></item>",
                "<item><link>https://n.example/1</link></item>",
            ]
        )
    )
    assert found.entries[0].title.startswith("word word")
    assert len(found.entries[0].title) <= 90
    assert found.entries[1].title == ""


def test_an_aggregators_title_gives_up_its_outlet() -> None:
    """Google News writes “Title - Outlet” and repeats both as the summary."""
    one = (
        "<item><title>Kim visits - a plant - Reuters</title><link>https://news.google.com/rss/articles/CB</link>"
        "<description>&lt;a href='x'&gt;Kim visits - a plant&lt;/a&gt;&amp;nbsp;&lt;font&gt;Reuters&lt;/font&gt;</description>"
        "<source url='https://reuters.com'>Reuters</source></item>"
    )
    body = rss([one]).replace(b"https://news.example/", b"https://news.google.com/search?q=x")
    entry = read(body, url="https://news.google.com/rss/search?q=x").entries[0]
    assert (entry.title, entry.publisher, entry.summary) == ("Kim visits - a plant", "Reuters", "")


def test_a_feed_without_dates_may_tell_the_day_by_its_pictures() -> None:
    """The Hankyoreh's English edition does."""
    one = item("A", summary="<img src='https://img.example/original/2026/1120/1.jpg'> text")
    dated = entries_of(rss([one]), zone="Asia/Seoul", quirks=("no_dates",))
    assert dated.entries[0].published == datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert entries_of(rss([one])).entries[0].published is None


@pytest.mark.parametrize(
    "body",
    [
        rss([item("A & B").replace("&amp;", "&"), item("C")]),
        rss([item("A"), item("C")])[:-20],
        b"\n\n  " + rss([item("A"), item("C")]),
        rss([item("A &nbsp;"), item("C")]).replace(b"&amp;nbsp;", b"&nbsp;&unknown;"),
        rss([item("A"), item("C")]).replace(b"<title>A", b"<title>\x0bA"),
        b'<rss version="2.0"><channel><item><title><b>A</title></item><item><title>C</title></channel>',
        b"<html><item><title>A</title></item><item><title><![CDATA[C]]></title></item></html>",
    ],
)
def test_broken_xml_is_read_all_the_same(body: bytes) -> None:
    """One bare & must not cost a feed."""
    titles = [e.title for e in entries_of(body).entries]
    assert len(titles) == 2
    assert titles[1] == "C"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "nothing"),
        (b"   \n", "nothing"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"/etc/passwd", "no feed"),
        (b"plain text", "no feed"),
        (b"<x><item ", "no feed"),
        (b'{"items": 3}', "no JSON Feed"),
        (b'{"items": [', "broken"),
        (b"[" * 100_000, "broken"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(body: bytes, said: str) -> None:
    """And no file of this machine is opened."""
    with pytest.raises(ParseError) as caught:
        entries_of(body)
    assert said in str(caught.value)
    assert caught.value.reason == "not_a_feed"


def test_outside_entities_are_not_read() -> None:
    """Neither files nor addresses."""
    body = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        "<rss version='2.0'><channel><item><title>a&x;b</title></item></channel></rss>"
    )
    assert entries_of(body).entries[0].title in {"ab", "a&x;b", "ab;"}


def test_of_too_many_items_the_newest_are_kept() -> None:
    """In a feed that puts its oldest first, too."""
    many = [item(str(n), date=NOW - timedelta(hours=1000 - n)) for n in range(MAX_ITEMS + 100)]
    found = entries_of(rss(many))
    assert len(found.entries) == MAX_ITEMS
    assert {"99", "100"} & {e.title for e in found.entries} == {"100"}
    assert found.warnings


@given(st.binary(max_size=300))
def test_no_document_raises_anything_but_a_parse_error(noise: bytes) -> None:
    """Noise alone, and noise within a feed."""
    whole = rss([item("A", link="https://n.example/1", date=NOW)])
    for body in (noise, whole[:90] + noise + whole[90:], b"{" + noise, whole[: len(noise)]):
        with contextlib.suppress(ParseError):
            entries_of(body)


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("https://news.example/a/1?b=2&c=%20", "https://news.example/a/1?b=2&c=%20"),
        ("http://news.example:8080/a//b/../c", "http://news.example:8080/a//b/../c"),
        (" /a b ", "https://site.example/a%20b"),
        ("//other.example/a", "https://other.example/a"),
        ("https://news.example/북한", "https://news.example/%EB%B6%81%ED%95%9C"),
        ("https://user@news.example/a", None),
        ("javascript:alert(1)", None),
        ("https://news.example/" + "a" * 2000, None),
    ],
)
def test_links_are_whole_web_addresses_or_none(link: str, whole: str | None) -> None:
    """An address that is whole already stays as it is."""
    assert web_url(link, "https://site.example/x/") == whole
