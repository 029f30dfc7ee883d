"""T2, the end: who is told of what an item changed, as rows of the outbox in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.alert import AlertModel, ThreadModel
from bot.model.errors import QueryError
from bot.model.event import Event
from bot.model.feed import Entry
from bot.model.message import Message, Snooze, Subscription
from bot.pipeline import summaries, tell
from bot.pipeline.applied import Applied
from bot.policy import alert, quiet, retry
from bot.policy.alert import Wish
from bot.query import parse_query, parse_words
from bot.services import Services
from bot.store import events, held, links, outbox, people, reports, snoozes, subscriptions
from bot.views import alerts
from bot.views.words import Names

log = get_logger(__name__)

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to hear and who does not, read once for many items and before they are written.

    Reading queries is no work for a transaction, which holds up every other writer.
    """

    subscriptions: Sequence[Wish]
    snoozes: Sequence[Wish]
    zones: dict[tuple[str, str], str] = field(default_factory=dict)  # of (workspace, person)


def who_asked(services: Services) -> Asked:
    """Return the subscriptions and snoozes that hold now, with their queries read."""
    now = services.now()
    with services.store.read() as db:
        wanted, silenced = subscriptions.active(db), snoozes.active(db, now)
        zones = _zones(db, wanted)
    return Asked(read_wishes(services, wanted, now), read_wishes(services, silenced, now), zones)


def _zones(db: Database, wanted: Sequence[Subscription]) -> dict[tuple[str, str], str]:
    """Return the zones of channels and people: of a channel, that of who asked for it."""
    found: dict[tuple[str, str], str] = {}
    for one in wanted:
        known = people.get(db, one.workspace, one.created_by) if one.quiet_from else None
        if known is not None and known.zone:
            found[one.workspace, one.target] = known.zone
    return found


def notify(
    db: Database,
    services: Services,
    entry: Entry,
    applied: Sequence[Applied],
    asked: Asked,
    now: datetime,
    *,
    by_hand: bool = False,
) -> int:
    """Decide the messages that tell of what an item did; return how many rows were written or changed.

    Args:
        db: open for writing.
        services: the parts.
        entry: the item.
        applied: what it did.
        asked: what `who_asked` returned, before the transaction.
        now: the present.
        by_hand: a person put it in; that it was seen long ago makes it no later.
    """
    meant = None if by_hand else retry.meant_at(entry, now)
    return sum(_tell(_Step(db, services, each, asked, now, meant), entry) for each in applied)


@dataclass(frozen=True)
class _Step:
    """What one item did to one event, and all that is needed to tell of it."""

    db: Database
    services: Services
    applied: Applied
    asked: Asked
    now: datetime
    meant_at: datetime | None = None  # when it could have been told, where the item was read late

    @property
    def names(self) -> Names:
        return Names(self.services.taxonomy, self.services.gazetteer)

    @cached_property
    def shown(self) -> AlertModel:
        """The event as every alert shows it: read once, however many channels asked for it."""
        return tell.shown(self.db, self.applied.event, self.names)

    def quiet_until(self, wishes: Sequence[Subscription]) -> datetime | None:
        zone = self.services.settings.zone
        return quiet.held_until(self.applied.event, wishes, self.asked.zones, zone, self.now)


def _tell(step: _Step, entry: Entry) -> int:
    db, event, applied = step.db, step.applied.event, step.applied
    done = 0
    roots = outbox.roots_of(db, event.id)
    if applied.before is not None:
        done += sum(_refresh(step, root, applied.before) for root in roots)
    reason = alert.why_silent(
        event, applied.report, backlog=entry.backlog, first_seen=entry.first_seen, now=step.now
    )
    if reason not in (None, alert.DENIED):
        return done
    return done + _offer(step)


def offer(services: Services, db: Database, applied: Applied, asked: Asked, now: datetime) -> int:
    """Decide the alerts of an event in the channels that have none of it; return how many rows changed.

    Args:
        services: the parts.
        db: open for writing.
        applied: what was done to the event last.
        asked: who wants to hear.
        now: the present.
    """
    return _offer(_Step(db, services, applied, asked, now))


