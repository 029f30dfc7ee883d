"""When a digest is due, and what is worth a line in it.

A slot is a channel's local date. It is decided once, up to 18 hours late (and then says so); a
later one is folded into the next. Its window runs since the last digest that was decided, never
"the last 24 hours", so that nothing falls between two. Local hours are read with the zone's rules
of that day: on the night a clock goes back the slot is the first of the two, on the night it goes
forward a skipped hour is the one after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.digest import DigestGroup, DigestLine, Norm
from bot.model.event import Change, Event, Revision
from bot.model.message import DigestSetting, Snooze
from bot.text import plural

CATCH_UP = timedelta(hours=18)
ON_TIME = timedelta(minutes=10)  # a tick's delay is no lateness
FIRST_WINDOW = timedelta(hours=24)
FIRST_AFTER = timedelta(seconds=15)  # the first digest comes as soon as a first poll can have been read
# for that poll to be read, at most; a late digest of a bot that just started waits as long
FIRST_WAITS = timedelta(minutes=3)
LOOK_BACK_DAYS = 40  # how far back missed slots are counted
OLD_NEWS = timedelta(hours=48)  # happened this long before the window: backlog, not news
LINES_A_GROUP = 6
WATCHED_DAYS = 14  # less than this on record is no norm
SILENT_STATUSES = frozenset({"historical", "hypothetical"})


@dataclass(frozen=True, slots=True)
class Slot:
    """One digest that is due: its local date, when it was due, what it covers, what it folds in."""

    day: str
    due: datetime
    since: datetime
    until: datetime
    late: int  # minutes
    folded: tuple[str, ...]


def due_slot(setting: DigestSetting, now: datetime) -> Slot | None:
    """Return the digest that is due for a channel or person, None when none is.

    Args:
        setting: hour, zone, days, and what was decided last.
        now: the present.
    """
    if not setting.enabled:
        return None
    if setting.last_slot is None and setting.created_at is not None:
        return _first(setting, setting.created_at, now)
    passed = [(day, at) for day, at in _slots(setting, now) if at <= now]
    missed = [(day, at) for day, at in passed if setting.last_slot is None or day > setting.last_slot]
    if not missed:
        return None
    day, at = missed[-1]
    if now - at > CATCH_UP:
        return None  # it is folded into the next
    late = now - at
    return Slot(
        day=day,
        due=at,
        since=setting.last_sent_until or at - FIRST_WINDOW,
        until=now,
        late=int(late.total_seconds() // 60) if late > ON_TIME else 0,
        folded=tuple(d for d, _ in missed[:-1]),
    )


def _first(setting: DigestSetting, created_at: datetime, now: datetime) -> Slot | None:
    """Return the first digest: it comes at once, so that one sees what it is like and that it arrives."""
    due = created_at + FIRST_AFTER
    if due > now:
        return None
    day = now.astimezone(ZoneInfo(setting.zone)).date().isoformat()
    since = max(now - FIRST_WINDOW, setting.last_sent_until or now - FIRST_WINDOW)
    return Slot(day, due, since, now, 0, ())


def slot_at_will(setting: DigestSetting, now: datetime) -> Slot:
    """Return a digest that somebody asks for now: what is new since the last that was sent there.

    Where there is no daily one the last may be months ago; then it goes back over a day.
    """
    day = now.astimezone(ZoneInfo(setting.zone)).date().isoformat()
    since = setting.last_sent_until or now - FIRST_WINDOW
    return Slot(day, now, _not_too_early(since, setting, now), now, 0, ())


def _not_too_early(since: datetime, setting: DigestSetting, now: datetime) -> datetime:
    return since if setting.enabled else max(since, now - FIRST_WINDOW)


def with_refused(slot: Slot, setting: DigestSetting, *, at_will: bool = False) -> Slot:
    """Return a digest that also tells what the last one would have told, which Slack refused.

    Args:
        slot: the digest.
        setting: what was sent last.
        at_will: the last one was asked for, and was not that of a day.
    """
    since = _not_too_early(min(setting.last_sent_from or slot.since, slot.since), setting, slot.until)
    if at_will or setting.last_slot is None:
        return replace(slot, since=since)
    return replace(slot, since=since, folded=(setting.last_slot, *slot.folded))


def next_slot(setting: DigestSetting, now: datetime) -> datetime | None:
    """Return when the next digest comes, None when it is off."""
    if not setting.enabled:
        return None
    return next((at for _, at in _slots(setting, now, ahead=8) if at > now), None)


def _slots(setting: DigestSetting, now: datetime, ahead: int = 0) -> list[tuple[str, datetime]]:
    """Return the slots around now, oldest first; those before the setting was made do not count."""
    zone = ZoneInfo(setting.zone)
    hour, minute = (int(part) for part in setting.hour.split(":"))
    today = now.astimezone(zone).date()
    found = []
    for back in range(LOOK_BACK_DAYS, -ahead - 1, -1):
        day = today - timedelta(days=back)
        if day.isoweekday() in setting.days:
            at = slot_time(day, time(hour, minute), zone)
            if setting.created_at is None or at > setting.created_at:
                found.append((day.isoformat(), at))
    return found


def slot_time(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a local hour on a day: the first of two, or what follows a skipped one."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def is_news(event: Event, since: datetime) -> bool:
    """Tell whether an event that became known in a window is news of it, not backlog."""
    if event.origin not in ("feed", "hand") or event.dismissed_at is not None:
        return False
    if event.status in SILENT_STATUSES:
        return False
    if event.event_date is None:
        return True
    oldest = (since - OLD_NEWS).date().isoformat()
    return event.event_date >= oldest[: len(event.event_date)]


DENIED_SEVERITY = 2  # what was taken back is not among the grave news, whatever it would have been


def holds(snooze: Snooze, event: Event) -> bool:
    """Tell whether a snooze was there when an event became known, and had not ended."""
    return snooze.created_at <= event.created_at < snooze.until


def grouped(lines: Iterable[DigestLine], order: Mapping[str, int]) -> tuple[DigestGroup, ...]:
    """Return lines in groups, grave first, then by the order of types; each group newest first.

    Args:
        lines: one an event.
        order: each type's place in the taxonomy.
    """
    groups: dict[tuple[int, int, str], list[DigestLine]] = {}
    for line in lines:
        event = line.event
        severity = min(event.severity, DENIED_SEVERITY) if event.status == "denied" else event.severity
        groups.setdefault((-severity, order.get(event.type, 999), event.type), []).append(line)
    made = []
    for (severity, _, type_id), found in sorted(groups.items()):
        found.sort(
            key=lambda each: (each.event.sources, each.event.event_date or "", each.event.id), reverse=True
        )
        made.append(
            DigestGroup(-severity, type_id, tuple(found[:LINES_A_GROUP]), max(0, len(found) - LINES_A_GROUP))
        )
    return tuple(made)


def as_told(event: Event, steps: Sequence[Revision]) -> Event:
    """Return an event as it was before some revisions of it."""
    first: dict[str, object] = {}
    for step in steps:
        for change in step.changes:
            first.setdefault(change.field, change.before)
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in first.items()}
    times = ("event_time", "created_at", "updated_at", "dismissed_at")
    known = {name: value for name, value in plain.items() if name not in times}
    return replace(event, **known)  # type: ignore[arg-type]


def all_changes(steps: Sequence[Revision]) -> tuple[Change, ...]:
    """Return what some revisions changed, each field once, from its first to its last value."""
    found: dict[str, Change] = {}
    for step in steps:
        for change in step.changes:
            before = found[change.field].before if change.field in found else change.before
            found[change.field] = Change(change.field, before, change.after)
    return tuple(found.values())


def norms(week: Mapping[str, int], before: Mapping[str, int], watched_days: int) -> tuple[Norm, ...]:
    """Return the week beside what is usual: all types first, then those out of the usual.

    Args:
        week: events of the last seven days by type.
        before: of the 28 days before.
        watched_days: on how many of those 28 days the bot was watching.
    """
    if watched_days < WATCHED_DAYS:
        return ()

    def usual(n: int) -> float:
        return round(n * 7 / watched_days, 1)

    found = [Norm(None, sum(week.values()), usual(sum(before.values())))]
    types = sorted(week.keys() | before.keys())
    odd = [Norm(t, week.get(t, 0), usual(before.get(t, 0))) for t in types]
    odd = [n for n in odd if abs(n.week - n.usual) >= 2 and not n.usual / 2 < n.week < n.usual * 2]
    odd.sort(key=lambda n: (-abs(n.week - n.usual), n.type or ""))
    return tuple(found + odd[:4])


def opening(
    groups: Sequence[DigestGroup],
    updates: int,
    uncertain: int,
    *,
    first: str | None,
) -> str:
    """Return the sentence a digest opens with.

    Args:
        groups: the new events.
        updates: how many known ones changed.
        uncertain: how many wait for a person's look.
        first: the hour of the next ones where this is the first, else None.
    """
    hello = f"This is the first digest here; from now on it comes at {first}. " if first else ""
    n = sum(len(g.lines) + g.more for g in groups)
    if not n:
        rest = [
            plural(updates, "earlier event") + " changed" if updates else "",
            plural(uncertain, "item") + " to look at" if uncertain else "",
        ]
        told = " and ".join(part for part in rest if part)
        return f"{hello}A quiet day: no new events" + (f"; {told}." if told else ".")
    also = f", {plural(updates, 'update')}" if updates else ""
    top = _most_severe(groups).title.rstrip(".")
    most = f"Most severe: {top}" if n > 1 else top
    return f"{hello}{plural(n, 'new event')}{also}. {most}."


def _most_severe(groups: Sequence[DigestGroup]) -> Event:
    """Return the event to name first: what is denied comes after all that is not."""
    found = [line.event for group in groups for line in group.lines]
    return max(found, key=lambda e: (e.status != "denied", e.severity, e.sources))
