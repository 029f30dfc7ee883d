"""Days as pages write them: beside a byline, before the line of a chronicle, or with the year left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}{_YEAR}[-./]\s?(?P<number>\d{{1,2}})[-./]\s?{_DAY}(?!\d)\.?",
        rf"{_YEAR}\s?년\s?(?P<number>\d{{1,2}})\s?월(?:\s?{_DAY}\s?일)?",
        rf"{_YEAR}年(?P<number>\d{{1,2}})月(?:{_DAY}日)?",
        rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"{_WEEKDAY}\b{_MONTH}\s+{_DAY},?\s+{_YEAR}\b",
        rf"\b{_MONTH},?\s+{_YEAR}\b",
    )
)
_BARE_YEAR = re.compile(rf"^\W*{_YEAR}\W*$")
_YEARLESS = tuple(
    re.compile(rf"\b{form}\b(?!,?\s+(?:19|20)\d\d)", re.IGNORECASE)
    for form in (rf"{_MONTH}\s+{_DAY}", rf"{_DAY}\s+(?:of\s+)?{_MONTH}")
)
_BESIDE = re.compile(
    r"^\W*(?:(?:published|posted|updated|last updated|modified|created|date|on|입력|수정|등록|기사입력|승인)\s*[:|]?\s*(?:on\s+)?)*$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"^\s*(?:[-–—:|]\s+|:\s*|\)\s*[-–—:]?\s*)(?=\S)")
ANY_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Written:
    """A day, month or year as written: `value` as YYYY-MM-DD, YYYY-MM or YYYY; `words` as on the page."""

    value: str
    words: str


def _read(match: re.Match[str]) -> str | None:
    """Return what one of the forms says, None where there is no such day."""
    said = match.groupdict()
    month = int(said["number"]) if said.get("number") else _MONTHS[said["month"].lower()]
    try:
        day = date(int(said["year"]), month, int(said.get("day") or 1))
    except ValueError:
        return None
    return day.isoformat() if said.get("day") else day.isoformat()[:7]


def stated_day(line: str) -> str | None:
    """Return the first full day that a short line beside the text states."""
    for form in _FORMS:
        for match in form.finditer(line):
            found = _read(match)
            if found is not None and len(found) == 10:
                return found
    return None


def day_line(line: str) -> Written | None:
    """Return the day, month or year that a line consists of."""
    if len(line) > 60:
        return None
    bare = _BARE_YEAR.match(line)
    if bare:
        return Written(bare["year"], bare["year"])
    for form in _FORMS:
        match = form.search(line)
        if match and _BESIDE.match(line[: match.start()]) and not re.search(r"\w", line[match.end() :]):
            found = _read(match)
            return Written(found, match.group().strip()) if found else None
    return None


def dateline(line: str) -> tuple[Written, str] | None:
    """Return the day that a line of a chronicle begins with, and what happened then."""
    for form in _FORMS:
        match = form.match(line.lstrip("•*-–— ([").strip())
        if match is None:
            continue
        rest = line.lstrip("•*-–— ([").strip()[match.end() :]
        after = _AFTER.match(rest)
        found = _read(match)
        if after is not None and found is not None:
            return Written(found, match.group().strip()), rest[after.end() :].strip()
    return None


def is_day(text: str) -> bool:
    """Tell whether YYYY-MM-DD is a day of the calendar."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def has_year(text: str) -> bool:
    """Tell whether a text names a year."""
    return ANY_YEAR.search(text) is not None


def yearless(text: str) -> tuple[re.Match[str], str] | None:
    """Return where a text names a day without its year, and that day as MM-DD."""
    if has_year(text):
        return None
    for form in _YEARLESS:
        for match in form.finditer(text):
            try:
                day = date(
                    2024, _MONTHS[match["month"].lower()], int(match["day"])
                )  # a leap year: any day is one
            except ValueError:
                continue
            return match, day.isoformat()[5:]
    return None


def only_year(text: str) -> str | None:
    """Return the one year that a text names, None where it names none or several."""
    years = set(ANY_YEAR.findall(text))
    return years.pop() if len(years) == 1 else None


def dated(text: str, written: Written) -> str:
    """Return a sentence that says its day, which stands above or before it on the page."""
    if has_year(text):
        return text
    found = yearless(text)
    if found is not None:
        match, _ = found
        return f"{text[: match.end()]}, {written.value[:4]}{text[match.end() :]}"
    body, dot = (text[:-1], text[-1]) if text[-1:] in ".!" else (text, "")
    if len(written.value) == 10:
        return f"{body} on {_spoken(written.value)}{dot}"
    if len(written.value) == 7:
        return f"{body} in {_spoken(written.value)}{dot}"
    return f"{body} in {written.value}{dot}"


def _spoken(value: str) -> str:
    parts = value.split("-")
    month = date(2024, int(parts[1]), 1).strftime("%B")
    return f"{int(parts[2])} {month} {parts[0]}" if len(parts) == 3 else f"{month} {parts[0]}"
