"""Dates as feeds write them, read from the raw text with the feed's own zone.

Feedparser ignores the names KST and JST (9 hours wrong), takes ISO times without a zone for UTC, and
reads `2026.11.20 09:00` as 1 November. So a date is read here: the clock, the zone and the day are
found each by its shape, whatever their order.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOURS: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "UT": 0, "WET": 0, "KST": 9, "JST": 9, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8,
    "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "BST": 1, "WEST": 1, "EET": 2, "EEST": 3, "MSK": 3, "AEST": 10,
    "AEDT": 11, "ACST": 9.5, "NZST": 12, "NZDT": 13, "IST": 5.5, "PKT": 5, "ICT": 7, "WIB": 7,
    "EST": -5, "EDT": -4, "ET": -5, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
_MONTHS = {
    name: n
    for n, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CLOCK = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?(?!\d)\s*(?P<half>[ap]\.?m\.?(?![a-z]))?",
    re.IGNORECASE,
)
_HALF_HOUR = re.compile(r"(?<![\d:])(?P<h>\d{1,2})\s*(?P<half>[ap]\.?m\.?)(?![a-z])", re.IGNORECASE)
_OFFSET = re.compile(
    r"(?<![\w.])(?:(?:GMT|UTC|UT)\s*)?(?P<sign>[+\-\u2212])\s?(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?::?\d{2})?(?!\d)",
    re.IGNORECASE,
)
_ZONE_NAME = re.compile(r"(?<![A-Za-z])(%s)(?![A-Za-z])" % "|".join(sorted(_HOURS, key=len, reverse=True)))  # noqa: UP031 - braces are the pattern's
_ZONE_PATH = re.compile(r"\b(?:Asia|Europe|America|Australia|Pacific|Africa)/[A-Za-z_]+")
_DAYS = (
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s\-./,]*(?P<mon>{_NAME})\b[\s\-./,]*(?P<y>\d{{4}}|\d{{2}}(?![\d:]))", re.IGNORECASE),
    re.compile(rf"\b(?P<mon>{_NAME})\b\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<y>\d{{4}})[\s\-./,]*(?P<mon>{_NAME})\b[\s\-./,]*(?P<d>\d{{1,2}})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<us>\d{1,2})/(?P<eu>\d{1,2})/(?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})[\s.\-](?P<m>\d{1,2})[\s.\-](?P<y>\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{2})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
    re.compile(r"^\s*(?P<y>\d{4})-(?P<m>\d{2})\s*$"),
)  # fmt: skip
_MONTH_DAY = re.compile(rf"(?:\b(?P<mon>{_NAME})\b\s*(?P<d>\d{{1,2}})\b)", re.IGNORECASE)
_YEAR_LAST = re.compile(r"(?<![\d:+\-])(?P<y>\d{4})\s*$")  # asctime: Fri Nov 20 09:00:00 2026
_CJK = (
    (re.compile(r"(\d{2,4})\s*[년年]\s*(\d{1,2})\s*[월月]\s*(\d{1,2})\s*[일日]"), r"\1-\2-\3 "),
    (re.compile(r"(\d)\s*[시時]\s*(?=\d)"), r"\1:"),
    (re.compile(r"(?<=:)(\d)\s*(?=[분分])"), r"0\1"),
    (re.compile(r"\s*[분分]\s*(\d{2})\s*[초秒]"), r":\1 "),
    (re.compile(r"\s*[분分](?:\s*\d\s*[초秒])?"), " "),
    (re.compile(r"(?<=\d)\s*[시時]"), ":00 "),
    (re.compile(r"[(（]\s*[월화수목금토일月火水木金土日](?:요일|曜日)?\s*[)）]|[월화수목금토일]요일|[月火水木金土日]曜日"), " "),
)  # fmt: skip
_CJK_HALF = re.compile(r"(오전|오후|午前|午後|上午|下午)\s*(\d{1,2}(?::\d{1,2}){0,2}:?)")
_PLAIN_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z|GMT|UTC|[A-Z]{3,4})\s*$")  # how nearly all dates end
# the two forms that nearly all feeds use: Fri, 20 Nov 2026 09:00:00 +0900 and 2026-11-20T09:00:00+09:00
_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|([+-])(0\d|1[0-3])([0-5]\d))",
    re.ASCII,
)
_ISO_8601 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.]\d+)?(Z|[+-](?:0\d|1[0-3]):[0-5]\d)", re.ASCII
)
_IMAGE_DAY = re.compile(r"/(20\d{2})/?(0[1-9]|1[0-2])/?(0[1-9]|[12]\d|3[01])(?=[/\d])")


def parse_date(text: str | None, zone: str = "UTC") -> datetime | None:
    """Return a feed's date as an aware UTC datetime, None where it cannot be read.

    Args:
        text: as it stands in the feed.
        zone: the IANA zone of a date that names none.
    """
    if not text:
        return None
    if usual := _usual(text):
        return usual
    cleaned = _cleaned(text)
    if not cleaned or len(cleaned) > 120:
        return None
    try:
        if re.fullmatch(r"-?\d+(\.\d+)?", cleaned):
            return _digits(cleaned, zone)
        return _shaped(cleaned, zone)
    except (ValueError, OverflowError):
        return None


def names_no_zone(text: str) -> bool:
    """Say whether a date that can be read tells an hour and leaves its zone to the reader."""
    if ":" not in text or _PLAIN_ZONE.search(text):
        return False
    return parse_date(text, "UTC") != parse_date(text, "Asia/Seoul")


def day_in_path(text: str | None, zone: str) -> datetime | None:
    """Return the day that an image's path tells (`/2026/1120/`), at midnight in a zone.

    For feeds without dates, such as the Hankyoreh's English edition.
    """
    found = _IMAGE_DAY.search(text or "")
    if not found:
        return None
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=_zone(zone)).astimezone(UTC)
    except ValueError:
        return None


def _usual(text: str) -> datetime | None:
    """Return a date in one of the usual forms; what is odd in any way is left to the shapes, which say the same."""
    try:
        if iso := _ISO_8601.fullmatch(text):
            return datetime.fromisoformat(f"{iso[1]}T{iso[2]}{iso[3]}").astimezone(UTC)
        if said := _RFC_822.fullmatch(text):
            day, name, year, hour, minute, second, sign, hours, minutes = said.groups()
            moment = datetime(
                int(year),
                _MONTHS.get(name.lower(), 0),
                int(day),
                int(hour),
                int(minute),
                int(second),
                tzinfo=UTC,
            )
            if not sign:
                return moment
            ahead = timedelta(hours=int(hours), minutes=int(minutes))
            return moment - ahead if sign == "+" else moment + ahead
    except (ValueError, OverflowError):
        pass
    return None


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip()
    for pattern, better in _CJK:
        text = pattern.sub(better, text)
    text = _CJK_HALF.sub(lambda m: f" {_full_clock(m[2])} {'PM' if m[1] in '오후午後下午' else 'AM'} ", text)
    return re.sub(r":(?=\s|$)", "", re.sub(r"\s+", " ", text)).strip()


def _full_clock(clock: str) -> str:
    clock = clock.rstrip(":")
    return clock if ":" in clock else f"{clock}:00"


def _digits(text: str, zone: str) -> datetime | None:
    """Read a date that is one number: 20261120, 20261120090000, or seconds since 1970."""
    whole = text.partition(".")[0].lstrip("-")
    if text.startswith("-"):
        return None
    if len(whole) in {8, 12, 14} and "1900" <= whole[:4] <= "2199":
        shape = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}[len(whole)]
        return datetime.strptime(whole, shape).replace(tzinfo=_zone(zone)).astimezone(UTC)
    if len(whole) in {9, 10}:
        return datetime.fromtimestamp(int(whole), UTC)
    if len(whole) == 13:
        return datetime.fromtimestamp(int(whole) // 1000, UTC)
    if len(whole) == 4 and "1900" <= whole <= "2199":
        return datetime(int(whole), 1, 1, tzinfo=_zone(zone)).astimezone(UTC)
    return None


def _shaped(text: str, zone: str) -> datetime | None:
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})T(\d{2}):?(\d{2})(?::?(\d{2}))?(.*)", text)
    if compact:
        y, mo, d, h, mi, s, rest = compact.groups()
        text = f"{y}-{mo}-{d}T{h}:{mi}:{s or '00'}{rest}"
    text = re.sub(r"(?<=\d)[Tt](?=\d{1,2}:\d{2})", " ", text)
    text = re.sub(r"(?<=\d)([A-Z]{1,4})$", r" \1", text)  # 09:00:00Z, 09:00KST
    day = _day(text)
    if day is None:
        return None
    (year, month, date), around = day
    clock = _CLOCK.search(around) or _HALF_HOUR.search(around)
    hour, minute, second = _time(clock)
    after = around[clock.end() :] if clock else around
    where = _zone_in(after, zone) or _zone_in(around[: clock.start()] if clock else "", zone)
    moment = datetime(year, month, date, tzinfo=where or _zone(zone))
    moment = moment.replace(hour=hour % 24, minute=minute, second=min(second, 59))
    return (moment + timedelta(days=hour // 24)).astimezone(UTC)


def _day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Return (year, month, day) and the text around them."""
    for pattern in _DAYS:
        for found in pattern.finditer(text):
            named = found.groupdict()
            month, date = _month_and_day(named)
            year = _year(named["y"])
            if 1 <= month <= 12 and 1 <= date <= 31:
                return (year, month, date), f"{text[: found.start()]} {text[found.end() :]}"
    named_day, year_last = _MONTH_DAY.search(text), _YEAR_LAST.search(text)
    if named_day and year_last:
        month, date = _month_and_day(named_day.groupdict())
        around = f"{text[: named_day.start()]} {text[named_day.end() : year_last.start()]}"
        return (int(year_last["y"]), month, date), around
    return None


