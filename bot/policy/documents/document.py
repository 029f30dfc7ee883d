"""What of a document found on the web is its own text: title, day, headings and whole sentences.

Such documents carry teasers for other stories, advertisements, picture captions, menus, comments of
readers and blurbs about their author. What is no whole sentence is no fact, but for the lines of a
chronicle, which begin with their day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.policy.documents.furniture import CAPTION, closes_text, ends_text, is_furniture
from bot.policy.documents.written_days import Written, dateline, day_line, is_day, stated_day

MOST_SENTENCES = 3000
HEAD_LINES = 12  # lines before the text among which its day may stand

_DATE_PREFIX = re.compile(
    r"^\s*(?:published |posted |updated )?(?:date|on)?:?\s*(\d{4}-\d{2}-\d{2})(?:T[\d:.Z+-]*)?\s+",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?。！？][\"'”’)\]]*$")
_REFERENCE = re.compile(r"\[(?:\d{1,3}|[a-z]|citation needed|edit|note \d+)\]")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|St|Jr|Sr|No|vs|etc|Inc|Co|Corp|Ltd"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b(?:[A-Za-z]\.)+[A-Za-z])\.$"
)
_BREAK = re.compile(
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9\uac00-\ud7a3])|(?<=[.!?][”’])\s*(?=[A-Z])|(?<=[。！？])"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Whole sentences that stand together, with the heading above them and the day that dates them.

    `dated` is what a line above or the paragraph's beginning says: an entry of a chronicle.
    """

    text: str
    heading: str | None = None
    dated: Written | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A document without its furniture.

    `published` is a day (YYYY-MM-DD) that stands before its text; `dropped` counts the lines that
    were left out.
    """

    title: str | None
    published: str | None
    paragraphs: tuple[Paragraph, ...]
    dropped: int


class _Cleaning:
    """Goes through the lines of a text once, from the top."""

    def __init__(self, title: str | None) -> None:
        self.known = " ".join((title or "").split())
        self.kept: list[Paragraph] = []
        self.heads: list[str] = []
        self.published: str | None = None
        self.heading: str | None = None
        self.dated: Written | None = None
        self.dropped = 0
        self.guessed = False  # the document's day may be that of a chronicle's first entry
        self._skipping = False
        self._entry = False  # the line before was the day of a chronicle's entry

    def take(self, number: int, line: str) -> bool:
        """Handle a line; tell whether the text goes on."""
        if ends_text(line) and self.kept:
            return False
        if self._skips(line):
            self.dropped += 1
        elif self._is_day(number, line):
            self.dropped += not self._entry
        elif self._is_text(line):
            self._keep(line)
        else:
            self.dropped += 1
            self._head(line)
        return True

    def _skips(self, line: str) -> bool:
        if closes_text(line):
            self._skipping = True
            return True
        if self._skipping and len(_BREAK.split(line)) < 2 and not _is_heading(line):
            return True  # the teasers under "Related articles", until the text goes on
        self._skipping = False
        return is_furniture(line)

    def _is_day(self, number: int, line: str) -> bool:
        """Take in a line that says only when: the day of the document, or of what follows."""
        written = day_line(line)
        if written is None:
            said = stated_day(line) if number < HEAD_LINES and not self.kept else None
            if said is not None and not _is_prose(line) and len(line.split()) <= 14:
                self.published = self.published or said
                return True
            return False
        beside = not line.lstrip("•*-–— ([").startswith(written.words)  # "Published: …"
        if not self.kept and len(written.value) == 10 and number < HEAD_LINES and self.published is None:
            self.published, self.guessed = written.value, not beside
        if not beside:
            self.dated, self._entry = written, True
        return True

    def _is_text(self, line: str) -> bool:
        if self._entry and len(line.split()) >= 4:
            return True
        if dateline(line) is not None and len(line.split()) >= 6:
            return True
        return _is_prose(line) and (bool(self.kept) or not _is_headline(line)) and line != self.known

    def _keep(self, line: str) -> None:
        own = dateline(line)
        if own is not None:
            self.kept.append(Paragraph(own[1], self.heading, own[0]))
        elif self._entry or (self.dated is not None and len(self.dated.value) < 10):
            self.kept.append(Paragraph(line, self.heading, self.dated))
        else:
            self.kept.append(Paragraph(line, self.heading))
        self._entry = False

    def _head(self, line: str) -> None:
        self._entry = False
        if CAPTION.search(line) or len(line.split()) > 20:
            return
        if self.kept:
            self.heading, self.dated = line, None
        elif line[0].isupper() and len(line.split()) >= 3:
            self.heads.append(line)


def clean(text: str, title: str | None = None) -> Cleaned:
    """Return what of a text is its own.

    Args:
        text: plain text, a line a paragraph.
        title: what is known to be its title.
    """
    published, text = _date_first(text)
    lines = [" ".join(_REFERENCE.sub("", line).split()) for line in text.splitlines()]
    work = _Cleaning(title)
    full = [line for line in lines if line]
    for number, line in enumerate(full):
        if not work.take(number, line):
            work.dropped += len(full) - number
            break
    days = {p.dated.value for p in work.kept if p.dated}
    if work.guessed and len(days) > 1:
        work.published = None
    kept = _without_document_day(work.kept, work.published)
    found = title or (max(work.heads, key=len) if work.heads else None)
    return Cleaned(found, published or work.published, kept, work.dropped)


def _without_document_day(kept: Iterable[Paragraph], published: str | None) -> tuple[Paragraph, ...]:
    """Return paragraphs that the document's own day does not date: it is when they were written."""
    return tuple(
        Paragraph(p.text, p.heading, None if p.dated and p.dated.value == published else p.dated)
        for p in kept
    )


def _date_first(text: str) -> tuple[str | None, str]:
    match = _DATE_PREFIX.match(text)
    if match is None:
        return None, text
    return (match.group(1) if is_day(match.group(1)) else None), text[match.end() :]


def _is_prose(line: str) -> bool:
    """Tell whether a line is made of sentences: long enough, and ended like one."""
    enough = len(line.split()) >= 8 or (len(line) >= 25 and bool(_EAST_ASIAN.search(line)))
    return enough and bool(_END.search(line))


def _is_headline(line: str) -> bool:
    """Tell whether a line before the text is its headline, though it ends like a sentence."""
    return len(line.split()) < 15 and not line.endswith((".", "。"))


def _is_heading(line: str) -> bool:
    """Tell whether a line is the heading of a part of the text, and no teaser."""
    return False if _END.search(line) else day_line(line) is not None


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph, in order; abbreviations do not end one."""
    found: list[str] = []
    held = ""
    for piece in _BREAK.split(text):
        held = f"{held} {piece}".strip()
        if held and not _ABBREVIATION.search(held):
            found.append(held)
            held = ""
    return (*found, held) if held else tuple(found)
