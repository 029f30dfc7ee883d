"""Who is told at once, when, and what is worth a reply in an alert's thread.

One alert for each event and channel; edited as sources come in; a reply only where something
material changed. Defaults after Alertmanager (grouping, update in place), Sentry (confirmation)
and what analysts complain of: twice the same, old anniversaries, and noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.alert import MATERIAL
from bot.model.event import Change, Event, Report
from bot.model.message import Snooze, Subscription
from bot.query import Query
from bot.text import plural, short_date

SEOUL = ZoneInfo("Asia/Seoul")
CRITICAL = 4  # severity from which nothing waits
GATHER_SECONDS = 2  # others wait so long for a second outlet of the same minute
EDIT_EVERY = timedelta(minutes=5)  # after the first edit, which goes at once
LATE_REPORT = timedelta(hours=48)  # published this long before it was seen: recorded, not alerted
OLD_EVENT_DAYS = 5  # happened this long before it was published: no news
CLOSED_AFTER = timedelta(hours=48)  # a first alert this long after the event became known is late
ECHO = timedelta(hours=6)  # an alerted event mutes lesser reactions to it
ALERTS_AN_HOUR = 6
CRITICAL_AN_HOUR = 20
SILENT_STATUSES = frozenset({"historical", "hypothetical", "denied"})


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription or snooze with its query read."""

    of: Subscription | Snooze
    query: Query


def why_silent(
    event: Event, report: Report, *, backlog: bool, first_seen: datetime, now: datetime
) -> str | None:
    """Return why an event is not alerted on, None when it may be.

    Args:
        event: as it stands.
        report: the one that just came.
        backlog: whether the report's entry was there when its feed was first seen.
        first_seen: when the entry was first seen.
        now: the present.
    """
    if event.origin not in ("feed", "hand") or backlog:
        return "it is for the record only"
    if event.dismissed_at is not None:
        return "somebody said it is not relevant"
    if event.review:
        return "it is not certain; the digest shows it"
    if event.status in SILENT_STATUSES:
        return f"it is {event.status}"
    if report.published is not None and first_seen - report.published > LATE_REPORT:
        return "the report is old"
    if now - event.created_at > CLOSED_AFTER:
        return "the event is closed"
    if _happened_long_before(event, report.published or first_seen):
        return "it happened long ago"
    return None


def _happened_long_before(event: Event, told: datetime) -> bool:
    if event.event_date is None or event.date_precision in (None, "published"):
        return False
    day = told.astimezone(SEOUL).date()
    if len(event.event_date) < 10:
        return not day.isoformat().startswith(event.event_date)
    return (day - date.fromisoformat(event.event_date)).days > OLD_EVENT_DAYS


def listeners(
    event: Event, words: str, outlets: tuple[str, ...], wishes: Sequence[Wish], snoozes: Sequence[Wish]
) -> dict[tuple[str, str], tuple[Subscription, ...]]:
    """Return who wants to hear of an event at once: (workspace, target) with the subscriptions that ask.

    Args:
        event: as it stands.
        words: its title, names and reports as one text.
        outlets: who reports it.
        wishes: subscriptions, read.
        snoozes: those that hold now, read; they silence their own target.
    """
    found: dict[tuple[str, str], tuple[Subscription, ...]] = {}
    for wish in wishes:
        asked = wish.of
        if not isinstance(asked, Subscription) or asked.delivery != "now" or asked.paused:
            continue
        if not wanted(event, words, outlets, wish) or asked.created_at > event.created_at:
            continue
        key = (asked.workspace, asked.target)
        if not any(
            key == (s.of.workspace, s.of.target) and s.query.matches(event, words, outlets) for s in snoozes
        ):
            found[key] = (*found.get(key, ()), asked)
    return found


def wanted(event: Event, words: str, outlets: tuple[str, ...], wish: Wish) -> bool:
    """Tell whether an event answers a subscription and is grave enough for it."""
    grave = not isinstance(wish.of, Subscription) or event.severity >= wish.of.min_severity
    return grave and wish.query.matches(event, words, outlets)


