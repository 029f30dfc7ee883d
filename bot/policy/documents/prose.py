"""Which sentences of a document tell of an event, and what stands in them beside the telling.

A sentence that weighs, warns or expects tells of nothing that happened. One that does tell often
begins with an ornament and ends with what it is said to mean; what is between is what recognition
should read. A sentence about something else may still mention an event, by a noun and in passing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.policy.documents.document import Paragraph, sentences
from bot.policy.documents.written_days import Written, dated, day_line, has_year, yearless

_CLAUSE = re.compile(r"[,;]\s+(?:as|while|when|where|and|with)\s+(?=(?:he|she|they|the|[A-Z]))")
_PRONOUN = re.compile(r"^(?:as |and |while |when )?(?P<word>he|she|his|her)\b", re.IGNORECASE)
_INSERTED = re.compile(r"\s*[—–]\s?[^—–\d]{3,140}[—–]\s*|\s\((?:[A-Z]{2,8}|[^()\d]{1,40})\)")
_LEAD_IN = re.compile(
    r"^(?:(?:In|With|Amid|Amidst|Against|At|By|As part of|Under)\s[^,A-Z\d]{4,90}"
    r"|Moreover|However|Meanwhile|Interestingly|Furthermore|In addition|Additionally|Notably|Also|Separately|Earlier|Similarly|Indeed),\s+"
    r"(?=\w)"
)
_MEANING = re.compile(
    r",\s+(?:further |thereby |thus )?(?:underscoring|highlighting|signal+ing|raising|prompting|sparking|igniting|challenging|reflecting"
    r"|indicating|demonstrating|marking|fuel+ing|showcasing|bolstering|drawing|heightening|deepening|solidifying|casting|stoking|escalating"
    r"|a (?:move|step|declaration|sign|development) (?:that|which|of|seen))\b[^;]*$"
)

# Words of a sentence that expects, supposes or argues: nothing in it happened, whatever else it says.
_SUPPOSES = re.compile(
    r"\b(?:could|(?-i:may)|(?<!military )might(?! and| of)|should|if|whether|potential(?:ly)?|possibl[ey]|prospects?|likely|unlikely"
    r"|expected to|poised to|intend\w*|implications?|ramifications?|consequences|analysts?|experts?|observers?|commentators?|critics"
    r"|perceived|viewed as|seen as|interpreted|framed|symboli[sz]\w+|testament|reminder|paints?"
    r"|in recent (?:years|months)|over the (?:years|decades)|for (?:years|decades)|historically|long history|for example|for instance"
    r"|in conclusion|looking ahead|overall|repeatedly|routinely|often|always|rhetoric|dynamics|landscape|ambitions?)\b",
    re.IGNORECASE,
)
# Words of a sentence that weighs; with a day or a figure of its own it tells all the same.
_WEIGHS = re.compile(
    r"\b(?:would|underscor\w+|highlight\w+|reflect\w+|suggest\w*|indicat\w+|signal\w*|demonstrat(?:es|ing)|concerns?|fears?|alarms?|anxiety"
    r"|worr(?:y|ies|ied)|aim(?:s|ed|ing)|seek(?:s|ing)?|strateg\w+|international community|continu(?:es|ed|ing|ous)|remains?"
    r"|increasingly|ongoing|(?:a )?series of (?:\w+ ){0,3}(?:tests|launches|drills|exercises))\b",
    re.IGNORECASE,
)
_PINNED = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|(?:19|20)\d\d"
    r"|(?:january|february|march|april|june|july|august|september|october|november|december|may) \d{1,2}|\d{1,2} (?:january|february|march|april"
    r"|may|june|july|august|september|october|november|december)|\d+ (?:\w+ ){0,3}(?:missiles?|rockets?|shells?|balloons?|flights?|troops))\b",
    re.IGNORECASE,
)
_ARGUES = re.compile(
    r"^(?P<noun>(?:(?!\b(?:is|was|are|were|has|have|had|will)\b)(?:[^,.;]|(?<=\b[A-Z])\.)){15,170}?)\s+(?:further |also |only |thus |clearly )?"
    r"(?:underscor|highlight|reflect|signal|demonstrat|symboli|indicat|suggest|rais|mark|serv|aim|sent|send|show|add|came|come)\w*\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:following|on the heels of|in the wake of|(?:came|comes|days|weeks|hours|shortly|right) after|in response to)\s+"
    r"(?:the (?:conclusion|end|start|close) of\s+)?(?P<noun>[^,.;]{12,160})"
)
_HAPPENING = re.compile(
    r"\b(?:visit|trip|tour|launch\w*|test\w*|drills?|exercises?|man(?:o?eu)v(?:er|re)s?|meeting|talks|summit|firing|deployment|deliver(?:y|ies)"
    r"|flights?|strike|attack|shelling|parade|ceremony|call|speech|order|treaty|agreement|pact|sanctions)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been) (?:\w+ly )?(?:test-)?(?:fired|launched|tested|conducted|carried out|held|sent|flown|staged|unveiled|released|shot)\b"
)
_MEANT = re.compile(
    r"\b(?:the|these|those|this|that|such|both)\s+(?:(?:recent|latest|same|missile|rocket|military|joint|nuclear|artillery|live-fire|two|three)\s+){0,3}"
    r"(?:launch(?:es)?|tests?|drills?|exercises?|missiles?|rockets?|projectiles?|visit|meeting|talks|summit|firing|flights?|balloons?|attacks?|incident|parade)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document and where it stands: its number, that of its paragraph, what is above it."""

    text: str
    number: int
    paragraph: int
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """What recognition reads of a sentence.

    `opens`: it tells of an event, which may be new. Where it does not, it mentions one in passing,
    and may only be joined to one that is known. `number` is that of its sentence.
    """

    text: str
    quote: str
    number: int
    opens: bool = True