def _offer(step: _Step) -> int:
    db, applied, event, asked = step.db, step.applied, step.applied.event, step.asked
    told = reports.of_event(db, event.id)
    outlets = tuple(r.source for r in told)
    changed = alert.material(applied.before, event, applied.relation) if applied.before else None
    heard = alert.listeners(
        event, events.words(db, event.id), outlets, asked.subscriptions, asked.snoozes, changed
    )
    taken = {(r.workspace, r.channel) for r in outbox.roots_of(db, event.id)} | _muted(db, event, step.now)
    return sum(_alert(step, *key, wishes) for key, wishes in heard.items() if key not in taken)


def read_wishes(
    services: Services, rows: Sequence[Subscription] | Sequence[Snooze], now: datetime
) -> list[Wish]:
    """Return subscriptions or snoozes with their queries read; one that cannot be read is told of."""
    found: list[Wish] = []
    for row in rows:
        try:
            if isinstance(row, Subscription) and row.words:
                query = parse_words(row.query)
            else:
                query = parse_query(row.query, services.taxonomy, services.gazetteer, now=now)
        except QueryError as error:
            log.warning("query_not_read", id=row.id, kind=type(row).__name__, why=str(error))
            continue
        found.append(Wish(row, query))
    return found


def _alert(step: _Step, workspace: str, target: str, asked: Sequence[Subscription]) -> int:
    db, event, now = step.db, step.applied.event, step.now
    model = tell.shown_to(db, step.shown, asked, step.names)
    payload = alerts.alert_message(model, step.names)
    key = tell.alert_key(workspace, target, event.id)
    recent = held.alerts_since(db, workspace, target, now - HOUR)
    until = step.quiet_until(asked)
    made = outbox.put(
        db,
        workspace=workspace,
        dedup_key=key,
        kind="alert",
        channel=target,
        payload=payload,
        now=now,
        event_id=event.id,
        subscription_id=asked[0].id,
        not_before=alert.send_at(event, now, step.services.settings.gather),
        revision=event.revision,
        meant_at=step.meant_at,
    )
    if made is None:
        return 0 if until else _release(step, key, workspace, target, payload, recent)
    if until is not None:
        held.hold(db, made, held.QUIET)
        if not summaries.digest_tells(db, workspace, target, event):
            zone = asked[0].zone or step.asked.zones.get((workspace, target), step.services.settings.zone)
            summaries.summarise(db, step.names, workspace, target, held.QUIET, now, until=until, zone=zone)
    elif not alert.has_room(event, recent):
        held.hold(db, made, held.CAPPED)
        summaries.summarise(db, step.names, workspace, target, held.CAPPED, now)
    return 1


def _release(step: _Step, key: str, workspace: str, target: str, payload: dict[str, Any], recent: int) -> int:
    """Let an alert that was held go after all, where the event has become what it must be for that."""
    db, event, applied, now = step.db, step.applied.event, step.applied, step.now
    known = held.of_key(db, key)
    if known is None:
        return 0
    if known.why == held.WITHDRAWN:  # nobody was told, and it is news again
        free = alert.has_room(event, recent)
    else:
        free = alert.may_be_released(applied.before, event, applied.relation, recent, told=known.told)
    if not free:
        return 0
    held.release(db, key, payload, revision=event.revision, now=now)
    if known.why != held.WITHDRAWN and held.waiting_summary(db, workspace, target, known.why):
        summaries.summarise(db, step.names, workspace, target, known.why, now)
    return 1


