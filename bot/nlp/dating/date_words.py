"""Finds the English words that tell a day, and which day each means to a reader in Korea.

A small resolver of our own: general date parsers read "on Friday" a week off and "2210 GMT" as a year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.nlp.dating.clock_words import SEOUL, clock_before, clock_near
from bot.nlp.dating.tense_words import speaks_of_future, speaks_of_now


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words that tell a date: where they stand, and the Korean date they mean.

    `value` is YYYY-MM-DD, YYYY-MM or YYYY, its length the precision. `kind` tells how it was said:
    `calendar` (12 March), `weekday`, `relative` (yesterday) or `period` (in 2022, last month).
    `owned`: "Thursday's launch", the day of a thing rather than of somebody's saying so.
    """

    start: int
    end: int
    value: str
    kind: str
    time: datetime | None = None
    owned: bool = False
    dated: bool = False  # the year itself was written

    @property
    def day(self) -> date | None:
        """The day, or None where only a month or year is told."""
        return date.fromisoformat(self.value) if len(self.value) == 10 else None


@dataclass(frozen=True, slots=True)
class Frame:
    """What relative words are read against: the publication day in Korea, and who published.

    `american`: only a date is known and it is an American one, where Korea may be a day ahead.
    `stateside`: the story was written in America, whose working day ends on Korea's next.
    """

    day: date | None
    american: bool = False
    stateside: bool = False


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    day: n
    for n, day in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
_NUMBERS = {"a": 1, "couple of": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBERS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}

