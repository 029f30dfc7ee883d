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
from bot.model.message import Message

PACE = timedelta(seconds=1.05)  # Slack: about one message a second in a channel
LOOK_AFTER = timedelta(seconds=60)  # a post may appear this much later than its failed answer
LOOK_AGAIN = timedelta(seconds=30)
LOOKS = 2
MAX_WAIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of a message after an attempt."""

    state: Literal["pending", "unknown", "blocked"]
    not_before: datetime | None = None
    channel_rests_until: datetime | None = None


def after_failure(message: Message, error: DeliveryError, now: datetime) -> Settlement:
    """Return what becomes of a message that was not confirmed.

    An edit may be repeated whatever happened: the second is the same as the first.
    """
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


def _backoff(attempts: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(attempts, 11)), MAX_WAIT)
