"""What Slack hands out with an interaction: a trigger to open a view once, an address to answer at."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.local.errors import ApiError
from bot.ports import Clock

# Slack gives 3 s. A slow machine that is still loading its model should not lose a click.
TRIGGER_SECONDS = 30
ANSWERS = 5
ANSWER_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Trigger:
    """Lets one view open, on the page that was clicked. `view` is the modal that was clicked in."""

    page: str | None
    view: str | None
    until: datetime


@dataclass(slots=True)
class AnswerAddress:
    """Where `respond()` goes: the channel, the message that was clicked, and the command that was typed."""

    channel: str
    message_ts: str | None
    thread_ts: str | None
    command: str | None
    until: datetime
    left: int = ANSWERS


class Passes:
    """Triggers and answer addresses that are still good. They live in memory, as they last minutes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger | None] = {}
        self._addresses: dict[str, AnswerAddress] = {}

    def trigger(self, page: str | None, view: str | None = None) -> str:
        """Return a new trigger id."""
        until = self._clock.now() + timedelta(seconds=TRIGGER_SECONDS)
        with self._lock:
            self._forget()
            key = f"{len(self._triggers) + 1}.{secrets.token_hex(12)}"
            self._triggers[key] = Trigger(page, view, until)
        return key

    def use_trigger(self, key: str) -> Trigger:
        """Return what a trigger allows; it allows it once.

        Raises:
            ApiError: it was used, is too old, or was never given.
        """
        with self._lock:
            if key not in self._triggers:
                raise ApiError("invalid_trigger_id")
            found, self._triggers[key] = self._triggers[key], None
        if found is None:
            raise ApiError("exchanged_trigger_id")
        if found.until < self._clock.now():
            raise ApiError("expired_trigger_id")
        return found

    def address(
        self,
        channel: str,
        *,
        message_ts: str | None = None,
        thread_ts: str | None = None,
        command: str | None = None,
    ) -> str:
        """Return the key of a new answer address."""
        key = secrets.token_urlsafe(24)
        until = self._clock.now() + timedelta(minutes=ANSWER_MINUTES)
        with self._lock:
            self._forget()
            self._addresses[key] = AnswerAddress(channel, message_ts, thread_ts, command, until)
        return key

    def use_address(self, key: str) -> AnswerAddress:
        """Return an answer address and count the use.

        Raises:
            ApiError: it was used five times, is too old, or was never given.
        """
        with self._lock:
            found = self._addresses.get(key)
            if found is None or found.until < self._clock.now():
                raise ApiError("expired_url")
            if found.left == 0:
                raise ApiError("used_url")
            found.left -= 1
            return found

    def _forget(self) -> None:
        now = self._clock.now()
        self._addresses = {k: a for k, a in self._addresses.items() if a.until >= now}
        if len(self._triggers) > 1000:
            self._triggers = {k: t for k, t in self._triggers.items() if t is not None and t.until >= now}
