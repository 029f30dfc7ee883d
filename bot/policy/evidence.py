"""The single pieces of evidence for and against a telling being of an event, in log-odds.

The weights are the size of what each piece was seen to be worth on labelled stories, rounded; they
are few and coarse on purpose, so that they hold for stories nobody looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.gazetteer import Gazetteer, Name
from bot.model.event import Event
from bot.model.merge import Candidate, Incoming
from bot.policy.duration import day_of, is_another

CONFIRMED_WITHIN = 10  # days after a nuclear test in which laboratories confirm it
WINDOW_DAYS = 3  # how far around its day an item looks for its event

# How likely two items of one type and day are of one event, before their words are read: what
# happens once in years, what happens on single days, and what many parties do every day.
SINGULAR = frozenset({"nuclear_test", "satellite_launch"})
HAPPENING = frozenset(
    {
        "missile_test",
        "artillery_fire",
        "air_activity",
        "border_incident",
        "dprk_exercise",
        "allied_exercise",
        "gps_jamming",
        "propaganda_campaign",
        "cyber_operation",
        "summit_visit",
    }
)
PRIOR = {"singular": 2.4, "happening": 1.4, "talk": -1.2}

SAME_PLACE_KM = 60.0  # reports of one launch name places this far apart
_SITES = frozenset({"launch_site", "base", "nuclear", "port", "border"})
_PLACE_WEIGHT = {
    **dict.fromkeys(("launch_site", "base", "nuclear", "port", "border"), 0.8),
    **dict.fromkeys(("province", "abroad"), 0.5),
    **dict.fromkeys(("city", "sea"), 0.2),
    **dict.fromkeys(("country", "area"), 0.0),
}
_SUBTYPE_CLASH = {"missile_test": 1.5}
# What goes on for days and is one event: "GPS jamming enters third day".
LASTING = frozenset(
    {
        "gps_jamming",
        "allied_exercise",
        "dprk_exercise",
        "humanitarian",
        "domestic_politics",
        "cyber_operation",
    }
)
OTHER_TYPE = 3.2  # one event read as two types of a family: only where the words say so

# Subtypes that are first guesses: they rise to another without being another event.
OPEN_SUBTYPES = frozenset({None, "other"})
SUBTYPE_RISES = {("srbm", "hypersonic"), ("irbm", "hypersonic"), ("irbm", "icbm"), ("srbm", "slbm")}


# Subtypes of a type that are different things: those of one group cannot be of an event of another.
# One in several groups may be either: an attack at sea is an attack to one outlet, and to another one of
# the sea border; one in no group may be any.
_APART: Mapping[str, tuple[frozenset[str], ...]] = {
    "border_incident": (
        frozenset({"mdl", "jsa", "attack", "infiltration"}),
        frozenset({"nll", "attack", "infiltration"}),
        frozenset({"fortification"}),
    ),
    "propaganda_campaign": (frozenset({"balloons", "leaflets"}), frozenset({"loudspeaker"})),
    "humanitarian": (frozenset({"flood", "food", "health", "aid"}), frozenset({"rights"})),
    "air_activity": (frozenset({"drone"}), frozenset({"adiz"})),
}


def window_days(incoming: Incoming) -> int:
    """Return how many days from its own an item's event may lie: further where what is rare is confirmed."""
    late = incoming.relation in ("confirmation", "revision") and kind_of(incoming.type) == "singular"
    return max(CONFIRMED_WITHIN if late else WINDOW_DAYS, day_of(incoming.title) - 1)


def looks_back(incoming: Incoming) -> bool:
    """Tell whether a telling speaks of what others have told: it confirms, corrects or denies it."""
    return incoming.status == "denied" or incoming.relation in ("confirmation", "revision", "denial")


def kind_of(type_id: str) -> str:
    """Return `singular`, `happening` or `talk`."""
    if type_id in SINGULAR:
        return "singular"
    return "happening" if type_id in HAPPENING else "talk"


def side_of(actors: Sequence[str], gazetteer: Gazetteer) -> str | None:
    """Return the state that the first of some actors belongs to, or that actor; None without one."""
    for id_ in actors:
        thing = gazetteer.actors.get(id_)
        if thing is not None and thing.group == "media":
            continue  # who tells of it does not act
        above = _above(id_, gazetteer.actors)
        return above[-1] if above else id_
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """Days from an event to a telling's day, and whether both days were stated by someone."""

    days: int
    stated: bool


def day_gap(incoming: Incoming, candidate: Candidate) -> Gap | None:
    """Return how far apart a telling and an event are, or None when nothing can be said.

    A stated day counts over the day of publication.
    """
    event = candidate.event
    mine = incoming.event_date or incoming.published_day
    theirs = event.event_date
    if theirs is None and candidate.tellings:
        published = candidate.tellings[0].published
        theirs = published.date().isoformat() if published else None
    if not mine or not theirs or len(mine) != 10 or len(theirs) != 10:
        return None
    days = (date.fromisoformat(mine) - date.fromisoformat(theirs)).days
    if _goes_on(incoming, candidate, days):
        return Gap(0, False)
    return Gap(days, incoming.date_precision == "day" and event.date_precision == "day")


def _goes_on(incoming: Incoming, candidate: Candidate, days: int) -> bool:
    """Tell whether one tells of the first days and the other, days later, that it goes on for so many days.

    Such a telling is of the event as a whole, as if it were of its first day. Waves that are counted day
    by day, as of balloons, are events of their own.
    """
    if not days or incoming.type != candidate.event.type or incoming.type not in LASTING:
        return False
    mine = day_of(incoming.title)
    known = [day_of(t.title) for t in candidate.tellings]
    return max(mine, *known) > 1 and any(days == mine - theirs for theirs in known)


