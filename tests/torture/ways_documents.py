"""Ways to misbehave in a document: charsets, broken and hostile XML, JSON, dates, links, markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.adapters.parsing.feedreader import FeedparserReader
from tests.feeds import NOW, item, rss
from tests.torture.documents import ATOM, BILLION_LAUGHS, JSON_FEED, RDF, dated, external_entity
from tests.torture.rig import GOOD, HOST, Rig, launch, way
from tests.torture.server import answer

KOREAN = "북한, 동해로 탄도미사일 발사"
SYLLABLES = "뷁쀍 똠방각하 펲시"  # in CP949, not in EUC-KR


def told(group: str, name: str, does: str, expected: str, body: bytes, **changes: Any) -> None:
    """Register a document that is told by its titles, or by why it fails."""

    def play(rig: Rig) -> str:
        rig.document(
            body,
            str(changes.get("content_type", "application/xml")),
            **{key: value for key, value in changes.items() if key != "content_type"},
        )
        return rig.titles() or rig.outcome()

    way(group, name, does, expected)(play)


def _said(label: str | None, title: str, codec: str) -> bytes:
    head = f'<?xml version="1.0" encoding="{label}"?>' if label else ""
    return (head + rss([item(title, date=NOW)]).decode().partition("?>")[2]).encode(codec)


def _charset(name: str, does: str, body: bytes, expected: str = KOREAN, **changes: Any) -> None:
    told("Charsets", name, does, expected, body, **changes)


_charset(
    "UTF-8 with a mark",
    "a byte-order mark before the declaration",
    b"\xef\xbb\xbf" + _said("utf-8", KOREAN, "utf-8"),
)
_charset("UTF-16 with a mark", "UTF-16", _said("utf-16", KOREAN, "utf-16"))
_charset("UTF-16 without a mark", "UTF-16, little end first, no mark", _said("utf-16", KOREAN, "utf-16-le"))
_charset("UTF-16 that says UTF-8", "UTF-16 with a mark, declared UTF-8", _said("utf-8", KOREAN, "utf-16"))
_charset("EUC-KR", "declared and true", _said("euc-kr", KOREAN, "euc-kr"))
_charset(
    "CP949 under EUC-KR",
    "declared EUC-KR, holds CP949 syllables",
    _said("euc-kr", SYLLABLES, "cp949"),
    SYLLABLES,
)
_charset("ks_c_5601-1987", "that label over CP949", _said("ks_c_5601-1987", SYLLABLES, "cp949"), SYLLABLES)
_charset("EUC-KR that is UTF-8", "declared EUC-KR, is UTF-8", _said("euc-kr", KOREAN, "utf-8"))
_charset("no declaration", "UTF-8, nothing declared", _said(None, KOREAN, "utf-8"))
_charset("charset in the header", "CP949, told by Content-Type only", _said(None, KOREAN, "cp949"),
         content_type="text/xml; charset=euc-kr")  # fmt: skip
_charset("no charset anywhere", "CP949, a feed known to be Korean", _said(None, KOREAN, "cp949"), lang="ko")
_charset(
    "UTF-8 that is CP949",
    "declared UTF-8, is CP949, a Korean feed",
    _said("utf-8", KOREAN, "cp949"),
    lang="ko",
)
_charset("a charset nobody knows", "declared x-sjis-mac-7, is UTF-8", _said("x-sjis-mac-7", KOREAN, "utf-8"))
_charset(
    "Shift JIS",
    "declared and true",
    _said("Shift_JIS", "北朝鮮がミサイル発射", "cp932"),
    "北朝鮮がミサイル発射",
)
_charset("quotes of Windows", "Latin-1 declared, Windows-1252 quotes", _said("iso-8859-1", "“Kim’s” missile", "cp1252"),
         "“Kim’s” missile")  # fmt: skip
_charset("one bad byte", "UTF-8 with one byte that is none", _said("utf-8", "Missile X fired", "utf-8").replace(b"X", b"\xff"),
         "Missile ÿ fired")  # fmt: skip
_charset("control characters", "NUL, escape, &#0; and &#xFFFF; in a title",
         _said("utf-8", "Missile X fired", "utf-8").replace(b"X", b"\x00\x1b&#0;&#xFFFF;one"), "Missile one fired")  # fmt: skip


def _xml(name: str, does: str, expected: str, body: bytes, **changes: Any) -> None:
    told("Documents", name, does, expected, body, **changes)


TWO = rss([launch(2), launch(1)])
BOTH = "Missile number 1 fired / Missile number 2 fired"
_xml("bare &", "R&D & more in a title", "R&D & more", rss(["<item><title>R&D & more</title></item>"]))
_xml("bare <", "5 < 6 in a title", "Range 5 < 6 km", rss(["<item><title>Range 5 < 6 km</title></item>"]))
_xml(
    "broken off", "the document ends in the third item", BOTH, TWO.replace(b"</channel></rss>", b"<item><tit")
)
_xml("tags that do not close", "an item without its end tag", BOTH, TWO.replace(b"</item>", b"", 1))
_xml(
    "a warning before it",
    "PHP's warning before the declaration",
    BOTH,
    b"<br />\n<b>Warning</b>: x in <b>y</b><br />\n" + TWO,
)
_xml("blank lines before it", "blank lines before the declaration", BOTH, b"\n\n  " + TWO)
_xml("two documents", "one document after another", BOTH, rss([launch(2)]) + rss([launch(1)]))
_xml(
    "&nbsp; undeclared",
    "an HTML entity in a title",
    "Missile fired",
    rss(["<item><title>Missile&nbsp;fired</title></item>"]),
)
_xml("an undeclared prefix", "<media:title> without its namespace", "Missile number 1 fired",
     rss([launch(1).replace("</item>", "<media:x>y</media:x></item>")]))  # fmt: skip
_xml("an element named links", "<links> in an item", "Missile number 1 fired",
     rss([launch(1).replace("</item>", "<links>abc</links></item>")]))  # fmt: skip
_xml("RSS 1.0", "RDF", "Missile fired", RDF)
_xml("Atom", "Atom with XHTML in the title", "Missile & more", ATOM)
_xml("JSON Feed", "JSON Feed 1.1", "Missile fired", JSON_FEED, content_type="application/feed+json")
_xml("JSON that is no feed", '{"error": "no"}', "fails: not_a_feed", b'{"error": "no"}')
_xml("JSON too deep", "100,000 brackets", "fails: not_a_feed", b"[" * 100_000)
_xml("JSON Feed with odd items", "items that are numbers and null, ids that are numbers", "Missile fired",
     json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [1, None, {"id": 7, "title": "Missile fired"}]}).encode())  # fmt: skip
_xml("a local file's name", "the body is /etc/passwd", "fails: not_a_feed", b"/etc/passwd")
_xml("an address", "the body is http://127.0.0.1/", "fails: not_a_feed", b"http://127.0.0.1/")
_xml("a picture", "a PNG", "fails: not_a_feed", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
_xml(
    "another XML",
    "a site map",
    "fails: not_a_feed",
    b"<?xml version='1.0'?><urlset><url><loc>http://x/</loc></url></urlset>",
)
_xml(
    "a web page named XML",
    "XHTML",
    "fails: not_a_feed",
    b"<?xml version='1.0'?><html><body>Hello</body></html>",
)
_xml("billion laughs", "entities that grow to gigabytes", "&j;", BILLION_LAUGHS)
_xml(
    "4 MB of &",
    "nothing but ampersands in a title",
    "fails: empty",
    b"<rss><channel><item><title>" + b"&" * 4_000_000,
)


@way("Documents", "external entity", "file:///etc/hostname and http://169.254.169.254/ as entities",
     "nothing read, nothing asked; 0 connections inside")  # fmt: skip
def _external_entity(rig: Rig) -> str:
    rig.document(external_entity("file:///etc/hostname", "http://169.254.169.254/"))
    text = "".join(f"{e.title}{e.summary}" for e in rig.entries())
    leaked = Path("/etc/hostname").read_text("utf-8").strip() in text
    return f"{'read' if leaked else 'nothing read'}, nothing asked; {len(rig.net.leaked)} connections inside"


@way("Documents", "100,000 items", "5 MB of tiny items", "500 entries, in less than 10 s of one process")
def _100_000_items(rig: Rig) -> str:
    tiny = b"".join(b"<item><title>t%d</title><guid>%d</guid></item>" % (n, n) for n in range(100_000))
    rig.document(b"<rss version='2.0'><channel>" + tiny[:4_900_000] + b"</channel></rss>")
    return f"{rig.outcome()}, in less than 10 s of one process"


@way(
    "Documents",
    "a parser that hangs",
    "a declaration that never ends, 4 MB of it",
    "fails: parse_timeout; the next is read",
)
def _a_parser_that_hangs(rig: Rig) -> str:
    from dataclasses import replace  # noqa: PLC0415 - for this way only

    from bot.adapters.parsing.parsebox import ParseBox  # noqa: PLC0415 - for this way only

    reader = FeedparserReader(ParseBox(helpers=1, seconds=2.0))
    rig.services = replace(rig.services, feed_reader=reader)
    try:
        rig.serve(answer(b"<rss><channel><item><title>" + b"<!" * 2_000_000), answer(GOOD))
        first = rig.outcome()
        rig.again()
        return f"{first}; {'the next is read' if rig.entries() else rig.outcome()}"
    finally:
        reader.close()


@way("Documents", "nested too deep", "200,000 open tags in a summary", "Missile fired")
def _nested_too_deep(rig: Rig) -> str:
    deep = "&lt;b&gt;" * 50_000 + "x"
    rig.document(rss([f"<item><title>Missile fired</title><description>{deep}</description></item>"]))
    return rig.titles()


@way("Documents", "a title of 1 MB", "one title, a million characters", "400 characters at most")
def _a_title_of_1_mb(rig: Rig) -> str:
    rig.document(rss([item("word " * 200_000)]))
    (entry,) = rig.entries()
    return f"{'400' if len(entry.title) <= 400 else len(entry.title)} characters at most"


# dates


def _date(
    name: str,
    text: str,
    expected: str = "2026-11-20 00:00",
    *,
    zone: str = "UTC",
    tag: str = "pubDate",
    **changes: Any,
) -> None:
    def play(rig: Rig) -> str:
        rig.document(dated(text, tag), zone=zone, **changes)
        return rig.dates()

    does = (
        f"`{text}`"
        + (f" in a feed of {zone}" if zone != "UTC" else "")
        + ("" if tag == "pubDate" else f" in {tag}")
    )
    way("Dates", name, does, expected)(play)


SEOUL = "Asia/Seoul"
_date("KST by name", "Fri, 20 Nov 2026 09:00:00 KST")
_date("JST by name", "Fri, 20 Nov 2026 09:00:00 JST")
_date("an offset", "Fri, 20 Nov 2026 09:00:00 +0900")
_date("GMT+9", "Fri, 20 Nov 2026 09:00:00 GMT+9")
_date("EST by name", "Thu, 19 Nov 2026 19:00:00 EST")
_date("no zone, RFC 822", "Fri, 20 Nov 2026 09:00:00", zone=SEOUL)
_date("no zone, ISO", "2026-11-20T09:00:00", zone=SEOUL)
_date("with points", "2026.11.20 09:00", zone=SEOUL)
_date("no space after the weekday", "Fri,20 Nov 2026 09:00:00 +0900")
_date("month as a number", "20 11 2026 09:00", zone=SEOUL)
_date("Korean", "2026년 11월 20일 (금) 오전 9시", zone=SEOUL)
_date("Korean afternoon", "2026-11-19 오후 3:00:00", "2026-11-19 06:00", zone=SEOUL)
_date("epoch seconds", "1795132800")
_date("epoch milliseconds", "1795132800000")
_date("fourteen digits", "20261120090000", zone=SEOUL)
_date("dc:date only", "2026-11-20T09:00:00+09:00", tag="dc:date")
_date("Vienna, two-digit year", "26-11-20 01:00", zone="Europe/Vienna")
_date("Vienna in summer", "26-07-20 02:00", zone="Europe/Vienna", expected="2026-07-20 00:00")
_date("Italian weekday", "ven, 20 nov 2026 01:00:00 +0100")
_date("afternoon", "Fri, Nov 20 2026 12:00:00 AM")
_date("asctime", "Fri Nov 20 00:00:00 2026")
_date("24:00", "2026-11-19 24:00:00Z")
_date("a leap second", "Thu, 19 Nov 2026 23:59:60 GMT", "2026-11-19 23:59")
_date("30 February", "Mon, 30 Feb 2026 09:00:00 GMT", "none")
_date("a word", "yesterday", "none")
_date("40 days ahead", "Thu, 31 Dec 2026 09:00:00 GMT", "none")
_date("1970", "Thu, 01 Jan 1970 00:00:00 GMT", "none")
_date("year 20261", "20261-11-20T09:00:00Z", "none")
_date("empty", "", "none")


@way(
    "Dates", "no dates at all", "three items without a date, at first sight", "none / none / none; 0 to tell"
)
def _no_dates_at_all(rig: Rig) -> str:
    rig.document(rss([launch(n, date=None) for n in (1, 2, 3)]))
    return f"{rig.dates()}; {len(rig.waiting())} to tell"


@way(
    "Dates",
    "the day in a picture's path",
    "no dates, /2026/1120/ in the image's path, a feed of Seoul",
    "2026-11-19 15:00",
)
def _the_day_in_a_picture_s_path(rig: Rig) -> str:
    picture = "<item><title>A</title><description>&lt;img src='http://img.example/2026/1120/1.jpg'&gt;</description></item>"
    rig.document(rss([picture]), zone=SEOUL, quirks=("no_dates",))
    return rig.dates()


# links and markup


def _link(name: str, link: str, expected: str) -> None:
    def play(rig: Rig) -> str:
        rig.document(rss([f"<item><title>A</title><link>{link}</link></item>"]))
        (entry,) = rig.entries()
        return entry.url or "no link"

    way("Links", name, f"`{link}`", expected)(play)


_link("relative", "/a/1", f"https://{HOST}/a/1")
_link("without a scheme", f"//{HOST}/a/1", f"https://{HOST}/a/1")
_link("javascript", "javascript:alert(1)", "no link")
_link("JavaScript in pieces", " java&#10;script:alert(1)", "no link")
_link("data", "data:text/html,x", "no link")
_link("a file", "file:///etc/passwd", "no link")
_link("a password", f"http://user:secret@{HOST}/a", "no link")
_link("a space", f"http://{HOST}/a b", f"http://{HOST}/a%20b")
_link("hostile brackets", "http://[::1", "no link")


@way("Links", "hostile xml:base", 'xml:base="javascript:"', "no script; 1 entry")
def _hostile_xml_base(rig: Rig) -> str:
    rig.document(ATOM.replace(b"<entry>", b'<entry xml:base="javascript:alert(1)//">'))
    (entry,) = rig.entries()
    return f"{'script' if 'javascript' in (entry.url or '') else 'no script'}; {rig.outcome()}"


def _markup(name: str, does: str, title: str, expected: str) -> None:
    told("Markup", name, does, expected, rss([f"<item><title>{title}</title></item>"]))


_markup(
    "script in a title",
    "<script> in CDATA",
    "<![CDATA[Missile <script>alert(1)</script>fired]]>",
    "Missile fired",
)
_markup(
    "script, escaped", "&lt;script&gt;", "Missile &lt;script&gt;alert(1)&lt;/script&gt;fired", "Missile fired"
)
_markup(
    "script, escaped twice",
    "&amp;lt;script&amp;gt;",
    "A &amp;lt;script&amp;gt;x&amp;lt;/script&amp;gt;B",
    "A B",
)
_markup(
    "an image that runs",
    "<img onerror>",
    "<![CDATA[Missile <img src=x onerror=alert(1)> fired]]>",
    "Missile fired",
)
_markup("entities twice", "&amp;amp;", "R&amp;amp;D &amp;amp;#8217;s", "R&D ’s")
_markup("an angle in words", "&lt;3 km", "Range &amp;lt;3 km", "Range <3 km")


@way("Markup", "a trailer of blog software", "“The post … appeared first on …”", "Fired at dawn.")
def _a_trailer_of_blog_software(rig: Rig) -> str:
    text = "<p>Fired at dawn.</p> <p>The post <a href='x'>A</a> appeared first on <a href='y'>News</a>.</p>"
    rig.document(rss([item("A", summary=text)]))
    (entry,) = rig.entries()
    return entry.summary
