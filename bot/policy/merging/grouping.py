"""Which sentences of a document tell of one event, and what they say of it together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from bot.gazetteer import Gazetteer
from bot.model.verdict import Facts, TypeScore, Verdict
from bot.policy.merging.kinds import kin_of
from bot.policy.merging.veto import sites_apart, subtypes_agree

TITLE = -1  # the number of a document's title; its sentences count from 0
COMPARED = 3  # first and last sentences of an event that another is compared with
_PRECISE = {"day": 3, "month": 2, "year": 1}


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict on a piece of a document, and the sentence it was read from.

    `opens`: it may be a new event. `yearless` is its day as MM-DD where the year is not said. `beside` holds
    the other sentences that tell of it.
    """

    verdict: Verdict
    score: TypeScore
    text: str
    quote: str
    number: int
    opens: bool = True
    yearless: str | None = None
    beside: str = ""

    @property
    def when(self) -> str | None:
        """The date its words say."""
        return self.verdict.facts.event_date


def grouped(found: Iterable[Told], gazetteer: Gazetteer) -> list[Told]:
    """Return what a document tells of, each event once, in the order of the text.

    The facts of an event are united from all the sentences that tell of it; its words are those of
    the sentence that tells it best: one that may open an event, with the most precise date.
    """
    groups: list[list[Told]] = []
    for each in sorted(found, key=lambda t: t.number):
        fitting = [
            g for g in groups if all(_same(each, o, gazetteer) for o in (*g[:COMPARED], *g[-COMPARED:]))
        ]
        if fitting:
            _nearest(fitting, each).append(each)
        else:
            groups.append([each])
    return [_united(group) for group in groups]


def _nearest(fitting: Sequence[list[Told]], each: Told) -> list[Told]:
    """Return the group that says the same day, else the one told of last."""
    for group in fitting:
        if each.when and any(other.when == each.when for other in group):
            return group
    return fitting[-1]


def _same(one: Told, other: Told, gazetteer: Gazetteer) -> bool:
    mine, theirs = one.verdict.facts, other.verdict.facts
    if {one.number, other.number} == {TITLE, 0}:  # a first sentence tells in full what the title has in short
        return other.score.id in kin_of(one.score.id) and _days_fit(one, other)
    if one.score.id != other.score.id or one.verdict.opens_new or not _days_fit(one, other):
        return False
    if not subtypes_agree(one.score.subtype, other.score.subtype) and one.opens and other.opens:
        return False
    if mine.count is not None and theirs.count is not None and mine.count != theirs.count:
        return one.when is not None and one.when == other.when
    return not sites_apart(mine.places, theirs.places, gazetteer)


def _days_fit(one: Told, other: Told) -> bool:
    a, b = one.when, other.when
    if one.yearless and other.yearless and one.yearless != other.yearless:
        return False
    if a and b:
        return a.startswith(b) or b.startswith(a)
    said = one.yearless or other.yearless
    return not said or not (a or b) or (a or b or "")[5:] in (said, said[:2], "")


def _united(group: Sequence[Told]) -> Told:
    best = max(
        group, key=lambda t: (t.opens, _PRECISE.get(t.verdict.facts.date_precision or "", 0), -t.number)
    )
    rest = [t for t in group if t is not best]
    facts = best.verdict.facts
    for other in rest:
        facts = filled(facts, other.verdict.facts)
    subtype = next((t.score.subtype for t in (best, *_by_opening(rest)) if t.score.subtype), None)
    return replace(
        best,
        verdict=replace(best.verdict, facts=facts),
        score=replace(best.score, subtype=subtype),
        number=min(t.number for t in group),
        opens=any(t.opens for t in group),
        beside=" ".join(dict.fromkeys(t.quote for t in rest if t.quote != best.quote)),
        yearless=best.yearless or next((t.yearless for t in rest if t.yearless), None),
    )


def _by_opening(rest: Sequence[Told]) -> list[Told]:
    return sorted(rest, key=lambda t: not t.opens)


def filled(facts: Facts, other: Facts) -> Facts:
    """Return facts with what only the other telling of the same event says; a date comes with its precision."""
    new = {
        f.name: getattr(other, f.name)
        for f in fields(Facts)
        if f.name not in ("event_date", "date_precision") and getattr(facts, f.name) in (None, ())
    }
    if facts.count is None and other.count is not None:
        new |= {f.name: getattr(other, f.name) for f in fields(Facts) if f.name.startswith("count")}
    mine = _PRECISE.get(facts.date_precision or "", 0)
    if _PRECISE.get(other.date_precision or "", 0) > mine:
        new |= {"event_date": other.event_date, "date_precision": other.date_precision}
    return replace(facts, **new)