def sentences_of(paragraphs: Sequence[Paragraph], most: int, year: str | None = None) -> tuple[Sentence, ...]:
    """Return at most `most` sentences; those of a chronicle's entry say their day.

    `year` is the one that the document is about: that of days without one.
    """
    found: list[Sentence] = []
    for at, paragraph in enumerate(paragraphs):
        above = day_line(paragraph.heading) if paragraph.heading else None
        when = paragraph.dated or above
        for text in sentences(paragraph.text):
            told = text
            if when is not None:
                told = dated(text, when)
            elif year is not None and yearless(text) is not None:
                told = dated(text, Written(year, year))
            found.append(Sentence(told, len(found), at, None if above else paragraph.heading))
            if len(found) == most:
                return tuple(found)
    return tuple(found)


def pieces(found: Sequence[Sentence], people: Mapping[str, str]) -> Iterator[Piece]:
    """Yield what may tell of an event: sentences and clauses that do not only comment, then mentions.

    What begins with "he" or "his" gets the person named last before it.

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
    for sentence in found:
        for clause in _clauses(core(sentence.text)):
            if not is_comment(clause):
                meant = bool(sentence.number and _MEANT.search(clause) and not _PINNED.search(clause))
                yield Piece(_with_name(clause, last), sentence.text, sentence.number, not meant)
            seen = names.findall(clause) if names else []
            last = people[seen[-1]] if seen else last
        for noun in _mentions(sentence.text):
            yield Piece(_with_name(noun, last), sentence.text, sentence.number, opens=False)


def core(sentence: str) -> str:
    """Return a sentence without the ornament before it, the insertions, and what it is said to mean."""
    plain = _INSERTED.sub(" ", sentence)
    lead_in = _LEAD_IN.match(plain)
    if lead_in and not _SUPPOSES.search(lead_in.group()):
        plain = plain[lead_in.end() :]
    end = plain[-1] if plain[-1:] in ".!?" else ""
    cut = _MEANING.sub("", plain)
    plain = cut if cut == plain or has_year(cut) or not has_year(plain) else plain
    plain = " ".join(plain.split())
    plain = plain if not end or plain.endswith(end) else plain + end
    return plain[:1].upper() + plain[1:] if len(plain.split()) >= 4 else sentence


def by_agent(text: str, agent: str) -> str:
    """Return a sentence in the passive with who did it: "missiles were fired by North Korea"."""
    return _PASSIVE.sub(rf"\g<0> by {agent}", text, count=1) if " by " not in text else text


def is_comment(text: str) -> bool:
    """Tell whether a sentence weighs or expects, and tells of nothing that happened."""
    if text.rstrip("\"'”’").endswith("?") or _SUPPOSES.search(text):
        return True
    return bool(_WEIGHS.search(text)) and not _PINNED.search(text)


def refers_back(text: str) -> bool:
    """Tell whether a sentence speaks of an event as of one already told: "the launch", "these drills"."""
    return bool(_MEANT.search(text))


def _clauses(sentence: str) -> list[str]:
    """Return a sentence as one where it tells as a whole, else its clauses."""
    if not is_comment(sentence):
        return [sentence]
    return [part.strip() for part in _CLAUSE.split(sentence) if len(part.split()) >= 5]


def _mentions(sentence: str) -> Iterator[str]:
    """Yield the nouns by which a sentence mentions an event that it does not tell of."""
    if is_comment(sentence) or _WEIGHS.search(sentence):
        argued = _ARGUES.match(sentence)
        if argued and _HAPPENING.search(argued["noun"]) and not _SUPPOSES.search(argued["noun"]):
            yield argued["noun"]
    for match in _BEHIND.finditer(sentence):
        if _HAPPENING.search(match["noun"]) and not _SUPPOSES.search(match["noun"]):
            yield match["noun"].strip()


def _with_name(clause: str, name: str | None) -> str:
    if name is None:
        return clause
    return _PRONOUN.sub(
        lambda found: f"{name}'s" if found["word"].lower() in ("his", "her") else name, clause, count=1
    )
