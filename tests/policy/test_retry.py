"""What becomes of a message after an attempt, as pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model.errors import DeliveryError
from bot.model.message import Message
from bot.policy.retry import LOOK_AGAIN, after_failure, after_look

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def message(**fields: object) -> Message:
    """A message that was tried once."""
    defaults = {"id": 1, "workspace": "T1", "dedup_key": "k", "kind": "alert", "channel": "C1", "attempts": 1}
    return Message(**(defaults | fields))  # type: ignore[arg-type]


def failure(outcome: str, retry_after: float | None = None) -> DeliveryError:
    """A failed attempt of one kind."""
    return DeliveryError("no", code="x", outcome=outcome, retry_after=retry_after)


def test_a_refused_message_is_blocked_and_never_looped() -> None:
    """Slack said no: a person has to mend the cause."""
    assert after_failure(message(), failure("refused"), NOW).state == "blocked"


def test_a_rate_limit_rests_the_whole_channel_for_as_long_as_slack_says() -> None:
    """Retry-After counts for the channel, not just for the message."""
    settled = after_failure(message(), failure("later", 30), NOW)
    assert settled.state == "pending"
    assert settled.not_before == settled.channel_rests_until == NOW + timedelta(seconds=30)


def test_an_unknown_outcome_is_looked_for_and_not_repeated() -> None:
    """A time-out may have posted."""
    assert after_failure(message(), failure("unknown"), NOW).state == "unknown"


def test_an_edit_with_an_unknown_outcome_is_simply_repeated() -> None:
    """The second edit is the same as the first."""
    settled = after_failure(message(kind="edit"), failure("unknown"), NOW)
    assert settled.state == "pending"
    assert settled.not_before is not None
    assert settled.not_before > NOW


@pytest.mark.parametrize("attempts", [1, 5, 11, 60])
def test_waiting_grows_and_never_passes_half_an_hour(attempts: int) -> None:
    """A long outage does not stop the trying."""
    settled = after_failure(message(attempts=attempts), failure("later"), NOW)
    assert settled.not_before is not None
    assert timedelta(0) < settled.not_before - NOW <= timedelta(minutes=30)


def test_an_unknown_message_is_repeated_only_after_two_looks() -> None:
    """A late commit could still appear after the first look."""
    first = after_look(message(state="unknown", looks=0), NOW)
    assert (first.state, first.not_before) == ("unknown", NOW + LOOK_AGAIN)
    assert after_look(message(state="unknown", looks=1), NOW).state == "pending"
