"""A query that was read, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.model.event import Event
from bot.query.match import Subject, holds
from bot.query.nodes import All, And, Node, Not, Or, Span, Words
from bot.query.say import say
from bot.text import fold_title


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read: its tree, the text it came from, and how many events were asked for.

    `newest` is 1 for "last nuclear test", 5 for "last 5 launches", else None. `undated` is the text
    without what it says of dates.
    """

    node: Node
    text: str
    newest: int | None = None
    undated: str = ""

    def matches(self, event: Event, words: str = "", sources: tuple[str, ...] = ()) -> bool:
        """Tell whether an event answers the query.

        Args:
            event: the event.
            words: its title, names and reports as one text, for free words; the title when empty.
            sources: the outlets that reported it, for `source:`.
        """
        return holds(self.node, Subject(event, fold_title(words or event.title), sources))

    def describe(self) -> str:
        """Return the query in plain words: "ICBM, since 2022"."""
        said = say(self.node)
        if self.newest is None:
            return said
        return f"the last: {said}" if self.newest == 1 else f"the last {self.newest}: {said}"

    def only_past(self, today: date) -> bool:
        """Tell whether no event of today or later can answer it: all its dates end before `today`."""
        return _over(self.node, today.isoformat())

    def without_dates(self) -> Query:
        """Return the query with no condition on dates; everything, where it asked for dates alone."""
        return replace(self, node=_undated(self.node), text=self.undated, newest=None)

    @property
    def is_everything(self) -> bool:
        """True when nothing is asked for in particular."""
        return isinstance(self.node, All)

    @property
    def span(self) -> Span:
        """The stretch of dates the query asks for at its top level (open where it does not)."""
        parts = self.node.nodes if isinstance(self.node, And) else (self.node,)
        since = [p.since for p in parts if isinstance(p, Span) and p.since]
        until = [p.until for p in parts if isinstance(p, Span) and p.until]
        return Span(max(since, default=None), min(until, default=None))

    @property
    def free_words(self) -> tuple[str, ...]:
        """The free words and phrases that are asked for (not those excluded)."""
        return tuple(_free(self.node))


def _over(node: Node, today: str) -> bool:
    match node:
        case Span(_, until):
            return until is not None and until < today
        case And(nodes):
            return any(_over(n, today) for n in nodes)
        case Or(nodes):
            return all(_over(n, today) for n in nodes)
        case _:
            return False


def _undated(node: Node) -> Node:
    match node:
        case Span():
            return All()
        case And(nodes):
            kept = tuple(n for n in map(_undated, nodes) if not isinstance(n, All))
            return And(kept) if len(kept) > 1 else kept[0] if kept else All()
        case Or(nodes):
            left = tuple(map(_undated, nodes))
            return All() if any(isinstance(n, All) for n in left) else Or(left)
        case Not(inner):
            return node if _undated(inner) == inner else All()
        case _:
            return node


def _free(node: Node) -> list[str]:
    if isinstance(node, Words):
        return [node.text]
    if isinstance(node, (And, Or)):
        return [word for part in node.nodes for word in _free(part)]
    return []
