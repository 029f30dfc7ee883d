"""Who is told at once, when, and what is worth a reply in an alert's thread.

One alert for each event and channel; edited as sources come in; a reply only where something
material changed. Defaults after Alertmanager (grouping, update in place), Sentry (confirmation)
and what analysts complain of: twice the same, old anniversaries, and noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.model.alert import MATERIAL
from bot.model.event import Change, Event, Report
from bot.model.message import Snooze, Subscription
from bot.policy.sources import CONFIRMED_AT
from bot.query import Query
from bot.text import plural, short_date

SEOUL = ZoneInfo("Asia/Seoul")
CRITICAL = 4  # severity from which nothing waits
SAMPLE_GATHER = timedelta(seconds=2)  # the made-up events of the first minutes do not wait longer
EDIT_EVERY = timedelta(minutes=5)  # after the first edit, which goes at once
LATE_REPORT = timedelta(hours=48)  # published this long before it was seen: recorded, not alerted
OLD_EVENT_DAYS = 5  # happened this long before it was published: no news
CLOSED_AFTER = timedelta(hours=48)  # a first alert this long after the event became known is late
ECHO = timedelta(hours=6)  # an alerted event mutes its lesser echoes
ALERTS_AN_HOUR = 6
CRITICAL_AN_HOUR = 20
REPLIES_AN_HOUR = 6  # under one alert: a feed that counts anew in each item does not fill its thread
SILENT_STATUSES = frozenset({"historical", "hypothetical"})
DENIED = "it is denied"


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
    silent = no_news(event)
    if silent not in (None, DENIED):
        return silent
    if report.published is not None and first_seen - report.published > LATE_REPORT:
        return "the report is old"
    if now - event.created_at > CLOSED_AFTER:
        return "the event is closed"
    if _happened_long_before(event, report.published or first_seen):
        return "it happened long ago"
    return silent


def no_news(event: Event) -> str | None:
    """Return why nobody is alerted on an event as it stands, whoever reports it; None when it may be."""
    if event.dismissed_at is not None:
        return "somebody said it is no event"
    if event.review:
        return "it is not certain; the digest shows it"
    if event.status in SILENT_STATUSES:
        return f"it is {event.status}"
    return DENIED if event.status == "denied" else None


def _happened_long_before(event: Event, told: datetime) -> bool:
    if event.event_date is None or event.date_precision in (None, "published"):
        return False
    day = told.astimezone(SEOUL).date()
    if len(event.event_date) < 10:
        return not day.isoformat().startswith(event.event_date)
    return (day - date.fromisoformat(event.event_date)).days > OLD_EVENT_DAYS


def listeners(
    event: Event,
    words: str,
    outlets: tuple[str, ...],
    wishes: Sequence[Wish],
    snoozes: Sequence[Wish],
    step: str | None = None,
) -> dict[tuple[str, str], tuple[Subscription, ...]]:
    """Return who wants to hear of an event at once: (workspace, target) with the subscriptions that ask.

    Args:
        event: as it stands.
        words: its title, names and reports as one text.
        outlets: who reports it.
        wishes: subscriptions, read.
        snoozes: those that hold now, read; they silence their own target.
        step: what the latest report changed of it (`material`), None for nothing or a new event.
    """
    found: dict[tuple[str, str], tuple[Subscription, ...]] = {}
    for wish in wishes:
        asked = wish.of
        if not isinstance(asked, Subscription) or asked.delivery != "now" or asked.paused:
            continue
        if not wanted(event, words, outlets, wish) or asked.created_at > event.created_at:
            continue
        if not ripe(event, asked.alert_on, step):
            continue
        key = (asked.workspace, asked.target)
        if not snoozed(event, words, outlets, key, snoozes):
            found[key] = (*found.get(key, ()), asked)
    return found


def snoozed(
    event: Event, words: str, outlets: tuple[str, ...], key: tuple[str, str], snoozes: Sequence[Wish]
) -> bool:
    """Tell whether a snooze of a target, `key` (workspace, target), holds back what is told of an event."""
    return any(
        key == (s.of.workspace, s.of.target) and s.query.matches(event, words, outlets) for s in snoozes
    )


def wanted(event: Event, words: str, outlets: tuple[str, ...], wish: Wish) -> bool:
    """Tell whether an event answers a subscription and is grave enough for it."""
    grave = not isinstance(wish.of, Subscription) or event.severity >= wish.of.min_severity
    return grave and wish.query.matches(event, words, outlets)


def ripe(event: Event, alert_on: Sequence[str], step: str | None) -> bool:
    """Tell whether an event that a channel has not heard of is far enough to be told there.

    Who alerts on what is new hears at once, and never first of a denial. Who does not, hears of an
    event when it first becomes what they chose.

    Args:
        event: as it stands.
        alert_on: what the subscription alerts on.
        step: what the latest report changed (`material`).
    """
    if event.status == "denied":
        return "denied" in alert_on and "new" not in alert_on
    if "new" in alert_on or ("confirmed" in alert_on and event.confirmed):
        return True
    return step is not None and choice_of(step) in alert_on


def choice_of(step: str) -> str:
    """Return the choice of a subscription (`bot.model.message.ALERT_ON`) a material change falls under."""
    return step if step in ("confirmed", "denied") else "revised"


def is_echo(event: Event, other: Event, link: str, now: datetime) -> bool:
    """Tell whether an event is but an echo of another that was told: less grave, and soon after it.

    A reaction to it is, and what may be the same where it is of the same type. What may be the same
    and is of another type may as well be another event.

    Args:
        event: the event.
        other: one that is linked to it.
        link: how, as `bot.store.links.of_event` says it.
        now: the present.
    """
    echo = link == "reacts_to" or (link == "possibly_same" and other.type == event.type)
    return echo and other.severity > event.severity and now - other.created_at < ECHO


def send_at(event: Event, now: datetime, gather: timedelta) -> datetime | None:
    """Return when an alert may go; None is at once.

    Args:
        event: the event; a critical one does not wait.
        now: the present.
        gather: how long others wait for a second outlet (`Settings.gather`).
    """
    if event.severity >= CRITICAL:
        return None
    return now + (min(gather, SAMPLE_GATHER) if event.sample else gather)


def edit_at(posted: datetime | None, last_edit: datetime | None, now: datetime) -> datetime | None:
    """Return when a message may be edited: the first time at once, then every five minutes."""
    if last_edit is None or posted is None or last_edit <= posted:
        return None
    return max(now, last_edit + EDIT_EVERY)


def has_room(event: Event, alerts_last_hour: int) -> bool:
    """Tell whether a channel had few enough alerts in the last hour for another."""
    return alerts_last_hour < (CRITICAL_AN_HOUR if event.severity >= CRITICAL else ALERTS_AN_HOUR)


def may_be_released(
    before: Event | None, event: Event, relation: str, alerts_last_hour: int, *, told: bool = False
) -> bool:
    """Tell whether an alert that was held back goes at once after all.

    It does where the event is critical by now or changed materially, at the pace of critical ones;
    one that a summary has told already only where it became critical since.

    Args:
        before: the event before the report that just came.
        event: as it stands.
        relation: how that report stands to it.
        alerts_last_hour: how many the channel had.
        told: a summary that has gone out names the event.
    """
    if before is None or alerts_last_hour >= CRITICAL_AN_HOUR:
        return False
    if told:
        return escalated(before, event)
    return event.severity >= CRITICAL or material(before, event, relation) is not None


def escalated(before: Event, after: Event) -> bool:
    """Tell whether an event became graver and is critical now: what a channel may want broadcast."""
    return after.severity > before.severity and after.severity >= CRITICAL


def may_reply(kind: str, before: Event, after: Event, recent: int) -> bool:
    """Tell whether a change is a reply of its own, or only stands in the alert.

    Args:
        kind: what `material` returned.
        before: the event as it was.
        after: as it stands.
        recent: how many replies its thread got, or will get, in this hour.
    """
    return recent < REPLIES_AN_HOUR or kind in ("denied", "confirmed") or escalated(before, after)


def material(before: Event, after: Event, relation: str, among: Iterable[str] | None = None) -> str | None:
    """Return the most telling of the changes that deserve a thread reply, None when none does.

    Args:
        before: the event as the alert's readers know it.
        after: as it stands.
        relation: how the report that came stands to it.
        among: the choices (`ALERT_ON`) that count; None: all.
    """
    kinds = _changed(before, after, relation)
    chosen = None if among is None else set(among)
    return next((k for k in MATERIAL if k in kinds and (chosen is None or choice_of(k) in chosen)), None)


def _changed(before: Event, after: Event, relation: str) -> set[str]:
    same_status = after.status == before.status
    found = {
        "denied": relation == "denial" or (after.status == "denied" and not same_status),
        "confirmed": after.confirmed and not before.confirmed,
        "type": after.type != before.type,
        "subtype": after.subtype != before.subtype and after.subtype not in (None, "other"),
        "count": after.count != before.count and before.count is not None,
        "casualties": after.casualties != before.casualties,
        "outcome": after.outcome != before.outcome and after.outcome is not None,
        "date": after.event_date != before.event_date and before.date_precision == "day",
        "status": not same_status and after.status == "occurred",
        "severity": escalated(before, after),
    }
    return {kind for kind, holds in found.items() if holds}


def say_change(kind: str, before: Event, after: Event, *, name: str, report: Report) -> str:
    """Return one sentence that says what changed.

    Args:
        kind: what `material` returned.
        before: the event as it was.
        after: as it stands.
        name: what its type and kind are called now ("Missile launch (ICBM)").
        report: the one that said so.
    """
    was = before.casualties
    sentences = {
        "denied": f"Denied: {report.source} reports that it did not happen as told.",
        "confirmed": _say_confirmed(after, report),
        "severity": f"It is graver than first told: severity {after.severity} of 5, before {before.severity}.",
        "type": f"Now read as: {name}.",
        "subtype": f"Now read as: {name}.",
        "count": f"The count is revised from {before.count} to {after.count}.",
        "casualties": f"Casualties: {after.casualties} are now reported"
        + (f", before {was}." if was is not None else "."),
        "outcome": f"Outcome: it is now reported as a {after.outcome}.",
        "date": f"The date is corrected from {_said(before.event_date)} to {_said(after.event_date)}.",
        "status": "What was announced has now happened."
        if before.status == "announced"
        else "It has now happened.",
    }
    return sentences[kind]


def _said(day: str | None) -> str:
    return short_date(day) if day else "not known"


def _say_confirmed(after: Event, report: Report) -> str:
    """Say who makes it sure: many outlets, or the one who should know."""
    if after.sources < CONFIRMED_AT:
        sure = "Announced, and confirmed" if after.status == "announced" else "Confirmed"
        return f"{sure} by {report.source}."
    sure = "Still only announced" if after.status == "announced" else "Confirmed"
    return f"{sure}: {plural(after.sources, 'independent source')} now report it."


def telling_changes(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes that a reader sees in an alert."""
    unseen = {"updated_at", "revision", "event_time", "note"}
    return tuple(c for c in changes if c.field not in unseen)
