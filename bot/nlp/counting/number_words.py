"""Numbers as they are written in a text: "10", "1,500", "twenty-five", "three hundred"."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the words it was read from."""

    value: float
    words: str


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NAMED = {word: n for n, word in enumerate(_ONES)}
_NAMED |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_NAMED |= {
    f"{tens}-{one}": 10 * n + k
    for n, tens in enumerate(_TENS, start=2)
    for k, one in enumerate(_ONES[1:10], start=1)
}
_NAMED |= {
    "a": 1,
    "an": 1,
    "another": 1,
    "single": 1,
    "couple of": 2,
    "pair of": 2,
    "dozen": 12,
    "a dozen": 12,
    "half a dozen": 6,
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "mln": 1_000_000, "dozen": 12}

FIGURE = (
    r"(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")"
)
SCALE = r"(?:[\s-](?P<scale>hundred|thousand|million|mln|dozen))?"
_BEFORE = r"(?:\b(?:after|following|since|days after|hours after|weeks after|despite|amid|than)\b)"


def value_of(figure: str, scale: str | None = None) -> float:
    """Return the number that words matched by `FIGURE`, and by `SCALE` behind it, tell."""
    word = figure.lower()
    value = float(_NAMED[word]) if word in _NAMED else float(word.replace(",", ""))
    return value * _SCALES[scale.lower()] if scale else value


def in_background(text: str, at: int) -> bool:
    """Tell whether the character `at` stands in a clause of what came before ("after the 2017 …")."""
    clause = re.split(r"[.;:!?\n—]\s|,\s", text[max(0, at - 90) : at])[-1]
    return re.search(_BEFORE, clause, re.IGNORECASE) is not None and "more than" not in clause.lower()
