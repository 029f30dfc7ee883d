"""What kinds of events there are for merging: how often they come, how long they last, who acts.

Source of the lists: what a type's own definition says of it (`seeds/types/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.gazetteer import Gazetteer, Name
from bot.model.merge import Candidate, Incoming
from bot.policy.merging.duration import day_of

CONFIRMED_WITHIN = 10  # days after a nuclear test in which laboratories confirm it
SEOUL = ZoneInfo("Asia/Seoul")
SAME_NIGHT = timedelta(hours=6)
SAME_DAY = "same day"  # how a gap of no day is said
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
# What two do together: outlets name either as the one who does it.
TOGETHER = frozenset(
    {
        "diplomatic_talks",
        "inter_korean",
        "people_movement",
        "sanctions",
        "arms_transfer",
        "troop_deployment",
        "defense_pact",
        "economy_trade",
    }
)
# Types that one event is read as by turns, over the borders of families.
_KIN = (
    frozenset({"statement_threat", "diplomatic_talks", "inter_korean", "summit_visit"}),
    frozenset({"missile_test", "satellite_launch", "weapons_development"}),
    frozenset({"artillery_fire", "dprk_exercise"}),
    frozenset({"arms_transfer", "sanctions_evasion"}),
)
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


def kind_of_both(one: str, other: str) -> str:
    """Return the kind that two types are weighed as: the one that needs more words in common."""
    kinds = {kind_of(one), kind_of(other)}
    return next(kind for kind in ("talk", "happening", "singular") if kind in kinds)


def kin_of(type_id: str) -> frozenset[str]:
    """Return the types that an event of a type is at times read as, itself among them."""
    return frozenset({type_id}).union(*(group for group in _KIN if type_id in group))


def side_of(actors: Sequence[str], gazetteer: Gazetteer) -> str | None:
    """Return the state that the first of some actors belongs to, or that actor; None without one."""
    for id_ in actors:
        thing = gazetteer.actors.get(id_)
        if thing is not None and thing.group == "media":
            continue  # who tells of it does not act
        states = above(id_, gazetteer.actors)
        return states[-1] if states else id_
    return None


def states_of(actors: Sequence[str], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the states that some actors belong to, or those actors; who only tells of it left out."""
    return frozenset(side for id_ in actors if (side := side_of((id_,), gazetteer)) is not None)


def above(id_: str, things: Mapping[str, Name]) -> list[str]:
    """Return what a place, actor or weapon lies in or belongs to, the nearest first."""
    found: list[str] = []
    thing = things.get(id_)
    while thing is not None and thing.parent and thing.parent not in found:
        found.append(thing.parent)
        thing = things.get(thing.parent)
    return found


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
        theirs = published.astimezone(SEOUL).date().isoformat() if published else None
    if not mine or not theirs or len(mine) != 10 or len(theirs) != 10:
        return None
    days = (date.fromisoformat(mine) - date.fromisoformat(theirs)).days
    if abs(days) == 1 and _over_midnight(incoming, candidate):
        return Gap(0, False)
    if _goes_on(incoming, candidate, days):
        return Gap(0, False)
    return Gap(days, incoming.date_precision == "day" and event.date_precision == "day")


def _over_midnight(incoming: Incoming, candidate: Candidate) -> bool:
    """Tell whether two days are only known from publications a few hours apart, before midnight and after it."""
    if "day" in (incoming.date_precision, candidate.event.date_precision) or incoming.published is None:
        return False
    told = [t.published for t in candidate.tellings if t.published is not None]
    return any(abs(incoming.published - moment) <= SAME_NIGHT for moment in told)


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


def say_gap(gap: Gap) -> str:
    """Return how far apart in words."""
    if gap.days == 0:
        return SAME_DAY
    return f"{abs(gap.days)} day{'s' if abs(gap.days) > 1 else ''} {'later' if gap.days > 0 else 'earlier'}"
