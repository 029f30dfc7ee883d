"""What reading a document did, as data and in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.policy.documents.document import MOST_SENTENCES
from bot.text import plural, shorten


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """An event that a document tells of. `new` is False where the record had it already."""

    id: int
    type: str
    subtype: str | None
    title: str
    status: str
    event_date: str | None
    date_precision: str | None
    new: bool
    sentence: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What reading a file did.

    `known` files were read before. `cut`: a text was longer than what is read. `unread`: lines left out.
    """

    name: str
    texts: int
    known: bool
    lang: str | None
    sentences: int
    dropped: int
    events: tuple[DocumentEvent, ...] = ()
    cut: bool = False
    unread: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)

    def describe(self) -> str:
        """Return it in words, a line an event."""
        if self.known:
            return f"{self.name}: read before; nothing changed."
        left_out = f", {plural(self.dropped, 'line')} of furniture left out" if self.dropped else ""
        if self.cut:
            left_out += f" (only the first {MOST_SENTENCES:,} of a text are read)"
        head = f"{self.name}: {plural(self.sentences, 'sentence')}{left_out}; {plural(len(self.events), 'event')}."
        return "\n".join([head, *(_line(each) for each in self.events)])


def _line(each: DocumentEvent) -> str:
    kind = f"{each.type}.{each.subtype}" if each.subtype else each.type
    when = each.event_date or "no date"
    known = "" if each.new else " (on record already)"
    return f"  {each.id}  {when}  {kind}, {each.status}{known}: “{shorten(each.sentence, 120)}”"
