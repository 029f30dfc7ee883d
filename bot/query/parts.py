"""Parts of a year or month as people say them: "summer 2023", "early May", "the first half of 2024"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

Days = tuple[date, date]

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}
_THIRDS = {"early": 0, "mid": 1, "middle": 1, "late": 2, "beginning": 0, "start": 0, "end": 2}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}


def part_of(words: list[str], read: Callable[[list[str]], Days | None]) -> Days | None:
    """Return the days of a part of a year or month, None where it is none.

    Args:
        words: lower-case words.
        read: reads the days of the year or month itself.
    """
    if len(words) == 1 and (match := re.fullmatch(r"(early|mid|late)[-–](\w+)", words[0])):
        words = [match[1], match[2]]
    words = [w for w in words if w not in ("of", "the", "in")] if len(words) > 1 else words
    if len(words) < 2:
        return None
    head, rest = words[0], words[1:]
    if head in _SEASONS:
        whole = read(rest)
        return _season(head, whole[0].year) if whole and _is_year(whole) else None
    if match := re.fullmatch(r"([hq])([1-4])", head):
        whole = read(rest)
        return (
            _share(whole, 2 if match[1] == "h" else 4, int(match[2])) if whole and _is_year(whole) else None
        )
    if head in _NTH and rest[0] in ("half", "quarter") and len(rest) > 1:
        whole = read(rest[1:])
        return _share(whole, 2 if rest[0] == "half" else 4, _NTH[head]) if whole and _is_year(whole) else None
    if head in _THIRDS:
        whole = read(rest)
        return _third(whole, _THIRDS[head]) if whole else None
    return None


def _is_year(days: Days) -> bool:
    return days == (date(days[0].year, 1, 1), date(days[0].year, 12, 31))


def _is_month(days: Days) -> bool:
    last = calendar.monthrange(days[0].year, days[0].month)[1]
    return days == (days[0].replace(day=1), days[0].replace(day=last))


def _season(name: str, year: int) -> Days:
    first, last = _SEASONS[name]
    return _months(year, first, year + (last < first), last)


def _share(year: Days, shares: int, nth: int) -> Days | None:
    nth = shares if nth < 0 else nth
    months = 12 // shares
    return (
        _months(year[0].year, (nth - 1) * months + 1, year[0].year, nth * months) if nth <= shares else None
    )


def _third(days: Days, third: int) -> Days | None:
    """Return four months of a year, or ten days of a month (the last third to its end)."""
    if _is_year(days):
        return _months(days[0].year, third * 4 + 1, days[0].year, third * 4 + 4)
    if not _is_month(days):
        return None
    first = days[0] + timedelta(10 * third)
    return first, days[1] if third == 2 else first + timedelta(9)


def _months(year: int, first: int, until: int, last: int) -> Days:
    return date(year, first, 1), date(until, last, calendar.monthrange(until, last)[1])
