"""How well items were merged into events: what was told right, which twins became one, which event fell apart.

BCubed (Bagga and Baldwin 1998): for each item, the share of its event's items that belong there
(precision) and the share of those that belong there that it has (recall), averaged over items.
A wrong merge hides an event, so twins are named; so are events that fell apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Placed:
    """An item: the event it belongs to, the one it was put into (None: it was taken for none), its type."""

    id: str
    event: str
    found: str | None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """An event, found or labelled, whose items belong to several of the other sort."""

    key: str
    type: str
    parts: tuple[tuple[str, int], ...]  # key and number of items, the largest first

    def describe(self) -> str:
        """Return it as a line."""
        return f"{self.key} ({self.type}): " + ", ".join(f"{key} {n}" for key, n in self.parts)


@dataclass(frozen=True, slots=True)
class MergeScore:
    """What merging made of labelled items.

    `twins` are events found that hold several true ones; `splits` true events whose items, of those
    taken for an event at all, are in several found ones.
    """

    items: int
    events: int
    found: int
    missed: int  # items taken for no event
    precision: float
    recall: float
    twins: tuple[Torn, ...]
    splits: tuple[Torn, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def by_type(self) -> dict[str, tuple[int, int]]:
        """Events wrongly taken in by others, and pieces wrongly split off, by type."""
        twins, splits = _pieces(self.twins), _pieces(self.splits)
        return {name: (twins[name], splits[name]) for name in sorted(twins | splits)}

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "items": self.items,
            "events": self.events,
            "found": self.found,
            "missed": self.missed,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "twins": [_torn(each) for each in self.twins],
            "splits": [_torn(each) for each in self.splits],
        }


def score_merging(placed: Sequence[Placed]) -> MergeScore:
    """Score items that were merged against the events they belong to.

    Args:
        placed: every labelled item, those taken for no event among them: each of these stands alone.
    """
    found_of = {p.id: p.found or f"alone:{p.id}" for p in placed}
    true, found = _groups((p.id, p.event) for p in placed), _groups(found_of.items())
    precision = recall = 0.0
    for p in placed:
        both = len(true[p.event] & found[found_of[p.id]])
        precision += both / len(found[found_of[p.id]])
        recall += both / len(true[p.event])
    n = len(placed) or 1
    types = {p.id: p.type or "?" for p in placed}
    named = {p.id: p.event for p in placed}
    merged = {p.id: p.found for p in placed if p.found is not None}
    return MergeScore(
        items=len(placed),
        events=len(true),
        found=len(found),
        missed=sum(p.found is None for p in placed),
        precision=precision / n,
        recall=recall / n,
        twins=_torn_apart(found, named, types),
        splits=_torn_apart(true, merged, types),
    )


def _groups(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for id_, key in pairs:
        groups[key].add(id_)
    return groups


def _torn_apart(
    groups: Mapping[str, set[str]], others: Mapping[str, str], types: Mapping[str, str]
) -> tuple[Torn, ...]:
    """Return the groups whose items lie in several of the other grouping."""
    torn = []
    for key, ids in groups.items():
        parts = Counter(others[i] for i in sorted(ids) if i in others)
        if len(parts) > 1:
            kind = Counter(types[i] for i in sorted(ids)).most_common(1)[0][0]
            torn.append(Torn(key, kind, tuple(parts.most_common())))
    return tuple(torn)


def _pieces(torn: Iterable[Torn]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for each in torn:
        counted[each.type] += len(each.parts) - 1
    return counted


def _torn(each: Torn) -> dict[str, Any]:
    return {"event": each.key, "type": each.type, "parts": dict(each.parts)}
