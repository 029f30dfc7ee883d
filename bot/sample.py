"""The sample feeds: made-up outlets for a machine that cannot reach the real ones, and for tests.

Their text is this project's own (`seeds/sample`). Dates are shifted so that the last item is new.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import seeds
from bot.model.errors import NotFoundError, SeedError

SEOUL = ZoneInfo("Asia/Seoul")
ATOM = "http://www.w3.org/2005/Atom"
_STAND_IN = re.compile(r"\{(\w+):(\w+)\}")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True)
class SampleFeed:
    """One made-up outlet.

    `url` is under `.example` and leads nowhere: the bytes come from `render_sample`.
    """

    slug: str
    title: str
    publisher: str
    lang: str
    url: str
    format: str = "rss"  # rss | atom
    html: bool = False  # summaries are HTML


def sample_feeds() -> tuple[SampleFeed, ...]:
    """Return the made-up outlets.

    Raises:
        SeedError: their file cannot be read.
    """
    return tuple(
        SampleFeed(
            slug=raw["slug"],
            title=raw["title"],
            publisher=raw["publisher"],
            lang=raw["lang"],
            url=f"https://{raw['slug']}.example/feed.xml",
            format=raw["format"],
            html=raw.get("html", False),
        )
        for raw in _read("outlets.toml")["outlet"]
    )


def render_sample(slug: str, now: datetime) -> bytes:
    """Return an outlet's feed document, newest item first.

    Ids and links never change. Dates hang on `now`: who asks twice for one database gives the
    same `now` twice, or the items come again with new dates.

    Args:
        slug: the outlet, as in `sample_feeds`.
        now: aware; no item is later, the last is less than an hour older, the first ten days.

    Raises:
        NotFoundError: no outlet has that slug.
        SeedError: a text names a moment or a form that is not there.
    """
    feed = next((feed for feed in sample_feeds() if feed.slug == slug), None)
    if feed is None:
        raise NotFoundError(f"There is no sample feed {slug!r}.")
    stories = _read("stories.toml")
    moments = {name: _ago(now, hours) for name, hours in stories["moments"].items()}
    mine = sorted((item for item in stories["item"] if item["outlet"] == slug), key=lambda item: item["ago"])
    root = ET.Element("rss", version="2.0") if feed.format == "rss" else ET.Element(f"{{{ATOM}}}feed")
    render = _rss if feed.format == "rss" else _atom
    render(root, feed, [(item, _ago(now, item["ago"], exact=True), moments) for item in mine], now)
    ET.register_namespace("", ATOM)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


Told = list[tuple[Mapping[str, Any], datetime, Mapping[str, datetime]]]


def _rss(root: ET.Element, feed: SampleFeed, items: Told, now: datetime) -> None:
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", f"https://{feed.slug}.example/")
    _add(channel, "description", "Sample text of kp-events. None of it happened.")
    _add(channel, "language", feed.lang)
    _add(channel, "lastBuildDate", format_datetime(items[0][1] if items else now))
    for item, when, moments in items:
        node = ET.SubElement(channel, "item")
        text = _fill(item["summary"], when, moments)
        _add(node, "title", _fill(item["title"], when, moments))
        _add(node, "link", _link(feed, item))
        _add(node, "description", f"<p>{html.escape(text, quote=False)}</p>" if feed.html else text)
        _add(node, "pubDate", format_datetime(when))
        _add(node, "guid", f"{feed.slug}/{item['slug']}").set("isPermaLink", "false")


def _atom(root: ET.Element, feed: SampleFeed, items: Told, now: datetime) -> None:
    _add(root, f"{{{ATOM}}}title", feed.title)
    _add(root, f"{{{ATOM}}}subtitle", "Sample text of kp-events. None of it happened.")
    _add(root, f"{{{ATOM}}}id", f"https://{feed.slug}.example/")
    _add(root, f"{{{ATOM}}}updated", (items[0][1] if items else now).isoformat())
    for item, when, moments in items:
        node = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(node, f"{{{ATOM}}}title", _fill(item["title"], when, moments))
        ET.SubElement(node, f"{{{ATOM}}}link", href=_link(feed, item))
        _add(node, f"{{{ATOM}}}id", f"tag:{feed.slug}.example,2026:{item['slug']}")
        _add(node, f"{{{ATOM}}}published", when.isoformat())
        _add(node, f"{{{ATOM}}}updated", when.isoformat())
        _add(node, f"{{{ATOM}}}summary", _fill(item["summary"], when, moments))


def _add(parent: ET.Element, tag: str, text: str) -> ET.Element:
    node = ET.SubElement(parent, tag)
    node.text = text
    return node


def _link(feed: SampleFeed, item: Mapping[str, Any]) -> str:
    return f"https://{feed.slug}.example/news/{item['slug']}"


def _ago(now: datetime, hours: float, *, exact: bool = False) -> datetime:
    """Return a moment in Seoul; what is told in a text is told to ten minutes."""
    then = (now - timedelta(hours=hours)).astimezone(SEOUL).replace(microsecond=0)
    return then if exact else then.replace(minute=then.minute // 10 * 10, second=0)


def _fill(text: str, published: datetime, moments: Mapping[str, datetime]) -> str:
    known = {"pub": published, **moments}

    def word(match: re.Match[str]) -> str:
        name, form = match.groups()
        if name not in known:
            raise SeedError(f"stories.toml speaks of a moment {name!r} that it does not set.")
        return _say(known[name], form)

    return _STAND_IN.sub(word, text)


def _say(when: datetime, form: str) -> str:
    """Return a moment in a form that texts use (listed at the head of stories.toml)."""
    if form.startswith("since"):
        return str(when.year - int(form.removeprefix("since")))
    half, part = ("a.m.", when.hour % 12 or 12) if when.hour < 12 else ("p.m.", when.hour % 12 or 12)
    korean = "오전" if when.hour < 12 else "오후"
    universal = when.astimezone(ZoneInfo("UTC"))
    forms = {
        "day": _DAYS[when.weekday()],
        "date": f"{_MONTHS[when.month - 1]} {when.day}",
        "clock": f"{part}:{when.minute:02} {half}",
        "when": _part_of_day(when),
        "gmt": f"{universal:%H%M} GMT {_DAYS[universal.weekday()]}",
        "kday": f"{when.day}일",
        "kwhen": f"{when.day}일 {'새벽' if when.hour < 6 else korean}",
        "kclock": f"{korean} {part}시" + (f" {when.minute}분" if when.minute else ""),
    }
    if form not in forms:
        raise SeedError(f"stories.toml asks for a moment in a form {form!r} that there is not.")
    return forms[form]


def _part_of_day(when: datetime) -> str:
    day = _DAYS[when.weekday()]
    if when.hour < 6:
        return f"early {day}"
    return f"{day} {'morning' if when.hour < 12 else 'afternoon' if when.hour < 18 else 'evening'}"


@cache
def _read(name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(seeds.folder("sample", name).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"The sample's {name} cannot be read: {error}.") from error
