"""Lists of feeds to and from other readers, as OPML 2.0 (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model.errors import InputError
from bot.model.feed import Feed
from bot.pipeline.feeds.admin import address_name, whole_url
from bot.services import Services
from bot.store import feeds as feeds_table
from bot.text import plural, shorten, squash

MAX_FEEDS = 2000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file."""

    url: str
    title: str
    publisher: str
    lang: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the addresses it added, sentences on those it could not, and how many it never tried."""

    added: tuple[str, ...]
    known: int
    refused: tuple[str, ...]
    left_out: int = 0

    @property
    def sentence(self) -> str:
        """The result for a person."""
        parts = [f"{plural(len(self.added), 'feed')} added", f"{self.known} known already"]
        if self.refused:
            parts.append(f"{len(self.refused)} refused")
        if self.left_out:
            parts.append(f"{self.left_out} left out: one import adds {MAX_FEEDS:,} at most")
        return ", ".join(parts) + "."


def write_opml(feeds: Sequence[Feed]) -> str:
    """Return feeds as OPML; zone and publisher ride along for another kp-events."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "kp-events"
    body = ET.SubElement(root, "body")
    for feed in feeds:
        given = {
            "type": "rss",
            "text": feed.title,
            "title": feed.title,
            "xmlUrl": feed.url,
            "language": feed.lang or "",
            "kpPublisher": feed.publisher,
            "kpZone": feed.zone,
        }
        ET.SubElement(body, "outline", {name: squash(value) for name, value in given.items() if value})
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def read_opml(data: bytes) -> list[Outline]:
    """Return the feeds of an OPML file, folders opened.

    Raises:
        InputError: it is no OPML, or names no feeds.
    """
    bare = data.replace(b"\x00", b"").upper()  # in UTF-16 and UTF-32, too
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise InputError("This OPML file defines entities, which no reader writes; it is not read.")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a doctype there are no entities to expand
    except (ET.ParseError, ValueError, LookupError) as error:
        raise InputError(f"This is no OPML file: {error}.") from error
    found: dict[str, Outline] = {}
    for node in root.iter():
        named = {name.lower(): value.strip() for name, value in node.attrib.items()}
        if url := named.get("xmlurl"):
            title = squash(named.get("title") or named.get("text") or url)
            found.setdefault(url, _outline(url, title, named))
    if not found:
        raise InputError("This file names no feeds (no outline has an xmlUrl).")
    return list(found.values())


def import_feeds(services: Services, data: bytes, *, by: str) -> Imported:
    """Watch the feeds of an OPML file that are not watched yet; they are asked at their first poll.

    Args:
        services: the parts.
        data: the file.
        by: who wants them.

    Raises:
        InputError: it is no OPML, or names no feeds.
    """
    now = services.now()
    added: list[str] = []
    refused: list[str] = []
    known = left_out = 0
    with services.store.write() as db:
        watched = {address_name(feed.url) for feed in feeds_table.all_feeds(db)}
        for outline in read_opml(data):
            try:
                url = whole_url(outline.url)
            except InputError as error:
                refused.append(str(error))
                continue
            if address_name(url) in watched:
                known += 1
                continue
            if len(added) == MAX_FEEDS:
                left_out += 1
                continue
            watched.add(address_name(url))
            feeds_table.add(
                db,
                url=url,
                title=shorten(outline.title, 100),
                publisher=outline.publisher,
                lang=outline.lang,
                zone=outline.zone,
                added_by=by,
                now=now,
            )
            added.append(url)
    return Imported(tuple(added), known, tuple(refused), left_out)


def _outline(url: str, title: str, named: dict[str, str]) -> Outline:
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.") or url
    zone = named.get("kpzone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = "UTC"
    lang = (named.get("language") or "")[:2].lower()
    return Outline(
        url, title, squash(named.get("kppublisher") or host), lang if lang.isalpha() else None, zone
    )
