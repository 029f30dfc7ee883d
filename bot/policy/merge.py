"""Whether a new item tells of an event that is known: type, date and words decide together.

A bare key of type and date merges too much (a missile event has another within a day of it in one
case of seven), words alone too little (headlines of one launch may share nothing but "missile").
So the evidence is added up in log-odds, with vetoes where two tellings cannot be of one event.
An event is compared by its founding item and the mean of its tellings, never by its nearest
telling, since chains of near neighbours join what has nothing in common.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.gazetteer import Gazetteer, Name
from bot.model.event import Event
from bot.model.merge import Candidate, Decision, Incoming
from bot.policy.similarity import Background, Vector, centroid, cosine, overlap, vector
from bot.text import fold_title

JOIN_AT = 0.0
POSSIBLY_AT = -0.8
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
_PRIOR = {"singular": 2.2, "happening": 0.9, "talk": -1.5}

SAME_PLACE_KM = 60.0  # reports of one launch name places this far apart
_SITES = frozenset({"launch_site", "base", "nuclear", "port", "border", "city"})
_PLACE_WEIGHT = {
    **dict.fromkeys(("launch_site", "base", "nuclear", "port", "border"), 0.8),
    **dict.fromkeys(("province", "abroad"), 0.5),
    **dict.fromkeys(("city", "sea"), 0.2),
    **dict.fromkeys(("country", "area"), 0.0),
}
_SUBTYPE_CLASH = {"missile_test": 1.5}

# Subtypes that are first guesses: they rise to another without being another event.
_OPEN_SUBTYPES = frozenset({None, "other"})
_SUBTYPE_RISES = {("srbm", "hypersonic"), ("irbm", "hypersonic"), ("irbm", "icbm"), ("srbm", "slbm")}


@dataclass(frozen=True, slots=True)
class Match:
    """How well an incoming telling fits one candidate; None as score: it cannot be."""

    candidate: Candidate
    score: float | None
    reasons: tuple[str, ...]


def decide(
    incoming: Incoming, candidates: Sequence[Candidate], background: Background, gazetteer: Gazetteer
) -> Decision:
    """Return what becomes of a telling: join an event, open one, or open one that may be the same.

    Args:
        incoming: the telling.
        candidates: events of its family near in time.
        background: word weights.
        gazetteer: which place or weapon belongs to which.
    """
    if _low_precision(incoming.date_precision) and incoming.event_date:
        return _decide_by_period(incoming, candidates, gazetteer)
    here = _Here(incoming, background, gazetteer)
    matches = [m for m in (here.match(c) for c in candidates) if m.score is not None]
    if not matches:
        return Decision("open", reasons=("no event of this kind is near in time",))
    best = max(matches, key=lambda m: (m.score or 0.0, m.candidate.event.id))
    score = best.score or 0.0
    if score >= JOIN_AT:
        return Decision("join", best.candidate.event.id, score, best.reasons)
    if score >= POSSIBLY_AT:
        return Decision("possibly_same", best.candidate.event.id, score, best.reasons)
    return Decision("open", None, score, ("no event near in time is like it",))


def _low_precision(precision: str | None) -> bool:
    return precision in ("month", "year")


def _decide_by_period(
    incoming: Incoming, candidates: Sequence[Candidate], gazetteer: Gazetteer
) -> Decision:
    """Decide for a telling that knows only the month or year: it joins what alone fits."""
    period = incoming.event_date or ""
    fits = [
        c
        for c in candidates
        if (c.event.event_date or "").startswith(period)
        and c.event.type == incoming.type
        and subtypes_agree(incoming.subtype, c.event.subtype)
        and not sites_apart(incoming.places, c.event.places, gazetteer)
    ]
    if len(fits) == 1:
        return Decision("join", fits[0].event.id, 1.0, (f"the only one of its kind in {period}",))
    return Decision("open", reasons=(f"{len(fits)} events of this kind in {period}",))


class _Here:
    """One telling, with its words weighted once, to be held against several events."""

    def __init__(self, incoming: Incoming, background: Background, gazetteer: Gazetteer) -> None:
        self.incoming = incoming
        self.background = background
        self.gazetteer = gazetteer
        self.title = self._vector(incoming.title)
        self.full = self._vector(f"{incoming.title} {incoming.summary[:400]}")

    def match(self, candidate: Candidate) -> Match:
        """Weigh all evidence for and against this telling being of an event."""
        gap = day_gap(self.incoming, candidate)
        if gap is None or veto(self.incoming, candidate, gap, self.gazetteer):
            return Match(candidate, None, ())
        kind = kind_of(self.incoming.type)
        likeness = self.likeness(candidate)
        names, told = names_term(self.incoming, candidate, gap, self.gazetteer)
        score = (
            _PRIOR[kind]
            + _date_term(gap, kind, self.incoming)
            + _word_term(likeness, kind, gap)
            + (names if kind != "singular" else max(names, 0.0))
            + _direction_term(self.incoming, candidate, kind)
            + _sequence_term(self.incoming, gap)
        )
        reasons = (_say_gap(gap), f"words alike: {likeness:.2f}", *told)
        return Match(candidate, score, reasons)

    def likeness(self, candidate: Candidate) -> float:
        """Return 0..1: how alike the words are to the founding telling and to all of them."""
        tellings = candidate.tellings
        if not tellings:
            return 0.0
        if any(fold_title(t.title) == fold_title(self.incoming.title) for t in tellings):
            return 1.0
        titles = [self._vector(t.title) for t in tellings]
        fulls = [self._vector(f"{t.title} {t.summary[:400]}") for t in tellings]
        founding = max(_alike(self.title, titles[0]), _alike(self.full, fulls[0]))
        mean = centroid(fulls)
        return max(founding, cosine(self.full, mean), cosine(self.title, mean))

    def _vector(self, text: str) -> Vector:
        return vector(text, self.incoming.family, self.background)


def _alike(a: Vector, b: Vector) -> float:
    return 0.5 * cosine(a, b) + 0.5 * overlap(a, b)


def kind_of(type_id: str) -> str:
    """Return `singular`, `happening` or `talk`."""
    if type_id in SINGULAR:
        return "singular"
    return "happening" if type_id in HAPPENING else "talk"


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
    mine = incoming.event_date if incoming.event_date else incoming.published_day
    theirs = event.event_date
    if theirs is None and candidate.tellings:
        published = candidate.tellings[0].published
        theirs = published.date().isoformat() if published else None
    if not mine or not theirs or len(mine) != 10 or len(theirs) != 10:
        return None
    stated = incoming.date_precision == "day" and event.date_precision == "day"
    return Gap((date.fromisoformat(mine) - date.fromisoformat(theirs)).days, stated)


def veto(incoming: Incoming, candidate: Candidate, gap: Gap, gazetteer: Gazetteer) -> bool:
    """Tell whether a telling cannot be of an event, however alike their words are."""
    event = candidate.event
    days = abs(gap.days)
    if days > WINDOW_DAYS or (gap.stated and days >= 2):
        return True
    if (incoming.status == "announced") != (event.status == "announced") and gap.days < 0:
        return True  # what was announced later cannot be what happened before
    if kind_of(incoming.type) == "singular":
        return incoming.subtype != event.subtype and "notified" in (incoming.subtype, event.subtype)
    if not days:
        return False
    if not subtypes_agree(incoming.subtype, event.subtype) and incoming.type == event.type:
        return True
    if incoming.relation != "revision" and _counts_differ(incoming, event):
        return True
    return sites_apart(incoming.places, event.places, gazetteer)


def subtypes_agree(one: str | None, other: str | None) -> bool:
    """Tell whether two subtypes may be of one event: the same, unknown, or one rising to the other."""
    if one == other or one in _OPEN_SUBTYPES or other in _OPEN_SUBTYPES:
        return True
    return (one, other) in _SUBTYPE_RISES or (other, one) in _SUBTYPE_RISES


def sites_apart(mine: Sequence[str], theirs: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Tell whether both name places where things happen, and none of them are near each other."""
    here = [gazetteer.places[i] for i in mine if i in gazetteer.places and gazetteer.places[i].group in _SITES]
    there = [gazetteer.places[i] for i in theirs if i in gazetteer.places and gazetteer.places[i].group in _SITES]
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


