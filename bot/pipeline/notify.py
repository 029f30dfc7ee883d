"""T2, the end: who is told of what an item changed, as rows of the outbox in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.alert import RollupModel, ThreadModel
from bot.model.errors import QueryError
from bot.model.event import Event
from bot.model.feed import Entry
from bot.model.message import Message, Snooze, Subscription
from bot.pipeline import tell
from bot.pipeline.applied import Applied
from bot.policy import alert
from bot.policy.alert import Wish
from bot.query import parse_query
from bot.services import Services
from bot.store import events, held, links, outbox, reports, snoozes, subscriptions
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


def who_asked(services: Services) -> Asked:
    """Return the subscriptions and snoozes that hold now, with their queries read."""
    now = services.now()
    with services.store.read() as db:
        wanted, quiet = subscriptions.active(db), snoozes.active(db, now)
    return Asked(read_wishes(services, wanted, now), read_wishes(services, quiet, now))


def notify(
    db: Database, services: Services, entry: Entry, applied: Sequence[Applied], asked: Asked, now: datetime
) -> int:
    """Decide the messages that tell of what an item did; return how many rows were written or changed.

    Args:
        db: open for writing.
        services: the parts.
        entry: the item.
        applied: what it did.
        asked: what `who_asked` returned, before the transaction.
        now: the present.
    """
    return sum(_tell(db, services, entry, each, asked, now) for each in applied)


def _tell(
    db: Database, services: Services, entry: Entry, applied: Applied, asked: Asked, now: datetime
) -> int:
    event = applied.event
    names = Names(services.taxonomy, services.gazetteer)
    done = 0
    roots = outbox.roots_of(db, event.id)
    if roots and applied.before is not None:
        done += sum(_refresh(db, names, root, applied, now) for root in roots)
    reason = alert.why_silent(
        event, applied.report, backlog=entry.backlog, first_seen=entry.first_seen, now=now
    )
    if reason is not None:
        return done
    told = reports.of_event(db, event.id)
    words = events.words(db, event.id)
    outlets = tuple(r.source for r in told)
    heard = alert.listeners(event, words, outlets, asked.subscriptions, asked.snoozes)
    muted = _muted(db, event, now)
    for (workspace, target), wishes in heard.items():
        if target not in muted and (workspace, target) not in {(r.workspace, r.channel) for r in roots}:
            done += _alert(db, names, applied, workspace, target, wishes, now)
    return done


def read_wishes(
    services: Services, rows: Sequence[Subscription] | Sequence[Snooze], now: datetime
) -> list[Wish]:
    """Return subscriptions or snoozes with their queries read; one that cannot be read is told of."""
    found: list[Wish] = []
    for row in rows:
        try:
            query = parse_query(row.query, services.taxonomy, services.gazetteer, now=now)
        except QueryError as error:
            log.warning("query_not_read", id=row.id, kind=type(row).__name__, why=str(error))
            continue
        found.append(Wish(row, query))
    return found


def _alert(
    db: Database,
    names: Names,
    applied: Applied,
    workspace: str,
    target: str,
    asked: Sequence[Subscription],
    now: datetime,
) -> int:
    event = applied.event
    model = tell.alert_model(db, event, names, (s.query for s in asked))
    key = alert_key(workspace, target, event.id)
    payload = alerts.alert_message(model, names)
    recent = held.alerts_since(db, workspace, target, now - HOUR)
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
        not_before=alert.send_at(event, now),
        revision=event.revision,
    )
    if made is None:
        if not alert.may_be_released(applied.before, event, applied.relation, recent):
            return 0
        if not held.release(db, key, payload, revision=event.revision, now=now):
            return 0
        _roll_up(db, names, workspace, target, now)
        return 1
    if not alert.has_room(event, recent):
        held.hold(db, made)
        _roll_up(db, names, workspace, target, now)
    return 1


def alert_key(workspace: str, target: str, event_id: int) -> str:
    """Return the key by which an event is alerted once in a channel."""
    return f"alert:{workspace}:{target}:{event_id}"


def _roll_up(db: Database, names: Names, workspace: str, target: str, now: datetime) -> None:
    """Tell in one message, when the hour has passed, of the alerts that a channel had no room for.

    A roll-up that waits is written anew, and given up when nothing is left in it.
    """
    waiting = held.waiting_rollup(db, workspace, target)
    since = waiting.created_at if waiting and waiting.created_at else now
    kept = events.several(db, held.events_since(db, workspace, target, since))
    if not kept:
        if waiting is not None:
            outbox.resolve(db, waiting.id, state="dropped", now=now)
        return
    until = waiting.not_before if waiting and waiting.not_before else now + HOUR
    model = RollupModel("capped", tuple(kept[:20]), since, until, "Asia/Seoul", more=max(0, len(kept) - 20))
    payload = alerts.rollup_message(model, names)
    if waiting is not None:
        outbox.put_edit(db, waiting, payload, revision=0, now=now, not_before=None)
        return
    outbox.put(
        db,
        workspace=workspace,
        dedup_key=f"rollup:{workspace}:{target}:{now:%Y%m%dT%H%M%S}",
        kind="rollup",
        channel=target,
        payload=payload,
        now=now,
        not_before=until,
    )


def _refresh(db: Database, names: Names, root: Message, applied: Applied, now: datetime) -> int:
    """Edit an alert that was told, and reply in its thread where the change is material."""
    assert applied.before is not None  # noqa: S101 - the caller asked
    if not alert.telling_changes(applied.changes):
        return 0
    event = applied.event
    asked = subscriptions.get(db, root.workspace, root.subscription_id) if root.subscription_id else None
    model = tell.alert_model(db, event, names, (asked.query,) if asked else (), workspace=root.workspace)
    outbox.put_edit(
        db,
        root,
        alerts.alert_message(model, names),
        revision=event.revision,
        now=now,
        not_before=alert.edit_at(root.sent_at, outbox.last_edit_at(db, root.id), now),
    )
    kind = alert.material(applied.before, event, applied.relation)
    if kind is None or event.dismissed_at is not None or root.attempts == 0:
        return 1
    sentence = alert.say_change(
        kind, applied.before, event, name=names.type_name(event), report=applied.report
    )
    thread = ThreadModel(event, kind, sentence, applied.changes, applied.report)
    outbox.put(
        db,
        workspace=root.workspace,
        dedup_key=f"thread:{root.id}:{event.revision}",
        kind="thread",
        channel=root.channel,
        payload=alerts.thread_message(thread, names),
        now=now,
        event_id=event.id,
        root_id=root.id,
        revision=event.revision,
    )
    return 2


def _muted(db: Database, event: Event, now: datetime) -> set[str]:
    """Return the channels that heard of what an event reacts to a short while ago, and were graver then."""
    found: set[str] = set()
    for kind, other_id in links.of_event(db, event.id):
        cause = events.get(db, other_id) if kind == "reacts_to" else None
        if cause is not None and cause.severity > event.severity and now - cause.created_at < alert.ECHO:
            found |= {root.channel for root in outbox.roots_of(db, cause.id)}
    return found
