"""The single pieces of evidence for and against a telling being of an event, in log-odds.

The weights are the size of what each piece was seen to be worth on labelled stories, rounded; they
are few and coarse on purpose, so that they hold for stories nobody looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.gazetteer import Gazetteer, Name
from bot.model.merge import Candidate, Incoming
from bot.policy.merging.duration import day_of, is_anew_today, is_another
from bot.policy.merging.kinds import (
    LASTING,
    TOGETHER,
    Gap,
    above,
    kind_of,
    kind_of_both,
    looks_back,
    states_of,
)
from bot.policy.merging.veto import seas_apart, sites_apart, subtypes_agree
from bot.policy.sources import family

PRIOR = {"singular": 2.4, "happening": 1.4, "talk": -1.2}
_PRIOR_OF = {"cyber_operation": -0.4}  # thefts and break-ins are found out by many, on any day

_PLACE_WEIGHT = {
    **dict.fromkeys(("launch_site", "base", "nuclear", "port", "border"), 0.8),
    **dict.fromkeys(("province", "abroad"), 0.5),
    **dict.fromkeys(("city", "sea"), 0.2),
    **dict.fromkeys(("country", "area"), 0.0),
}
_SUBTYPE_CLASH = {"missile_test": 1.0}
_TAKING_PART = frozenset({"joint", "rok_only", "trilateral"})  # subtypes of an exercise that say who holds it
FOLLOW_UP = timedelta(hours=18)
SECOND_OF_DAY = -4.0  # said to be the second of one day, where nothing but the words tells them apart
OTHER_GUEST = -3.0  # one host, two guests
ANOTHER = -3.2  # said to be another one, or told by one outlet anew
RARE_FROM, RARE_WORTH, RARE_MOST = (
    3.5,
    0.4,
    0.8,
)  # weight of a word from which it tells, what each more is worth
OTHER_TYPE = {
    "talk": 1.8,
    "happening": 3.2,
    "singular": 3.2,
}  # one event read as two types: only where the words say so


def _meet(mine: Sequence[str], theirs: Sequence[str], things: Mapping[str, Name]) -> set[str]:
    """Return what of mine is, holds, or lies within anything of theirs."""
    return {m for m in mine for t in theirs if m == t or m in above(t, things) or t in above(m, things)}


def prior_term(kind: str, incoming: Incoming, candidate: Candidate) -> float:
    """Return how likely two tellings of their types and day are of one event, before anything is read."""
    if incoming.type == candidate.event.type:
        return _PRIOR_OF.get(incoming.type, PRIOR[kind])
    return PRIOR[kind]


def names_term(
    incoming: Incoming, candidate: Candidate, gap: Gap, gazetteer: Gazetteer
) -> tuple[float, tuple[str, ...]]:
    """Return what shared or different names, counts and subtypes weigh, and the shared names in words."""
    event = candidate.event
    score, shared = 0.0, []
    for id_ in sorted(_meet(incoming.places, event.places, gazetteer.places)):
        place = gazetteer.places.get(id_)
        score += _PLACE_WEIGHT.get(place.group if place else "", 0.2)
        shared.append(place.name if place else id_)
    score = min(score, 1.2)
    if sites_apart(incoming.places, event.places, gazetteer):
        score -= 1.0
    if seas_apart(incoming.places, event.places, gazetteer):
        score -= 3.0
    for mine, theirs, things, weight in (
        (incoming.weapons, event.weapons, gazetteer.weapons, 1.2),
        (incoming.exercises, event.exercises, gazetteer.exercises, 1.5),
    ):
        both = _meet(mine, theirs, things)
        shared += [things[id_].name if id_ in things else id_ for id_ in sorted(both)]
        if both:
            score += weight
        elif _same_group(mine, theirs, things):
            score -= weight if not gap.days else 2 * weight
    if incoming.count is not None and incoming.count == event.count:
        score += 0.5
    if incoming.type != event.type:
        score -= OTHER_TYPE[kind_of_both(incoming.type, event.type)]
    elif not subtypes_agree(incoming.subtype, event.subtype):
        held = incoming.type == "allied_exercise" and {incoming.subtype, event.subtype} <= _TAKING_PART
        score -= 3.0 if held else _SUBTYPE_CLASH.get(incoming.type, 0.4)
    return score, tuple(dict.fromkeys(shared))


def _same_group(mine: Sequence[str], theirs: Sequence[str], things: Mapping[str, Name]) -> bool:
    """Tell whether two things of one class stand against each other: a Hwasong-15 and a Hwasong-17."""
    groups = {things[id_].group for id_ in mine if id_ in things}
    return any(things[id_].group in groups for id_ in theirs if id_ in things)


def sequence_term(incoming: Incoming, gap: Gap, candidate: Candidate | None = None) -> float:
    """Weigh words of order: "another" opens a new event, "KCNA says" tells of the day before."""
    told = candidate.tellings if candidate else ()
    if is_anew_today(incoming.title) and kind_of(incoming.type) == "happening":
        return 0.6 if any(is_anew_today(t.title) for t in told) else SECOND_OF_DAY
    if incoming.opens_new or (incoming.type not in LASTING and day_of(incoming.title) > 1):
        if kind_of(incoming.type) == "talk":  # "again" is of what is talked about
            return 0.0
        return ANOTHER if gap.days else -0.4
    if candidate and gap.days > 0 and _told_anew(incoming, candidate):
        return ANOTHER
    if (
        candidate
        and gap.days < 0
        and incoming.type not in LASTING
        and any(is_another(t.title) for t in candidate.tellings)
    ):
        return -2.0  # the event is another one than that of the day before, which this tells of
    return 0.6 if looks_back(incoming) else 0.0


def _told_anew(incoming: Incoming, candidate: Candidate) -> bool:
    """Tell whether an outlet that told of an event the day before tells of one as if it were the first time.

    Another outlet may be late with the same news; one outlet has no reason to tell it again so.
    """
    if kind_of(incoming.type) != "happening" or incoming.type in LASTING or looks_back(incoming):
        return False
    told = [t.published for t in candidate.tellings if t.source and family(t.source) == incoming.source]
    return bool(told) and _long_before(told[0], incoming.published)


def _long_before(first: datetime | None, now: datetime | None) -> bool:
    """Tell whether a telling is no follow-up of the evening before's: 18 hours and more, or nobody knows."""
    return first is None or now is None or now - first >= FOLLOW_UP


