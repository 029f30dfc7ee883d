"""Decides an item's types from what rules found and what a trained scorer says. Pure.

Rules alone decide where there is no scorer; with one, its calibrated scores and the rules' evidence
are weighed, so that a model can be added, exchanged or left out without touching anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.model.verdict import Evidence, TypeScore
from bot.nlp.rules import Hit, TypeRules, subtype_of

MAX_TYPES = 3  # the labelling rules allow no more
THRESHOLD = 0.5
SECOND = 0.62  # a second type must be this sure
DOUBT = 0.62  # below, the verdict is for a person to look at
BESIDE = 0.6  # what a summary's trigger counts beside a title that triggers another type
ALONE = 0.7  # and where the title triggers nothing: headlines name the event they report


class Scorer(Protocol):
    """A trained model: texts in, one calibrated score a type out."""

    version: str
    types: Sequence[str]

    def score(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return scores in 0..1, one row a text and one column a type of `types`."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The types of an item, the main one first, with why, and whether a person should look."""

    types: tuple[TypeScore, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    review: bool = False
    background: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blend:
    """How much a scorer counts beside the rules, and what it needs to decide.

    score = model * `model` + rules * (1 - `model`); `thresholds` by type, else `threshold`.
    """

    model: float = 0.7
    threshold: float = THRESHOLD
    thresholds: Mapping[str, float] = field(default_factory=dict)


def rule_scores(hits: Sequence[Hit]) -> dict[str, float]:
    """Return a score a type from its foreground triggers: sure together, the title before the rest."""
    titled = {h.type for h in hits if h.where == "title" and not h.background}
    doubt: dict[str, float] = defaultdict(lambda: 1.0)
    for hit in hits:
        if hit.background:
            continue
        weight = hit.weight
        if hit.where != "title" and hit.type not in titled:
            weight *= BESIDE if titled else ALONE
        doubt[hit.type] = (
            min(doubt[hit.type], 1.0) * (1.0 - weight)
            if weight >= THRESHOLD
            else min(doubt[hit.type], 1.0 - weight)
        )
    return {type_: round(1.0 - left, 4) for type_, left in doubt.items()}


def combine(
    hits: Sequence[Hit],
    rules: Mapping[str, TypeRules],
    text: str,
    *,
    factor: float = 1.0,
    model: Mapping[str, float] | None = None,
    blend: Blend | None = None,
) -> Decision:
    """Return the decision on one item.

    Args:
        hits: triggers the rules found.
        rules: all types' rules, by id.
        text: title and summary, for subtypes.
        factor: what the gate multiplies scores by.
        model: a scorer's scores by type, or None: rules decide alone.
        blend: how to weigh the two.
    """
    weights = blend or Blend()
    scores = {type_: score * factor for type_, score in rule_scores(hits).items()}
    if model is not None:
        scores = {
            type_: weights.model * model.get(type_, 0.0) + (1 - weights.model) * scores.get(type_, 0.0)
            for type_ in {*scores, *model}
        }
    sure = {t: s for t, s in scores.items() if s >= weights.thresholds.get(t, weights.threshold)}
    kept = sorted(_unyielded(sure, hits, rules).items(), key=lambda pair: (-pair[1], pair[0]))
    chosen = [pair for i, pair in enumerate(kept[:MAX_TYPES]) if i == 0 or pair[1] >= SECOND or model]
    types = tuple(
        TypeScore(t, _subtype(rules[t], text, hits), round(min(score, 0.99), 3)) for t, score in chosen
    )
    return Decision(
        types,
        _evidence(types, hits, model),
        bool(types) and types[0].score < DOUBT,
        tuple(dict.fromkeys(h.type for h in hits if h.background)),
    )


def _unyielded(
    sure: Mapping[str, float], hits: Sequence[Hit], rules: Mapping[str, TypeRules]
) -> dict[str, float]:
    """Drop the types that give way to another that was found; `stands` triggers do not."""
    standing = {h.type for h in hits if h.stands and not h.background}
    kept = {}
    for type_, score in sure.items():
        yields = rules[type_].yields_to
        stronger = [t for t in sure if t != type_ and (t in yields or _last_resort(type_, t, rules))]
        if not stronger or type_ in standing:
            kept[type_] = score
    return kept


def _last_resort(type_: str, other: str, rules: Mapping[str, TypeRules]) -> bool:
    """A type that yields to any gives way; two of that sort do not wipe each other out."""
    if "*" not in rules[type_].yields_to:
        return False
    return "*" not in rules[other].yields_to or type_ > other


def _subtype(rules: TypeRules, text: str, hits: Sequence[Hit]) -> str | None:
    told = subtype_of(rules, text)
    by_trigger = next(
        (h.subtype for h in sorted(hits, key=lambda h: -h.weight) if h.type == rules.id and h.subtype), None
    )
    return told or by_trigger


def _evidence(
    types: Sequence[TypeScore], hits: Sequence[Hit], model: Mapping[str, float] | None
) -> tuple[Evidence, ...]:
    out: list[Evidence] = []
    for type_ in types:
        mine = sorted((h for h in hits if h.type == type_.id and not h.background), key=lambda h: -h.weight)
        out.extend(Evidence(h.type, h.text, f"rule:{h.type}.{h.rule}", round(h.weight, 3)) for h in mine[:2])
        if model is not None:
            score = model.get(type_.id, 0.0)
            out.append(Evidence(type_.id, "", f"model:{type_.id}={score:.2f}", round(score, 3)))
    return tuple(out)
