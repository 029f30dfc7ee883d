"""The event that a telling opens, or that tellings make together, and what an item says of another of its types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.gazetteer import Gazetteer
from bot.model.event import Event, Report
from bot.model.verdict import Facts, TypeScore, Verdict
from bot.policy.denial import settles
from bot.policy.merging import revise
from bot.policy.reclassify import score_for
from bot.taxonomy import Taxonomy


def draft_event(
    verdict: Verdict,
    score: TypeScore,
    taxonomy: Taxonomy,
    *,
    title: str,
    origin: str,
    now: datetime,
    sample: bool = False,
) -> Event:
    """Return the event that a telling opens, not stored yet."""
    facts = verdict.facts
    return Event(
        id=0,
        type=score.id,
        subtype=score.subtype,
        title=title,
        status=verdict.status,
        severity=verdict.severity or taxonomy[score.id].base_severity(score.subtype),
        event_date=facts.event_date,
        date_precision=facts.date_precision if facts.event_date else None,
        event_time=facts.event_time,
        places=facts.places,
        actors=acting(facts),
        weapons=facts.weapons,
        exercises=facts.exercises,
        count=facts.count,
        distance_km=facts.distance_km,
        apogee_km=facts.apogee_km,
        outcome=facts.outcome,
        casualties=facts.casualties,
        sources=0,
        confirmed=False,
        review=verdict.review,
        origin=origin,
        revision=1,
        created_at=now,
        updated_at=now,
        sample=sample,
    )


def acting(facts: Facts) -> tuple[str, ...]:
    """Return the actors, those who do something first."""
    doing = [role.id for role in facts.roles if role.role == "source"]
    return tuple(dict.fromkeys((*doing, *facts.actors, *(role.id for role in facts.roles))))


def secondary(verdict: Verdict, score: TypeScore, taxonomy: Taxonomy) -> Verdict:
    """Return what an item says of another of its types: figures and weapons are the main one's."""
    bare = replace(
        verdict.facts, weapons=(), exercises=(), count=None, distance_km=None, apogee_km=None, outcome=None,
        casualties=None, event_time=None,
    )  # fmt: skip
    return replace(verdict, facts=bare, severity=taxonomy[score.id].base_severity(score.subtype))


def denying(verdict: Verdict) -> Verdict:
    """Return what an item that only denies says of the event it denies: that it was not, and no facts."""
    return replace(verdict, status="denied", relation="denial", facts=Facts())


def made_together(
    event: Event, told: Sequence[tuple[Report, Verdict | None]], taxonomy: Taxonomy, gazetteer: Gazetteer
) -> Event | None:
    """Return an event as the verdicts on its reports make it; None where its first report has none.

    Args:
        event: as it stands: its type, origin and sources.
        told: its reports in the order they came, with what was said of each.
        taxonomy: the types.
        gazetteer: the names.
    """
    made: Event | None = None
    titles: list[str] = []
    for report, verdict in told:
        score = score_for(event, verdict, taxonomy) if verdict is not None else None
        if verdict is None or score is None:
            if made is None:
                return None
            continue
        main = score == verdict.types[0]
        says = verdict if main else secondary(verdict, score, taxonomy)
        title = revise.headline(report.title)
        if made is None:
            made = draft_event(says, score, taxonomy, title=title, origin=event.origin, now=event.created_at)
            made = replace(made, sources=event.sources)
        else:
            made = absorbed(made, says, report, titles, score, taxonomy, gazetteer, main=main)
        titles.append(report.title)
    return made


def absorbed(
    event: Event,
    verdict: Verdict,
    report: Report,
    told: Sequence[str],
    score: TypeScore,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    *,
    main: bool,
) -> Event:
    """Return an event as it stands after a further report, given the headlines that told of it before."""
    return revise.absorb(
        event,
        verdict,
        report.relation,
        taxonomy,
        main=main,
        title=revise.headline(report.title),
        subtype=score.subtype if score.id == event.type else None,
        settled=settles(report.title, event, told, gazetteer) if report.relation == "denial" else None,
    )
