"""Reads the hour told beside a day: Greenwich hours as they stand, others as Korean time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")

_CLOCK = re.compile(r"\b(?P<hour>[0-2]?\d):?(?P<minute>[0-5]\d)\s?(?:h\s)?(?:GMT|UTC)\b")
_LOCAL_CLOCK = re.compile(
    r"\b(?P<hour>1[0-2]|0?\d)(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?(?P<zone>\s?(?:KST|local|Korean|Korea))?",
    re.IGNORECASE,
)


def clock_near(text: str, at: int, day: date) -> datetime | None:
    """Return the UTC instant of an hour told just after `at` ("at 7:36 a.m.", "2210 GMT"), or None."""
    return _clock(text[at : at + 40], day, match_end=False)


def clock_before(text: str, at: int, day: date) -> datetime | None:
    """Return the UTC instant of a GMT hour told just before `at` ("2210 GMT Wednesday"), or None."""
    head = text[max(0, at - 22) : at]
    return _clock(head, day, match_end=True) if "GMT" in head or "UTC" in head else None


def _clock(words: str, day: date, *, match_end: bool) -> datetime | None:
    words = re.split(r"[.;](?=\s[A-Z])", words)[-1 if match_end else 0]
    world = _CLOCK.search(words)
    if world and int(world["hour"]) < 24:
        return datetime(day.year, day.month, day.day, int(world["hour"]), int(world["minute"]), tzinfo=UTC)
    local = _LOCAL_CLOCK.search(words)
    if local is None:
        return None
    hour = int(local["hour"]) % 12 + (12 if local["half"].lower() == "p" else 0)
    there = datetime(day.year, day.month, day.day, hour, int(local["minute"] or 0), tzinfo=SEOUL)
    return there.astimezone(UTC)
