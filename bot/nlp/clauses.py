"""Cuts a document into clauses and tells what is newly told from what is background.

"Seoul imposes sanctions after North Korea's launch": the launch is what came before, and only the
sanctions are this item's event. Words after "after", "amid", "following", "despite", "since",
"in response to" are background until the next comma; in Korean the words before "이후", "에 맞서",
"에 대응해".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from bot.nlp.extensions import Pieces, pieces_of
from bot.nlp.patterns import Unit, render

_STARTERS = frozenset(["after", "amid", "amidst", "following", "despite", "since", "before", "amongst"])
_PHRASES = (
    ("in", "response", "to"),
    ("in", "retaliation", "for"),
    ("in", "reaction", "to"),
    ("in", "protest"),
    ("in", "the", "wake", "of"),
    ("in", "wake", "of"),
    ("due", "to"),
    ("because", "of"),
    ("in", "light", "of"),
    ("in", "spite", "of"),
    ("ahead", "of"),
    ("in", "defiance", "of"),
    ("a", "day", "after"),
    ("linked", "to"),
    ("accused", "of"),
)
_TIME_NOUNS = frozenset(["days", "weeks", "hours", "months"])
_OPENERS = _STARTERS | _TIME_NOUNS | {phrase[0] for phrase in _PHRASES} | {"over"}
_BLAMING = frozenset({"CONDEMN", "SANCTION", "URGE", "THREAT", "TALKS", "SANCTIONACT", "MEET"})
_STOPS = frozenset({",", ";", ":", "|", " - ", "–", "—", "\n", "...", "…"})
_KO_BACKGROUND = re.compile(
    r"(?:\S+\s+)?\S*(?:이후|직후|발사 ?후|한 ?뒤|에도 불구|에 맞서|에 맞선|에 대응|에 반발|을 겨냥|를 겨냥|"
    r"빌미로|을 규탄|를 규탄|을 비난|를 비난|이래)\S*"
)
_HANGUL = re.compile(r"[가-힣]")
_SENTENCE_END = frozenset({".", "?", "!", "\n"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence of a document, its background apart.

    `where` is `title`, `lead` (first sentences of the summary) or `body`.
    """

    where: str
    units: Sequence[Unit]
    background: Sequence[Unit]
    rendered: str
    rendered_background: str
    classes: frozenset[str]
    background_classes: frozenset[str] = field(default_factory=frozenset)
    korean: str = ""  # the text of the foreground where it is Korean, else empty
    korean_background: str = ""


@Language.component("kp_clauses")
def kp_clauses(doc: Doc) -> Doc:
    """Component of spaCy: notes the clauses of a document in `doc._.kp_clauses`."""
    doc._.kp_clauses = tuple(read_clauses(doc))
    return doc


def read_clauses(doc: Doc) -> list[Clause]:
    """Return the clauses of a document whose units stand in `doc._.kp_units`."""
    words, title_end = pieces_of(doc), doc._.kp_title_end
    spans = _sentences(words)
    behind = _background(words, spans, doc._.kp_classes)
    units: Sequence[Unit] = doc._.kp_units
    clauses: list[Clause] = []
    sentences = at = 0
    for first, last in spans:
        start, end = words.starts[first], words.end(last - 1)
        title = start < title_end
        where = "title" if title else ("lead" if sentences < 2 else "body")
        sentences += not title
        while at < len(units) and units[at].start < start:
            at += 1
        stop = at
        while stop < len(units) and units[stop].start < end:
            stop += 1
        front = [u for u in units[at:stop] if u.start not in behind]
        back = [u for u in units[at:stop] if u.start in behind]
        clauses.append(
            Clause(
                where,
                front,
                back,
                render(front),
                render(back),
                _classes(front),
                _classes(back),
                *_korean(words.text[start:end], start, behind),
            )
        )
    return clauses


def _background(
    words: Pieces, spans: Sequence[tuple[int, int]], classes: Mapping[int, frozenset[str]]
) -> set[int]:
    out: set[int] = set()
    for first, last in spans:
        inside = False
        for i in range(first, last):
            if inside and words.words[i] in _STOPS:
                inside = False
            elif not inside and words.lower[i] in _OPENERS:
                inside = _starts_background(words, i, first, last, classes)
            if inside:
                out.update(range(words.starts[i], words.end(i)))
    if not words.text.isascii():
        for match in _KO_BACKGROUND.finditer(words.text):
            out.update(range(match.start(), match.end()))
    return out


def _starts_background(
    words: Pieces, i: int, first: int, last: int, classes: Mapping[int, frozenset[str]]
) -> bool:
    word = words.lower[i]
    following = tuple(words.lower[i : min(i + 4, last)])
    if any(following[: len(p)] == p for p in _PHRASES):
        return True
    if word in _TIME_NOUNS:
        return len(following) > 1 and following[1] in ("after", "before", "since")
    if word in _STARTERS:
        return True
    return word == "over" and any(
        not _BLAMING.isdisjoint(classes.get(start, ())) for start in words.starts[first:i]
    )


def _sentences(words: Pieces) -> list[tuple[int, int]]:
    """Return token spans of sentences: at a line end, or a full stop before a capital."""
    spans: list[tuple[int, int]] = []
    first, texts = 0, words.words
    for i, text in enumerate(texts):
        ends = text in _SENTENCE_END and (i + 1 == len(texts) or not texts[i + 1][:1].islower())
        if ends or "\n" in text:
            if i > first:
                spans.append((first, i + 1))
            first = i + 1
    if first < len(texts):
        spans.append((first, len(texts)))
    return spans


def _korean(text: str, start: int, behind: AbstractSet[int]) -> tuple[str, str]:
    """Return the foreground and the background of a Korean sentence; nothing of another language."""
    if text.isascii() or not _HANGUL.search(text):
        return "", ""
    front = "".join(" " if start + i in behind else c for i, c in enumerate(text))
    back = "".join(c if start + i in behind else " " for i, c in enumerate(text))
    return front, back


def _classes(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset().union(*[u.classes for u in units if u.classes])