def send_at(event: Event, now: datetime) -> datetime | None:
    """Return when an alert may go; None is at once."""
    return None if event.severity >= CRITICAL else now + timedelta(seconds=GATHER_SECONDS)


def edit_at(posted: datetime | None, last_edit: datetime | None, now: datetime) -> datetime | None:
    """Return when a message may be edited: the first time at once, then every five minutes."""
    if last_edit is None or posted is None or last_edit <= posted:
        return None
    return max(now, last_edit + EDIT_EVERY)


def has_room(event: Event, alerts_last_hour: int) -> bool:
    """Tell whether a channel had few enough alerts in the last hour for another."""
    return alerts_last_hour < (CRITICAL_AN_HOUR if event.severity >= CRITICAL else ALERTS_AN_HOUR)


def may_be_released(before: Event | None, event: Event, relation: str, alerts_last_hour: int) -> bool:
    """Tell whether an alert that was held back for the roll-up goes at once after all.

    It does where the event is critical by now or changed materially, at the pace of critical ones.

    Args:
        before: the event before the report that just came.
        event: as it stands.
        relation: how that report stands to it.
        alerts_last_hour: how many the channel had.
    """
    if before is None or alerts_last_hour >= CRITICAL_AN_HOUR:
        return False
    return event.severity >= CRITICAL or material(before, event, relation) is not None


def material(before: Event, after: Event, relation: str) -> str | None:
    """Return the most telling of the changes that deserve a thread reply, None when none does.

    Args:
        before: the event as the alert's readers know it.
        after: as it stands.
        relation: how the report that came stands to it.
    """
    kinds = set()
    if relation == "denial":
        kinds.add("denied")
    if after.confirmed and not before.confirmed:
        kinds.add("confirmed")
    if after.type != before.type:
        kinds.add("type")
    if after.subtype != before.subtype and after.subtype not in (None, "other"):
        kinds.add("subtype")
    if after.count != before.count and before.count is not None:
        kinds.add("count")
    if after.casualties != before.casualties:
        kinds.add("casualties")
    if after.outcome != before.outcome and after.outcome is not None:
        kinds.add("outcome")
    if after.event_date != before.event_date and before.date_precision == "day":
        kinds.add("date")
    if after.status != before.status and after.status == "occurred":
        kinds.add("status")
    return next((kind for kind in MATERIAL if kind in kinds), None)


def say_change(kind: str, before: Event, after: Event, *, name: str, report: Report) -> str:
    """Return one sentence that says what changed.

    Args:
        kind: what `material` returned.
        before: the event as it was.
        after: as it stands.
        name: what its type and kind are called now ("Missile launch (ICBM)").
        report: the one that said so.
    """
    match kind:
        case "denied":
            return f"Denied: {report.source} reports that it did not happen as told."
        case "confirmed":
            sure = "Still only announced" if after.status == "announced" else "Confirmed"
            return f"{sure}: {plural(after.sources, 'independent source')} now report it."
        case "type" | "subtype":
            return f"Now read as: {name}."
        case "count":
            return f"The count is revised from {before.count} to {after.count}."
        case "casualties":
            return f"Casualties: {after.casualties} are now reported" + (
                f", before {before.casualties}." if before.casualties is not None else "."
            )
        case "outcome":
            return f"Outcome: it is now reported as a {after.outcome}."
        case "date":
            was = short_date(before.event_date) if before.event_date else "not known"
            now = short_date(after.event_date) if after.event_date else "not known"
            return f"The date is corrected from {was} to {now}."
        case _:
            return (
                "What was announced has now happened."
                if before.status == "announced"
                else "It has now happened."
            )


def telling_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that a reader sees in an alert."""
    unseen = {"updated_at", "revision", "event_time", "note"}
    return tuple(c for c in changes if c.field not in unseen)
