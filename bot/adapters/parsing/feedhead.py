"""What a document says of itself: its dialect, and how often and when it wants to be read."""

from __future__ import annotations

import re
from typing import Any

_ITEM_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_SKIP_HOURS = re.compile(r"<skipHours\s*>(.{0,2000}?)</skipHours\s*>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays\s*>(.{0,2000}?)</skipDays\s*>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour\s*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day\s*>\s*(mon|tues|wednes|thurs|fri|satur|sun)day\s*</day\s*>", re.IGNORECASE)
_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_MOST_TTL = 31536000  # seconds: longer is no wish but a mistake
_KINDS = {
    "rss10": "RSS 1.0 (RDF)", "rss20": "RSS 2.0", "rss090": "RSS 0.90", "rss091n": "RSS 0.91", "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92", "rss093": "RSS 0.93", "rss094": "RSS 0.94", "rss": "RSS", "atom10": "Atom", "atom03": "Atom 0.3",
    "atom01": "Atom 0.1", "atom02": "Atom 0.2", "atom": "Atom", "cdf": "CDF",
}  # fmt: skip


def kind_of(version: object) -> str:
    """Return a dialect's name for people, from feedparser's."""
    return _KINDS.get(str(version or ""), "broken XML")


def ttl_of(feed: dict[str, Any]) -> int | None:
    """Return for how many seconds a document wants to be left alone: its ttl, else its update period.

    Args:
        feed: feedparser's fields of the channel.
    """
    ttl = _text(feed, "ttl")
    if ttl.isdecimal():
        return min(int(ttl[:9]) * 60, _MOST_TTL) or None
    period = _PERIODS.get(_text(feed, "sy_updateperiod").lower())
    if period is None:
        return None
    times = _text(feed, "sy_updatefrequency") or "1"
    return period // max(1, int(times) if times.isdecimal() and len(times) < 6 else 1)


def quiet_of(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the hours and the weekdays (UTC, Monday is 0) in which a document asks not to be read.

    What an item's text says of skipHours is no wish of the channel.
    """
    start = _ITEM_START.search(text)
    if start is None:
        channel = text
    else:
        tail = text[-20_000:]
        ends = [found.end() for found in _ITEM_END.finditer(tail)]
        channel = text[: start.start()] + (tail[ends[-1] :] if ends else "")
    hours, days = _SKIP_HOURS.search(channel), _SKIP_DAYS.search(channel)
    named_hours = {int(hour) % 24 for hour in _HOUR.findall(hours[1]) if int(hour) <= 24} if hours else set()
    named_days = {_DAYS.index(day.lower()) for day in _DAY.findall(days[1])} if days else set()
    return tuple(sorted(named_hours)), tuple(sorted(named_days))


def _text(feed: dict[str, Any], name: str) -> str:
    value = dict.get(feed, name)
    return value.strip() if isinstance(value, str) else ""
