"""Decides an item's types from what rules found and what a trained model says. Pure.

Rules alone decide where there is no trained model; with one, it weighs what the rules found with what
it says itself, so that a model can be added, exchanged or left out without touching anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from bot.model.verdict import Evidence, Item, TypeScore
from bot.nlp.rules import Hit, TypeRules, subtype_of

MAX_TYPES = 3  # the labelling rules allow no more
THRESHOLD = 0.5
SECOND = 0.62  # a second type must be this sure
DOUBT = 0.62  # below, rules alone leave the verdict for a person to look at
SURE_SUBTYPE = 0.7  # a model's subtype must be this likely
# An event it surely is, of which of two kinds is open: then the likelier is said, to be looked at. Measured on
# texts held back, it finds more and raises no more false alarms.
EITHER, LIKELIER = 0.8, 0.35  # the scores of all types together, and of the likelier alone
RIVAL = 0.2  # score from which a type that was not chosen is named as the next one
BESIDE = 0.6  # what a summary's trigger counts beside a title that triggers another type
ALONE = 0.7  # and where the title triggers nothing: headlines name the event they report


class Reading(Protocol):
    """What a trained model says of one item."""

    @property
    def threshold(self) -> float:
        """The score from which a type is said."""

    @property
    def second(self) -> float:
        """The score from which a further type is said."""

    @property
    def sure(self) -> float:
        """The score from which nobody need look before people are alerted."""

    def weigh(
        self, rules: Mapping[str, float], background: AbstractSet[str], factor: float
    ) -> Mapping[str, float]:
        """Return calibrated scores by type, from what rules found and how far the gate believes it."""

    def says(self, type_: str) -> float:
        """Return how likely the model by itself holds a type to be."""

    def subtype(self, type_: str) -> tuple[str, float] | None:
        """Return the likeliest subtype of a type, and how likely it is."""

    @property
    def statuses(self) -> Mapping[str, float]:
        """How likely each status is, if there is an event."""


class Model(Protocol):
    """A trained model: items in, one reading each out."""

    @property
    def version(self) -> str:
        """Names the model and changes with it."""

    def read(self, items: Sequence[Item]) -> Sequence[Reading]:
        """Return what it says of each item, in order."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The types of an item, the main one first, with why, and whether a person should look."""

    types: tuple[TypeScore, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    review: bool = False
    background: tuple[str, ...] = ()
    statuses: Mapping[str, float] | None = None  # how likely a trained model holds each to be


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
    model: Reading | None = None,
) -> Decision:
    """Return the decision on one item.

    Args:
        hits: triggers the rules found.
        rules: all types' rules, by id.
        text: title and summary, for subtypes.
        factor: what the gate multiplies scores by.
        model: what a trained model says of the item, or None: rules decide alone.
    """
    found = rule_scores(hits)
    if model is None:
        scores: Mapping[str, float] = {type_: score * factor for type_, score in found.items()}
        threshold, second, sure_enough = THRESHOLD, SECOND, DOUBT
    else:
        scores = model.weigh(found, background_only(hits), factor)
        threshold, second, sure_enough = model.threshold, model.second, model.sure
    sure = {t: s for t, s in scores.items() if s >= threshold}
    if model is None:  # a trained model has learned by itself which types exclude each other
        sure = _unyielded(sure, hits, rules)
    elif not sure:
        sure = _either(scores)
    kept = sorted(sure.items(), key=lambda pair: (-pair[1], pair[0]))
    chosen = [pair for i, pair in enumerate(kept[:MAX_TYPES]) if i == 0 or pair[1] >= second]
    types = tuple(
        TypeScore(t, _subtype(rules[t], text, hits, model), round(min(score, 0.99), 3)) for t, score in chosen
    )
    return Decision(
        types,
        (*_evidence(types, hits, model), *_against(types, scores, hits, threshold, sure_enough)),
        bool(types) and types[0].score < sure_enough,
        tuple(dict.fromkeys(h.type for h in hits if h.background)),
        model.statuses if model is not None else None,
    )


def background_only(hits: Sequence[Hit]) -> frozenset[str]:
    """Return the types that triggered nowhere but in clauses of background."""
    return frozenset(h.type for h in hits if h.background) - {h.type for h in hits if not h.background}


def _either(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the likelier of the kinds that an event may be of, where it surely is one."""
    best = max(scores, key=lambda type_: scores[type_])
    return {best: scores[best]} if sum(scores.values()) >= EITHER and scores[best] >= LIKELIER else {}


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


def _subtype(rules: TypeRules, text: str, hits: Sequence[Hit], model: Reading | None) -> str | None:
    """The words tell the subtype; a trained model where they do not, if it is sure and may guess."""
    told = subtype_of(rules, text)
    by_trigger = next(
        (h.subtype for h in sorted(hits, key=lambda h: -h.weight) if h.type == rules.id and h.subtype), None
    )
    if told or by_trigger or rules.told or model is None:
        return told or by_trigger
    likely = model.subtype(rules.id)
    return likely[0] if likely is not None and likely[1] >= SURE_SUBTYPE else None


def _evidence(types: Sequence[TypeScore], hits: Sequence[Hit], model: Reading | None) -> tuple[Evidence, ...]:
    out: list[Evidence] = []
    for type_ in types:
        mine = sorted((h for h in hits if h.type == type_.id and not h.background), key=lambda h: -h.weight)
        out.extend(Evidence(h.type, h.text, f"rule:{h.type}.{h.rule}", round(h.weight, 3)) for h in mine[:2])
        if model is not None:
            score = model.says(type_.id)
            out.append(Evidence(type_.id, "", f"model:{type_.id}={score:.2f}", round(score, 3)))
    return tuple(out)


def _against(
    types: Sequence[TypeScore],
    scores: Mapping[str, float],
    hits: Sequence[Hit],
    threshold: float,
    sure: float,
) -> tuple[Evidence, ...]:
    """Return what spoke against the decision: background, the type that came next, too little certainty.

    `background:<rule>` quotes words of what came before; `rival:` has a type that was not chosen as its
    type and its score as its weight; `below:…=.5` the same where none was sure enough, with what is
    needed; `review:…=.62` the main type where a person should look, with what is sure enough.
    """
    named = {t.id for t in types}
    out = [
        Evidence(h.type, h.text, f"background:{h.type}.{h.rule}", round(h.weight, 3))
        for h in {h.type: h for h in hits if h.background and h.type not in named}.values()
    ]
    others = sorted(((s, t) for t, s in scores.items() if t not in named and s >= RIVAL), reverse=True)
    for score, type_ in others[:1]:
        why = f"rival:{type_}" if types else f"below:{type_}={threshold:.2f}"
        out.append(Evidence(type_, "", why, round(score, 3)))
    if types and types[0].score < sure:
        out.append(Evidence(types[0].id, "", f"review:{types[0].id}={sure:.2f}", types[0].score))
    return tuple(out)
