"""Past events that a text remembers by kind and year: "nuclear tests in 2006, 2009"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LIST = r"(?:19|20)\d\d(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+(?:again\s+)?(?:in\s+)?)(?:19|20)\d\d)*"
_AFTER = re.compile(
    rf"(?P<what>(?:[A-Za-z][\w-]*\s+){{1,4}})(?:in|of)\s+(?:(?:early|late|mid|both)[ -])?(?P<years>{_LIST})\b"
)
_BEFORE = re.compile(rf"\b(?P<years>{_LIST})\s+(?P<what>(?:[a-z][\w-]*\s*){{2,3}})")


@dataclass(frozen=True, slots=True)
class PastFact:
    """A kind of event in a year that a sentence remembers.

    `kinds` are the words that may name the kind, the longest first.
    """

    kinds: tuple[str, ...]
    year: str
    quote: str


def past_facts(found: Iterable[str]) -> Iterator[PastFact]:
    """Yield the kinds of events that sentences remember with their years; who knows the types looks them up."""
    for sentence in found:
        for match in _AFTER.finditer(sentence):
            said = match["what"].split()
            kinds = tuple(" ".join(said[start:]) for start in range(len(said)))
            for year in re.findall(r"\d{4}", match["years"]):
                yield PastFact(kinds, year, sentence)
        for match in _BEFORE.finditer(sentence):
            said = match["what"].split()
            kinds = tuple(" ".join(said[:end]) for end in range(len(said), 0, -1))
            for year in re.findall(r"\d{4}", match["years"]):
                yield PastFact(kinds, year, sentence)
