"""A query in plain words."""

from __future__ import annotations

from calendar import monthrange

from bot.query.nodes import NUMBERS, All, And, Field, Node, Not, Or, Span, Words
from bot.text import short_date


def say(node: Node) -> str:
    """Return a part of a query in plain words: "ICBM, since 2022"."""
    match node:
        case All():
            return "everything"
        case And(nodes):
            said = ((n, say(n)) for n in nodes)
            return ", ".join(f"({t})" if isinstance(n, Or) and " or " in t else t for n, t in said)
        case Or(nodes):
            return " or ".join(dict.fromkeys(f"({say(n)})" if isinstance(n, And) else say(n) for n in nodes))
        case Not(inner):
            return f"not {say(inner)}"
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
