"""The event that a telling opens, and what an item says of another of its types."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.model.event import Event
from bot.model.verdict import Facts, TypeScore, Verdict
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
