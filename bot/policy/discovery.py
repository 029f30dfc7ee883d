"""Which feeds a web page offers: `<link rel="alternate">`, and links that look like feeds."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
    "application/x.atom+xml", "application/x-rss+xml",
})  # fmt: skip
_LIKELY = re.compile(
    r"(?:/|\b)(?:rss|atom|feed|feeds|rdf)(?:\.xml|\.json|/|\b)|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|link|meta)\b", re.IGNORECASE)
_USUAL = ("/feed", "/rss.xml", "/feed.xml")  # WordPress, and the two names most others take
_MOST = 1_000_000  # bytes of a page that are looked at


def offered_feeds(page: bytes, url: str) -> list[str]:
    """Return the addresses of the feeds a web page offers, the declared ones first.

    Comment feeds come last. Empty where the bytes are no web page or it offers none.

    Args:
        page: as it was served.
        url: where it is.
    """
    text = page[:_MOST].decode("utf-8", "replace")
    if not _PAGE.search(text[:4000]):
        return []
    reader = _Links()
    try:
        reader.feed(text)
    except (AssertionError, ValueError):  # html.parser's own, on declarations that are no HTML
        return []
    base = _joined(url, reader.base) or url
    declared = [_joined(base, href) for href in reader.declared]
    likely = [_joined(base, href) for href in reader.anchors if _LIKELY.search(urlsplit(href).path)]
    found = list(dict.fromkeys(link for link in [*declared, *likely] if link))
    return sorted(found, key=lambda link: "comment" in link.lower())


def usual_places(page: bytes, url: str) -> list[str]:
    """Return where a site's feed usually is, for a web page that names none; empty for what is no page."""
    if not _PAGE.search(page[:4000].decode("utf-8", "replace")):
        return []
    return [place for path in _USUAL if (place := _joined(url, path)) and place != url]


def zone_guess(newest: datetime | None, lang: str | None, now: datetime) -> str:
    """Return the IANA zone that a feed's dates without a zone are probably in.

    Args:
        newest: of its entries, read as UTC; None where dates name a zone or there are none.
        lang: of the feed.
        now: the present: what is up to nine hours ahead of it was written in Korea or Japan.
    """
    zone = {"ko": "Asia/Seoul", "ja": "Asia/Tokyo"}.get((lang or "")[:2].lower())
    if zone:
        return zone
    ahead = newest is not None and timedelta(minutes=5) < newest - now <= timedelta(hours=9, minutes=10)
    return "Asia/Seoul" if ahead else "UTC"


def _joined(base: str, href: str | None) -> str | None:
    if not href:
        return None
    try:
        link = urljoin(base, href.strip())
        return link if urlsplit(link).scheme in {"http", "https"} else None
    except ValueError:
        return None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.base: str | None = None
        self.declared: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links."""
        named = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = named.get("href")
        elif tag == "link" and "alternate" in named.get("rel", "").lower().split():
            if named.get("type", "").split(";")[0].strip().lower() in _TYPES:
                self.declared.append(named.get("href", ""))
        elif tag == "a" and named.get("href"):
            self.anchors.append(named["href"])
