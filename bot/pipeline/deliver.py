"""The one sender: claim, post, settle. See `bot.policy.retry` for the protocol."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.log import get_logger
from bot.model.errors import DeliveryError
from bot.model.message import Message
from bot.pipeline.flood import roll_up
from bot.policy import retry
from bot.ports import Messenger, Posted, Switchboard
from bot.services import Services
from bot.store import meta, outbox, parked
from bot.views.late import marked_late

log = get_logger(__name__)


@dataclass
class Delivered:
    """What one round of delivery did."""

    sent: int = 0
    later: int = 0
    blocked: list[int] = field(default_factory=list)
    unknown: int = 0
    found: int = 0


class Sender:
    """Sends what the outbox holds, one message at a time, at each channel's pace.

    Only one may run on a database; `recover` is called once before its first round.
    """

    def __init__(self, services: Services, messenger: Messenger | Switchboard) -> None:
        self._services = services
        self._messenger = messenger
        self._rests: dict[str, datetime] = {}
        self._away: dict[str, datetime] = {}  # workspaces to which nothing is sent, and until when
        self._failures: Counter[str] = Counter()  # of Slack's own, in a row
        self._key = _key(services)

    def recover(self) -> int:
        """Settle what a killed process left behind as unknown; return how many."""
        with self._services.store.write() as db:
            return outbox.abandoned(db)

    def round(self, limit: int = 200) -> Delivered:
        """Look for unknown messages, then send what may go now."""
        done = Delivered()
        self._look_for_unknown(done)
        if not any(self._failures.values()):
            roll_up(self._services)
        for _ in range(limit):
            message = self._claim(done)
            if message is None:
                break
            if message.state == "sending":
                self._send(message, done)
        return done

    def _claim(self, done: Delivered) -> Message | None:
        """Return the next message, marked as being sent, or as parked where its channel is closed."""
        now = self._services.now()
        since = now - retry.PROBE_EVERY
        with self._services.store.write(durable=True) as db:
            message = outbox.claim(db, now, blocked=self._rests, away=self._resting(now))
            if message is None or message.kind == "edit":
                return message
            code = parked.why_closed(db, message.workspace, message.channel, retry.CHANNEL_CLOSED, since)
            if code is None:
                return message
            parked.park(db, message.id, code)
            done.blocked.append(message.id)
            return replace(message, state="blocked")

    def _resting(self, now: datetime) -> list[str]:
        return [workspace for workspace, until in self._away.items() if until > now]

    def _send(self, message: Message, done: Delivered) -> None:
        services = self._services
        try:
            posted = self._post(message)
        except DeliveryError as error:
            self._fail(message, error, done)
            return
        now = services.now()
        self._failures[message.workspace] = 0
        self._rests[message.channel] = now + retry.PACE
        with services.store.write() as db:
            outbox.settle_sent(db, message.id, ts=posted.ts, channel=posted.channel, now=now)
        done.sent += 1
        log.info("message_sent", message_id=message.id, kind=message.kind, event_id=message.event_id)

    def _post(self, message: Message) -> Posted:
        root = None
        payload = message.payload
        late = retry.late_by(message, self._services.now())
        if late is not None:
            payload = marked_late(payload, late)
        if message.root_id is not None:
            with self._services.store.read() as db:
                root = outbox.get(db, message.root_id)
        if message.kind == "edit":
            assert root is not None and root.ts is not None  # noqa: S101 - claim() sees to it
            channel = root.posted_channel or root.channel
            self._at(message).update(channel, root.ts, message.payload)
            return Posted(channel, root.ts)
        channel = root.posted_channel or root.channel if root else message.channel
        thread = root.ts if root else None
        return self._at(message).post(channel, payload, tag=self._tag(message), thread_ts=thread)

    def _fail(self, message: Message, error: DeliveryError, done: Delivered) -> None:
        services = self._services
        settlement = retry.after_failure(message, error, services.now())
        self._note_outage(message.workspace, error)
        with services.store.write() as db:
            if settlement.state == "blocked":
                outbox.settle_blocked(db, message.id, error=error.code)
                done.blocked.append(message.id)
                self._tell_operator(db, message, error)
            elif settlement.state == "unknown":
                outbox.settle_unknown(db, message.id, error=error.code)
                done.unknown += 1
            else:
                when = settlement.not_before or services.now()
                outbox.settle_later(db, message.id, not_before=when, error=error.code)
                done.later += 1
        if settlement.workspace_rests_until:
            self._away[message.workspace] = settlement.workspace_rests_until
        if settlement.channel_rests_until:
            self._rests[message.channel] = settlement.channel_rests_until
        log.warning("message_not_sent", message_id=message.id, code=error.code, state=settlement.state)

    def _note_outage(self, workspace: str, error: DeliveryError) -> None:
        """Rest for a moment, longer each time, while it is Slack that fails and not a message."""
        if not retry.is_outage(error):
            self._failures[workspace] = 0
            return
        self._failures[workspace] += 1
        wait = retry.away_for(self._failures[workspace])
        if wait:
            self._away[workspace] = self._services.now() + wait
            log.warning("slack_away", workspace=workspace, failures=self._failures[workspace])

    def _look_for_unknown(self, done: Delivered) -> None:
        services = self._services
        with services.store.read() as db:
            waiting = outbox.unknown(db, services.now(), wait=retry.LOOK_AFTER)
        for message in waiting:
            if message.workspace in self._resting(services.now()):
                continue
            posted, looked = self._find(message)
            now = services.now()
            with services.store.write() as db:
                if posted is not None:
                    outbox.settle_sent(db, message.id, ts=posted.ts, channel=posted.channel, now=now)
                    done.found += 1
                    continue
                if not looked:
                    outbox.look_later(db, message.id, not_before=now + retry.LOOK_AGAIN)
                    continue
                settlement = retry.after_look(message, now)
                if settlement.state == "unknown":
                    outbox.looked(db, message.id, not_before=settlement.not_before or now)
                else:
                    outbox.settle_later(
                        db, message.id, not_before=now, error="not found after an unknown outcome"
                    )

    def _find(self, message: Message) -> tuple[Posted | None, bool]:
        """Return where a message is, if it is there, and whether that is known.

        A channel that cannot be read now tells nothing; one that may not be read never will, and
        then a message may come twice rather than not at all.
        """
        root = None
        if message.root_id is not None:
            with self._services.store.read() as db:
                root = outbox.get(db, message.root_id)
        if message.kind == "edit":
            return None, True  # repeated without looking: the second is the same as the first
        channel = (root.posted_channel or root.channel) if root else message.channel
        since = (message.sending_at or self._services.now()) - timedelta(minutes=5)
        try:
            found = self._at(message).find(
                channel, self._tag(message), since=since, thread_ts=root.ts if root else None
            )
        except DeliveryError as error:
            log.warning("message_not_looked_for", message_id=message.id, code=error.code)
            self._note_outage(message.workspace, error)
            return None, error.outcome == "refused"
        self._failures[message.workspace] = 0
        return found, True

    def _at(self, message: Message) -> Messenger:
        """Return what posts to a message's workspace."""
        known = self._messenger
        return known.of(message.workspace) if isinstance(known, Switchboard) else known

    def _tag(self, message: Message) -> str:
        return hmac.new(self._key, message.dedup_key.encode(), hashlib.sha256).hexdigest()[:32]

    def _tell_operator(self, db: Database, message: Message, error: DeliveryError) -> None:
        """Say why messages are refused: of a closed channel once, of anything else once a day."""
        channel = self._services.settings.operator_channel
        now = self._services.now()
        if channel is None or message.kind == "operator":
            return
        closed = retry.CHANNEL_CLOSED.get(error.code)
        if closed:
            first = parked.first_refused(db, message.workspace, message.channel, error.code)
            key, said = f"{first}", f"Messages to {message.channel} are kept back: {closed}."
            todo = f"When that is mended: `kp outbox retry --channel {message.channel}`."
        else:
            key, said = f"{now:%Y-%m-%d}", f"A message to {message.channel} was refused: {error}."
            todo = "It is kept; see `kp outbox`."
        services = self._services
        outbox.put(
            db,
            workspace=services.workspace if services.many else message.workspace,
            dedup_key=f"operator:blocked:{message.channel}:{error.code}:{key}",
            kind="operator",
            channel=channel,
            now=now,
            payload={"text": f"{said} {todo}"},
        )


def _key(services: Services) -> bytes:
    """Return this database's secret for message tags, made on first use."""
    with services.store.write() as db:
        return bytes.fromhex(meta.secret(db, "message_tag_key", services.now()))
