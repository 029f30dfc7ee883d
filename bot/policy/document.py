"""What of a document found on the web is its own text, and which of its sentences tell of an event.

Such documents carry teasers for other stories, advertisements, picture captions, blurbs about
their author, and comment without news. What is no whole sentence is no fact, and a sentence that
weighs, warns or expects tells of nothing that happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_SENTENCES = 3000

_DATE_PREFIX = re.compile(
    r"^\s*(?:published |posted |updated )?(?:date|on)?:?\s*(\d{4}-\d{2}-\d{2})(?:T[\d:.Z+-]*)?\s+",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^\W*(?:"
    r"read\s*(?:more|also|next|:|\s{2,}|\s+[A-Z]).*"
    r"|(?:also|must)[ -]read\b.*|related(?: articles?| stories| posts?| content)?\b.{0,80}|see also\b.*|more (?:on|from|stories)\b.*"
    r"|advertis?e?ments?|sponsored(?: content)?|promoted|ad|story continues below.*|skip to .*|continue reading.*"
    r"|subscribe\b.*|sign (?:up|in)\b.*|log ?in|newsletter.*|share(?: this)?\b.{0,60}|follow us\b.*|join us\b.*|click here\b.*"
    r"|comments?(?: \(\d+\))?|leave a (?:comment|reply).*|tags?:.*|filed under.*|categories?:.*|posted (?:in|by)\b.*"
    r"|(?:photo|image|picture|video|credit|source|caption)s?\s*(?:credit|by|:|courtesy).*|getty images.*|file photo.*"
    r"|copyright\b.*|©.*|all rights reserved.*|terms of (?:use|service).*|privacy policy.*|cookies?\b.{0,120}"
    r"|by [A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3}|about the author.*|menu|home|search|loading.*|back to top|next|previous"
    r"|광고|관련\s?기사.*|기사\s?제보.*|무단\s?전재.*|저작권.*|広告|関連記事.*|続きを読む.*"
    r")\s*$",
    re.IGNORECASE,
)
_TEASER = re.compile(r"^\W*READ\s+(?!that|the\b)\S")  # a teaser for another story, in capitals
_AGO = re.compile(
    r"^\W*\d+\s*(?:秒|分|時間|日|週間|か月|ヶ月|ヵ月|年|天|小时|小時|周|个月|초|분|시간|일|주|개월|달|년|seconds?|minutes?|hours?|days?|weeks?|months?|years?)"
    r"\s*(?:前|전|ago)\W*$",
    re.IGNORECASE,
)
_TRUNCATED = re.compile(r"\w(?:\.{3}|…)(?:\w|$)")
_END = re.compile(r"[.!?。！？][\"'”’)\]]*$")
_CAPTION = re.compile(
    r"\b(?:photograph\w*|photo|image|picture|illustration|close-?up|aerial view)\b", re.IGNORECASE
)

_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|St|Jr|Sr|No|vs|etc|Inc|Co|Corp|Ltd"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_BREAK = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\uac00-\ud7a3])|(?<=[。！？])")
_CLAUSE = re.compile(r"[,;]\s+(?:as|while|when|where|and|with)\s+(?=(?:he|she|they|the|[A-Z]))")
_PRONOUN = re.compile(r"^(?:as |and |while |when )?(?P<he>he|she)\b", re.IGNORECASE)

# Words of a sentence that weighs, expects, or tells what is always so.
_COMMENT = re.compile(
    r"\b(?:could|(?-i:may)|(?<!military )might(?! and| of)|would|should|if|whether|potential(?:ly)?|possibl[ey]|prospects?|likely|unlikely|expected to|poised to"
    r"|implications?|ramifications?|consequences|underscor\w+|highlight\w+|reflect\w+|suggest\w*|indicat\w+|signal\w*|demonstrat(?:es|ing)"
    r"|analysts?|experts?|observers?|commentators?|critics|concerns?|fears?|alarms?|anxiety|worr(?:y|ies|ied)"
    r"|perceived|viewed as|seen as|interpreted|framed|symboli[sz]\w+|testament|reminder|paints?"
    r"|in recent (?:years|months)|over the (?:years|decades)|for (?:years|decades)|historically|long history|for example|for instance|in conclusion|looking ahead|overall"
    r"|aim(?:s|ed|ing)|intend\w*|seek(?:s|ing)?|strateg\w+|ambitions?|rhetoric|dynamics|landscape|international community"
    r"|repeatedly|routinely|often|always|continu(?:es|ed|ing|ous)|remains?|increasingly|ongoing)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(?P<what>(?:[A-Za-z][\w-]*\s+){1,4})in\s+(?:(?:early|late|mid)[ -])?(?P<years>(?:19|20)\d\d(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:19|20)\d\d)*)\b"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document without its furniture.

    `published` is a day (YYYY-MM-DD) that stands before its text; `paragraphs` hold whole
    sentences only; `dropped` counts the lines that were left out.
    """

    title: str | None
    published: str | None
    paragraphs: tuple[str, ...]
    dropped: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a clause of it that stands for itself. `quote` is the whole sentence."""

    text: str
    quote: str
    number: int


@dataclass(frozen=True, slots=True)
class PastFact:
    """A kind of event in a year that a sentence remembers: "nuclear tests in 2006, 2009"."""

    words: str
    year: str
    quote: str


def clean(text: str, title: str | None = None) -> Cleaned:
    """Return what of a text is its own.

    Args:
        text: plain text, a line a paragraph.
        title: what is known to be its title.
    """
    published, text = _date_first(text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    kept: list[str] = []
    heads: list[str] = []
    dropped = 0
    for line in filter(None, lines):
        if is_furniture(line):
            dropped += 1
        elif _is_prose(line) and (kept or not _is_headline(line)):
            kept.append(line)
        else:
            dropped += 1
            if not kept and not _CAPTION.search(line) and line[0].isupper() and len(line.split()) >= 3:
                heads.append(line)
    return Cleaned(title or (max(heads, key=len) if heads else None), published, tuple(kept), dropped)


def _date_first(text: str) -> tuple[str | None, str]:
    match = _DATE_PREFIX.match(text)
    return (match.group(1), text[match.end() :]) if match else (None, text)


def is_furniture(line: str) -> bool:
    """Tell whether a line belongs to the page and not to its text."""
    return bool(
        _FURNITURE.match(line)
        or _TEASER.match(line)
        or _AGO.match(line)
        or (len(line) < 80 and _TRUNCATED.search(line))
    )


def _is_prose(line: str) -> bool:
    """Tell whether a line is made of sentences: long enough, and ended like one."""
    enough = len(line.split()) >= 8 or (
        len(line) >= 25 and bool(re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]", line))
    )
    return enough and bool(_END.search(line))


def _is_headline(line: str) -> bool:
    """Tell whether a line before the text is its headline, though it ends like a sentence."""
    return len(line.split()) < 15 and not line.endswith((".", "。"))


def sentences(paragraphs: Iterable[str], most: int = MOST_SENTENCES) -> tuple[str, ...]:
    """Return the sentences of some paragraphs, in order, at most `most`; abbreviations do not end one."""
    found: list[str] = []
    for paragraph in paragraphs:
        held = ""
        for piece in _BREAK.split(paragraph):
            held = f"{held} {piece}".strip()
            if not _ABBREVIATION.search(held):
                found.append(held)
                held = ""
        if held:
            found.append(held)
    return tuple(found[:most])


def tellings(found: Sequence[str], people: Mapping[str, str]) -> Iterator[Sentence]:
    """Yield what may tell of an event: sentences, and clauses of them, that do not only comment.

    A clause that begins with "he" or "she" gets the person named last before it.

    Args:
        found: the sentences of a document, in order.
        people: every name of a person, with the one to put for a pronoun.
    """
    names = (
        re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(people, key=len, reverse=True)))})\b")
        if people
        else None
    )
    last: str | None = None
    for number, sentence in enumerate(found):
        for clause in _clauses(sentence):
            if not is_comment(clause):
                yield Sentence(_with_name(clause, last), sentence, number)
            seen = names.findall(clause) if names else []
            last = people[seen[-1]] if seen else last


def is_comment(text: str) -> bool:
    """Tell whether a sentence weighs or expects, and tells of nothing that happened."""
    return bool(_COMMENT.search(text)) or text.rstrip("\"'”’").endswith("?")


def _clauses(sentence: str) -> list[str]:
    """Return a sentence as one where it tells as a whole, else its clauses."""
    if not is_comment(sentence):
        return [sentence]
    return [part.strip() for part in _CLAUSE.split(sentence) if len(part.split()) >= 5]


def _with_name(clause: str, name: str | None) -> str:
    if name is None:
        return clause
    return _PRONOUN.sub(name, clause)


def past_facts(found: Iterable[str]) -> Iterator[PastFact]:
    """Yield the kinds of events that are remembered with their years.

    `words` is what stands before "in 2006"; whoever knows the types looks for one at its end.
    """
    for sentence in found:
        for match in _YEARS.finditer(sentence):
            for year in re.findall(r"\d{4}", match.group("years")):
                yield PastFact(match.group("what").strip(), year, sentence)
