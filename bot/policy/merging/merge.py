"""Whether a new item tells of an event that is known: type, date and words decide together.

A bare key of type and date merges too much (a missile event has another within a day of it in one
case of seven), words alone too little (headlines of one launch may share nothing but "missile").
So the evidence is added up in log-odds, with vetoes where two tellings cannot be of one event.
An event is compared by its founding item and the mean of its tellings, never by its nearest
telling, since chains of near neighbours join what has nothing in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.gazetteer import Gazetteer
from bot.model.merge import Candidate, Decision, Incoming, Telling
from bot.policy.merging.details import APART, details_apart
from bot.policy.merging.evidence import (
    date_term,
    direction_term,
    names_term,
    parties_term,
    prior_term,
    rare_term,
    sequence_term,
    word_term,
)
from bot.policy.merging.kinds import (
    SAME_DAY,
    WINDOW_DAYS,
    day_gap,
    kind_of,
    kind_of_both,
    say_gap,
    window_days,
)
from bot.policy.merging.similarity import (
    Background,
    Vector,
    centroid,
    cosine,
    overlap,
    vector,
    without_korean,
    words,
)
from bot.policy.merging.veto import sites_apart, subtypes_agree, veto
from bot.text import fold_title, plural

JOIN_AT = 0.0
POSSIBLY_AT = -0.8
MOST_ACROSS = 0.95  # how alike words of two languages can be
CROSSED = 0.9  # what a headline that is alike to another's whole text counts for: one outlet's summary is another's title
SAME_STORY = 0.75  # how alike headlines of one story are that was read as two types

# how alike words must be where only a month or year is known: one that alone fits, one of several
_ALIKE_ALONE = {"singular": 0.0, "happening": 0.08, "talk": 0.3}
_ALIKE_AMONG = 0.3


def window(
    incoming: Incoming, *, back: int | None = None, ahead: int = WINDOW_DAYS
) -> tuple[date, date] | None:
    """Return the first and last day on which an item's event may lie, None when nothing says when.

    A month or a year is looked through as a whole.
    """
    stated = incoming.event_date
    if stated and len(stated) < 10:
        first = date.fromisoformat((stated + "-01-01")[:10] if len(stated) == 4 else stated + "-01")
        return first, date(first.year, 12, 31) if len(stated) == 4 else _month_end(first)
    day = stated or incoming.published_day
    if not day:
        return None
    middle = date.fromisoformat(day)
    return middle - timedelta(days=back or window_days(incoming)), middle + timedelta(days=ahead)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Match:
    """How well an incoming telling fits one candidate; None as score: it cannot be, for these reasons."""

    candidate: Candidate
    score: float | None
    reasons: tuple[str, ...]
    likeness: float = 0.0
    against: str | None = None  # what the two name otherwise


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
        return _decide_by_period(incoming, candidates, background, gazetteer)
    here = Here(incoming, background, gazetteer)
    held = [here.match(c) for c in candidates]
    matches = [m for m in held if m.score is not None]
    if not matches:
        return _opened(held)
    best = max(matches, key=lambda m: (m.score or 0.0, m.candidate.event.id))
    score, near = best.score or 0.0, best.candidate.event.id
    if score >= JOIN_AT:
        return Decision("join", near, score, best.reasons, best.likeness, _also(incoming, best, matches))
    if score >= POSSIBLY_AT:
        return Decision("possibly_same", near, score, best.reasons, best.likeness)
    told = ", ".join(each for each in (best.reasons[0], f"{best.likeness:.0%} alike", best.against) if each)
    nearest = f"the nearest is #{near} ({told})"
    return Decision("open", near, score, (nearest,), best.likeness)


def _also(incoming: Incoming, best: Match, matches: Sequence[Match]) -> int | None:
    """Return the next event of a telling's own type and day that it fits, where it joins one of them."""
    events = [
        m
        for m in matches
        if m.candidate.event.type == incoming.type
        and m.reasons[:1] == (SAME_DAY,)
        and (m.score or 0.0) >= JOIN_AT
    ]
    if best not in events or len(events) < 2:
        return None
    return max((m for m in events if m is not best), key=lambda m: m.score or 0.0).candidate.event.id


def _opened(held: Sequence[Match]) -> Decision:
    """Return the decision where no event can be meant: why the nearest of those that were looked at cannot."""
    vetoed = [m for m in held if m.reasons]
    if not vetoed:
        return Decision("open", reasons=("no event of this kind is near in time",))
    latest = max(vetoed, key=lambda m: (m.candidate.event.event_date or "", m.candidate.event.id))
    return Decision("open", latest.candidate.event.id, reasons=latest.reasons)


def shares_words(one: str, other: str) -> bool:
    """Tell whether two headlines share enough words to be looked at closer."""
    mine, theirs = set(words(one)), set(words(other))
    return len(mine & theirs) * 2 >= min(len(mine), len(theirs)) > 2


def is_korean(text: str) -> bool:
    """Tell whether a headline is in Korean: its words cannot be compared with English ones."""
    return bool(re.search(r"[\uac00-\ud7a3]{2}", text))


def same_story(
    incoming: Incoming, candidates: Sequence[Candidate], background: Background
) -> Decision | None:
    """Return the event of another kind that a telling is a near copy of, None where there is none.

    One story is at times read as two types, by a word more or less; a copy of its headline is not
    another event for that.
    """
    best: tuple[float, int] | None = None
    title = vector(incoming.title, "", background)
    for candidate in candidates:
        gap = day_gap(incoming, candidate)
        if gap is None or abs(gap.days) > 1 or len(title.weights) < 3:
            continue
        alike = max(_alike(title, vector(t.title, "", background)) for t in candidate.tellings)
        if alike >= SAME_STORY and (best is None or alike > best[0]):
            best = (alike, candidate.event.id)
    if best is None:
        return None
    return Decision("join", best[1], best[0], ("the same story in the same words",), best[0])