def veto(incoming: Incoming, candidate: Candidate, gap: Gap, gazetteer: Gazetteer) -> bool:
    """Tell whether a telling cannot be of an event, however alike their words are."""
    event = candidate.event
    days = abs(gap.days)
    if days > window_days(incoming) or (gap.stated and days >= 2):
        return True
    if (incoming.status == "announced") != (event.status == "announced") and (
        gap.days < 0 or incoming.type != event.type
    ):
        return True  # what was announced later is not what happened before, nor a plan another kind of deed
    if kind_of(incoming.type) == "singular":
        return (
            bool(days)
            and incoming.subtype != event.subtype
            and "notified" in (incoming.subtype, event.subtype)
        )
    if incoming.type == event.type and different_things(incoming.type, incoming.subtype, event.subtype):
        return True
    if not days:
        return False
    if not subtypes_agree(incoming.subtype, event.subtype) and incoming.type == event.type:
        return True
    if incoming.relation not in ("revision", "denial") and _counts_differ(incoming, event):
        return True
    return sites_apart(incoming.places, event.places, gazetteer)


def subtypes_agree(one: str | None, other: str | None) -> bool:
    """Tell whether two subtypes may be of one event: the same, unknown, or one rising to the other."""
    if one == other or one in OPEN_SUBTYPES or other in OPEN_SUBTYPES:
        return True
    return (one, other) in SUBTYPE_RISES or (other, one) in SUBTYPE_RISES


def different_things(type_id: str, one: str | None, other: str | None) -> bool:
    """Tell whether two subtypes of a type cannot be of one event, not even on one day."""
    sides = [
        {i for i, group in enumerate(_APART.get(type_id, ())) if subtype in group} for subtype in (one, other)
    ]
    return all(sides) and sides[0].isdisjoint(sides[1])


def sites_apart(mine: Sequence[str], theirs: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Tell whether both name places where things happen, and none of them are near each other."""
    here = [
        gazetteer.places[i] for i in mine if i in gazetteer.places and gazetteer.places[i].group in _SITES
    ]
    there = [
        gazetteer.places[i] for i in theirs if i in gazetteer.places and gazetteer.places[i].group in _SITES
    ]
    if not here or not there:
        return False
    return all(_kilometres(a, b) > SAME_PLACE_KM for a in here for b in there)


def _kilometres(a: Name, b: Name) -> float:
    """Return the distance of two places, 0 where one has no coordinates (flat-earth formula: < 1000 km)."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    north = (a.lat - b.lat) * 111.2
    east = (a.lon - b.lon) * 111.2 * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(north, east)


def _counts_differ(incoming: Incoming, event: Event) -> bool:
    return incoming.count is not None and event.count is not None and incoming.count != event.count


def _meet(mine: Sequence[str], theirs: Sequence[str], things: Mapping[str, Name]) -> set[str]:
    """Return what of mine is, holds, or lies within anything of theirs."""
    return {m for m in mine for t in theirs if m == t or m in _above(t, things) or t in _above(m, things)}


def _above(id_: str, things: Mapping[str, Name]) -> list[str]:
    found: list[str] = []
    thing = things.get(id_)
    while thing is not None and thing.parent and thing.parent not in found:
        found.append(thing.parent)
        thing = things.get(thing.parent)
    return found


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
        score -= OTHER_TYPE
    elif not subtypes_agree(incoming.subtype, event.subtype):
        score -= _SUBTYPE_CLASH.get(incoming.type, 0.4)
    return score, (f"both name {', '.join(shared)}",) if shared else ()


def _same_group(mine: Sequence[str], theirs: Sequence[str], things: Mapping[str, Name]) -> bool:
    """Tell whether two things of one class stand against each other: a Hwasong-15 and a Hwasong-17."""
    groups = {things[id_].group for id_ in mine if id_ in things}
    return any(things[id_].group in groups for id_ in theirs if id_ in things)


def sequence_term(incoming: Incoming, gap: Gap, candidate: Candidate | None = None) -> float:
    """Weigh words of order: "another" opens a new event, "KCNA says" tells of the day before."""
    if incoming.opens_new or (incoming.type not in LASTING and day_of(incoming.title) > 1):
        return -2.0 if gap.days else -0.4
    if (
        candidate
        and gap.days < 0
        and incoming.type not in LASTING
        and any(is_another(t.title) for t in candidate.tellings)
    ):
        return -2.0  # the event is another one than that of the day before, which this tells of
    return 0.6 if looks_back(incoming) else 0.0


def direction_term(incoming: Incoming, candidate: Candidate, kind: str) -> float:
    """Weigh who acts: for what is said and done between states it is half the event."""
    if kind == "singular" or incoming.side is None or candidate.side is None:
        return 0.0
    if incoming.side == candidate.side:
        return 0.2 if kind == "talk" else 0.0
    return -4.0 if kind == "talk" else -0.6


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
    return -2.4 * (1 - math.exp(-(days**2) / (2 * width**2))) - 0.3 - later


def word_term(likeness: float, kind: str, gap: Gap) -> float:
    """Weigh alike words. On another day they tell less of what happens again and again alike."""
    weight = {"singular": 2.0, "happening": 3.0, "talk": 7.0}[kind]
    return weight * likeness * (0.6 if gap.days and kind == "happening" else 1.0)


def say_gap(gap: Gap) -> str:
    """Return how far apart in words."""
    if gap.days == 0:
        return "the same day"
    return f"{abs(gap.days)} day{'s' if abs(gap.days) > 1 else ''} {'later' if gap.days > 0 else 'earlier'}"
