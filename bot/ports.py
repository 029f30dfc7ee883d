"""What the flow needs from the world, as protocols; `bot.adapters` and `bot.nlp` fill them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedFeed
from bot.model.verdict import Item, Verdict


class Clock(Protocol):
    """The only source of the time."""

    def now(self) -> datetime:
        """Return the present as an aware UTC datetime."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Fetcher(Protocol):
    """Asks servers for feeds; safe to call from several threads."""

    def fetch(self, request: FetchRequest) -> FetchResult:
        """Return what the server answered.

        Raises:
            FetchError: no usable answer; its `reason` says why.
        """
        ...


class Pulse(Protocol):
    """Tells a watcher outside that the bot is alive."""

    def beat(self) -> None:
        """Say so; returns at once and never fails."""
        ...


class FeedReader(Protocol):
    """Reads feed documents."""

    def parse(self, result: FetchResult, feed: Feed) -> ParsedFeed:
        """Return the items of a fetched document (its body is not None).

        Raises:
            ParseError: the bytes are no feed.
        """
        ...


class Classifier(Protocol):
    """Says what items report."""

    @property
    def version(self) -> str:
        """The signature of its verdicts."""
        ...

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Posted:
    """Where Slack put a message."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says of a user.

    `zone` is an IANA zone; a `guest` is invited to some channels only, or belongs to another workspace.
    """

    id: str
    name: str
    zone: str | None
    admin: bool
    guest: bool = False


class Messenger(Protocol):
    """Posts to Slack; never repeats on its own. All methods raise DeliveryError."""

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        """Post once. `tag` is an opaque mark by which the message can be found again."""
        ...

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        """Replace a message's contents."""
        ...

    def find(self, channel: str, tag: str, *, since: datetime, thread_ts: str | None = None) -> Posted | None:
        """Return the message that carries `tag`, or None when it is not there.

        Raises:
            DeliveryError: with code `missing_scope` where the history may not be read.
        """
        ...

    def person(self, user: str) -> Person:
        """Return what Slack knows of a user."""
        ...


@runtime_checkable
class Switchboard(Protocol):
    """Posts to several workspaces, each with its own token."""

    def of(self, workspace: str) -> Messenger:
        """Return what posts to a workspace.

        Raises:
            DeliveryError: with code `not_installed` where the app is not installed, or not any more.
        """
        ...
