"""Dates as people say them in a query, as stretches of days in the reader's zone."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): n for n, name in enumerate(calendar.day_abbr)}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "ten": 10,
}

_NEAR = {"today": (0, 0), "tonight": (0, 0), "yesterday": (1, 1), "last night": (1, 0), "overnight": (1, 0)}

Days = tuple[date, date]


def read_days(words: list[str], today: date) -> tuple[Days, int] | None:
    """Read a stretch of days at the start of some words.

    Args:
        words: lower-case words.
        today: the present day where the reader is.

    Returns:
        The first and last day and how many words were read, or None when they say no date.
        "2022", "may 2024", "12 march 2023", "march 12", "2024-05", "last year", "this week",
        "past 30 days", "yesterday", "friday", "3 days ago", "2020-2022", "2024q1".
    """
    for length in range(min(4, len(words)), 0, -1):
        found = _phrase([w.strip(",.?") for w in words[:length]], today)
        if found:
            return found, length
    return None


def _phrase(words: list[str], today: date) -> Days | None:
    text = " ".join(words)
    return _numeric(text) or _named(words, today) or _relative(words, today)


def _numeric(text: str) -> Days | None:
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})", text):
        day = _date(int(match[1]), int(match[2]), int(match[3]))
        return (day, day) if day else None
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})", text):
        return _month(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})\s?(?:-|–|\.\.)\s?(\d{4})", text):
        first, last = _year(int(match[1])), _year(int(match[2]))
        return (first[0], last[1]) if first and last and first <= last else None
    if match := re.fullmatch(r"(\d{4})\s?q([1-4])", text):
        start, end = _month(int(match[1]), int(match[2]) * 3 - 2), _month(int(match[1]), int(match[2]) * 3)
        return (start[0], end[1]) if start and end else None
    if re.fullmatch(r"(19[4-9]\d|20\d\d)s?", text):
        year = int(text[:4])
        return (date(year, 1, 1), date(year + 9, 12, 31)) if text.endswith("s") else _year(year)
    return None


def _named(words: list[str], today: date) -> Days | None:
    months = [MONTHS[w] for w in words if w in MONTHS]
    rest = [re.sub(r"(?<=\d)(st|nd|rd|th)$", "", w) for w in words if w not in MONTHS and w != "of"]
    if len(months) != 1 or not all(r.isdigit() for r in rest) or len(rest) > 2:
        return None
    years = [int(r) for r in rest if len(r) == 4]
    days = [int(r) for r in rest if len(r) <= 2]
    if len(years) + len(days) != len(rest) or len(years) > 1 or len(days) > 1:
        return None
    year = years[0] if years else today.year
    if not days:
        found = _month(year, months[0])
        if found and not years and found[0] > today:
            found = _month(year - 1, months[0])
        return found
    day = _date(year, months[0], days[0])
    if day and not years and day > today:
        day = _date(year - 1, months[0], days[0])
    return (day, day) if day else None


def _relative(words: list[str], today: date) -> Days | None:
    text = " ".join(words)
    if text in _NEAR:
        first, last = _NEAR[text]
        return today - timedelta(first), today - timedelta(last)
    if words[0] in ("last", "this", "past", "previous") and len(words) == 2:
        return _calendar_unit(words[0], words[1], today)
    if match := re.fullmatch(r"(?:the )?(?:last|past|previous) (\w+) (day|week|month|year)s?", text):
        n = int(match[1]) if match[1].isdigit() else NUMBERS.get(match[1], 0)
        return (today - timedelta(n * _UNITS[match[2]]), today) if 0 < n < 2000 else None
    if match := re.fullmatch(r"(\d{1,4})(d|w|m|y)", text):
        unit = {"d": 1, "w": 7, "m": 30, "y": 365}[match[2]]
        return today - timedelta(min(int(match[1]) * unit, 40_000)), today
    if match := re.fullmatch(r"(\w+) (day|week|month|year)s? ago", text):
        n = int(match[1]) if match[1].isdigit() else NUMBERS.get(match[1], 0)
        day = today - timedelta(n * _UNITS[match[2]]) if 0 < n < 100 else None
        return (day, day) if day else None
    if text in WEEKDAYS:
        day = today - timedelta((today.weekday() - WEEKDAYS[text]) % 7)
        return day, day
    return None


def _calendar_unit(which: str, unit: str, today: date) -> Days | None:
    if unit in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS[unit]) % 7 or (7 if which != "this" else 0)
        return today - timedelta(back), today - timedelta(back)
    if unit == "year":
        return _year(today.year) if which == "this" else _year(today.year - 1)
    if unit == "month":
        first = today.replace(day=1)
        end = first - timedelta(1)
        return _month(today.year, today.month) if which == "this" else _month(end.year, end.month)
    if unit == "week":
        if which == "past":
            return today - timedelta(7), today
        monday = today - timedelta(today.weekday() + (0 if which == "this" else 7))
        return monday, monday + timedelta(6)
    if unit == "day":
        return today - timedelta(1), today
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Days | None:
    if not 1 <= month <= 12 or not 1 <= year <= 9998:
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> Days | None:
    return (date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9998 else None
