"""Who wants to hear, and messages on their way to Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

DELIVERIES = ("now", "hourly", "digest")
ALERT_ON = ("new", "confirmed", "revised", "denied")
MESSAGE_STATES = ("pending", "sending", "sent", "unknown", "blocked", "dropped")
MESSAGE_KINDS = (
    "alert",
    "edit",
    "thread",
    "rollup",
    "digest",
    "hourly",
    "operator",
    "direct",
    "words",
    "words_rollup",
)


def is_channel(target: str) -> bool:
    """Tell whether what gets messages is a channel; else it is a person, or a direct message with one."""
    return target[:1] in ("C", "G")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a subscription asks for: a query, where to, and how. `target` is a channel id or a user id.

    `alert_on` says what is worth a message: without `new` an event is first told of when it becomes
    what was chosen (confirmed, revised, denied). An alert that stands is edited whatever was chosen.
    Between `quiet_from` and `quiet_to` (HH:MM in `zone`; both None: never) alerts are held for the
    digest; with `pass_critical` those of severity 4 and 5 come all the same. `broadcast`: a reply
    that tells of an escalation is shown in the channel too. `words`: the query is plain words, and
    news that says them is told of even where it is no known event.
    """

    query: str
    target: str
    delivery: str = "now"  # now | hourly | digest
    min_severity: int = 1
    words: bool = False
    alert_on: tuple[str, ...] = ALERT_ON
    quiet_from: str | None = None
    quiet_to: str | None = None
    zone: str | None = None
    pass_critical: bool = False
    broadcast: bool = False

    @property
    def quiet(self) -> tuple[str, str] | None:
        """From when to when nothing comes."""
        return (self.quiet_from, self.quiet_to) if self.quiet_from and self.quiet_to else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Choices):
    """One wish to hear that is kept: what was chosen, by whom, and whether it rests."""

    id: int
    workspace: str
    created_by: str
    created_at: datetime
    paused: bool = False


@dataclass(frozen=True, slots=True)
class DigestSetting:
    """When a channel or person gets the digest, in its own zone, and what is in it.

    `days` are ISO weekdays 1..7. `last_slot` is the local date of the last digest decided, its window
    ran from `last_sent_from` to `last_sent_until`. `query` "" is everything.
    """

    workspace: str
    target: str
    hour: str = "08:00"
    zone: str = "Asia/Seoul"
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    enabled: bool = True
    last_slot: str | None = None
    last_sent_until: datetime | None = None
    created_at: datetime | None = None
    min_severity: int = 1
    query: str = ""
    last_sent_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """A query that does not alert until `until`; recording goes on."""

    id: int
    workspace: str
    target: str
    query: str
    until: datetime
    created_by: str
    created_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person said of an event: right, wrong_type (with the right one), not_event."""

    id: int
    workspace: str
    event_id: int
    user: str
    kind: str
    value: str | None
    at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox: decided, and on its way. `payload` is `{"text", "blocks"?, …}`.

    `dedup_key` is unique for ever; `ts` is Slack's id once it is sent. An `edit` names in
    `root_id` the outbox row it edits, a `thread` the one it answers. `meant_at` is when its news
    could have been told, where it was read late; None: it was read in time.
    """

    id: int
    workspace: str
    dedup_key: str
    kind: str
    channel: str
    payload: dict[str, Any] = field(default_factory=dict)
    state: str = "pending"
    event_id: int | None = None
    root_id: int | None = None
    subscription_id: int | None = None
    not_before: datetime | None = None
    attempts: int = 0
    looks: int = 0
    sending_at: datetime | None = None
    sent_at: datetime | None = None
    ts: str | None = None
    posted_channel: str | None = None  # the channel Slack says it is in (a user id opens a DM)
    error: str | None = None
    revision: int = 0
    created_at: datetime | None = None
    meant_at: datetime | None = None
