"""Which event a reaction reacts to: what it says it is about, then names and words in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.gazetteer import Gazetteer
from bot.model.merge import Candidate, Incoming
from bot.policy.merging.evidence import names_term
from bot.policy.merging.kinds import day_gap
from bot.policy.merging.merge import Here
from bot.policy.merging.similarity import Background

CAUSE_AT = 0.3
_A_DAY = 0.15  # what each day between takes away

# What a reaction names, and the types of event that are such a thing.
_ABOUT: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(types.split()))
    for pattern, types in (
        (
            r"\b(?:drills?|exercises?|manoeuv\w+|maneuv\w+|war ?games?|rehearsals?)\b|훈련|연습",
            "allied_exercise dprk_exercise",
        ),
        (
            r"\b(?:missiles?|launch\w*|projectiles?|icbms?|rockets?|satellites?)\b|미사일|발사|위성",
            "missile_test satellite_launch weapons_development artillery_fire allied_exercise",
        ),
        (r"\bnuclear test\b|핵실험", "nuclear_test"),
        (r"\b(?:shell(?:s|ing)|artillery)\b|포격|포\s?사격", "artillery_fire dprk_exercise"),
        (r"\b(?:drones?|uavs?|spy planes?|air ?space|warplanes?)\b|무인기|정찰기|영공", "air_activity"),
        (
            r"\b(?:carriers?|bombers?|submarines?|strategic assets?|warships?)\b|항모|항공모함|폭격기|잠수함|전략자산",
            "allied_exercise air_activity weapons_development",
        ),
        (
            r"\b(?:balloons?|leaflets?|loudspeakers?)\b|풍선|전단|확성기",
            "propaganda_campaign border_incident",
        ),
        (r"\b(?:troops? to|send\w* troops|deploy\w* troops|mercenar\w+)\b|파병", "troop_deployment"),
    )
)


def cause_of(
    incoming: Incoming, candidates: Sequence[Candidate], background: Background, gazetteer: Gazetteer
) -> int | None:
    """Return the event that a reaction reacts to: one of the kind that it names, the latest that is like it.

    Args:
        incoming: the reaction.
        candidates: events of the days before it that people react to.
        background: word weights.
        gazetteer: the names.
    """
    here = Here(incoming, background, gazetteer)
    about = kinds_named(incoming.title)
    best: tuple[float, int] | None = None
    for candidate in candidates:
        gap = day_gap(incoming, candidate)
        if gap is None or gap.days < 0 or (about and candidate.event.type not in about):
            continue
        names, _ = names_term(incoming, candidate, gap, gazetteer)
        score = 3 * here.likeness(candidate) + max(names, 0.0) - _A_DAY * gap.days
        if score >= CAUSE_AT and (best is None or score > best[0]):
            best = (score, candidate.event.id)
    return best[1] if best else None


def kinds_named(title: str) -> frozenset[str]:
    """Return the types of event that a reaction's headline speaks of; none where it names no kind of thing."""
    return frozenset().union(*(types for pattern, types in _ABOUT if pattern.search(title)))