def direction_term(incoming: Incoming, candidate: Candidate, kind: str) -> float:
    """Weigh who acts: for what is said it is half the event; what two do together, either may be told to do."""
    if kind == "singular" or incoming.side is None or candidate.side is None:
        return 0.0
    if incoming.side == candidate.side:
        return 0.2 if kind == "talk" else 0.0
    if kind == "happening":
        return -0.6
    return -1.0 if {incoming.type, candidate.event.type} & TOGETHER else -4.0


def parties_term(incoming: Incoming, candidate: Candidate, gazetteer: Gazetteer) -> float:
    """Weigh who takes part, where a meeting is told: that of Koreans and Russians is none of Koreans and Chinese."""
    if incoming.type != "summit_visit" or candidate.event.type != "summit_visit":
        return 0.0
    mine, theirs = states_of(incoming.actors, gazetteer), states_of(candidate.event.actors, gazetteer)
    if not mine - theirs or not theirs - mine:
        return 0.0
    if max(len(mine), len(theirs)) <= 2:
        return OTHER_GUEST  # each names both sides of its meeting
    return -1.0 if mine & theirs else -2.0


def date_term(gap: Gap, kind: str, incoming: Incoming) -> float:
    """Weigh the days between: Gaussian, narrow where both days were stated."""
    days = gap.days
    if days == 0:
        return 0.0 if not gap.stated else 0.1 if kind == "talk" else 0.6
    if gap.stated:
        return -3.0 if kind != "singular" else -1.0
    late = looks_back(incoming)
    if kind == "singular" and late:
        return -0.5
    width = 1.6 if late or kind == "singular" else 0.9 if days > 0 else 0.8
    later = 0.0 if late else 0.6 * max(0, abs(days) - 1)
    said = 0.8 if kind == "talk" and not late else 0.0  # there is something new to say every day
    return -2.4 * (1 - math.exp(-(days**2) / (2 * width**2))) - 0.3 - later - said


def rare_term(rarest: float, kind: str, gap: Gap) -> float:
    """Weigh one odd word in common ("Panama"): on one day, two stories rarely have it by chance."""
    if kind != "talk" or gap.days:
        return 0.0
    return min(RARE_MOST, max(0.0, RARE_WORTH * (rarest - RARE_FROM)))


def word_term(likeness: float, kind: str, gap: Gap) -> float:
    """Weigh alike words. On another day they tell less of what happens again and again alike."""
    weight = {"singular": 2.0, "happening": 3.0, "talk": 7.0}[kind]
    return weight * likeness * (0.6 if gap.days and kind == "happening" else 1.0)
