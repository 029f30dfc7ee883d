"""Scores verdicts against labelled items: how often types, status, subtype and date are right.

A labelled item is an item of JSON Lines with `types` (ids, subtype after a dot), and where known
`status` and `event_date`. Micro F1 counts every (item, type) pair; macro F1 averages over the types
that occur at least five times; a false alarm is an item of no type that was given one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from bot.model.errors import InputError
from bot.model.verdict import Item, Verdict
from bot.nlp.jsonl import numbered_lines, parse_item

COMMON = 5  # a type must occur so often to count in the macro average
BATCH = 256


class Classifier(Protocol):
    """Whatever gives verdicts."""

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with what an analyst said of it; None where nothing was said."""

    item: Item
    types: Mapping[str, str | None]  # type -> subtype
    status: str | None = None
    event_date: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1 over `n` gold labels."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many were right; `value` is None where there was nothing to be right about."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return round(self.right / self.of, 4) if self.of else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of a set of verdicts."""

    items: int
    micro: Rate
    macro_f1: float | None
    exact: Share
    false_alarms: Share
    missed: Share
    subtype: Share
    status: Share
    date: Share
    types: Mapping[str, Rate] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as JSON holds them."""
        shares = ("exact", "false_alarms", "missed", "subtype", "status", "date")
        out: dict[str, Any] = {"items": self.items, "micro": asdict(self.micro), "macro_f1": self.macro_f1}
        for name in shares:
            share: Share = getattr(self, name)
            out[name] = {"value": share.value, "right": share.right, "of": share.of}
        out["types"] = {type_: asdict(rate) for type_, rate in self.types.items()}
        return out


def parse_labelled(lines: Iterable[str]) -> list[Labelled]:
    """Read labelled items.

    Raises:
        InputError: a line is no labelled item; it says which line and why.
    """
    out = []
    for number, line in numbered_lines(lines):
        try:
            raw = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"Line {number} is not JSON: {error.msg}.") from error
        try:
            item = parse_item(raw)
        except InputError as error:
            raise InputError(f"Line {number}: {error.message}") from error
        types = raw.get("types")
        if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
            raise InputError(f"Line {number}: types must be a list of type ids; an empty one is no event.")
        gold = {head: tail or None for head, _, tail in (t.partition(".") for t in types)}
        out.append(Labelled(item, gold, raw.get("status") or None, raw.get("event_date") or None))
    return out


def evaluate(labelled: Sequence[Labelled], classifier: Classifier) -> Evaluation:
    """Classify labelled items and score the verdicts."""
    verdicts: list[Verdict] = []
    for start in range(0, len(labelled), BATCH):
        verdicts.extend(classifier.classify([one.item for one in labelled[start : start + BATCH]]))
    return score(labelled, verdicts)


def score(labelled: Sequence[Labelled], verdicts: Sequence[Verdict]) -> Evaluation:
    """Score verdicts against the labelled items they are for, in the same order."""
    right: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    pairs = list(zip(labelled, verdicts, strict=True))
    for gold, verdict in pairs:
        found = {t.id for t in verdict.types}
        right.update(found & gold.types.keys())
        extra.update(found - gold.types.keys())
        missing.update(gold.types.keys() - found)
    types = {t: _rate(right[t], extra[t], missing[t]) for t in sorted({*right, *extra, *missing})}
    common = [rate.f1 for rate in types.values() if rate.n >= COMMON]
    events = [(g, v) for g, v in pairs if g.types]
    both = [(g, v) for g, v in events if v.types]
    return Evaluation(
        items=len(pairs),
        micro=_rate(right.total(), extra.total(), missing.total()),
        macro_f1=round(sum(common) / len(common), 4) if common else None,
        exact=_share({t.id for t in v.types} == g.types.keys() for g, v in pairs),
        false_alarms=_share(bool(v.types) for g, v in pairs if not g.types),
        missed=_share(not v.types for _, v in events),
        subtype=_share(_subtypes(both)),
        status=_share(g.status == v.status for g, v in both if g.status),
        date=_share(g.event_date == v.facts.event_date for g, v in both if g.event_date),
        types=types,
    )


def _subtypes(both: Iterable[tuple[Labelled, Verdict]]) -> Iterable[bool]:
    for gold, verdict in both:
        for found in verdict.types:
            told = gold.types.get(found.id)
            if told and told != "other":
                yield found.subtype == told


def _rate(right: int, extra: int, missing: int) -> Rate:
    precision = right / (right + extra) if right + extra else 0.0
    recall = right / (right + missing) if right + missing else 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return Rate(round(precision, 4), round(recall, 4), round(f1, 4), right + missing)


def _share(answers: Iterable[bool]) -> Share:
    listed = [bool(answer) for answer in answers]
    return Share(sum(listed), len(listed))