def _above(id_: str, things: Mapping[str, Name]) -> Collection[str]:
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
    if not subtypes_agree(incoming.subtype, event.subtype) and incoming.type == event.type:
        score -= _SUBTYPE_CLASH.get(incoming.type, 0.4)
    return score, (f"both name {', '.join(shared)}",) if shared else ()


def _same_group(mine: Sequence[str], theirs: Sequence[str], things: Mapping[str, Name]) -> bool:
    """Tell whether two things of one class stand against each other: a Hwasong-15 and a Hwasong-17."""
    groups = {things[id_].group for id_ in mine if id_ in things}
    return any(things[id_].group in groups for id_ in theirs if id_ in things)


def _sequence_term(incoming: Incoming, gap: Gap) -> float:
    """Weigh words of order: "another" opens a new event, "KCNA says" tells of the day before."""
    if incoming.opens_new:
        return -2.0 if gap.days else -0.4
    return 0.6 if incoming.relation in ("revision", "confirmation") else 0.0


def _direction_term(incoming: Incoming, candidate: Candidate, kind: str) -> float:
    """Weigh who acts: for what is said and done between states it is half the event."""
    if kind == "singular" or incoming.side is None or candidate.side is None:
        return 0.0
    if incoming.side == candidate.side:
        return 0.3 if kind == "talk" else 0.0
    return -1.8 if kind == "talk" else -0.6


def _date_term(gap: Gap, kind: str, incoming: Incoming) -> float:
    """Weigh the days between: Gaussian, narrow where both days were stated."""
    days = gap.days
    if days == 0:
        return 0.6 if gap.stated else 0.0
    if gap.stated:
        return -3.0 if kind != "singular" else -1.0
    late = incoming.relation in ("revision", "confirmation")
    width = 1.6 if late or kind == "singular" else 0.9 if days > 0 else 0.8
    return -2.0 * (1 - math.exp(-(days**2) / (2 * width**2))) - 0.3


def _word_term(likeness: float, kind: str, gap: Gap) -> float:
    """Weigh alike words. On another day they tell less of what happens again and again alike."""
    weight = {"singular": 2.0, "happening": 3.0, "talk": 6.0}[kind]
    return weight * likeness * (0.6 if gap.days and kind == "happening" else 1.0)


def _say_gap(gap: Gap) -> str:
    if gap.days == 0:
        return "the same day"
    return f"{abs(gap.days)} day{'s' if abs(gap.days) > 1 else ''} {'later' if gap.days > 0 else 'earlier'}"
