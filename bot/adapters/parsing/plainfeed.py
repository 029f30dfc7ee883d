"""The plain case, quickly: a well-formed RSS 2.0 or Atom document with nothing odd about it.

Most feeds are such documents, and a tree of them is read twenty times faster than through feedparser.
Whatever this module does not know for certain (another dialect, an unknown element, one that comes twice,
markup inside a text, entities, bases) it leaves to feedparser: the items must be the same either way.
"""

from __future__ import annotations

import contextlib
import re
import xml.etree.ElementTree as ET  # no DTD gets here, and it runs where it can be killed
from dataclasses import dataclass

from bot.adapters.parsing.rawitem import Document, RawItem

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SY = "{http://purl.org/rss/1.0/modules/syndication/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_WFW = "{http://wellformedweb.org/CommentAPI/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_FEEDBURNER = "{http://rssnamespace.org/feedburner/ext/1.0}"
_WORDPRESS = "{com-wordpress:feed-additions:1}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_RSS_ITEM = {
    "title": "title", "link": "link", "guid": "guid", "description": "summary", _ENCODED: "content",
    "pubDate": "published", f"{_DC}date": "updated", f"{_FEEDBURNER}origLink": "origlink",
}  # fmt: skip
_RSS_IGNORED = frozenset({
    "author", "category", "comments", "enclosure", "source", f"{_DC}creator", f"{_DC}subject", f"{_SLASH}comments",
    f"{_WFW}commentRss", f"{_MEDIA}content", f"{_MEDIA}thumbnail", f"{_MEDIA}credit",
    f"{_WORDPRESS}post-id",
})  # fmt: skip
_RSS_CHANNEL = {
    "title": "title", "link": "link", "language": "language", "ttl": "ttl",
    f"{_SY}updatePeriod": "sy_updateperiod", f"{_SY}updateFrequency": "sy_updatefrequency",
}  # fmt: skip
_CHANNEL_IGNORED = frozenset({
    "description", "lastBuildDate", "pubDate", "generator", "copyright", "docs", "category", "managingEditor",
    "webMaster", "skipHours", "skipDays", "image", "cloud",
    f"{_WORDPRESS}site",
})  # fmt: skip
_ATOM_ENTRY = {
    f"{_ATOM}title": "title", f"{_ATOM}id": "guid", f"{_ATOM}summary": "summary", f"{_ATOM}content": "content",
    f"{_ATOM}published": "published", f"{_ATOM}updated": "updated", f"{_FEEDBURNER}origLink": "origlink",
}  # fmt: skip
_ATOM_IGNORED = frozenset({
    f"{_ATOM}category", f"{_ATOM}rights", f"{_MEDIA}thumbnail",
})  # fmt: skip
_ATOM_PEOPLE = frozenset({f"{_ATOM}author", f"{_ATOM}contributor"})
_ATOM_FEED = {f"{_ATOM}title": "title", f"{_ATOM}id": "id"}
_FEED_IGNORED = frozenset({
    f"{_ATOM}updated", f"{_ATOM}subtitle", f"{_ATOM}generator", f"{_ATOM}rights", f"{_ATOM}icon", f"{_ATOM}logo",
    f"{_ATOM}category",
})  # fmt: skip
_TYPES = frozenset({None, "text", "html", "text/plain", "text/html"})
_ODD = ("<!DOCTYPE", "<!ENTITY", "xml:base")
_CONTROLS = re.compile(r"[\x80-\x9f]")
_ADDRESS = re.compile(r"https?://[^/\s]\S*\Z|(?!.*://)")  # as it stands, or no address at all
_REFERENCE = re.compile(r"&([A-Za-z0-9_]+);")


class _OddError(Exception):
    """Something that feedparser must judge."""


@dataclass(frozen=True, slots=True)
class PlainFeed:
    """What a plain document says, in feedparser's names."""

    feed: dict[str, str]
    version: str
    items: list[RawItem]


def read_plain(text: str, document: Document) -> PlainFeed | None:
    """Return what a document says, None where feedparser must read it.

    Args:
        text: the document, without its XML declaration.
        document: what its items share; a feed with quirks of its own is none of the plain ones.
    """
    if "no_dates" in document.quirks or "news.google." in document.base or _is_odd(text):
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - see the import
        if root.tag == "rss":
            return _rss(root)
        if root.tag == f"{_ATOM}feed":
            return _atom(root)
    except (ET.ParseError, _OddError):
        pass
    return None


def _is_odd(text: str) -> bool:
    return any(sign in text for sign in _ODD) or (not text.isascii() and bool(_CONTROLS.search(text)))


