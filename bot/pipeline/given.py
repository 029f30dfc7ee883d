"""What a person puts in, read: a link is opened and its page read, words are taken as they are."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.model.errors import FetchError, InputError, SeedError
from bot.model.feed import FetchRequest
from bot.pipeline.documents.files import read_documents
from bot.policy.documents.document import sentences
from bot.policy.sources import BY_HAND
from bot.services import Services
from bot.store import feeds
from bot.text import shorten, squash

SEOUL = ZoneInfo("Asia/Seoul")
TITLE = 300  # characters
SUMMARY = 1200
_LINK = re.compile(r"<(?P<slack>https?://[^>|\s]+)(?:\|(?P<label>[^>]*))?>|(?P<bare>https?://[^\s<>\"]+)")
_MENTION = re.compile(r"<[@!][^>]*>|<#[A-Z0-9]+(?:\|(?P<name>[^>]*))?>")
_MARKS = re.compile(r"(?<!\w)([*_~`]+)(?=\S)(.*?\S)\1(?!\w)")
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A report as a person gives it. `publisher` is the page's outlet; `author` whose words it is, if a person's."""

    title: str
    summary: str = ""
    url: str | None = None
    publisher: str = BY_HAND
    published: datetime | None = None
    author: str | None = None
    note: str | None = None  # what a person is told besides, as a sentence


def read_given(
    services: Services, text: str, *, said_at: datetime | None = None, author: str | None = None
) -> Given:
    """Return what a text says: that of the page it links to, else its own words.

    Args:
        services: the parts.
        text: as typed, or as a message of Slack has it.
        said_at: when it was written; the present when None.
        author: who wrote it.

    Raises:
        InputError: it says too little, or the page has no headline or is a feed.
        FetchError: the link cannot be opened, and there are no words beside it.
    """
    links = [found["slack"] or found["bare"].rstrip(".,;:!?)]'") for found in _LINK.finditer(text)]
    own = _own_words(text)
    words = _from_words(own, said_at or services.now(), author) if _says_something(own) else None
    if not links:
        if words is None:
            raise InputError(
                "That is too little to tell what happened.",
                hint="Give a link, or a sentence: /kp-events report North Korea fires …",
            )
        return words
    url = html.unescape(links[0])
    try:
        return replace(_page(services, url), author=author)
    except (FetchError, InputError) as error:
        if words is None:
            raise
        note = f"I could not read the page, so I took the words beside it. {error}"
        return replace(words, url=url, publisher=_publisher(services, url, None), note=note)


def _own_words(text: str) -> str:
    """Return a message's words as one reads them: no links, mentions or marks."""
    plain = _LINK.sub(_label, text)
    plain = _MENTION.sub(lambda found: found["name"] or "", plain)
    for _ in range(3):
        plain = _MARKS.sub(r"\2", plain)
    lines = (squash(html.unescape(line)).lstrip(">•").strip() for line in plain.splitlines())
    return "\n".join(line for line in lines if line)


def _label(found: re.Match[str]) -> str:
    label = found["label"] or ""
    return "" if "://" in label or label in (found["slack"] or "") else label


def _says_something(text: str) -> bool:
    hangul = sum("\uac00" <= c <= "\ud7a3" for c in text)
    return hangul >= 6 or sum(any(c.isalpha() for c in word) for word in text.split()) >= _LEAST_WORDS


def _from_words(text: str, said_at: datetime, author: str | None) -> Given:
    first, _, rest = text.partition("\n")
    title, *more = sentences(first) or (first,)
    summary = squash(" ".join([*more, rest]))
    return Given(shorten(title, TITLE), shorten(summary, SUMMARY), published=said_at, author=author)


def _page(services: Services, url: str) -> Given:
    """Return what a page says.

    Raises:
        FetchError: it cannot be opened.
        InputError: it is no page with a headline.
    """
    result = services.fetcher.fetch(FetchRequest(url=url))
    body = result.body or b""
    head = body[:600].lower()
    if b"<rss" in head or b"<feed" in head or b"<rdf:rdf" in head:
        raise InputError("That is a feed.", hint=f"To watch it: /kp-events feeds add {url}")
    is_page = "html" in result.headers.get("content-type", "html") or b"<html" in head
    try:
        (document, *_) = read_documents(body, "page.html" if is_page else "page.txt")
    except SeedError as error:
        raise InputError("That page holds no text I can read.") from error
    lines = [line for line in map(squash, document.text.splitlines()) if line]
    title = squash(document.title or "") or (lines[0] if lines and not is_page else "")
    if not _says_something(title):
        raise InputError("That page has no headline I can read.", hint="Paste the words themselves instead.")
    long = [line for line in lines if len(line) >= 40 and line != title] or lines
    site = _publisher(services, result.url, document.site)
    return Given(
        title=shorten(_without_site(title, (site, document.site or "")), TITLE),
        summary=shorten(" ".join(long), SUMMARY),
        url=result.url,
        publisher=site,
        published=_moment(document.published, services.now()),
    )


def _without_site(title: str, names: Sequence[str]) -> str:
    """Return a page's title without the outlet's name after it."""
    for name in filter(None, names):
        found = re.fullmatch(rf"(.{{15,}}?)\s+[-–—|·]\s+{re.escape(name)}", title, re.IGNORECASE)
        if found:
            return found[1]
    return title


def _publisher(services: Services, url: str, site: str | None) -> str:
    """Return the outlet of an address: as the watched feeds call it, else as it calls itself."""
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    with services.store.read() as db:
        for feed in feeds.all_feeds(db):
            if (urlsplit(feed.url).hostname or "").lower().removeprefix("www.") == host:
                return feed.publisher
    return site or host or BY_HAND


def _moment(day: str | None, now: datetime) -> datetime | None:
    """Return noon in Seoul of a page's day, or the present where that is still to come; None: not said."""
    if day is None:
        return None
    try:
        noon = datetime.combine(datetime.fromisoformat(day).date(), time(12), SEOUL)
    except ValueError:
        return None
    if noon - now > timedelta(days=1):
        return None
    return min(noon, now)
