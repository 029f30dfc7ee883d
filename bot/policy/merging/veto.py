"""What cannot be of one event, however alike the words are: other days, other sites, other weapons.

A veto ends the comparison; what only speaks against a match is weighed in `bot.policy.merging.evidence`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bot.gazetteer import Gazetteer, Name
from bot.model.event import Event
from bot.model.merge import Candidate, Incoming
from bot.policy.merging.kinds import Gap, kind_of, looks_back, say_gap, window_days

SAME_PLACE_KM = 60.0  # reports of one launch name places this far apart
WEST_TO, EAST_FROM = 126.5, 129.0  # degrees east: the waters on either side of the peninsula
_LINE_IN_BOTH = "nll"  # the line at sea goes on east of the peninsula
_SITES = frozenset({"launch_site", "base", "nuclear", "port", "border"})

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


def veto(incoming: Incoming, candidate: Candidate, gap: Gap, gazetteer: Gazetteer) -> str | None:
    """Return why a telling cannot be of an event, however alike their words are; None where it can."""
    event = candidate.event
    days = abs(gap.days)
    if days > window_days(incoming) or (gap.stated and days >= 2):
        return f"{say_gap(gap)} than #{event.id}"
    if _planned_apart(incoming, event, gap):
        return f"one is announced and the other has happened (#{event.id})"
    if kind_of(incoming.type) == "singular":
        mine = None if incoming.status == "occurred" else incoming.subtype  # what has happened is no notice
        notified = days and mine != event.subtype and "notified" in (mine, event.subtype)
        return f"a notice is not the launch (#{event.id})" if notified else None
    same_type = incoming.type == event.type
    if same_type and different_things(incoming.type, incoming.subtype, event.subtype):
        return f"another sort of thing than #{event.id}"
    return _other_day(incoming, event, gazetteer) if days else None


def _other_day(incoming: Incoming, event: Event, gazetteer: Gazetteer) -> str | None:
    """Return what, on another day, makes another event."""
    if (
        kind_of(incoming.type) == "happening"  # in what is said, a subtype is a shade
        and incoming.type == event.type
        and not subtypes_agree(incoming.subtype, event.subtype)
    ):
        return f"another day and another sort than #{event.id}"
    if not looks_back(incoming) and _counts_differ(incoming, event):
        return f"another day and another number than #{event.id} ({incoming.count}, not {event.count})"
    if sites_apart(incoming.places, event.places, gazetteer):
        return f"another day and another site than #{event.id}"
    return None


def _planned_apart(incoming: Incoming, event: Event, gap: Gap) -> bool:
    """Tell whether one is a plan and the other a deed that cannot be it.

    What was announced later is not what happened before, nor is a plan another kind of deed.
    """
    if (incoming.status == "announced") == (event.status == "announced"):
        return False
    talked_of = "talk" in (kind_of(incoming.type), kind_of(event.type))
    return gap.days < 0 or (incoming.type != event.type and not talked_of)


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
    return kilometres_apart(mine, theirs, gazetteer) > SAME_PLACE_KM


def kilometres_apart(mine: Sequence[str], theirs: Sequence[str], gazetteer: Gazetteer) -> float:
    """Return how far apart the nearest of the places are where things happen; 0 where either names none."""
    here, there = (
        [gazetteer.places[i] for i in ids if i in gazetteer.places and gazetteer.places[i].group in _SITES]
        for ids in (mine, theirs)
    )
    return min((_kilometres(a, b) for a in here for b in there), default=0.0)


def seas_apart(mine: Sequence[str], theirs: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Tell whether one names waters or islands west of the peninsula only, and the other such east of it only."""
    sides = [_sides_of_waters(ids, gazetteer) for ids in (mine, theirs)]
    return sides in ([{"west"}, {"east"}], [{"east"}, {"west"}])


def _sides_of_waters(ids: Sequence[str], gazetteer: Gazetteer) -> set[str]:
    waters = [
        gazetteer.places[i]
        for i in ids
        if i in gazetteer.places and gazetteer.places[i].group in ("sea", "border") and i != _LINE_IN_BOTH
    ]
    east = {"east" for w in waters if w.lon is not None and w.lon >= EAST_FROM}
    return east | {"west" for w in waters if w.lon is not None and w.lon <= WEST_TO}


def _kilometres(a: Name, b: Name) -> float:
    """Return the distance of two places, 0 where one has no coordinates (flat-earth formula: < 1000 km)."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return 0.0
    north = (a.lat - b.lat) * 111.2
    east = (a.lon - b.lon) * 111.2 * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(north, east)


def _counts_differ(incoming: Incoming, event: Event) -> bool:
    return incoming.count is not None and event.count is not None and incoming.count != event.count
