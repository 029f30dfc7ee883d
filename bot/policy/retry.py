"""When a message is sent, looked for and sent again: the protocol against doubles and losses.

Slack has no idempotency key. So a message is marked before it is sent; when the outcome is not
known it is looked for, not repeated; and it is repeated only after it was looked for twice, later
than any late commit could come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model.errors import DeliveryError
from bot.model.feed import Entry
from bot.model.message import Message

PACE = timedelta(seconds=1.05)  # Slack: about one message a second in a channel
LOOK_AFTER = timedelta(seconds=60)  # a post may appear this much later than its failed answer
LOOK_AGAIN = timedelta(seconds=30)
LOOKS = 2
MAX_WAIT = timedelta(minutes=30)
PROBE_EVERY = timedelta(days=1)  # a closed channel is tried with one message so often
AWAY_AFTER = 3  # failures in a row that mean Slack itself is away
AWAY_AT_MOST = timedelta(minutes=1)  # between two tries while it is
LATE = timedelta(hours=1)  # a message that comes later than this says so
FLOOD = 10  # late alerts of one channel that are rolled into one message

CHANNEL_CLOSED = {
    "is_archived": "the channel is archived",
    "channel_not_found": "the channel does not exist, or the bot may not see it",
    "not_in_channel": "the bot was removed from the channel",
    "user_disabled": "the person's account is deactivated",
    "user_not_found": "there is no such person",
    "users_not_found": "there is no such person",
    "cannot_dm_bot": "a bot cannot be written to",
    "messages_tab_disabled": "messages from the app are switched off",
    "restricted_action": "the workspace does not let the bot post there",
    "restricted_action_read_only_channel": "only some people may post in the channel",
}
"""Slack's codes after which no message to that channel or person can succeed, and what they mean.

Source: Slack's documentation of chat.postMessage and conversations.open.
"""
ACCOUNT_CLOSED = {
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the app's token was revoked",
    "token_expired": "the app's token has expired",
    "invalid_auth": "Slack does not know the app's token",
    "not_authed": "Slack was given no token",
    "not_installed": "the app is not installed in the workspace",
    "team_access_not_granted": "the app may not act in the workspace",
}
"""Codes after which nothing at all can be sent to a workspace until a person has mended that."""
_OUTAGES = frozenset(
    {"unreachable", "reset", "timeout", "service_unavailable", "fatal_error", "internal_error"}
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a message after an attempt."""

    state: Literal["pending", "unknown", "blocked"]
    not_before: datetime | None = None
    channel_rests_until: datetime | None = None
    workspace_rests_until: datetime | None = None


def after_failure(message: Message, error: DeliveryError, now: datetime) -> Settlement:
    """Return what becomes of a message that was not confirmed.

    An edit may be repeated whatever happened: the second is the same as the first.
    """
    if error.code in ACCOUNT_CLOSED:
        until = now + MAX_WAIT
        return Settlement("pending", until, workspace_rests_until=until)
    if error.outcome == "refused":
        return Settlement("blocked")
    if error.outcome == "later":
        until = (
            now + timedelta(seconds=error.retry_after or 0)
            if error.retry_after
            else now + _backoff(message.attempts)
        )
        return Settlement("pending", until, until)
    if message.kind == "edit":
        return Settlement("pending", now + _backoff(message.attempts))
    return Settlement("unknown")


def after_look(message: Message, now: datetime) -> Settlement:
    """Return what becomes of an unknown message that was looked for and not found."""
    if message.looks + 1 >= LOOKS:
        return Settlement("pending", now)
    return Settlement("unknown", now + LOOK_AGAIN)


def is_outage(error: DeliveryError) -> bool:
    """Tell whether a failure says something of Slack, or of the way to it, and nothing of the message."""
    return error.outcome != "refused" and (error.code in _OUTAGES or error.code.startswith("http_5"))


def away_for(failures: int) -> timedelta:
    """Return how long nothing is sent after so many failures in a row, each of them Slack's own."""
    if failures < AWAY_AFTER:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - AWAY_AFTER, 10)), AWAY_AT_MOST)


def meant_at(entry: Entry, now: datetime) -> datetime | None:
    """Return when an item's news could have been told, None where it is told of in time.

    It counts from when its feed would have been read, or from when it was, where only then it waited:
    the bot was not running, had no network, could not write. An outlet's edit is news of now.
    """
    meant = entry.expected_at or entry.first_seen
    return None if entry.edits or entry.sample or now - meant < LATE else meant


def late_by(message: Message, now: datetime) -> timedelta | None:
    """Return how much later than meant a message is sent, None where that is no matter.

    A first try is measured from when it was allowed; after failures that time is the next try's, so the
    decision's own counts. News that was read late is late from when it could have been told.
    """
    meant = message.meant_at or _decided(message)
    if meant is None or message.kind in {"edit", "digest", "hourly"} or now - meant < LATE:
        return None
    return now - meant


def _decided(message: Message) -> datetime | None:
    return message.created_at if message.error else message.not_before or message.created_at


def _backoff(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts, 11)), MAX_WAIT)
