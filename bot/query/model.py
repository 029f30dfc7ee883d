"""A query as a small tree, what it says in words, and whether an event answers it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.model.event import Event
from bot.text import fold_title, short_date


@dataclass(frozen=True, slots=True)
class All:
    """Every event."""


@dataclass(frozen=True, slots=True)
class Words:
    """Free words; a phrase must stand as it is, a single word may go on ("balloon" finds balloons)."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One condition on a field.

    `name` is one of type, actor, place, weapon, exercise, status, source, origin, is, severity,
    count, distance, apogee, sources. `values` are ids (any of them will do; for a type, "id" or
    "id.subtype"); for numbers `low` and `high` bound the value, either may be open. `label` is
    what a person calls it.
    """

    name: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of Korean local dates, both ends included, either open: `YYYY-MM-DD`."""

    since: str | None = None
    until: str | None = None

    @property
    def coarsest(self) -> int:
        """The fewest characters an event's date may have to be found in it: 4 (a year), 7 or 10 (a day).

        What is known only to the year is no answer to a month, and what is known only to the month
        none to a week: a stretch must be as long as the event's own to be touched by it.
        """
        if self.since is None or self.until is None:
            return 4
        days = (date.fromisoformat(self.until) - date.fromisoformat(self.since)).days + 1
        return 4 if days >= _YEAR else 7 if days >= _MONTH else 10


_YEAR, _MONTH = 365, 28  # days of the shortest


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    nodes: tuple[Node, ...]


Node = All | Words | Field | Span | Not | And | Or

NUMBERS = ("severity", "count", "distance", "apogee", "sources")


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
        return _holds(self.node, _Subject(event, fold_title(words or event.title), sources))

    def describe(self) -> str:
        """Return the query in plain words: "ICBM, since 2022"."""
        said = _say(self.node)
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


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a query is held against."""

    event: Event
    words: str
    sources: tuple[str, ...]


def _holds(node: Node, subject: _Subject) -> bool:
    match node:
        case All():
            return True
        case And(nodes):
            return all(_holds(n, subject) for n in nodes)
        case Or(nodes):
            return any(_holds(n, subject) for n in nodes)
        case Not(inner):
            return not _holds(inner, subject)
        case Words():
            return all(pattern.search(subject.words) for pattern in _word_patterns(node))
        case Span(since, until):
            first, last = _bounds(subject.event)
            if first is None or len(subject.event.event_date or "") < node.coarsest:
                return False
            return (since is None or last >= since) and (until is None or first <= until)
        case Field():
            return _field_holds(node, subject)


_HANGUL = "\uac00-\ud7a3"


@cache
def _word_patterns(node: Words) -> tuple[re.Pattern[str], ...]:
    """Return what must stand in a text: Hangul and other letters apart, as the full-text index has them."""
    folded = fold_title(node.text)
    hangul = " ".join(re.findall(f"[{_HANGUL}]+", folded))
    other = " ".join(re.sub(f"[{_HANGUL}]", " ", folded).split())
    both = [part for part in (hangul, other) if part]
    return tuple(_pattern(part, phrase=node.phrase) for part in (both if len(both) > 1 else [folded]))


def _pattern(folded: str, *, phrase: bool) -> re.Pattern[str]:
    escaped = re.escape(folded)
    if re.fullmatch(f"[{_HANGUL}]", folded):  # one syllable: as the index has it, before another or alone
        return re.compile(f"{escaped}(?=[{_HANGUL}])|(?<![{_HANGUL}]){escaped}(?![{_HANGUL}])")
    if re.search(f"[{_HANGUL}]", folded):
        return re.compile(escaped)
    return re.compile(rf"(?<!\w){escaped}" + (r"(?!\w)" if phrase or len(folded) < 4 else ""))


def _bounds(event: Event) -> tuple[str | None, str]:
    """Return the first and the last day an event may have been on."""
    stated = event.event_date
    if stated is None:
        return None, ""
    pad = {4: ("-01-01", "-12-31"), 7: ("-01", "-31")}.get(len(stated), ("", ""))
    return stated + pad[0], stated + pad[1]


def _field_holds(node: Field, subject: _Subject) -> bool:
    event = subject.event
    if node.name in NUMBERS:
        value = {
            "severity": event.severity,
            "count": event.count,
            "distance": event.distance_km,
            "apogee": event.apogee_km,
            "sources": event.sources,
        }[node.name]
        if value is None:
            return False
        return (node.low is None or value >= node.low) and (node.high is None or value <= node.high)
    if node.name == "source":
        return any(fold_title(v) in fold_title(s) for v in node.values for s in subject.sources)
    have = {
        "type": (event.type, f"{event.type}.{event.subtype}"),
        "actor": event.actors,
        "place": event.places,
        "weapon": event.weapons,
        "exercise": event.exercises,
        "status": (event.status,),
        "origin": (event.origin,),
        "outcome": (event.outcome,),
        "is": flags(event),
    }[node.name]
    return any(value in have for value in node.values)


def flags(event: Event) -> tuple[str, ...]:
    """Return what `is:` can ask of an event."""
    return (
        "confirmed" if event.confirmed else "unconfirmed",
        "review" if event.review else "sure",
        *(("sample",) if event.sample else ()),
    )


def _say(node: Node) -> str:
    match node:
        case All():
            return "everything"
        case And(nodes):
            said = ((n, _say(n)) for n in nodes)
            return ", ".join(f"({t})" if isinstance(n, Or) and " or " in t else t for n, t in said)
        case Or(nodes):
            return " or ".join(
                dict.fromkeys(f"({_say(n)})" if isinstance(n, And) else _say(n) for n in nodes)
            )
        case Not(inner):
            return f"not {_say(inner)}"
        case Words(text, phrase):
            return f"“{text}”" if phrase else text.rstrip(",;") or text
        case Span(since, until):
            return say_span(since, until)
        case Field():
            return _say_field(node)


def say_span(since: str | None, until: str | None) -> str:
    """Return a stretch of days as people say it: "in 2025", "on 3 Oct 2025", "since May 2024".

    Args:
        since: its first day (YYYY-MM-DD), None where it is open.
        until: its last day, None where it is open.
    """
    if since and until:
        if since == until:
            return f"on {short_date(since)}"
        whole = next((n for n in (4, 7) if _begins(since, n) and _ends(until, n)), 10)
        first, last = short_date(since[:whole]), short_date(until[:whole])
        return f"in {first}" if first == last else f"from {first} to {last}"
    if since:
        return "since " + short_date(since[: next((n for n in (4, 7) if _begins(since, n)), 10)])
    if until:
        return "until " + short_date(until[: next((n for n in (4, 7) if _ends(until, n)), 10)])
    return "on any day"


def _begins(day: str, n: int) -> bool:
    """Tell whether a day is the first of its year (n = 4) or month (n = 7)."""
    return day[n:] == "-01-01"[n - 4 :]


def _ends(day: str, n: int) -> bool:
    """Tell whether a day is the last of its year (n = 4) or month (n = 7)."""
    year, month = int(day[:4]), int(day[5:7])
    return day[8:] == str(monthrange(year, month)[1]) and (n == 7 or month == 12)


def _say_field(node: Field) -> str:
    if node.name in NUMBERS:
        if node.low is not None and node.high is not None:
            bound = f"{node.low:g}" if node.low == node.high else f"{node.low:g} to {node.high:g}"
        else:
            bound = f"{node.low:g} or more" if node.low is not None else f"{node.high:g} or less"
        return f"{node.name} {bound}"
    if node.name in ("status", "origin", "source", "actor"):
        return f"{node.name}: {node.label}"
    return node.label
