"""Dates as Koreans write them, as the words that `when` reads: "2022년 9월" is 2022-09, "지난주" last week."""

from __future__ import annotations

import calendar
import re

_MONTHS = tuple(calendar.month_name)
_SAID = {
    "오늘": "today", "어제": "yesterday", "그제": "2 days ago", "그저께": "2 days ago", "내일": "tomorrow",
    "지난주": "last week", "지난 주": "last week", "이번주": "this week", "이번 주": "this week",
    "지난달": "last month", "지난 달": "last month", "이번달": "this month", "이번 달": "this month",
    "작년": "last year", "지난해": "last year", "올해": "this year", "금년": "this year",
}  # fmt: skip
_UNITS = {"시간": "hours", "일": "days", "주": "weeks", "개월": "months", "달": "months", "년": "years"}
_BOUNDS = {"부터": "since", "이후": "since", "까지": "until", "이전": "before"}
_AFTER = r"(?:에는|에서|에|의|은|는)?(?![가-힣])"  # particles

_SAME = "|".join(sorted(_SAID, key=len, reverse=True))
_NUMBERED = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?년(?:\s?(?P<m>1[0-2]|0?[1-9])\s?월(?:\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?일)?)?"
    r"|(?P<month>1[0-2]|0?[1-9])\s?월(?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?일)?"
    r"|(?:최근|지난)\s?(?P<n>\d{1,3})\s?(?P<unit>시간|일|주|개월|달|년)(?:간|동안)?"
    rf"|(?<![가-힣])(?P<said>{_SAME})",
)
_DATED = re.compile(rf"(?:{_NUMBERED.pattern})\s?(?P<bound>{'|'.join(_BOUNDS)})?{_AFTER}")


def in_english(text: str) -> str:
    """Return a text with its Korean dates as English ones; all else as it was.

    Args:
        text: as typed, without what stands in quotation marks.
    """
    return _DATED.sub(_english, text) if not text.isascii() else text


def _english(found: re.Match[str]) -> str:
    if found["y"]:
        said = "-".join(part.zfill(2) for part in (found["y"], found["m"], found["d"]) if part)
    elif found["month"]:
        said = f"{found['day'] or ''} {_MONTHS[int(found['month'])]}".strip()
    elif found["n"]:
        said = f"past {found['n']} {_UNITS[found['unit']]}"
    else:
        said = _SAID[found["said"]]
    return f"{_BOUNDS.get(found['bound'] or '', '')} {said} ".lstrip()
