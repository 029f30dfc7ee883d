"""Scores verdicts against labelled items: how often types, status, subtype and date are right.

A labelled item is an item of JSON Lines with `types` (ids, subtype after a dot), and where known
`status` and `event_date`. Micro F1 counts every (item, type) pair; macro F1 averages over the types
that occur at least five times; a false alarm is an item of no type that was given one. Sureness is
weighed too: whether a score of .8 is right eight times in ten (`bot.nlp.calibration`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from bot.model.errors import InputError
from bot.model.verdict import Item, Verdict
from bot.nlp.calibration import Rate, Share, Sureness, rate_of, share_of, sureness
from bot.nlp.jsonl import numbered_lines, parse_item

COMMON = 5  # a type must occur so often to count in the macro average
BATCH = 256
SHARES = ("exact", "false_alarms", "missed", "subtype", "status", "date", "date_wrong")
_READ = ("id", "title", "summary", "url", "types", "status", "event_date", "published")


class Classifier(Protocol):
    """Whatever gives verdicts."""

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item with what an analyst said of it; None where nothing was said.

    `tags` are its other fields, by which scores can be grouped: kind, lang, register, source, …
    """

    item: Item
    types: Mapping[str, str | None]  # type -> subtype
    status: str | None = None
    event_date: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


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
    date_wrong: Share
    sureness: Sureness
    types: Mapping[str, Rate] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as JSON holds them."""
        out: dict[str, Any] = {"items": self.items, "micro": asdict(self.micro), "macro_f1": self.macro_f1}
        for name in SHARES:
            share: Share = getattr(self, name)
            out[name] = {"value": share.value, "right": share.right, "of": share.of}
        out |= self.sureness.as_dict()
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
        except (ValueError, RecursionError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else "no number or nesting is so long"
            raise InputError(f"Line {number} is not JSON: {why}.") from error
        try:
            item = parse_item(raw)
        except InputError as error:
            raise InputError(f"Line {number}: {error.message}") from error
        types = raw.get("types")
        if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
            raise InputError(f"Line {number}: types must be a list of type ids; an empty one is no event.")
        gold = {head: tail or None for head, _, tail in (t.partition(".") for t in types)}
        tags = {k: str(v) for k, v in raw.items() if k not in _READ and isinstance(v, str | int | bool)}
        out.append(Labelled(item, gold, raw.get("status") or None, raw.get("event_date") or None, tags))
    return out


def evaluate(labelled: Sequence[Labelled], classifier: Classifier) -> Evaluation:
    """Classify labelled items and score the verdicts."""
    return score(labelled, verdicts_on(labelled, classifier))


def verdicts_on(
    labelled: Sequence[Labelled], classifier: Classifier, tell: Callable[[int], None] = lambda done: None
) -> list[Verdict]:
    """Return a classifier's verdicts on labelled items, in order; `tell` is called with how many are done."""
    verdicts: list[Verdict] = []
    for start in range(0, len(labelled), BATCH):
        verdicts.extend(classifier.classify([one.item for one in labelled[start : start + BATCH]]))
        tell(len(verdicts))
    return verdicts


def score_by(labelled: Sequence[Labelled], verdicts: Sequence[Verdict], tag: str) -> dict[str, Evaluation]:
    """Return the scores of each group of items that have the same value of a tag, by that value.

    Raises:
        InputError: no item has such a tag.
    """
    groups: dict[str, list[tuple[Labelled, Verdict]]] = {}
    for one, verdict in zip(labelled, verdicts, strict=True):
        value = one.item.source if tag == "source" else one.item.lang if tag == "lang" else one.tags.get(tag)
        groups.setdefault(value or "", []).append((one, verdict))
    if groups.keys() <= {""}:
        raise InputError(f'No item has a field "{tag}" to group by.')
    return {name: score(*zip(*groups[name], strict=True)) for name in sorted(groups)}


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
    types = {t: rate_of(right[t], extra[t], missing[t]) for t in sorted({*right, *extra, *missing})}
    common = [rate.f1 for rate in types.values() if rate.n >= COMMON]
    events = [(g, v) for g, v in pairs if g.types]
    both = [(g, v) for g, v in events if v.types]
    return Evaluation(
        items=len(pairs),
        micro=rate_of(right.total(), extra.total(), missing.total()),
        macro_f1=round(sum(common) / len(common), 4) if common else None,
        exact=share_of({t.id for t in v.types} == g.types.keys() for g, v in pairs),
        false_alarms=share_of(bool(v.types) for g, v in pairs if not g.types),
        missed=share_of(not v.types for _, v in events),
        subtype=share_of(_subtypes(both)),
        status=share_of(g.status == v.status for g, v in both if g.status),
        date=share_of(g.event_date == v.facts.event_date for g, v in both if g.event_date),
        date_wrong=share_of(v.facts.event_date not in (None, g.event_date) for g, v in both if g.event_date),
        sureness=sureness([(g.types.keys(), v) for g, v in pairs]),
        types=types,
    )


def _subtypes(both: Iterable[tuple[Labelled, Verdict]]) -> Iterable[bool]:
    for gold, verdict in both:
        for found in verdict.types:
            told = gold.types.get(found.id)
            if told and told != "other":
                yield found.subtype == told
