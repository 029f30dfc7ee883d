"""Documents of our own for the ways of misbehaving, and for the damages at random."""

from __future__ import annotations

import json

from tests.feeds import NOW, item, rss

RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://news.example/">
<title>News</title><link>http://news.example/</link></channel><item rdf:about="http://news.example/1">
<title>Missile fired</title><link>http://news.example/1</link><dc:date>2026-11-20T09:00:00+09:00</dc:date></item></rdf:RDF>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title>
<link href="http://news.example/"/><id>urn:x</id><updated>2026-11-20T00:00:00Z</updated><entry><id>urn:1</id>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Missile <b>&amp;</b> more</div></title>
<link rel="alternate" href="1.html"/><updated>2026-11-20T00:00:00Z</updated><content type="html">&lt;p&gt;At dawn.&lt;/p&gt;</content>
</entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://news.example/",
        "items": [
            {
                "id": "1",
                "title": "Missile fired",
                "content_html": "<p>At dawn.</p>",
                "url": "https://news.example/1",
                "date_published": "2026-11-20T09:00:00+09:00",
            }
        ],
    }
).encode()
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss version='2.0'><channel><item><title>&j;</title></item></channel></rss>"
)


def external_entity(*systems: str) -> bytes:
    """A document whose entities are files and addresses."""
    names = [f"e{n}" for n in range(len(systems))]
    made = "".join(f'<!ENTITY {name} SYSTEM "{system}">' for name, system in zip(names, systems, strict=True))
    used = "".join(f"&{name};" for name in names)
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [{made}]><rss version="2.0"><channel><title>N</title>'
        f"<item><title>Missile {used}</title><description>{used}</description></item></channel></rss>"
    ).encode()


def dated(text: str, tag: str = "pubDate") -> bytes:
    """A document of one item with this date."""
    space = ' xmlns:dc="http://purl.org/dc/elements/1.1/"' if tag.startswith("dc:") else ""
    return rss([f"<item><title>Missile fired</title><guid>1</guid><{tag}{space}>{text}</{tag}></item>"])


ALL = {
    "rss": rss(
        [
            item(f"Missile {n} fired &amp; more", link=f"http://news.example/{n}", guid=f"g{n}", date=NOW, summary="<p>At dawn.</p>")
            for n in range(5)
        ],
        extra="<ttl>60</ttl><skipHours><hour>3</hour></skipHours><language>ko-KR</language>",
    ),
    "rdf": RDF,
    "atom": ATOM,
    "json": JSON_FEED,
    "laughs": BILLION_LAUGHS,
    "entities": external_entity("file:///etc/hostname"),
    "korean": dated("2026년 11월 20일 (금) 오전 9시").decode().replace("Missile", "미사일").encode("cp949"),
    "dc": dated("2026-11-20T09:00:00+09:00", "dc:date"),
    "page": b"<!doctype html><html><head><link rel='alternate' href='/f'></head><body><item>x</item></body></html>",
}  # fmt: skip
"""Documents to be damaged, by name."""
