"""The quick way through plain documents: it answers what feedparser answers, or leaves the document to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.parsing import xmlfeed
from bot.adapters.parsing.document import read
from bot.adapters.parsing.plainfeed import read_plain
from bot.adapters.parsing.rawitem import Document
from bot.adapters.parsing.strip import _SIMPLE_TAG, _strip, _Text
from bot.cli.bench.feedfarm import document
from bot.model.feed import ParsedFeed

HERE = Document(base="https://x.example/feed")
PIECES = (
    "<title>A &amp; B</title>", "<title> R&amp;amp;D </title>", "<title>쿠키 ñandú Ã±</title>", "<title/>",
    "<link>https://x.example/a?b=1&amp;c=2</link>", "<link>/relative</link>", "<link/>",
    "<guid>https://x.example/g</guid>", '<guid isPermaLink="false">g 1</guid>', "<guid>17</guid>",
    "<description>Short.</description>", "<description>&lt;p&gt;Long &lt;b&gt;text&lt;/b&gt;&lt;/p&gt;</description>",
    "<c:encoded><![CDATA[<p>All of it, <a href='/x'>and</a> more of it than the teaser says.</p>]]></c:encoded>",
    "<pubDate>Fri, 20 Nov 2026 09:00:00 KST</pubDate>", "<d:date>2026-11-20T09:00:00</d:date>",
    "<d:creator>Desk</d:creator>", "<category>World</category>", '<enclosure url="https://x.example/i.jpg"/>',
    "<source url='https://y.example/'>Other</source>", "<unknown>x</unknown>", "<author>a@x.example</author>",
)  # fmt: skip
RSS = (
    '<rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>T</title>'
)
ATOM_PIECES = (
    "<title>A</title>", '<title type="html">A &amp;lt;b&amp;gt;</title>', '<link href="https://x.example/a"/>',
    '<link rel="alternate" type="text/html" href="https://x.example/b"/>', '<link rel="edit" href="/c"/>',
    "<id>urn:1</id>", "<id>https://x.example/i</id>", "<summary>S</summary>",
    '<content type="html">&lt;p&gt;All of it, and more of it than any summary would say.&lt;/p&gt;</content>',
    "<published>2026-11-20T09:00:00+09:00</published>", "<updated>2026-11-21T00:00:00Z</updated>",
    "<author><name>Desk</name></author>", '<category term="x"/>', "<content src='https://x.example/c'/>",
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">X</div></content>',
)  # fmt: skip


def both(body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[ParsedFeed, ParsedFeed]:
    """Return what is read with and without the quick way."""
    quick = read(body, url=HERE.base)
    with monkeypatch.context() as patched:
        patched.setattr(xmlfeed, "read_plain", lambda *_: None)
        return quick, read(body, url=HERE.base)


@pytest.mark.parametrize("number", range(3))
def test_what_most_feeds_look_like_is_plain_and_read_the_same(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RSS and Atom with summaries, full texts and dates take the quick way."""
    body = document(number, 6000)
    assert read_plain(body.decode().split("\n", 1)[1], HERE) is not None
    quick, slow = both(body, monkeypatch)
    assert quick == slow
    assert quick.entries


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=7, unique=True), min_size=1, max_size=3))
def test_any_rss_is_read_the_same(items: list[list[str]]) -> None:
    """Whatever an item is made of, in whatever order."""
    text = RSS + "".join(f"<item>{''.join(item)}</item>" for item in items) + "</channel></rss>"
    with pytest.MonkeyPatch.context() as patched:
        quick, slow = both(text.encode(), patched)
    assert quick == slow


@given(st.lists(st.lists(st.sampled_from(ATOM_PIECES), max_size=7, unique=True), min_size=1, max_size=3))
def test_any_atom_is_read_the_same(entries: list[list[str]]) -> None:
    """Links, types and contents of Atom."""
    inside = "".join(f"<entry>{''.join(entry)}</entry>" for entry in entries)
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en_GB"><title>T</title><id>urn:f</id>{inside}</feed>'
    with pytest.MonkeyPatch.context() as patched:
        quick, slow = both(text.encode(), patched)
    assert quick == slow


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE rss [<!ENTITY x "y">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>',
        '<rss version="0.91"><channel/></rss>',
        '<rss version="2.0"><channel><item><title>a<b>c</b></title></item></channel></rss>',
        '<rss version="2.0"><channel><item><title>a</title><title>b</title></item></channel></rss>',
        '<rss version="2.0"><channel><item><title>a</item></channel></rss>',
        "<html><body/></html>",
    ],
)
def test_what_is_odd_is_left_to_feedparser(text: str) -> None:
    """Entities, other dialects, markup inside, doubles, broken XML."""
    assert read_plain(text, HERE) is None


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                '<a href="x">',
                "<br/>",
                "<",
                "&amp;",
                "&lt;",
                "<td>",
                "x ",
                "<KN-23>",
                "<script>",
            ]
        )
    )
)
def test_plain_tags_are_taken_out_as_the_html_parser_does(pieces: list[str]) -> None:
    """The quick way through markup sees what the parser sees."""
    text = "".join(pieces)
    if "<" in _SIMPLE_TAG.sub("", text):
        return
    parser = _Text()
    parser.feed(text)
    parser.close()
    assert _strip(text) == parser.text()
