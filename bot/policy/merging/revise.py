"""What a further report changes in an event that is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.model.event import Event, Report
from bot.model.verdict import Facts, Verdict
from bot.taxonomy import Taxonomy

MOST_NAMES = 12  # places, weapons, actors an event keeps; a round-up may name everything
_RANK = {None: 0, "year": 1, "month": 2, "published": 3, "day": 4}
_CERTAIN = {"hypothetical": 0, "assessed": 1, "announced": 2, "occurred": 3}
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_FLAGS = re.compile(
    r"^\s*(?:\((?:\d(?:st|nd|rd|th) )?(?:LEAD|URGENT|BREAKING|UPDATE|News Focus|[2-9]nd LEAD)\)|BREAKING:|URGENT:|\[?속보\]?)\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+[|]\s+[^|]{2,40}$|\s+[-–—]\s+(?:BBC News|Reuters|CNN|Yonhap|AP|AFP|The [A-Z]\w+(?: \w+)?)$|\s*\[?\bx-?post\b.*$",
    re.IGNORECASE,
)


def headline(title: str) -> str:
    """Return an outlet's title as an event's: without "(LEAD)", "BREAKING:" and the outlet's name."""
    plain = title
    for _ in range(3):
        plain = _FLAGS.sub("", plain)
    plain = _TAIL.sub("", plain).strip()
    return plain or title.strip()


def relation_of(event: Event, verdict: Verdict, *, main: bool, latest: bool = True) -> str:
    """Return how a report stands to an event that is known.

    Args:
        event: as it was before the report.
        verdict: what the report says.
        main: whether the event is of the report's main type; its facts are of that type only.
        latest: whether no report of the event was published later: what is older than what is
            known, and was only read later, does not revise it.
    """
    if verdict.status == "denied" or verdict.relation == "denial":
        return "denial"
    if verdict.relation in ("confirmation", "revision"):
        return verdict.relation
    count = verdict.facts.count
    if main and latest and count is not None and event.count is not None and count != event.count:
        return "revision"
    return "report"


def is_latest(published: datetime | None, told: Iterable[Report]) -> bool:
    """Tell whether no report of an event was published after an item, which has no date at times."""
    if published is None:
        return True
    return all(r.published is None or r.published <= published for r in told)


def relation_opening(verdict: Verdict, type_id: str) -> str:
    """Return how a report stands to the event of a type that it opens; a denial in words is a statement itself."""
    if type_id != "statement_threat" and (verdict.status == "denied" or verdict.relation == "denial"):
        return "denial"
    return "reaction" if verdict.relation == "reaction" else "report"


def is_official(verdict: Verdict) -> bool:
    """Tell whether who acted, or who is in charge, confirms what a report says: it needs no third source."""
    return verdict.relation == "confirmation" and verdict.status != "denied" and not verdict.review


def absorb(
    event: Event,
    verdict: Verdict,
    relation: str,
    taxonomy: Taxonomy,
    *,
    main: bool,
    title: str,
    subtype: str | None,
    settled: bool | None = None,
) -> Event:
    """Return an event as it stands after a report.

    Facts that were unknown are filled in; known ones change by a revision, a count also where more
    is told than before (flashes count what was seen so far). Names add up. Severity only rises.

    Args:
        event: before.
        verdict: what the report says.
        relation: how it stands to the event (`relation_of`).
        taxonomy: the severity of a subtype.
        main: whether the event is of the report's main type.
        title: the report's headline, for an event that so far has none people here can read.
        subtype: what the report says the type's kind is.
        settled: of a denial, whether it settles that the event was not (`bot.policy.denial.settles`).
    """
    if verdict.review and not event.review:
        return event  # an uncertain item adds itself, and no facts
    facts = verdict.facts
    revised = relation in ("revision", "confirmation")
    after = replace(
        event,
        title=title if main and _HANGUL.search(event.title) and not _HANGUL.search(title) else event.title,
        subtype=_subtype(event.subtype, subtype, revised),
        status=_status(event, verdict.status, relation, settled),
        review=event.review and verdict.review,
        places=_union(event.places, facts.places) if main else event.places,
        actors=_union(event.actors, facts.actors) if main else event.actors,
    )
    after = _dated(after, facts, revised)
    if main:
        after = _measured(after, facts, revised)
    severity = max(after.severity, verdict.severity if main else 0)
    if after.subtype != event.subtype:
        severity = max(severity, taxonomy[after.type].base_severity(after.subtype))
    return replace(after, severity=severity)


def _measured(event: Event, facts: Facts, revised: bool) -> Event:
    count = event.count
    if facts.count is not None and (count is None or revised or facts.count > count):
        count = facts.count
    casualties = event.casualties
    if facts.casualties is not None and (casualties is None or revised or facts.casualties > casualties):
        casualties = facts.casualties
    return replace(
        event,
        weapons=_union(event.weapons, facts.weapons),
        exercises=_union(event.exercises, facts.exercises),
        count=count,
        casualties=casualties,
        distance_km=_value(event.distance_km, facts.distance_km, revised),
        apogee_km=_value(event.apogee_km, facts.apogee_km, revised),
        outcome=facts.outcome if facts.outcome and (revised or not event.outcome) else event.outcome,
    )


def _value(known: float | None, told: float | None, revised: bool) -> float | None:
    return told if told is not None and (known is None or revised) else known


def _dated(event: Event, facts: Facts, revised: bool) -> Event:
    """Take a better date: a stated day over the day of publication, and that over a month or year."""
    if not facts.event_date:
        return event
    better = _RANK[facts.date_precision] > _RANK[event.date_precision]
    corrected = revised and facts.date_precision == "day" == event.date_precision
    if better or corrected:
        event = replace(event, event_date=facts.event_date, date_precision=facts.date_precision)
    same_day = event.event_date == facts.event_date
    known: datetime | None = event.event_time
    return replace(event, event_time=known or facts.event_time) if same_day else event


def _subtype(known: str | None, told: str | None, revised: bool) -> str | None:
    if told in (None, "other"):
        return known or told
    return told if known in (None, "other") or revised else known


def _status(event: Event, told: str, relation: str, settled: bool | None) -> str:
    if relation == "denial":
        denied = event.sources <= 1 if settled is None else settled
        return "denied" if denied else event.status
    return told if _CERTAIN.get(told, -1) > _CERTAIN.get(event.status, 9) else event.status


def _union(known: Iterable[str], told: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *told)))[:MOST_NAMES]
