"""Cuts a document into clauses and tells what is newly told from what is background.

"Seoul imposes sanctions after North Korea's launch": the launch is what came before, and only the
sanctions are this item's event. Words after "after", "amid", "following", "despite", "since",
"in response to" are background until the next comma; in Korean the words before "이후", "에 맞서",
"에 대응해".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc, Token

from bot.nlp.patterns import Unit, render

_STARTERS = frozenset(
    [
        "after",
        "amid",
        "amidst",
        "following",
        "despite",
        "since",
        "before",
        "ahead",
        "amongst",
        "days",
        "weeks",
        "hours",
        "months",
    ]
)
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
    behind = background_tokens(doc)
    clauses: list[Clause] = []
    title_end = doc._.kp_title_end
    sentences = 0
    text = doc.text
    for first, last in _sentences(doc):
        title = doc[first].idx < title_end
        where = "title" if title else ("lead" if sentences < 2 else "body")
        sentences += not title
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        inside = [u for u in doc._.kp_units if start <= u.start < end]
        front = [u for u in inside if u.start not in behind]
        back = [u for u in inside if u.start in behind]
        clauses.append(
            Clause(
                where,
                front,
                back,
                render(front),
                render(back),
                _classes(front),
                _classes(back),
                *_korean(text[start:end], start, behind),
            )
        )
    return clauses


def background_tokens(doc: Doc) -> frozenset[int]:
    """Return the character offsets of the tokens that tell background."""
    out: set[int] = set()
    for first, last in _sentences(doc):
        out.update(_english_background(doc, first, last))
    for match in _KO_BACKGROUND.finditer(doc.text):
        out.update(range(match.start(), match.end()))
    return frozenset(out)


def _english_background(doc: Doc, first: int, last: int) -> set[int]:
    out: set[int] = set()
    inside = False
    for i in range(first, last):
        token = doc[i]
        if inside and token.text in _STOPS:
            inside = False
        elif not inside and _starts_background(doc, i, first, last):
            inside = True
        if inside:
            out.update(range(token.idx, token.idx + len(token)))
    return out


def _starts_background(doc: Doc, i: int, first: int, last: int) -> bool:
    word = doc[i].lower_
    following = [t.lower_ for t in doc[i : min(i + 4, last)]]
    if any(tuple(following[: len(p)]) == p for p in _PHRASES):
        return True
    if word in _TIME_NOUNS:
        return len(following) > 1 and following[1] in ("after", "before", "since")
    if word == "ahead":
        return False
    if word in _STARTERS:
        return True
    if word == "over":
        return bool(_classes_before(doc, first, i) & _BLAMING)
    return False


def _classes_before(doc: Doc, first: int, i: int) -> set[str]:
    return {name for t in doc[first:i] for name in _token_classes(doc, t)}


def _token_classes(doc: Doc, token: Token) -> frozenset[str]:
    found: frozenset[str] = doc._.kp_classes.get(token.idx, frozenset())
    return found


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    """Return token spans of sentences: at a line end, or a full stop before a capital."""
    spans: list[tuple[int, int]] = []
    first = 0
    for i, token in enumerate(doc):
        ends = "\n" in token.text or (
            token.text in _SENTENCE_END and (i + 1 == len(doc) or not doc[i + 1].text[:1].islower())
        )
        if ends:
            if i > first:
                spans.append((first, i + 1))
            first = i + 1
    if first < len(doc):
        spans.append((first, len(doc)))
    return spans


def _korean(text: str, start: int, behind: frozenset[int]) -> tuple[str, str]:
    """Return the foreground and the background of a Korean sentence; nothing of another language."""
    if not _HANGUL.search(text):
        return "", ""
    front = "".join(" " if start + i in behind else c for i, c in enumerate(text))
    back = "".join(c if start + i in behind else " " for i, c in enumerate(text))
    return front, back


def _classes(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset().union(*(u.classes for u in units)) if units else frozenset()
