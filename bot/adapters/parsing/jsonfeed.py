"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read leniently."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bot.adapters.parsing.rawitem import Document, RawItem, finish, odd_dates, web_url
from bot.adapters.parsing.strip import title_text
from bot.model.errors import ParseError
from bot.model.feed import ParsedFeed


def is_json(text: str) -> bool:
    """Say whether a document can only be JSON."""
    return text.lstrip()[:1] in {"{", "["}


def parse_json(text: str, document: Document, *, limit: int) -> ParsedFeed:
    """Return a JSON Feed's items.

    Args:
        text: the document.
        document: what its items share.
        limit: at most this many items.

    Raises:
        ParseError: it is no JSON, or JSON of another kind.
    """
    try:
        data = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"{document.base} answered with JSON that is broken.", reason="not_a_feed"
        ) from error
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list):
        raise ParseError(f"{document.base} answered with JSON that is no JSON Feed.", reason="not_a_feed")
    document = replace(document, lang=_text(data.get("language")) or document.lang)
    raws = [_raw(item) for item in items[:limit] if isinstance(item, dict)]
    entries = tuple(finish(raw, document) for raw in raws)
    zoneless, unread = odd_dates(raws, entries)
    return ParsedFeed(
        title=title_text(_text(data.get("title"))) or None,
        entries=entries,
        lang=document.lang,
        site_url=web_url(_text(data.get("home_page_url")), document.base),
        warnings=(f"only the first {limit} of {len(items)} items were read",) if len(items) > limit else (),
        kind="JSON Feed",
        zoneless=zoneless,
        unread_dates=unread,
    )


def _raw(item: dict[str, Any]) -> RawItem:
    html = [_text(item.get(name)) for name in ("summary", "content_html", "content_text")]
    return RawItem(
        guid=_text(item.get("id")),
        links=tuple(filter(None, (_text(item.get("url")), _text(item.get("external_url"))))),
        title=_text(item.get("title")),
        summaries=tuple(text for text in html if text),
        published=tuple(filter(None, [_text(item.get("date_published"))])),
        updated=tuple(filter(None, [_text(item.get("date_modified"))])),
        lang=_text(item.get("language")),
    )


def _text(value: Any) -> str | None:
    """Return a value as text: ids are numbers in some feeds."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
