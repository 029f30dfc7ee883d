"""Dates as people say them in a query, as stretches of days in the reader's zone."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from bot.model.errors import QueryError
from bot.query.parts import part_of

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): n for n, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): n for n, name in enumerate(calendar.day_abbr)}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

_NEAR = {
    "today": (0, 0), "tonight": (0, 0), "yesterday": (1, 1), "last night": (1, 0), "overnight": (1, 0), "now": (0, 0),
    "this morning": (0, 0), "this afternoon": (0, 0), "this evening": (0, 0), "tomorrow": (-1, -1),
}  # fmt: skip
_SHORT = {
    "yr": "year", "yrs": "years", "wk": "week", "wks": "weeks", "mth": "month", "mths": "months", "hr": "hour", "hrs": "hours",
}  # fmt: skip
_HOURS = 24
TO = ("to", "-", "–", "—", "..", "until", "till", "through", "thru")

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
    for length in range(min(6, len(words)), 0, -1):
        found = _phrase([w.strip(",.?") for w in words[:length]], today)
        if found:
            return found, length
    return None


def read_stretch(words: list[str], today: date, to: tuple[str, ...] = TO) -> tuple[Days, int] | None:
    """Read two dates with a word between them: "28 May to 9 June 2024"; the year may stand once.

    Args:
        words: lower-case words.
        today: the present day where the reader is.
        to: what may stand between.

    Returns:
        As `read_days`; None when it is not two dates in order.
    """
    joined = _ends(words[0]) if words else None
    if joined is not None:
        words = [joined[0], to[0], joined[1], *words[1:]]
    first = read_days(words, today)
    if first is None or words[first[1] : first[1] + 1] not in ([t] for t in to):
        return None
    rest = words[first[1] + 1 :]
    second = read_days(rest, today) if rest else None
    if second is None:
        return None
    begin = first[0][0]
    if not any(re.search(r"\d{4}", word) for word in words[: first[1]]):
        named = read_days([*words[: first[1]], str(second[0][1].year)], today)
        begin = named[0][0] if named and named[1] == first[1] + 1 else begin
    used = first[1] + 1 + second[1] - (2 if joined else 0)
    return ((begin, second[0][1]), used) if begin <= second[0][1] else None


def _ends(word: str) -> tuple[str, str] | None:
    """Return the two dates that stand in one word: `2024-05-28..2024-06-09`, `may-june`."""
    first, dots, second = word.partition("..")
    if not dots:
        first, _, second = word.replace("–", "-").partition("-")
        if first not in MONTHS or second not in MONTHS:
            return None
    return (first, second) if first and second else None


def _phrase(words: list[str], today: date) -> Days | None:
    words = [_SHORT.get(word, word) for word in words]
    text = " ".join(words)
    return (
        _numeric(text)
        or _named(words, today)
        or _present(text, today)
        or _relative(words, today)
        or part_of(words, lambda w: _whole(w, today))
    )


def _whole(words: list[str], today: date) -> Days | None:
    text = " ".join(words)
    return _numeric(text) or _named(words, today) or _present(text, today) or _relative(words, today)


def _numeric(text: str) -> Days | None:
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:t\d\d:[\d:.]+z?)?", text):
        day = _date(int(match[1]), int(match[2]), int(match[3]))
        return (day, day) if day else None
    if match := re.fullmatch(r"(\d{4})[-./](\d{1,2})", text):
        return _month(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{1,2})[-./](\d{4})", text):
        return _month(int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{4})\s?(?:-|–|\.\.)\s?(\d{4})", text):
        first, last = _year(int(match[1])), _year(int(match[2]))
        return (first[0], last[1]) if first and last and first <= last else None
    if match := re.fullmatch(r"(\d{4})\s?q([1-4])", text):
        start, end = _month(int(match[1]), int(match[2]) * 3 - 2), _month(int(match[1]), int(match[2]) * 3)
        return (start[0], end[1]) if start and end else None
    return _compact(text)


def _compact(text: str) -> Days | None:
    """Return the days of 20240528, 28/5/2024, 90s, 1990s or 2024."""
    if match := re.fullmatch(r"(?:19|20)\d{6}", text):
        day = _date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return (day, day) if day else None
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
        return _slashed(text, int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"['’]?([4-9]0)s", text):
        return date(1900 + int(match[1]), 1, 1), date(1909 + int(match[1]), 12, 31)
    if re.fullmatch(r"(19[4-9]\d|20\d\d)s?", text):
        year = int(text[:4])
        return (date(year, 1, 1), date(year + 9, 12, 31)) if text.endswith("s") else _year(year)
    return None


def _slashed(text: str, one: int, two: int, year: int) -> Days | None:
    """Return the day of 28/5/2024 or 5/28/2024.

    Raises:
        QueryError: both could be the month.
    """
    days = {day for day in (_date(year, one, two), _date(year, two, one)) if day}
    if len(days) > 1:
        ways = " or ".join(day.isoformat() for day in sorted(days))
        raise QueryError(f"“{text}” can be read two ways.", word=text, hint=f"Write {ways}.")
    return next(((day, day) for day in days), None)


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


def _present(text: str, today: date) -> Days | None:
    """Return the days of one word that is about now: "today", "weekend", "ytd", "q4"."""
    if text in _NEAR:
        first, last = _NEAR[text]
        return today - timedelta(first), today - timedelta(last)
    if text in ("weekend", "the weekend"):
        return _weekend("this", today)
    if text == "ytd":
        return date(today.year, 1, 1), today
    if not re.fullmatch(r"[hq][1-4]", text):  # a season may mean another thing: "winter drills"
        return None
    both = (
        part_of([text, str(year)], lambda w: _numeric(" ".join(w))) for year in (today.year, today.year - 1)
    )
    return next((days for days in both if days and days[0] <= today), None)


def _relative(words: list[str], today: date) -> Days | None:
    text = " ".join(words)
    if words[0] in ("last", "this", "past", "previous", "next", "current") and len(words) == 2:
        return _calendar_unit(words[0], words[1], today)
    if match := re.fullmatch(
        r"(?:(?:the )?(?:last|past|previous) (?:a )?(\w+)|(\d+)) (?:of )?(hour|day|week|month|year)s?", text
    ):
        many = match[1] or match[2]
        n = int(many) if many.isdigit() else NUMBERS.get(many, 0)
        days = -(-n // _HOURS) if match[3] == "hour" else n * _UNITS[match[3]]
        return (today - timedelta(days), today) if 0 < n < 2000 else None
    if match := re.fullmatch(r"week of (.+)", text):
        found = _whole(match[1].split(), today)
        monday = found[0] - timedelta(found[0].weekday()) if found else None
        return (monday, monday + timedelta(6)) if monday else None
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
    if unit == "weekend":
        return _weekend(which, today)
    if which == "next":
        return _next_unit(unit, today)
    which = "this" if which == "current" else which
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
    return (today - timedelta(1), today) if unit in ("day", "hour") else None


def _weekend(which: str, today: date) -> Days:
    """Return the weekend that is now or was last; on one, "last weekend" is the one before."""
    back = (today.weekday() - 5) % 7 + (7 if which in ("last", "previous") and today.weekday() >= 5 else 0)
    saturday = today - timedelta(back - (7 if which == "next" else 0))
    return saturday, saturday + timedelta(1)


def _next_unit(unit: str, today: date) -> Days | None:
    if unit in ("day", "week"):
        first = today + timedelta(1 if unit == "day" else 7 - today.weekday())
        return first, first + timedelta(0 if unit == "day" else 6)
    if unit == "month":
        after = today.replace(day=28) + timedelta(4)
        return _month(after.year, after.month)
    return _year(today.year + 1) if unit == "year" else None


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
