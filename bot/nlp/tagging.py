"""spaCy component that marks the words of a document with the classes rules speak in.

English phrases are found by PhraseMatchers; Korean ones inside words, by one expression, because
Korean glues particles to nouns and verbs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlp.patterns import Unit
from bot.nlp.words import Words, korean_index, load_words

_HANGUL = re.compile(r"[가-힣]")
_COMPASS = re.compile(r"\b(?:North|South)\b")
# Capitalised "North" before a proper noun is a province or another country.
_LEADER_COMPANY = frozenset(
    {"DPRK", "KIM", "KIMFAM", "USLEADER", "MISSILE", "ENGINE", "MUNITIONS", "SHIPLAUNCH"}
)
_GIVEN = frozenset(
    ["dae", "young", "min", "hyun", "keon", "moon", "soo", "ki", "kwan", "tae", "sung", "seong"]
)
_NO_STATE = frozenset(
    [
        "america",
        "american",
        "carolina",
        "dakota",
        "africa",
        "atlantic",
        "pacific",
        "sea",
        "macedonia",
        "pyongan",
        "phyongan",
        "hamgyong",
        "hwanghae",
        "pole",
        "west",
        "east",
        "york",
        "pyongyang",
        "chungcheong",
        "gyeongsang",
        "jeolla",
        "london",
        "yorkshire",
    ]
)


@cache
def shipped_words() -> Words:
    """Return the shipped vocabulary, read once a process."""
    return load_words()


class Tagger:
    """Marks phrases with classes: `doc._.kp_units` and `doc._.kp_classes` (by character offset)."""

    def __init__(self, nlp: Language, words: Words) -> None:
        self._loose, self._loose_classes = _matcher(nlp, words.english, "LOWER")
        self._exact, self._exact_classes = _matcher(nlp, words.exact, "ORTH")
        self._korean, self._korean_classes = korean_index(words)

    def __call__(self, doc: Doc) -> Doc:
        """Mark a document."""
        spans = [(s, e, self._loose_classes[doc.vocab.strings[key]]) for key, s, e in self._loose(doc)] + [
            (s, e, self._exact_classes[doc.vocab.strings[key]]) for key, s, e in self._exact(doc)
        ]
        spans.extend((i, i + 1, frozenset({name})) for i, name in _compass(doc))
        units = _surnames(_units(doc, spans))
        if _HANGUL.search(doc.text):
            units = sorted([*units, *self._korean_units(doc.text)], key=lambda u: u.start)
        doc._.kp_units = tuple(units)
        doc._.kp_classes = _by_offset(units)
        return doc

    def _korean_units(self, text: str) -> list[Unit]:
        return [
            Unit(m.group(), self._korean_classes[m.group()], m.start(), m.end())
            for m in self._korean.finditer(text.lower())
        ]


@Language.factory("kp_words")
def make_tagger(nlp: Language, name: str) -> Tagger:
    """Build the component for a pipeline."""
    return Tagger(nlp, shipped_words())


def _matcher(
    nlp: Language, classes: Mapping[str, tuple[str, ...]], attr: str
) -> tuple[PhraseMatcher, dict[str, frozenset[str]]]:
    """Return a matcher with one key a phrase, and the classes of each key."""
    by_phrase: dict[str, set[str]] = defaultdict(set)
    for name, phrases in classes.items():
        for phrase in phrases:
            by_phrase[phrase].add(name)
    matcher = PhraseMatcher(nlp.vocab, attr=attr)
    keys: dict[str, frozenset[str]] = {}
    for phrase, names in by_phrase.items():
        matcher.add(phrase, [nlp.tokenizer(phrase)])
        keys[phrase] = frozenset(names)
    return matcher, keys


def _compass(doc: Doc) -> list[tuple[int, str]]:
    """Find "North" and "South" that stand for the two states, in a text that speaks of Korea."""
    if not _COMPASS.search(doc.text):
        return []
    out = []
    for i, token in enumerate(doc):
        if token.text not in ("North", "South"):
            continue
        following = doc[i + 1] if i + 1 < len(doc) else None
        if following is None or not following.text[:1].isalpha() or following.lower_ not in _NO_STATE:
            korea = following is not None and following.lower_.startswith("korea")
            if not korea:
                out.append((i, "DPRK" if token.text == "North" else "ROK"))
    return out


def _surnames(units: list[Unit]) -> list[Unit]:
    """Let "Kim" alone mean the leader where the text speaks of the North, of arms or of other leaders."""
    if all(unit.text != "kim" for unit in units):
        return units
    if not frozenset().union(*(u.classes for u in units)) & _LEADER_COMPANY:
        return units
    out = []
    for i, unit in enumerate(units):
        following = units[i + 1].text if i + 1 < len(units) else ""
        named = following[:1].isalpha() and following in _GIVEN
        lone = unit.text == "kim" and not named
        out.append(Unit(unit.text, unit.classes | {"KIM"}, unit.start, unit.end) if lone else unit)
    return out


def _units(doc: Doc, spans: list[tuple[int, int, frozenset[str]]]) -> list[Unit]:
    """Return the document as units: the longest phrases, with the classes of all phrases inside."""
    spans.sort(key=lambda s: (s[0], -s[1]))
    units: list[Unit] = []
    taken = 0
    i = 0
    while i < len(doc):
        here = []
        while taken < len(spans) and spans[taken][0] < i:
            taken += 1
        end = spans[taken][1] if taken < len(spans) and spans[taken][0] == i else i + 1
        at = taken
        while at < len(spans) and spans[at][0] < end:
            if spans[at][1] <= end:
                here.append(spans[at][2])
            at += 1
        first, last = doc[i], doc[end - 1]
        if here or not first.is_space:
            text = doc[i:end].text.lower().replace("<", "(").replace(">", ")").replace("|", "/")
            units.append(Unit(text, frozenset().union(*here), first.idx, last.idx + len(last)))
        i = end
    return units


def _by_offset(units: list[Unit]) -> dict[int, frozenset[str]]:
    classes: dict[int, frozenset[str]] = {}
    for unit in units:
        if unit.classes:
            for offset in range(unit.start, unit.end):
                classes[offset] = unit.classes
    return classes