def _refresh(step: _Step, root: Message, before: Event) -> int:
    """Edit an alert that was told, and reply in its thread where the change is material.

    One that nobody has had yet is rewritten: it goes at once where the event became critical, and
    not at all where it is no news any more.
    """
    db, event, applied, now = step.db, step.applied.event, step.applied, step.now
    if not alert.telling_changes(applied.changes) and applied.relation != "denial":
        return 0
    unsent = root.state == "pending" and not root.attempts
    if unsent and alert.no_news(event):
        held.hold(db, root.id, held.WITHDRAWN)
        return 1
    asked = asking(db, root, event, step.asked.subscriptions)
    model = tell.shown_to(db, step.shown, asked, step.names, root=root)
    edit_at = alert.edit_at(root.sent_at, outbox.last_edit_at(db, root.id), now)
    payload = alerts.alert_message(model, step.names)
    outbox.put_edit(db, root, payload, revision=event.revision, now=now, not_before=edit_at)
    if unsent:
        if event.severity >= alert.CRITICAL:
            held.hurry(db, root.id)
        return 1
    if event.revision == before.revision:  # one more denial: the alert names who denies, and that is all
        return 1
    choices = {choice for one in asked for choice in one.alert_on}
    kind = alert.material(before, event, applied.relation, among=choices)
    if kind is None or event.dismissed_at is not None or root.attempts == 0 or _snoozed(step, root):
        return 1
    if not alert.may_reply(kind, before, event, held.replies_since(db, root.id, now - HOUR)):
        return 1
    _reply(step, root, before, kind, asked)
    return 2


def _snoozed(step: _Step, root: Message) -> bool:
    """Tell whether a snooze holds where an alert stands: it is kept up to date, and nothing else comes."""
    event = step.applied.event
    words = events.words(step.db, event.id)
    outlets = tuple(r.source for r in reports.of_event(step.db, event.id))
    return alert.snoozed(event, words, outlets, (root.workspace, root.channel), step.asked.snoozes)


def _reply(step: _Step, root: Message, before: Event, kind: str, asked: Sequence[Subscription]) -> None:
    event, applied, names = step.applied.event, step.applied, step.names
    sentence = alert.say_change(kind, before, event, name=names.type_name(event), report=applied.report)
    payload = alerts.thread_message(
        ThreadModel(event, kind, sentence, applied.changes, applied.report), names
    )
    if alert.escalated(before, event) and any(one.broadcast for one in asked):
        payload["reply_broadcast"] = True
    quiet_until = step.quiet_until(asked)
    outbox.put(
        step.db,
        workspace=root.workspace,
        dedup_key=f"thread:{root.id}:{event.revision}",
        kind="thread",
        channel=root.channel,
        payload=payload,
        now=step.now,
        event_id=event.id,
        root_id=root.id,
        not_before=quiet_until,
        revision=event.revision,
        meant_at=None if quiet_until else step.meant_at,
    )


def asking(db: Database, root: Message, event: Event, wishes: Sequence[Wish]) -> tuple[Subscription, ...]:
    """Return the subscriptions for which an alert stands where it stands, the one that brought it first.

    That one counts as long as it is there, also where the event was corrected to what it did not ask for.

    Args:
        db: open.
        root: the alert.
        event: as it stands.
        wishes: subscriptions, read; others than the channel's own do not count.
    """
    own = subscriptions.get(db, root.workspace, root.subscription_id) if root.subscription_id else None
    found = [own] if own is not None and own.target == root.channel else []
    words, outlets = events.words(db, event.id), tuple(r.source for r in reports.of_event(db, event.id))
    for wish in wishes:
        of = wish.of
        if not isinstance(of, Subscription) or of.delivery != "now" or of.paused or of in found:
            continue
        if (of.workspace, of.target) == (root.workspace, root.channel) and alert.wanted(
            event, words, outlets, wish
        ):
            found.append(of)
    return tuple(found)


def _muted(db: Database, event: Event, now: datetime) -> set[tuple[str, str]]:
    """Return where a graver event was told of a short while ago of which this one is an echo."""
    found: set[tuple[str, str]] = set()
    for kind, other_id in links.of_event(db, event.id):
        other = events.get(db, other_id)
        if other is not None and alert.is_echo(event, other, kind, now):
            found |= {(root.workspace, root.channel) for root in outbox.roots_of(db, other.id)}
    return found
