"""From an item as a document has it to an entry of ours: one way for XML, JSON and rescued items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urljoin, urlsplit

from bot.adapters.parsing.feeddates import day_in_path, names_no_zone, parse_date
from bot.adapters.parsing.strip import plain, summary_text, title_text
from bot.model.feed import ParsedEntry
from bot.text import fold_title, shorten

MAX_URL = 2000
MAX_GUID = 1000
_TITLE_WORDS = 90  # characters of the summary that stand for a missing title
_ENOUGH = 60  # characters of a summary that is no stub
# an address that is whole already: nothing to quote, to join or to refuse
_WHOLE = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{2,5})?(?:/[\w.~%+,=&:!$*'()-]+)+/?(?:\?[\w.~%+,=&:!$*'()/-]+)?",
    re.ASCII,
)
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Document:
    """What all items of a document share.

    Args:
        base: the address that relative links start from.
        zone: IANA zone of dates that name none.
        lang: the language the document says it is in.
        quirks: of the feed (`no_dates`: the day may stand in an image's path).
    """

    base: str
    zone: str = "UTC"
    lang: str | None = None
    quirks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item's fields as text, markup and all; the first usable one of several counts."""

    guid: str | None = None
    links: tuple[str, ...] = ()
    title: str | None = None
    summaries: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    lang: str | None = None
    outlet: str | None = None
    base: str | None = None


def finish(raw: RawItem, document: Document) -> ParsedEntry:
    """Return an item with its HTML stripped, its links made whole, and its dates read."""
    title = title_text(raw.title)
    summary = _summary(raw.summaries, title)
    publisher = None
    if raw.outlet:
        title, publisher = _without_outlet(title, plain(raw.outlet))
        if fold_title(summary) in {fold_title(f"{title} {publisher}"), fold_title(title)}:
            summary = ""
    published = _first_date(raw.published, document.zone)
    updated = _first_date(raw.updated, document.zone)
    if published is None and "no_dates" in document.quirks:
        published = day_in_path(" ".join(raw.summaries), document.zone)
    base = (web_url(raw.base, document.base) if raw.base else None) or document.base
    return ParsedEntry(
        guid=(raw.guid or "").strip()[:MAX_GUID] or None,
        url=next((url for link in raw.links if (url := web_url(link, base))), None),
        title=title or shorten(summary, _TITLE_WORDS),
        summary=summary,
        published=published or updated,
        updated=updated,
        lang=language_code(raw.lang) or language_code(document.lang),
        publisher=publisher,
    )


def odd_dates(raws: Sequence[RawItem], items: Sequence[ParsedEntry]) -> tuple[int, tuple[str, ...]]:
    """Return how many items' dates name an hour and no zone, and the first three dates that could not be read.

    Args:
        raws: the items as they stand in the document.
        items: the same, read.
    """
    zoneless, unread = 0, []
    for raw, item in zip(raws, items, strict=True):
        texts = raw.published or raw.updated
        if item.published is None:
            unread += [plain(text)[:60] for text in texts[:1] if text.strip()]
        elif texts and names_no_zone(texts[0]):
            zoneless += 1
    return zoneless, tuple(unread[:3])


def web_url(link: str | None, base: str) -> str | None:
    """Return a link as a whole http(s) address, None for any other kind (`javascript:`, `data:`, files)."""
    if link and len(link) <= MAX_URL and _WHOLE.fullmatch(link):
        return link
    text = re.sub(r"[\x00-\x20\x7f]+", lambda m: "%20" if m[0] == " " else "", (link or "").strip())
    if not text:
        return None
    try:
        url = quote(urljoin(base, text), safe=_SAFE)
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if usable and len(url) <= MAX_URL else None


def language_code(said: str | None) -> str | None:
    """Return a two-letter language from `ko-KR`, `en_us`, …; None where there is none."""
    found = re.match(r"\s*([A-Za-z]{2})(?=$|[-_\s])", said or "")
    code = found[1].lower() if found else None
    return {"kr": "ko", "jp": "ja", "cn": "zh"}.get(code or "", code)


def _summary(candidates: Iterable[str], title: str) -> str:
    """Return the first text that says more than the title; a stub gives way to the full text."""
    folded = fold_title(title)
    best = ""
    for html in candidates:
        text = summary_text(html)
        if len(text) < 2 * len(title) + 20 and fold_title(text) == folded:
            continue
        if not best or (len(best) < _ENOUGH < len(text)):
            best = text
        if len(best) >= _ENOUGH:
            break
    return best


def _first_date(texts: Iterable[str], zone: str) -> datetime | None:
    return next((moment for text in texts if (moment := parse_date(text, zone))), None)


def _without_outlet(title: str, outlet: str) -> tuple[str, str | None]:
    """Return an aggregator's title without " - Outlet", and the outlet."""
    for dash in (" - ", " – ", " — ", " | "):
        if outlet and title.endswith(dash + outlet):
            return title[: -len(dash + outlet)].rstrip(), outlet
    return title, outlet or None
