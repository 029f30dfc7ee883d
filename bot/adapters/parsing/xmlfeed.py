"""RSS and Atom in all their dialects, through feedparser, on text we decoded ourselves.

Sanitising and link resolving are off (three times faster): markup is stripped and links are made whole
here. Feedparser gets a byte stream, never a name: a name it would open, local files included.
"""

from __future__ import annotations

import io
import re
import warnings as python_warnings
from dataclasses import replace
from typing import Any

from bot.adapters.parsing.feedhead import kind_of, quiet_of, ttl_of
from bot.adapters.parsing.plainfeed import read_plain
from bot.adapters.parsing.rawitem import Document, RawItem, finish, odd_dates, web_url
from bot.adapters.parsing.rescue import rescue
from bot.adapters.parsing.strip import title_text
from bot.model.errors import ParseError
from bot.model.feed import ParsedFeed

MOST_ITEMS = 2000  # of these the newest are kept; feedparser took 11 s for 100,000
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(item|entry)[\s>]", re.IGNORECASE)
# an ampersand that begins no reference; feedparser makes "R&D;" of "R&D "
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_CDATA_OR_BARE = re.compile(rf"<!\[CDATA\[.*?\]\]>|{_BARE.pattern}", re.DOTALL)
_AMPERSANDS = re.compile(r"&{9,}")  # says nothing, and 4 MB of it take a parser 10 s
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_SUMMARY_KEYS = ("summary", "description", "subtitle")


def parse_xml(text: str, document: Document, *, limit: int) -> ParsedFeed:
    """Return a feed's items, the newest `limit` of them.

    Args:
        text: the document, without its XML declaration.
        document: what its items share.
        limit: at most this many items.

    Raises:
        ParseError: it is a web page, or no feed at all.
    """
    text, notes = _bounded(_ampersands(text))
    simple = read_plain(text, document)
    found = {"feed": simple.feed, "version": simple.version} if simple else _feedparser(text)
    feed, entries = _part(found, "feed"), _parts(found, "entries")
    site = web_url(_get(feed, "link"), document.base)
    document = replace(document, lang=_get(feed, "language") or document.lang)
    if not str(found.get("version") or "").startswith("atom") and site:
        document = replace(document, base=site)
    raws = simple.items if simple else [_raw(entry, document) for entry in entries]
    if not raws and _ITEM_START.search(text):
        raws = rescue(text)
        notes = [*notes, "the XML is broken; its items were read one by one"] if raws else notes
    elif found.get("bozo"):
        notes.append(f"the XML is not well-formed: {str(found.get('bozo_exception'))[:120]}")
    if not raws and not found.get("version"):
        raise no_feed(text, document.base)
    items = [finish(raw, document) for raw in raws]
    zoneless, unread = odd_dates(raws, items)
    hours, days = quiet_of(text)
    if len(items) > limit:
        notes.append(f"only {limit} of {len(items)} items were kept")
        if all(item.published for item in items):
            items.sort(key=lambda item: item.published.timestamp() if item.published else 0, reverse=True)
    return ParsedFeed(
        title=title_text(_get(feed, "title")) or None,
        entries=tuple(items[:limit]),
        lang=document.lang,
        ttl_seconds=ttl_of(feed),
        site_url=site,
        warnings=tuple(notes),
        kind=kind_of(found.get("version")),
        skip_hours=hours,
        skip_days=days,
        zoneless=zoneless,
        unread_dates=unread,
    )


def no_feed(text: str, url: str) -> ParseError:
    """Return what to say of a document that is no feed."""
    start = text[:2000].lower()
    if not text.strip():
        said = "answered with nothing"
    elif "<html" in start or "<!doctype html" in start:
        said = "answered with a web page, not a feed"
    else:
        said = "answered with something that is no feed"
    return ParseError(f"{url} {said}.", reason="not_a_feed")


def _feedparser(text: str) -> Any:
    import feedparser  # noqa: PLC0415 - slow to load, and plain documents do not need it

    try:
        with python_warnings.catch_warnings():
            python_warnings.simplefilter("ignore", DeprecationWarning)
            return feedparser.parse(
                io.BytesIO(text.encode("utf-8", "replace")),
                response_headers=_HEADERS,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
    except Exception:  # noqa: BLE001 - of 344,178 mutated files 1,502 raised, in many ways; the rescue reads on
        return {}


def _ampersands(text: str) -> str:
    """Return a document whose bare ampersands are written as XML wants them, CDATA left as it is."""
    if not _BARE.search(text):
        return text
    text = _AMPERSANDS.sub("&", text)
    return _CDATA_OR_BARE.sub(lambda found: found[0] if len(found[0]) > 1 else "&amp;", text)


def _bounded(text: str) -> tuple[str, list[str]]:
    """Return a document cut after its first 2,000 items, so that reading it takes bounded time."""
    for n, end in enumerate(_ITEM_END.finditer(text), 1):
        if n == MOST_ITEMS and _ITEM_START.search(text, end.end()):
            closing = "</feed>" if end[1].lower() == "entry" else "</channel></rss>"
            return text[: end.end()] + closing, [f"only the first {MOST_ITEMS} items were read"]
    return text, []


def _raw(entry: Any, document: Document) -> RawItem:
    links = [_get(entry, "feedburner_origlink"), _get(entry, "link")]
    links += [_get(link, "href") for link in _parts(entry, "links") if link.get("rel") == "alternate"]
    texts = [_get(entry, key) for key in _SUMMARY_KEYS]
    texts += [_get(part, "value") for part in _parts(entry, "content")]
    if "no_dates" in document.quirks:
        texts += [f"<img src='{url}'>" for url in _pictures(entry)]
    detail, source = _part(entry, "title_detail"), _part(entry, "source")
    return RawItem(
        guid=_get(entry, "id"),
        links=tuple(link for link in links if link),
        title=_get(entry, "title"),
        summaries=tuple(text for text in texts if text),
        published=_all(entry, "published", "created"),
        updated=_all(entry, "updated"),
        lang=_get(detail, "language"),
        outlet=_get(source, "title") if "news.google." in document.base else None,
        base=_get(detail, "base"),
    )


def _pictures(entry: Any) -> list[str]:
    urls = [
        _get(part, "url") for name in ("media_content", "media_thumbnail") for part in _parts(entry, name)
    ]
    links = [_get(link, "href") for link in _parts(entry, "links")]
    return [url for url in (*urls, *links) if url]


def _all(entry: Any, *names: str) -> tuple[str, ...]:
    return tuple(text for name in names if (text := _get(entry, name)))


def _part(source: Any, name: str) -> dict[str, Any]:
    """Return a part that has fields of its own; a document can make text of it by its own elements' names."""
    value = dict.get(source, name)
    return value if isinstance(value, dict) else {}


def _parts(source: Any, name: str) -> list[dict[str, Any]]:
    """Return the parts of a name, without what is none (an element `<links>` takes the place of the links)."""
    value = dict.get(source, name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _get(source: Any, name: str) -> str | None:
    """Return a text field without feedparser's aliases, which answer one date for another."""
    value = dict.get(source, name)
    return value if isinstance(value, str) and value else None