_MONTH = (
    r"(?P<month>" + "|".join(sorted((m for m in MONTHS if m != "may"), key=len, reverse=True)) + r"|May)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_SPAN = r"(?:\s?(?:-|–|to|and)\s?[0-3]?\d(?:st|nd|rd|th)?)?"
_OWNER = r"(?P<owned>['’]s\b)?"
_WEEKDAY = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"

_MONTH_DAY = re.compile(
    rf"\b{_MONTH}\s{_DAY}\b(?!\s?(?:km|percent|%|:\d)){_SPAN}(?:,?\s{_YEAR})?(?!\d){_OWNER}", re.IGNORECASE
)
_DAY_MONTH = re.compile(rf"\b{_DAY}{_SPAN}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR})?\b{_OWNER}", re.IGNORECASE)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b")
_ORDINAL_DAY = re.compile(
    r"\b(?:on\s)the\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b(?!\s+[a-z]*\s?anniversary)", re.IGNORECASE
)
_MONTH_YEAR = re.compile(rf"\b(?:(?:in|since|of)\s)?{_MONTH},?\s{_YEAR}\b", re.IGNORECASE)
_IN_MONTH = re.compile(
    rf"\b(?:in|last|this|since)\s(?:early\s|late\s|mid-?\s?)?{_MONTH}(?![\w.]|\s\d)", re.IGNORECASE
)
_IN_YEAR = re.compile(rf"\b(?:in|during|of)\s{_YEAR}\b(?!\s?(?:[-–]|km))", re.IGNORECASE)
_DAYPART = r"(?:morning|afternoon|evening|night)"
_ON_WEEKDAY = re.compile(
    rf"(?P<before>\b(?:last|next|coming|this|late|early)\s)?\b{_WEEKDAY}\b{_OWNER}(?:\s(?P<part>{_DAYPART}))?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?P<word>the day before yesterday|yesterday|overnight(?!\s(?:visit|stay|stop|trip|flight|train|bus))|tomorrow|today|tonight|last night|this morning|this afternoon|this evening)\b"
    + _OWNER,
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?P<number>\d{1,3}|a couple of|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
    r"(?P<unit>day|week|month|year)s?\s(?:ago|earlier)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?P<which>last|this|next)\s(?P<unit>week|month|year)\b(?!\s(?:of|long))", re.IGNORECASE
)


def english_dates(text: str, frame: Frame) -> list[DateWords]:
    """Return the date words of an English text in order; overlapping ones keep the longest."""
    low = text.lower()
    found = [
        words
        for needed, pattern, read in _READERS
        if any(letters in low for letters in needed)
        for match in pattern.finditer(text)
        for words in _safe(read, match, text, frame)
    ]
    return without_overlaps(found)


def without_overlaps(found: list[DateWords]) -> list[DateWords]:
    """Return the words in order, the longer one where two overlap."""
    kept: list[DateWords] = []
    for words in sorted(found, key=lambda w: (-(w.end - w.start), w.start)):
        if all(words.end <= k.start or words.start >= k.end for k in kept):
            kept.append(words)
    return sorted(kept, key=lambda w: w.start)


def nearest_year(month: int, day: int, anchor: date) -> date | None:
    """Return the month and day in the year that lies nearest before `anchor`, or a little after.

    A date up to 120 days ahead is read as coming ("the summit on June 12"), others as past.
    """
    for year in (anchor.year + 1, anchor.year, anchor.year - 1, anchor.year - 4):
        try:
            there = date(year, month, day)
        except ValueError:
            continue
        if (there - anchor).days <= 120:
            return there
    return None


def _safe(
    read: Callable[[re.Match[str], str, Frame], DateWords | None],
    match: re.Match[str],
    text: str,
    frame: Frame,
) -> Iterator[DateWords]:
    """Read one match; a day that no calendar has (31 June) is no date."""
    try:
        words = read(match, text, frame)
    except (ValueError, OverflowError):
        return
    if words is not None:
        yield words


def _calendar(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    month = MONTHS[match["month"].lower().rstrip(".")] if match["month"].isalpha() else int(match["month"])
    day = int(match["day"])
    if match["year"]:
        when: date | None = date(int(match["year"]), month, day)
    else:
        when = nearest_year(month, day, frame.day) if frame.day else None
    if when is None:
        return None
    owned = bool(match.groupdict().get("owned"))
    return DateWords(
        match.start(),
        match.end(),
        when.isoformat(),
        "calendar",
        clock_near(text, match.end(), when),
        owned,
        bool(match["year"]),
    )


def _ordinal(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    when = day_of_month(int(match["day"]), frame.day)
    return DateWords(
        match.start(), match.end(), when.isoformat(), "calendar", clock_near(text, match.end(), when)
    )


def day_of_month(day: int, anchor: date) -> date:
    """Return the latest date with this day number, on or a day after `anchor`.

    Raises:
        ValueError: no month before `anchor` has such a day.
    """
    here = anchor.replace(day=1)
    for _ in range(3):
        try:
            when = here.replace(day=day)
        except ValueError:
            when = date.max
        if (when - anchor).days <= 1:
            return when
        here = (here - timedelta(days=1)).replace(day=1)
    raise ValueError(f"no day {day} before {anchor}")


def _month(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    month = MONTHS[match["month"].lower().rstrip(".")]
    year = match.groupdict().get("year")
    if match["month"].lower() == "mar" and year is None:
        return None
    if year is not None:
        number = int(year)
    elif frame.day is None:
        return None
    elif speaks_of_future(text, match.start()):
        number = frame.day.year + (month < frame.day.month)
    else:
        number = frame.day.year - (month > frame.day.month)
    return DateWords(match.start(), match.end(), f"{number:04}-{month:02}", "period", dated=year is not None)


def _year(match: re.Match[str], _text: str, _frame: Frame) -> DateWords:
    return DateWords(match.start(), match.end(), match["year"], "period", dated=True)


def _weekday(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    back = (frame.day.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    before = (match["before"] or "").strip().lower()
    if before in ("next", "coming") or (back and speaks_of_future(text, match.start())):
        when = frame.day + timedelta(days=7 - back)
    elif back == 6 and (frame.american or speaks_of_now(text, match.start())):
        when = frame.day + timedelta(days=1)
    else:
        when = frame.day - timedelta(days=back)
    clock = clock_near(text, match.end(), when) or clock_before(text, match.start(), when)
    if clock is not None:
        when = clock.astimezone(SEOUL).date()
    elif (
        frame.american
        and back < 6
        and (before == "late" or (match["part"] or "").lower() in ("night", "evening"))
    ) or (frame.stateside and back == 1):
        when += timedelta(days=1)
    return DateWords(match.start(), match.end(), when.isoformat(), "weekday", clock, bool(match["owned"]))


def _relative(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    word = match["word"].lower()
    shift = {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    when = frame.day + timedelta(days=shift)
    return DateWords(
        match.start(),
        match.end(),
        when.isoformat(),
        "relative",
        clock_near(text, match.end(), when),
        bool(match["owned"]),
    )


def _ago(match: re.Match[str], _text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    word = match["number"].lower()
    number = int(word) if word.isdigit() else _NUMBERS[word.removeprefix("a ")]
    return DateWords(match.start(), match.end(), step(frame.day, -number, match["unit"].lower()), "relative")


def step(anchor: date, number: int, unit: str) -> str:
    """Return the date `number` units from `anchor`, as precise as the unit tells.

    Raises:
        OverflowError: the calendar has no such date.
    """
    if unit in ("day", "week"):
        return (anchor + timedelta(days=number * (7 if unit == "week" else 1))).isoformat()
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + number
        return f"{months // 12:04}-{months % 12 + 1:02}"
    return f"{anchor.year + number:04}"


def _last(match: re.Match[str], _text: str, frame: Frame) -> DateWords | None:
    if frame.day is None or match["unit"].lower() == "week":
        return None
    number = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    return DateWords(match.start(), match.end(), step(frame.day, number, match["unit"].lower()), "period")


_MONTH_LETTERS = tuple({name[:3] for name in MONTHS})
_Reader = Callable[[re.Match[str], str, Frame], DateWords | None]
# Letters of which a text must hold some, the words to find, and what reads them.
_READERS: tuple[tuple[tuple[str, ...], re.Pattern[str], _Reader], ...] = (
    (_MONTH_LETTERS, _MONTH_DAY, _calendar),
    (_MONTH_LETTERS, _DAY_MONTH, _calendar),
    (("19", "20"), _ISO, _calendar),
    (("the ",), _ORDINAL_DAY, _ordinal),
    (_MONTH_LETTERS, _MONTH_YEAR, _month),
    (_MONTH_LETTERS, _IN_MONTH, _month),
    (("19", "20"), _IN_YEAR, _year),
    (("day",), _ON_WEEKDAY, _weekday),
    (("today", "yesterday", "night", "tomorrow", "this "), _RELATIVE, _relative),
    (("ago", "earlier"), _AGO, _ago),
    (("week", "month", "year"), _LAST, _last),
)