def _month_and_day(named: dict[str, str | None]) -> tuple[int, int]:
    if us := named.get("us"):  # 11/20/2026, unless the first number cannot be a month
        first, second = int(us), int(named["eu"] or 0)
        return (second, first) if first > 12 else (first, second)
    mon = named.get("mon")
    month = _MONTHS[mon.lower()] if mon else int(named.get("m") or 0)
    date = int(named.get("d") or 1)
    if not mon and month > 12 >= date:  # 2026-20-11
        month, date = date, month
    return month, date


def _year(text: str | None) -> int:
    year = int(text or 0)
    if len(text or "") == 2:
        return year + (2000 if year < 70 else 1900)
    return year


def _time(clock: re.Match[str] | None) -> tuple[int, int, int]:
    if clock is None:
        return 0, 0, 0
    named = clock.groupdict()
    hour = int(named["h"])
    half = (named.get("half") or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(named.get("m") or 0), int(named.get("s") or 0)
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError("no time of day")
    return hour, minute, second


def _zone_in(text: str, default: str) -> tzinfo | None:
    """Return the zone that a date names, None where it names none."""
    if path := _ZONE_PATH.search(text):
        return _zone(path[0])
    if offset := _OFFSET.search(text):
        hours, minutes = int(offset["h"]), int(offset["m"] or 0)
        if hours <= 14 and minutes < 60:
            span = timedelta(hours=hours, minutes=minutes)
            return timezone(span if offset["sign"] == "+" else -span)
    named = _ZONE_NAME.search(text.upper() if len(text) < 12 else text)
    if not named:
        return None
    if named[1] == "CST" and default in {"Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong"}:
        return timezone(timedelta(hours=8))
    return timezone(timedelta(hours=_HOURS[named[1]]))


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
