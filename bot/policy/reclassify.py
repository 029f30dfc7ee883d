"""What a new classifier changes in what was said of an item, and in an event that was made from it.

An event is the sum of its reports, of people's words and of what was done by hand. So it is not made
anew: it is put together twice, once from the old verdicts and once from the new ones, and only where
the two differ, and the event still holds what the old ones gave it, does it take what the new ones give.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model.event import Event
from bot.model.verdict import Facts, TypeScore, Verdict
from bot.taxonomy import Taxonomy

KINDS = (
    "type added", "type dropped", "type changed", "subtype", "status", "date", "severity", "certainty", "facts",
)  # fmt: skip
_DATE = ("event_date", "date_precision", "event_time")
_APART = (
    "status",
    "severity",
    "review",
    "outcome",
    "count",
    "casualties",
    "distance_km",
    "apogee_km",
)
_LISTS = ("places", "actors", "weapons", "exercises")


def differences(old: Verdict, new: Verdict) -> tuple[str, ...]:
    """Return what a new verdict says otherwise, as words of KINDS; empty where it says the same."""
    before, after = {t.id: t.subtype for t in old.types}, {t.id: t.subtype for t in new.types}
    added, dropped = after.keys() - before.keys(), before.keys() - after.keys()
    found = set()
    if added and dropped:
        found.add("type changed")
    elif added or dropped:
        found.add("type added" if added else "type dropped")
    if any(before[t] != after[t] for t in before.keys() & after.keys()):
        found.add("subtype")
    if before and after:
        found |= _facts_apart(old, new)
    return tuple(kind for kind in KINDS if kind in found)


def _facts_apart(old: Verdict, new: Verdict) -> set[str]:
    told = {
        "status": old.status != new.status,
        "date": (old.facts.event_date, old.facts.date_precision)
        != (new.facts.event_date, new.facts.date_precision),
        "severity": old.severity != new.severity,
        "certainty": old.review != new.review,
        "facts": _undated(old.facts) != _undated(new.facts),
    }
    return {kind for kind, is_so in told.items() if is_so}


def _undated(facts: Facts) -> Facts:
    return replace(facts, event_date=None, date_precision=None, event_time=None)


def score_for(event: Event, verdict: Verdict, taxonomy: Taxonomy) -> TypeScore | None:
    """Return the type of a verdict that an event is of, or of its family; None: it tells of another."""
    exact = next((t for t in verdict.types if t.id == event.type), None)
    if exact is not None:
        return exact
    mine = _family(event.type, taxonomy)
    return next((t for t in verdict.types if _family(t.id, taxonomy) == mine), None)


def added_types(old: Verdict, new: Verdict, covered: Iterable[Event], taxonomy: Taxonomy) -> list[TypeScore]:
    """Return the types that only the new verdict has, and that no event of the item stands for yet."""
    known = {t.id for t in old.types}
    families = {_family(event.type, taxonomy) for event in covered}
    return [
        t
        for t in new.types
        if t.id in taxonomy and t.id not in known and _family(t.id, taxonomy) not in families
    ]


def _family(type_id: str, taxonomy: Taxonomy) -> str:
    return taxonomy[type_id].family if type_id in taxonomy else type_id


def taken_over(event: Event, base: Event, new: Event) -> Event:
    """Return an event with what new verdicts change of it.

    Args:
        event: as it stands.
        base: what the old verdicts make of its reports.
        new: what the new ones make of them.
    """
    changes: dict[str, object] = {}
    for group in ((name,) for name in _APART):
        changes |= _changed(event, base, new, group)
    changes |= _changed(event, base, new, _DATE)
    changes |= _changed(event, base, new, ("type", "subtype") if base.type != new.type else ("subtype",))
    for name in _LISTS:
        changes[name] = _relisted(getattr(event, name), getattr(base, name), getattr(new, name))
    return replace(event, **changes)  # type: ignore[arg-type]


def _changed(event: Event, base: Event, new: Event, names: Sequence[str]) -> dict[str, object]:
    """Return fields that belong together as they are now, where the event holds what it was given before."""
    was, given, now = (tuple(getattr(each, name) for name in names) for each in (event, base, new))
    return dict(zip(names, now, strict=True)) if given != now and was == given else {}


def _relisted(held: Sequence[str], base: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Return names without those that only old verdicts gave, and with those that new ones give."""
    if tuple(base) == tuple(new):
        return tuple(held)
    gone = set(base) - set(new)
    return tuple(dict.fromkeys([*(n for n in held if n not in gone), *new]))
