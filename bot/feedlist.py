"""The feeds a new database starts with, read from `seeds/feeds.toml` or a file of the user's own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import seeds
from bot.model.errors import SeedError

QUIRKS = frozenset(
    {
        "no_dates",
        "odd_dates",
        "redates",
        "unstable_guids",
        "filter",
        "may_be_empty",
        "short_window",
        "repeats",
        "teasers",
        "resets",
        "doubtful",
    }
)  # what they mean stands at the head of seeds/feeds.toml


@dataclass(frozen=True, slots=True)
class FeedSeed:
    """One feed as the list describes it; the fields are those of `bot.model.feed.Feed`.

    `enabled` is False for a feed that is known and not polled until somebody adds it.
    """

    url: str
    title: str
    publisher: str
    lang: str
    zone: str
    tier: int
    quirks: tuple[str, ...]
    enabled: bool


def load_feeds(path: Traversable | Path | None = None) -> tuple[FeedSeed, ...]:
    """Read a list of feeds.

    Args:
        path: a TOML file of `[[feed]]` tables; the shipped list when None. Only `url` is needed:
            the other fields have the defaults of a feed that is added by hand.

    Returns:
        The feeds in the file's order.

    Raises:
        SeedError: the file is missing, is not TOML, or describes a feed that cannot be.
    """
    where = seeds.folder("feeds.toml") if path is None else path
    try:
        raw = tomllib.loads(where.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SeedError(f"{where.name} cannot be read as a list of feeds: {error}.") from error
    tables = raw.get("feed")
    if not isinstance(tables, list) or not tables:
        raise SeedError(f"{where.name} names no feeds.", hint="Each feed is a [[feed]] table with a url.")
    feeds = tuple(_feed(table, number, where.name) for number, table in enumerate(tables, 1))
    urls = [feed.url for feed in feeds]
    if twice := sorted({url for url in urls if urls.count(url) > 1}):
        raise SeedError(f"{where.name} names a feed twice: {twice[0]}.")
    return feeds


def _feed(table: Any, number: int, name: str) -> FeedSeed:
    """Return a table as a feed, with the defaults of what it does not say."""
    if not isinstance(table, dict) or not isinstance(table.get("url"), str):
        raise SeedError(f"Feed {number} of {name} has no url.")
    host = urlsplit(table["url"]).hostname or table["url"]
    defaults = {
        "title": host,
        "publisher": host.removeprefix("www."),
        "lang": "en",
        "zone": "UTC",
        "tier": 2,
        "quirks": (),
        "enabled": True,
    }
    values: dict[str, Any] = defaults | table
    if fault := _fault(values):
        raise SeedError(f"Feed {number} of {name} ({values['url']}): {fault}.")
    return FeedSeed(**values | {"quirks": tuple(values["quirks"])})


def _fault(feed: dict[str, Any]) -> str | None:
    """Return what is wrong with a feed's fields, or None."""
    if unknown := sorted(set(feed) - set(FeedSeed.__slots__)):
        return f"it has a field that nobody reads, {unknown[0]!r}"
    parts = urlsplit(feed["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "its url is no http or https address"
    if not all(isinstance(feed[name], str) and feed[name] for name in ("title", "publisher", "lang", "zone")):
        return "its title, publisher, lang and zone must be words"
    if feed["tier"] not in (1, 2, 3):
        return f"its tier is {feed['tier']!r}, and tiers are 1, 2 and 3"
    if not isinstance(feed["enabled"], bool):
        return "enabled is true or false"
    if unknown := sorted(set(map(str, feed["quirks"])) - QUIRKS):
        return f"{unknown[0]!r} is no quirk that the bot knows"
    try:
        ZoneInfo(feed["zone"])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{feed['zone']!r} is no time zone"
    return None
