"""Changing what is watched, for the slash command and the CLI; each answer is a sentence for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.model.errors import FetchError, InputError, NotFoundError, ParseError
from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedFeed
from bot.pipeline.feeds.preview import preview
from bot.policy.discovery import offered_feeds, usual_places, zone_guess
from bot.policy.health import FeedHealth, ago, feed_health
from bot.policy.identity import believable
from bot.services import Services
from bot.store import feeds as feeds_table
from bot.text import plural, shorten

LONGEST_URL = 2000  # characters; what is longer, servers refuse
_TRIED = 3  # feeds of a web page that are tried, and of the usual places where it offers none


@dataclass(frozen=True, slots=True)
class Probe:
    """What an address gave when it was asked once. `url` is the feed's own, `asked` the one that was asked."""

    url: str
    asked: str
    result: FetchResult
    document: ParsedFeed
    zone: str  # of its dates that name none, as far as can be seen
    found_on: str | None = None  # the web page that offered it


@dataclass(frozen=True, slots=True)
class Changed:
    """A feed, a sentence on what became of it, and for a new one what its newest entries would have been."""

    feed: Feed
    sentence: str
    newest: tuple[str, ...] = ()


def list_feeds(services: Services) -> list[tuple[Feed, FeedHealth]]:
    """Return all feeds with how they are doing."""
    now = services.now()
    with services.store.read() as db:
        return [(feed, feed_health(feed, now)) for feed in feeds_table.all_feeds(db)]


def add_feed(
    services: Services, url: str, *, by: str, title: str | None = None, zone: str | None = None
) -> Changed:
    """Watch a feed, after asking it once; a web page's own feed will do.

    Args:
        services: the parts.
        url: of the feed, or of a page that offers one.
        by: who wants it.
        title: instead of the feed's own.
        zone: IANA zone of dates that name none; guessed from the language otherwise.

    Raises:
        InputError: it is watched already, or the address cannot be read.
        FetchError: it gives no feed; the sentence says why.
    """
    found = probe(services, url)
    document = found.document
    host = (urlsplit(found.url).hostname or found.url).removeprefix("www.")
    name = title or document.title or host
    lang = document.lang[:2].lower() if document.lang else None
    now = services.now()
    zone = zone or found.zone
    newest = preview(services, document)
    with services.store.write() as db:
        name_of = address_name(found.url)
        known = next((f for f in feeds_table.all_feeds(db) if address_name(f.url) == name_of), None)
        if known is not None:
            raise InputError(f"{known.title} is watched already, as feed {known.id}.")
        feed_id = feeds_table.add(
            db,
            url=found.url,
            title=shorten(name, 100),
            publisher=_publisher(db_feeds=feeds_table.all_feeds(db), host=host),
            lang=lang,
            zone=zone,
            added_by=by,
            now=now,
        )
        feed = feeds_table.get(db, feed_id)
    if feed is None:
        raise NotFoundError(f"There is no feed {feed_id}.")
    via = f" It was found on {found.found_on}." if found.found_on else ""
    zoned = f" Its dates name no time zone; they are read as times of {zone}." if document.zoneless else ""
    said = f"Watching {feed.title} as feed {feed.id}: {contents(document, now)}{via}{zoned}"
    return Changed(feed, said, newest)


def remove_feed(services: Services, feed_id: int) -> Changed:
    """Stop watching a feed; its entries stay on record.

    Raises:
        NotFoundError: no feed has that id.
    """
    return _set(services, feed_id, "removed", "{} is not watched any more. What it reported stays on record.")


def pause_feed(services: Services, feed_id: int) -> Changed:
    """Leave a feed alone until it is resumed.

    Raises:
        NotFoundError: no feed has that id.
    """
    return _set(services, feed_id, "paused", "{} is paused until somebody resumes it.")


def resume_feed(services: Services, feed_id: int) -> Changed:
    """Ask a paused or gone feed again, at once.

    Raises:
        NotFoundError: no feed has that id.
    """
    return _set(services, feed_id, "active", "{} is watched again and will be asked at once.")


def probe(services: Services, url: str, feed: Feed | None = None) -> Probe:
    """Ask an address once; where it is a web page, the feeds it offers are tried.

    Args:
        services: the parts.
        url: as a person typed it.
        feed: what is known of it.

    Raises:
        InputError: the address cannot be read.
        FetchError: neither it nor what it offers is a feed with entries.
    """
    url = whole_url(url)
    result = _fetched(services, url)
    try:
        return _read(services, url, result, feed)
    except ParseError as error:
        page = result.body or b""
        offered = [link for link in offered_feeds(page, result.url) if link != url]
        for link in offered[:_TRIED] or usual_places(page, result.url)[:_TRIED]:
            try:
                return replace(_read(services, link, _fetched(services, link), feed), found_on=url)
            except FetchError:
                continue
        hint = None if offered else "It offers no feed either; look for an RSS link on the site."
        raise ParseError(error.message, reason=error.reason, hint=hint) from error