def _low_precision(precision: str | None) -> bool:
    return precision in ("month", "year")


def _decide_by_period(
    incoming: Incoming, candidates: Sequence[Candidate], background: Background, gazetteer: Gazetteer
) -> Decision:
    """Decide for a telling that knows only the month or year: it joins the one that fits, if one does."""
    period = incoming.event_date or ""
    fits = [
        c
        for c in candidates
        if (c.event.event_date or "").startswith(period)
        and c.event.type == incoming.type
        and subtypes_agree(incoming.subtype, c.event.subtype)
        and not sites_apart(incoming.places, c.event.places, gazetteer)
    ]
    if not fits:
        return Decision("open", reasons=(f"none of its kind in {period}",))
    here = Here(incoming, background, gazetteer)
    likeness, best = max(((here.likeness(c), c) for c in fits), key=lambda each: each[0])
    needed = _ALIKE_ALONE[kind_of(incoming.type)] if len(fits) == 1 else _ALIKE_AMONG
    if likeness >= needed:
        fit = "the only one" if len(fits) == 1 else f"the most alike of {len(fits)}"
        return Decision("join", best.event.id, likeness, (f"{fit} of its kind in {period}",), likeness)
    several = f"{plural(len(fits), 'event')} of its kind in {period}"
    return Decision("possibly_same", best.event.id, likeness, (several,), likeness)


class Here:
    """One telling, with its words weighted once, to be held against several events."""

    def __init__(self, incoming: Incoming, background: Background, gazetteer: Gazetteer) -> None:
        self.incoming = incoming
        self.background = background
        self.gazetteer = gazetteer
        self._weighed: dict[str, Vector] = {}
        self.title = self._vector(incoming.title)
        self.full = self._vector(f"{incoming.title} {incoming.summary[:400]}")

    def match(self, candidate: Candidate) -> Match:
        """Weigh all evidence for and against this telling being of an event."""
        gap = day_gap(self.incoming, candidate)
        if gap is None:
            return Match(candidate, None, ())
        against = veto(self.incoming, candidate, gap, self.gazetteer)
        if against is not None:
            return Match(candidate, None, (against,))
        kind = kind_of_both(self.incoming.type, candidate.event.type)
        likeness = self.likeness(candidate)
        names, told = names_term(self.incoming, candidate, gap, self.gazetteer)
        apart = details_apart(self.incoming, candidate, self.gazetteer)
        score = (
            prior_term(kind, self.incoming, candidate)
            + (APART if apart else 0.0)
            + date_term(gap, kind, self.incoming)
            + word_term(likeness, kind, gap)
            + (rare_term(self.rarest(candidate), kind, gap) if not told else 0.0)
            + (names if kind != "singular" or self.incoming.type != candidate.event.type else max(names, 0.0))
            + parties_term(self.incoming, candidate, self.gazetteer)
            + direction_term(self.incoming, candidate, kind)
            + sequence_term(self.incoming, gap, candidate)
        )
        return Match(candidate, score, (say_gap(gap), *told), likeness, apart)

    def likeness(self, candidate: Candidate) -> float:
        """Return 0..1: how alike the words are to the founding telling and to all of them."""
        tellings = self._in_my_language(candidate)
        if not tellings:
            return self._alike_across(candidate)
        if any(fold_title(t.title) == fold_title(self.incoming.title) for t in tellings):
            return 1.0
        titles = [self._vector(t.title) for t in tellings]
        fulls = [self._vector(f"{t.title} {t.summary[:400]}") for t in tellings]
        founding = max(_alike(self.title, titles[0]), _alike(self.full, fulls[0]))
        crossed = CROSSED * max(_alike(self.title, fulls[0]), _alike(self.full, titles[0]))
        mean = centroid(fulls)
        return max(founding, crossed, cosine(self.full, mean), cosine(self.title, mean))

    def _in_my_language(self, candidate: Candidate) -> list[Telling]:
        mine = is_korean(self.incoming.title)
        return [t for t in candidate.tellings if is_korean(t.title) == mine]

    def rarest(self, candidate: Candidate) -> float:
        """Return the weight of the rarest word that a telling of an event shares with this one."""
        told = [self._vector(f"{t.title} {t.summary[:400]}").weights for t in self._in_my_language(candidate)]
        mine = self.full.weights
        return max((mine[w] for words_ in told for w in words_ if w in mine), default=0.0)

    def _alike_across(self, candidate: Candidate) -> float:
        """Return 0..1 where one tells in Korean and the other does not: the words known in both languages.

        Few words of a Korean headline are known; who is named stands in for a part of the rest.
        """
        told = [self._vector(t.title) for t in candidate.tellings]
        mine = without_korean(self.title)
        alike = max(
            0.5 * cosine(self.title, theirs) + 0.5 * overlap(mine, without_korean(theirs)) for theirs in told
        )
        named, known = set(self.incoming.actors), set(candidate.event.actors)
        shared = len(named & known) / len(named | known) if named and known else 0.0
        talk = (
            kind_of(candidate.event.type) == "talk"
        )  # known words are the common ones: they tell less of what is said
        return min(MOST_ACROSS, (0.8 if talk else 1.0) * (alike + 0.1 * shared))

    def _vector(self, text: str) -> Vector:
        if text not in self._weighed:
            self._weighed[text] = vector(text, self.incoming.family, self.background)
        return self._weighed[text]


def _alike(a: Vector, b: Vector) -> float:
    return 0.5 * cosine(a, b) + 0.5 * overlap(a, b)