def _rss(root: ET.Element) -> PlainFeed:
    if root.attrib != {"version": "2.0"} or len(root) != 1 or root[0].tag != "channel" or root[0].attrib:
        raise _OddError
    feed: dict[str, str] = {}
    items: list[RawItem] = []
    for part in root[0]:
        if part.tag == "item":
            items.append(_rss_item(part))
        elif part.tag == f"{_ATOM}link":
            if part.get("rel", "alternate") == "alternate" or "href" not in part.attrib:
                raise _OddError
        elif part.tag in _RSS_CHANNEL:
            _put(feed, _RSS_CHANNEL[part.tag], part)
        elif part.tag not in _CHANNEL_IGNORED:
            raise _OddError
    if "link" in feed:
        feed["link"] = _link(feed["link"])
    return PlainFeed(feed, "rss20", items)


def _rss_item(item: ET.Element) -> RawItem:
    if item.attrib:
        raise _OddError
    found: dict[str, str] = {}
    permanent = True
    for part in item:
        name = _RSS_ITEM.get(part.tag)
        if name is None:
            if part.tag not in _RSS_IGNORED or len(part):
                raise _OddError
            continue
        if name == "link" and not (part.text or "").strip():
            raise _OddError  # feedparser takes an empty link for one: no address then, not the guid
        if name == "guid":
            permanent = {k.lower(): v for k, v in part.attrib.items()}.get("ispermalink", "true") == "true"
            _put(found, name, part, allowed=None)
        else:
            _put(found, name, part)
    link = _link(found.get("link", ""))
    if not link and permanent:
        link = _address(found.get("guid", ""))
    return _item(found, (link,), None)


def _atom(root: ET.Element) -> PlainFeed:
    if set(root.attrib) - {_LANG}:
        raise _OddError
    feed: dict[str, str] = {}
    items: list[RawItem] = []
    links: list[str] = []
    lang = (root.get(_LANG) or "").replace("_", "-") or None
    for part in root:
        if part.tag == f"{_ATOM}entry":
            items.append(_atom_entry(part, lang))
        elif part.tag == f"{_ATOM}link":
            links += _alternate(part)
        elif part.tag in _ATOM_FEED:
            _put(feed, _ATOM_FEED[part.tag], part)
        elif part.tag not in _FEED_IGNORED and part.tag not in _ATOM_PEOPLE:
            raise _OddError
    feed["link"] = links[-1] if links else _address(feed.get("id", ""))
    if lang:
        feed["language"] = lang
    return PlainFeed(feed, "atom10", items)


def _atom_entry(entry: ET.Element, lang: str | None) -> RawItem:
    if entry.attrib:
        raise _OddError
    found: dict[str, str] = {}
    links: list[str] = []
    for part in entry:
        name = _ATOM_ENTRY.get(part.tag)
        if name is not None:
            _put(found, name, part)
        elif part.tag == f"{_ATOM}link":
            links += _alternate(part)
        elif part.tag not in _ATOM_PEOPLE and (part.tag not in _ATOM_IGNORED or len(part)):
            raise _OddError
    main = links[-1] if links else _address(found.get("guid", ""))
    return _item(found, (main, *links), lang)


def _item(found: dict[str, str], links: tuple[str, ...], lang: str | None) -> RawItem:
    texts = (found.get("summary"), found.get("content"))
    return RawItem(
        guid=found.get("guid") or None,
        links=tuple(link for link in (_address(found.get("origlink", "")), *links) if link),
        title=found.get("title") or None,
        summaries=tuple(text for text in texts if text),
        published=(found["published"],) if found.get("published") else (),
        updated=(found["updated"],) if found.get("updated") else (),
        lang=lang,
    )


def _put(
    found: dict[str, str], name: str, part: ET.Element, allowed: frozenset[str] | None = frozenset({"type"})
) -> None:
    """Keep an element's text, as feedparser would."""
    odd = allowed is not None and not allowed.issuperset(part.attrib)
    if name in found or len(part) or odd or part.get("type") not in _TYPES:
        raise _OddError
    text = (part.text or "").strip()
    if not text.isascii():
        with contextlib.suppress(UnicodeError):  # UTF-8 that was taken for Latin-1 and written as UTF-8 again
            text = text.encode("iso-8859-1").decode("utf-8")
        if _CONTROLS.search(text):  # Windows' quotes, by their numbers
            raise _OddError
    found[name] = text


def _alternate(link: ET.Element) -> list[str]:
    """Return where an Atom link leads, if that is the page itself."""
    if "href" not in link.attrib or len(link):
        raise _OddError
    if link.get("rel", "alternate") != "alternate":
        return []
    if link.get("type", "text/html") != "text/html":
        raise _OddError
    return [_address(link.attrib["href"])]


def _link(text: str) -> str:
    """Return the text of a link element with its ampersands as they are meant."""
    return _REFERENCE.sub(r"&\g<1>", _address(text).replace("&amp;", "&"))


def _address(text: str) -> str:
    if not _ADDRESS.match(text):
        raise _OddError
    return text