def whole_url(url: str) -> str:
    """Return an address as typed with its scheme: `feed://`, `<https://…|…>` from Slack, or none at all.

    Raises:
        InputError: it cannot be an address.
    """
    if len(url) > LONGEST_URL:
        raise InputError(
            f"An address of {len(url)} characters cannot be watched; {LONGEST_URL} are the most."
        )
    text = url.strip().strip("<>").partition("|")[0].strip()
    text = re.sub(r"^feed:(//)?(?=https?:)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^feed://", "https://", text, flags=re.IGNORECASE)
    if re.fullmatch(r"sample:[\w-]+(\?at=[\w:-]+)?", text):
        return text
    if "://" not in text:
        text = f"https://{text}"
    if not re.fullmatch(
        r"https?://[^\s/:]*\w[^\s/:]*(:\d+)?([/?#]\S*)?|https?://\[[\da-f:.]+\]\S*", text, re.IGNORECASE
    ):
        raise InputError(
            f"{shorten(url, 100)!r} is no web address.", hint="It should look like https://…/feed."
        )
    scheme, _, rest = text.partition("#")[0].partition("://")
    host = re.match(r"[^/?]*", rest)
    assert host is not None  # noqa: S101 - it matches anything
    return f"{scheme.lower()}://{host.group().lower()}{rest[host.end() :]}"


def address_name(url: str) -> str:
    """Return an address without its scheme: a feed over http is the one over https."""
    return url.partition("://")[2] or url


def _fetched(services: Services, url: str) -> FetchResult:
    result = services.fetcher.fetch(FetchRequest(url=url))
    if result.body is None:
        raise FetchError(f"{url} answered without a document ({result.status}).", reason="unasked_304")
    return result


def _read(services: Services, url: str, result: FetchResult, feed: Feed | None) -> Probe:
    known = feed or Feed(id=0, url=url, title=url, publisher=url)
    document = services.feed_reader.parse(result, known)
    if not document.entries and "may_be_empty" not in known.quirks:
        raise FetchError(f"{url} is a feed without any entries.", reason="empty")
    zone = known.zone
    if feed is None:
        now = services.now()
        dates = [moment for e in document.entries if (moment := believable(e.published, now))]
        zone = zone_guess(max(dates, default=None) if document.zoneless else None, document.lang, now)
        if document.zoneless and zone != known.zone:
            document = services.feed_reader.parse(result, replace(known, zone=zone))
    return Probe(url=result.permanent_url or url, asked=url, result=result, document=document, zone=zone)


def known_feed(services: Services, which: str) -> Feed | None:
    """Return the feed of an id or an address, None where an address is not watched.

    Raises:
        NotFoundError: no feed has that id.
    """
    with services.store.read() as db:
        if which.strip().lstrip("#").isdecimal():
            feed = feeds_table.get(db, int(which.strip().lstrip("#")[:12]))
            if feed is None or feed.state == "removed":
                raise NotFoundError(f"There is no feed {which.strip()}.", hint="`feeds` lists them.")
            return feed
        return feeds_table.by_url(db, which.strip())


def _set(services: Services, feed_id: int, state: str, sentence: str) -> Changed:
    with services.store.write() as db:
        feed = feeds_table.get(db, feed_id)
        if feed is None or feed.state == "removed":
            raise NotFoundError(f"There is no feed {feed_id}.", hint="`feeds` lists them.")
        feeds_table.set_state(db, feed_id, state, services.now())
    return Changed(replace(feed, state=state), sentence.format(feed.title))


def _publisher(*, db_feeds: Sequence[Feed], host: str) -> str:
    """Return the outlet of a host: the one that another feed of the same host counts as, else the host."""
    for feed in db_feeds:
        if (urlsplit(feed.url).hostname or "").removeprefix("www.") == host:
            return feed.publisher
    return host


def contents(document: ParsedFeed, now: datetime) -> str:
    """Return what a document holds: its title, how many entries, how old the newest."""
    dates = [moment for e in document.entries if (moment := believable(e.published, now))]
    newest = f", the newest {ago(now - max(dates))}" if dates else ", none of them with a date"
    return f"“{shorten(document.title or 'untitled', 80)}”, {plural(len(document.entries), 'entry', 'entries')}{newest}."
