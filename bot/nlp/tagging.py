"""spaCy component that marks the words of a document with the classes rules speak in.

English phrases are found by PhraseMatchers; Korean ones inside words, by one expression, because
Korean glues particles to nouns and verbs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlp.extensions import Pieces, pieces_of
from bot.nlp.patterns import Unit
from bot.nlp.words import Words, korean_index, load_words

_HANGUL = re.compile(r"[가-힣]")
_NONE: frozenset[str] = frozenset()
_PLAIN = str.maketrans("<>|", "()/")  # what a rendered clause is made with
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
        pieces = pieces_of(doc)
        spans.extend((i, i + 1, frozenset({name})) for i, name in _compass(pieces))
        units = _surnames(_units(pieces, spans))
        if not pieces.text.isascii() and _HANGUL.search(pieces.text):
            units = sorted([*units, *self._korean_units(pieces.text)], key=lambda u: u.start)
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


def _compass(pieces: Pieces) -> list[tuple[int, str]]:
    """Find "North" and "South" that stand for the two states, in a text that speaks of Korea."""
    if not _COMPASS.search(pieces.text):
        return []
    out = []
    words = pieces.words
    for i, word in enumerate(words):
        if word not in ("North", "South"):
            continue
        following = words[i + 1] if i + 1 < len(words) else ""
        lower = following.lower()
        if (not following[:1].isalpha() or lower not in _NO_STATE) and not lower.startswith("korea"):
            out.append((i, "DPRK" if word == "North" else "ROK"))
    return out


def _surnames(units: list[Unit]) -> list[Unit]:
    """Let "Kim" alone mean the leader where the text speaks of the North, of arms or of other leaders."""
    if all(unit.text != "kim" for unit in units):
        return units
    if all(_LEADER_COMPANY.isdisjoint(unit.classes) for unit in units):
        return units
    out = []
    for i, unit in enumerate(units):
        following = units[i + 1].text if i + 1 < len(units) else ""
        named = following[:1].isalpha() and following in _GIVEN
        lone = unit.text == "kim" and not named
        out.append(Unit(unit.text, unit.classes | {"KIM"}, unit.start, unit.end) if lone else unit)
    return out


def _units(pieces: Pieces, spans: list[tuple[int, int, frozenset[str]]]) -> list[Unit]:
    """Return the document as units: the longest phrases, with the classes of all phrases inside."""
    spans.sort(key=lambda s: (s[0], -s[1]))
    text, words, starts = pieces.text, pieces.words, pieces.starts
    units: list[Unit] = []
    taken = i = 0
    while i < len(words):
        while taken < len(spans) and spans[taken][0] < i:
            taken += 1
        marked = taken < len(spans) and spans[taken][0] == i
        end = spans[taken][1] if marked else i + 1
        if marked or not words[i].isspace():
            start, stop = starts[i], starts[end - 1] + len(words[end - 1])
            classes = _inside(spans, taken, end) if marked else _NONE
            shown = text[start:stop].lower().translate(_PLAIN)
            units.append(Unit(shown, classes, start, stop))
        i = end
    return units


def _inside(spans: Sequence[tuple[int, int, frozenset[str]]], at: int, end: int) -> frozenset[str]:
    """Return the classes of all phrases from a span on that lie before `end`."""
    here = []
    while at < len(spans) and spans[at][0] < end:
        if spans[at][1] <= end:
            here.append(spans[at][2])
        at += 1
    return here[0] if len(here) == 1 else frozenset().union(*here)


def _by_offset(units: list[Unit]) -> dict[int, frozenset[str]]:
    classes: dict[int, frozenset[str]] = {}
    for unit in units:
        if unit.classes:
            classes.update(dict.fromkeys(range(unit.start, unit.end), unit.classes))
    return classes
