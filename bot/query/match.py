"""Whether an event answers a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.model.event import Event
from bot.query.nodes import NUMBERS, All, And, Field, Node, Not, Or, Span, Words
from bot.text import fold_title


@dataclass(frozen=True, slots=True)
class Subject:
    """What a query is held against."""

    event: Event
    words: str
    sources: tuple[str, ...]


def holds(node: Node, subject: Subject) -> bool:
    """Tell whether a condition holds for what it is held against."""
    match node:
        case All():
            return True
        case And(nodes):
            return all(holds(n, subject) for n in nodes)
        case Or(nodes):
            return any(holds(n, subject) for n in nodes)
        case Not(inner):
            return not holds(inner, subject)
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


@lru_cache(maxsize=4096)
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


def _field_holds(node: Field, subject: Subject) -> bool:
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
