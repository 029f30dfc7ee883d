"""Items out of XML so broken that feedparser finds none: each read alone, by its tags."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from bot.adapters.parsing.rawitem import RawItem

_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?:\s[^<>]*)?>", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>|</(?:channel|rss|feed)\s*>", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|$)", re.DOTALL)
_HREF = re.compile(r"""<(?:[\w.-]+:)?link\b[^<>]*?\bhref\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)
_MAX_ITEM = 300_000


def rescue(text: str, limit: int = 2000) -> list[RawItem]:
    """Return the items that can be told apart in a broken document.

    Args:
        text: the document.
        limit: at most this many items.
    """
    starts = [match.end() for match in _ITEM.finditer(text)][:limit]
    items: list[RawItem] = []
    for start, following in pairwise([*starts, len(text)]):
        part = text[start : min(following, start + _MAX_ITEM)]
        end = _END.search(part)
        raw = _item(part[: end.start()] if end else part)
        if raw.title or raw.links or raw.summaries:
            items.append(raw)
    return items


def _item(part: str) -> RawItem:
    links = [link for link in [_field(part, "link"), *_HREF.findall(part)] if link]
    summaries = [_field(part, name) for name in ("description", "summary", "encoded", "content")]
    published = [_field(part, name) for name in ("pubDate", "published", "date", "created", "issued")]
    updated = [_field(part, name) for name in ("updated", "modified")]
    return RawItem(
        guid=_field(part, "guid") or _field(part, "id"),
        links=tuple(html.unescape(link) for link in links),
        title=_field(part, "title"),
        summaries=tuple(text for text in summaries if text),
        published=tuple(text for text in published if text),
        updated=tuple(text for text in updated if text),
    )


def _field(part: str, name: str) -> str | None:
    """Return the text of an element, its CDATA opened or its entities read; None where there is none."""
    found = re.search(
        rf"<(?:[\w.-]+:)?{name}(?:\s[^<>]*)?>(.*?)(?:</(?:[\w.-]+:)?{name}\s*>|$)",
        part,
        re.DOTALL | re.IGNORECASE,
    )
    if not found:
        return None
    inner = found[1].strip()
    if "<![CDATA[" in inner:
        return _CDATA.sub(lambda match: match[1], inner).strip() or None
    return html.unescape(inner) or None
