"""Finds the Korean words that tell a day ("지난달 3일", "어제", "12일 오전") and the day each means.

Korean papers write the bare day number of this month ("북한이 12일 …"), so that is the common case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from bot.nlp.dating.clock_words import SEOUL
from bot.nlp.dating.date_words import DateWords, Frame, day_of_month, nearest_year, step, without_overlaps

_FULL = re.compile(r"(?P<year>(?:19|20)\d\d)\s?년\s?(?P<month>\d{1,2})\s?월\s?(?P<day>\d{1,2})\s?일")
_MONTH_DAY = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})\s?월\s?(?P<day>\d{1,2})\s?일(?!\s?(?:간|동안|째|차|만에))"
)
_NAMED_MONTH = re.compile(r"(?P<which>지난달|지난\s달|이달|이번\s?달|다음\s?달|내달)\s?(?P<day>\d{1,2})\s?일")
_DAY = re.compile(
    r"(?<![\d.,월년제·~∼-])(?<!월 )(?P<coming>오는\s|지난\s)?(?P<day>\d{1,2})일(?!\s?(?:간|동안|째|차|만에|만|전|뒤|후|이상|정도|부터|까지|절|보|본|선))"
)
_MONTH_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s?년\s?(?P<month>\d{1,2})\s?월(?!\s?\d{1,2}\s?일)")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s?년(?!\s?\d{1,2}\s?월)(?!대)")
_RELATIVE = re.compile(r"(?P<word>그저께|그제|엊그제|어젯밤|어제|간밤|전날|오늘|당일|이날|내일)")
_AGO = re.compile(
    r"(?P<number>\d{1,3}|하루|이틀|사흘|나흘)\s?(?:(?P<unit>일|주일|주|개월|달|년)\s?)?전(?!투|략|술|원|체|차)"
)
_WEEKDAY = re.compile(r"(?P<which>지난주|이번\s?주|다음\s?주)?\s?(?P<weekday>[월화수목금토일])요일")
_PERIOD = re.compile(
    r"(?P<word>지난해|작년|올해|지난달|지난\s달|이달)(?!\s?\d)(?:\s?(?P<month>\d{1,2})월(?!\s?\d))?"
)
_LAST_MONTH = re.compile(r"지난\s?(?P<month>\d{1,2})\s?월(?!\s?\d{1,2}\s?일)")
_CLOCK = re.compile(
    r"(?P<half>오전|오후|새벽|밤|저녁|아침)?\s?(?P<hour>\d{1,2})시(?:\s?(?P<minute>\d{1,2})분)?"
)
_COUNTED = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4}
_UNITS = {"일": "day", "주일": "week", "주": "week", "개월": "month", "달": "month", "년": "year"}


def korean_dates(text: str, frame: Frame) -> list[DateWords]:
    """Return the date words of a Korean text in order; overlapping ones keep the longest."""
    found = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                words = read(match, text, frame)
            except (ValueError, OverflowError):
                continue
            if words is not None:
                found.append(words)
    return without_overlaps(found)


def _full(match: re.Match[str], text: str, _frame: Frame) -> DateWords:
    when = date(int(match["year"]), int(match["month"]), int(match["day"]))
    return _day_words(match, text, when, dated=True)


def _month_day(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    when = nearest_year(int(match["month"]), int(match["day"]), frame.day) if frame.day else None
    return _day_words(match, text, when) if when else None


def _named_month(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    which = match["which"].replace(" ", "")
    months = -1 if which == "지난달" else 1 if which in ("다음달", "내달") else 0
    year, month = (int(part) for part in step(frame.day, months, "month").split("-"))
    return _day_words(match, text, date(year, month, int(match["day"])))


def _day(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None or int(match["day"]) == 0:
        return None
    number = int(match["day"])
    if (match["coming"] or "").startswith("오는") and number >= frame.day.day:
        when = frame.day.replace(day=number)
    else:
        when = day_of_month(number, frame.day)
    return _day_words(match, text, when)


def _day_words(match: re.Match[str], text: str, when: date, *, dated: bool = False) -> DateWords:
    return DateWords(
        match.start(), match.end(), when.isoformat(), "calendar", _clock(text, match.end(), when), dated=dated
    )


def _month_year(match: re.Match[str], _text: str, _frame: Frame) -> DateWords | None:
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    return DateWords(match.start(), match.end(), f"{match['year']}-{month:02}", "period", dated=True)


def _year(match: re.Match[str], _text: str, _frame: Frame) -> DateWords:
    return DateWords(match.start(), match.end(), match["year"], "period", dated=True)


def _relative(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    word = match["word"]
    shift = {"그저께": -2, "그제": -2, "엊그제": -2, "어젯밤": -1, "어제": -1, "전날": -1, "내일": 1}.get(
        word, 0
    )
    when = frame.day + timedelta(days=shift)
    return DateWords(
        match.start(), match.end(), when.isoformat(), "relative", _clock(text, match.end(), when)
    )


def _ago(match: re.Match[str], _text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    word = match["number"]
    if word in _COUNTED:
        return DateWords(match.start(), match.end(), step(frame.day, -_COUNTED[word], "day"), "relative")
    if match["unit"] is None:
        return None
    return DateWords(
        match.start(), match.end(), step(frame.day, -int(word), _UNITS[match["unit"]]), "relative"
    )


def _weekday(match: re.Match[str], text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    wanted = "월화수목금토일".index(match["weekday"])
    monday = frame.day - timedelta(days=frame.day.weekday())
    weeks = {"지난주": -1, "이번주": 0, "다음주": 1}.get((match["which"] or "").replace(" ", ""))
    if weeks is None:
        when = frame.day - timedelta(days=(frame.day.weekday() - wanted) % 7)
    else:
        when = monday + timedelta(days=7 * weeks + wanted)
    return DateWords(match.start(), match.end(), when.isoformat(), "weekday", _clock(text, match.end(), when))


def _period(match: re.Match[str], _text: str, frame: Frame) -> DateWords | None:
    if frame.day is None:
        return None
    word = match["word"].replace(" ", "")
    if word in ("지난달", "이달"):
        value = step(frame.day, -1 if word == "지난달" else 0, "month")
    else:
        value = step(frame.day, 0 if word == "올해" else -1, "year")
        month = int(match["month"] or 0)
        value = f"{value}-{month:02}" if 1 <= month <= 12 else value
    return DateWords(match.start(), match.end(), value, "period")


def _last_month(match: re.Match[str], _text: str, frame: Frame) -> DateWords | None:
    """Read "지난 10월": the last October there was."""
    month = int(match["month"])
    if frame.day is None or not 1 <= month <= 12:
        return None
    year = frame.day.year - (month >= frame.day.month)
    return DateWords(match.start(), match.end(), f"{year:04}-{month:02}", "period")


def _clock(text: str, at: int, day: date) -> datetime | None:
    """Return the UTC instant of an hour told right after a day ("12일 오전 7시 10분"), or None."""
    found = _CLOCK.search(text[at : at + 20])
    if found is None or int(found["hour"]) > 24 or int(found["minute"] or 0) > 59:
        return None
    hour = int(found["hour"]) % 24
    if found["half"] in ("오후", "저녁", "밤") and hour < 12 and not (found["half"] == "밤" and hour < 5):
        hour += 12
    return datetime(day.year, day.month, day.day, hour, int(found["minute"] or 0), tzinfo=SEOUL).astimezone(
        UTC
    )


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str, Frame], DateWords | None]], ...] = (
    (_FULL, _full),
    (_MONTH_DAY, _month_day),
    (_NAMED_MONTH, _named_month),
    (_DAY, _day),
    (_MONTH_YEAR, _month_year),
    (_YEAR, _year),
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_WEEKDAY, _weekday),
    (_PERIOD, _period),
    (_LAST_MONTH, _last_month),
)
