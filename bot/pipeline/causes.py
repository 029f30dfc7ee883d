"""What a reaction reacts to: the event of the days before it that it names or shares its words with."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.event import Event
from bot.model.merge import Candidate, Incoming
from bot.policy.merging import causes
from bot.policy.merging import merge as policy
from bot.policy.merging.similarity import Background
from bot.store import events, links, reports
from bot.taxonomy import Taxonomy

CAUSE_DAYS = 10  # how far back a reaction's cause is looked for
CAUSES = (
    "missile_test", "satellite_launch", "nuclear_test", "artillery_fire", "dprk_exercise", "allied_exercise",
    "border_incident", "air_activity", "weapons_development", "propaganda_campaign", "troop_deployment",
)  # fmt: skip


def link_cause(
    db: Database,
    event: Event,
    incoming: Incoming,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    background: Background,
    now: datetime,
) -> None:
    """Link a reaction to the event it reacts to, where one is on record.

    Args:
        db: the transaction.
        event: the reaction.
        incoming: what it was opened by.
        taxonomy: the types.
        gazetteer: the names.
        background: word weights.
        now: the present.
    """
    span = policy.window(incoming, back=CAUSE_DAYS)
    if span is None:
        return
    families = [taxonomy[c].family for c in CAUSES if c in taxonomy]
    near = [
        e
        for e in events.candidates(db, families, *span, sample=event.sample)
        if e.type in CAUSES and e.id != event.id
    ]
    tellings = reports.tellings(db, [e.id for e in near])
    held = [Candidate(e, tuple(tellings[e.id])) for e in near if tellings[e.id]]
    cause = causes.cause_of(incoming, held, background, gazetteer)
    if cause is not None:
        links.add(db, event.id, cause, "reacts_to", now)
