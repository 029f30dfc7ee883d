"""An outlet edits its item: a report may become a denial, or a denial a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlite_utils import Database

from bot.model.event import Event, Report
from bot.model.feed import Entry
from bot.model.verdict import TypeScore, Verdict
from bot.pipeline.drafts import denying
from bot.policy.merging.kinds import kin_of
from bot.store import reports

Known = Mapping[str, tuple[Event, Report]]  # by type: the events that an item tells of already


def turned(db: Database, entry: Entry, event: Event, report: Report, relation: str) -> Report:
    """Record where an edit takes a report back, or takes that back; return the report under its new title.

    Who takes a report back is no source any more. A statement that denies something is one as before.
    The report returned keeps its earlier relation, by which it can be told that it was taken back.

    Args:
        db: open for writing.
        entry: the item as it reads now.
        event: what it tells of.
        report: that it does, as it was.
        relation: how it stands to the event now.
    """
    if event.type == "statement_threat" or (relation == "denial") == (report.relation == "denial"):
        return report
    reports.turn(db, report.id, relation, entry.title)
    return replace(report, title=entry.title)


def taken_back(verdict: Verdict, known: Known) -> tuple[Event, Report, Verdict, TypeScore] | None:
    """Return what an item that now only denies takes back: the event, its report of it, and the denial.

    Args:
        verdict: of the item as it reads now; it has no types.
        known: what the item told of before.

    Returns:
        None where it denies none of that.
    """
    denial = denying(verdict)
    for score in verdict.denied:
        for type_id in (score.id, *sorted(kin_of(score.id))):
            if type_id in known:
                return (*known[type_id], denial, replace(score, subtype=None))
    return None
