"""Which event of the record a document means that does not say when it was.

Words alone do not tell: what happens again and again is told alike, and the wrong one was found in six
cases of ten. So something must say when: a day without its year, or the month in which several of the
document's events can be found together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.gazetteer import Gazetteer
from bot.model.merge import Candidate, Decision, Incoming
from bot.policy.merging.similarity import Background, Vector, cosine, overlap, vector
from bot.policy.merging.veto import OPEN_SUBTYPES, sites_apart, subtypes_agree

ON_ITS_DAY = 0.12  # where the day fits too
IN_ITS_MONTH = 0.07  # where both are of one stated subtype, in the month of the document's other events
IN_MONTH = 0.15  # where they are of one type
VOTE = 0.15  # how alike an event is at least for its month to count
TOGETHER = 0.5  # what two events of a document's month add up to at least
AHEAD = 1.35  # how many times as alike as any other's
TELLING = 2.0  # weight from which a shared word tells one event from others of its kind
SAME_PEOPLE = 2


def recall(
    incoming: Incoming,
    candidates: Sequence[Candidate],
    background: Background,
    gazetteer: Gazetteer,
    *,
    yearless: str | None = None,
    month: str | None = None,
) -> Decision:
    """Return the event that an undated telling is of, `open` where none stands out or nothing says when.

    Args:
        incoming: the telling; its summary is what its document says of the event.
        candidates: events of its type.
        background: word weights.
        gazetteer: which place lies in which.
        yearless: the day (MM-DD) the telling says, without a year.
        month: when (YYYY-MM) the document's other events were, where that is known.
    """
    here = _Words(incoming, background)
    fitting = [c for c in candidates if _fits(incoming, c, gazetteer, yearless) and _about(c, month)]
    ranked = sorted(((here.alike(c), c) for c in fitting), key=lambda m: -m[0])
    if not ranked:
        return Decision("open", reasons=("nothing like it is on record",))
    likeness, best = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    if likeness >= AHEAD * second and likeness >= _needed(incoming, best, here, yearless, month):
        day = ("the same day of the year",) if yearless else ("no other on record is like it",)
        return Decision("join", best.event.id, likeness, day, likeness)
    return Decision("open", None, likeness, ("nothing on record is like it enough",), likeness)


class _Words:
    """A telling's words, weighted once, to be held against several events."""

    def __init__(self, incoming: Incoming, background: Background) -> None:
        self._family = incoming.family
        self._background = background
        self._mine = self._vector(f"{incoming.title} {incoming.summary[:1200]}")

    def alike(self, candidate: Candidate) -> float:
        """Return 0..1: how alike the nearest of an event's tellings is."""
        told = self._told(candidate)
        return max((0.5 * cosine(self._mine, t) + 0.5 * overlap(self._mine, t) for t in told), default=0.0)

    def telling(self, candidate: Candidate) -> float:
        """Return the weight of the rarest word that is shared."""
        shared = {word for t in self._told(candidate) for word in t.weights if word in self._mine.weights}
        return max((self._background.weight(self._family, word) for word in shared), default=0.0)

    def _told(self, candidate: Candidate) -> list[Vector]:
        titles = dict.fromkeys((candidate.event.title, *(t.title for t in candidate.tellings)))
        return [self._vector(title) for title in titles]

    def _vector(self, text: str) -> Vector:
        return vector(text, self._family, self._background)


def months(
    incoming: Incoming, candidates: Sequence[Candidate], background: Background, gazetteer: Gazetteer
) -> dict[str, float]:
    """Return the months (YYYY-MM) of the events that an undated telling may be of, with how alike the words are."""
    here = _Words(incoming, background)
    found: dict[str, float] = {}
    for candidate in candidates:
        month = (candidate.event.event_date or "")[:7]
        if len(month) < 7 or not _fits(incoming, candidate, gazetteer, None):
            continue
        if here.telling(candidate) >= TELLING:
            found[month] = max(found.get(month, 0.0), here.alike(candidate))
    return found


def common_month(votes: Iterable[tuple[str, Mapping[str, float]]]) -> str | None:
    """Return the month in which the tellings of a document can be found together, None where none stands out.

    Args:
        votes: the type of each telling, and its months.
    """
    by_month: dict[str, dict[str, float]] = {}
    for type_id, found in votes:
        for month, likeness in found.items():
            if likeness >= VOTE:
                kinds = by_month.setdefault(month, {})
                kinds[type_id] = max(kinds.get(type_id, 0.0), likeness)
    scores = {month: sum(sorted(kinds.values())[-2:]) for month, kinds in by_month.items() if len(kinds) > 1}
    ranked = sorted(scores, key=lambda month: -scores[month])
    if not ranked or scores[ranked[0]] < TOGETHER:
        return None
    return ranked[0] if len(ranked) == 1 or scores[ranked[0]] >= AHEAD * scores[ranked[1]] else None


def _needed(
    incoming: Incoming, best: Candidate, here: _Words, yearless: str | None, month: str | None
) -> float:
    """Return how alike words must be; more than they can be where nothing says when it was."""
    same_kind = incoming.subtype not in OPEN_SUBTYPES and incoming.subtype == best.event.subtype
    if here.telling(best) < TELLING or (month is None and yearless is None):
        return 2.0
    if yearless is not None:
        return ON_ITS_DAY if incoming.type == best.event.type else IN_MONTH
    return IN_ITS_MONTH if same_kind else IN_MONTH


def _about(candidate: Candidate, month: str | None) -> bool:
    """Tell whether an event was in a month, the one before or the one after; an unknown month is any."""
    day = candidate.event.event_date
    if month is None or day is None or len(day) == 4:
        return month is None or day is None or day == month[:4]
    number = int(month[:4]) * 12 + int(month[5:7])
    return abs(int(day[:4]) * 12 + int(day[5:7]) - number) <= 1


def _fits(incoming: Incoming, candidate: Candidate, gazetteer: Gazetteer, yearless: str | None) -> bool:
    event = candidate.event
    if yearless is not None and (event.event_date or "")[5:] != yearless:
        return False
    if sites_apart(incoming.places, event.places, gazetteer):
        return False
    if incoming.count is not None and event.count is not None and incoming.count != event.count:
        return False
    if (
        event.type != incoming.type
    ):  # one day and the same people: a visit to one reader, a ceremony to another
        return yearless is not None and len(set(incoming.actors) & set(event.actors)) >= SAME_PEOPLE
    return subtypes_agree(incoming.subtype, event.subtype)
