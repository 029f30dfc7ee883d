"""Comparisons as people say them, written as fields: "severity 4 or higher", "more than 5 missiles"."""

from __future__ import annotations

import re

from bot.query.korean import in_english

_NUMBER = r"(\d[\d,.]*)"
_UP = r"(?:\+|\s+(?:or|and)\s+(?:higher|more|above|over|up|greater|worse))"
_DOWN = r"\s+(?:or|and)\s+(?:lower|less|fewer|below|under)"
_ABOVE = r"(?:more than|over|above|greater than|higher than|beyond|exceeding)"
_LEAST = r"(?:at least|no less than|no fewer than|minimum)"
_BELOW = r"(?:less than|fewer than|under|below|lower than)"
_MOST = r"(?:at most|up to|no more than|maximum)"
_SEVERITY = r"\bseverity\s+(?:is\s+|of\s+|level\s+)*"
# what follows a number and is no count of things
_UNITS = r"(?:km|kms|kilomet\w+|miles?|sources?|outlets?|publishers?|reports?|hours?|days?|weeks?|months?|years?|times|percent|am|pm)\b"
_THINGS = rf"(?=\s+(?!{_UNITS})[a-z])"
_KM = r"\s*(?:km|kms|kilomet(?:er|re)s?)\b"
_HIGH = rf"{_KM}\s+(?:high|altitude|up)\b"
_OUTLETS = r"\s+(?:sources?|outlets?|publishers?)\b"


def _measured(before: str, after: str, field: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the ways of saying that a field is above, at least, below or at most a number."""
    ways = ((_ABOVE, ">"), (_LEAST, ">="), (_BELOW, "<"), (_MOST, "<="))
    said = [(rf"{before}\b{way}\s+{_NUMBER}{after}", op) for way, op in ways]
    said += [(rf"{before}{_NUMBER}{_UP}{after}", ">="), (rf"{before}{_NUMBER}{_DOWN}{after}", "<=")]
    return [(re.compile(pattern, re.IGNORECASE), rf"{field}:{op}\1") for pattern, op in said]


_SIGN = r"([<>]=?)"
_WAYS = [
    (re.compile(rf"\b([a-z]+)\s*{_SIGN}\s*{_NUMBER}{_KM}", re.IGNORECASE), r"\1\2\3"),
    (re.compile(rf"(?<![\w:<>=]){_SIGN}\s*{_NUMBER}{_KM}", re.IGNORECASE), r"distance:\1\2"),
    *_measured(_SEVERITY, "", "severity"),
    (re.compile(rf"{_SEVERITY}([1-5])\b(?!\s*-)", re.IGNORECASE), r"severity:\1"),
    *_measured("", _HIGH, "apogee"),
    *_measured("", _KM, "distance"),
    *_measured(r"\b", _OUTLETS, "sources")[4:],
    *_measured("", _OUTLETS, "sources")[:4],
    (re.compile(rf"(?<![\w:<>=.]){_NUMBER}{_OUTLETS}", re.IGNORECASE), r"sources:>=\1"),
    *_measured("", _THINGS, "count")[:4],
    (re.compile(rf"(?<![\w:<>=])(>=?|<=?)\s*{_NUMBER}{_THINGS}", re.IGNORECASE), r"count:\1\2"),
]


def spelled_out(text: str) -> str:
    """Return a query with its spoken comparisons as fields and its Korean dates in English.

    What stands in quotation marks is let be.
    """
    parts = text.split('"')
    for number in range(0, len(parts), 2):
        parts[number] = in_english(parts[number])
        for pattern, field in _WAYS:
            parts[number] = pattern.sub(field, parts[number])
    return '"'.join(parts)
