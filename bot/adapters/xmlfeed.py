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

import feedparser

from bot.adapters.rawitem import Document, RawItem, finish, web_url
from bot.adapters.rescue import rescue
from bot.adapters.strip import title_text
from bot.model.errors import ParseError
from bot.model.feed import ParsedFeed

MOST_ITEMS = 2000  # of these the newest are kept; feedparser took 11 s for 100,000
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(item|entry)\s*>", re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(item|entry)[\s>]", re.IGNORECASE)
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
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
    text, notes = _bounded(text)
    found = _feedparser(text)
    feed, entries = found.get("feed") or {}, found.get("entries") or []
    site = web_url(_get(feed, "link"), document.base)
    document = replace(document, lang=_get(feed, "language") or document.lang)
    if not str(found.get("version") or "").startswith("atom") and site:
        document = replace(document, base=site)
    raws = [_raw(entry, document) for entry in entries]
    if not raws and _ITEM_START.search(text):
        raws = rescue(text)
        notes = [*notes, "the XML is broken; its items were read one by one"] if raws else notes
    elif found.get("bozo"):
        notes.append(f"the XML is not well-formed: {str(found.get('bozo_exception'))[:120]}")
    if not raws and not found.get("version"):
        raise no_feed(text, document.base)
    items = [finish(raw, document) for raw in raws]
    if len(items) > limit:
        notes.append(f"only {limit} of {len(items)} items were kept")
        if all(item.published for item in items):
            items.sort(key=lambda item: item.published.timestamp() if item.published else 0, reverse=True)
    return ParsedFeed(
        title=title_text(_get(feed, "title")) or None,
        entries=tuple(items[:limit]),
        lang=document.lang,
        ttl_seconds=_ttl(feed),
        site_url=site,
        warnings=tuple(notes),
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


def _bounded(text: str) -> tuple[str, list[str]]:
    """Return a document cut after its first 2,000 items, so that reading it takes bounded time."""
    for n, end in enumerate(_ITEM_END.finditer(text), 1):
        if n == MOST_ITEMS and _ITEM_START.search(text, end.end()):
            closing = "</feed>" if end[1].lower() == "entry" else "</channel></rss>"
            return text[: end.end()] + closing, [f"only the first {MOST_ITEMS} items were read"]
    return text, []


def _raw(entry: Any, document: Document) -> RawItem:
    links = [_get(entry, "feedburner_origlink"), _get(entry, "link")]
    links += [link.get("href") for link in dict.get(entry, "links") or [] if link.get("rel") == "alternate"]
    texts = [_get(entry, key) for key in _SUMMARY_KEYS]
    texts += [part.get("value") for part in dict.get(entry, "content") or []]
    if "no_dates" in document.quirks:
        texts += [f"<img src='{url}'>" for url in _pictures(entry)]
    detail = dict.get(entry, "title_detail") or {}
    source = dict.get(entry, "source") or {}
    return RawItem(
        guid=_get(entry, "id"),
        links=tuple(link for link in links if link),
        title=_get(entry, "title"),
        summaries=tuple(text for text in texts if text),
        published=_all(entry, "published", "created"),
        updated=_all(entry, "updated"),
        lang=detail.get("language"),
        outlet=_get(source, "title") if "news.google." in document.base else None,
        base=detail.get("base"),
    )


def _pictures(entry: Any) -> list[str]:
    found = [*(dict.get(entry, "media_content") or []), *(dict.get(entry, "media_thumbnail") or [])]
    urls = [str(part.get("url") or "") for part in found]
    return [*urls, *(str(link.get("href") or "") for link in dict.get(entry, "links") or [])]


def _ttl(feed: Any) -> int | None:
    """Return for how many seconds a document wants to be left alone: its ttl, or its update period."""
    ttl = (_get(feed, "ttl") or "").strip()
    if ttl.isdecimal():
        return min(int(ttl[:9]) * 60, 31536000) or None
    period = _PERIODS.get((_get(feed, "sy_updateperiod") or "").strip().lower())
    times = (_get(feed, "sy_updatefrequency") or "1").strip()
    if period is None:
        return None
    return period // max(1, int(times) if times.isdecimal() and len(times) < 6 else 1)


def _all(entry: Any, *names: str) -> tuple[str, ...]:
    return tuple(text for name in names if (text := _get(entry, name)))


def _get(source: Any, name: str) -> str | None:
    """Return a text field without feedparser's aliases, which answer one date for another."""
    value = dict.get(source, name)
    return value if isinstance(value, str) and value else None
