"""News that says somebody's words and is no known event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """One item of news as it is shown: what it says, who says so, when it came out."""

    entry_id: int
    title: str
    summary: str
    source: str
    url: str | None
    published: datetime | None
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A telling that one channel or person asked for by its words.

    `story` is one number for all tellings of a story there. `message_id` is the message that tells of
    it; None where none does: `held` then says why (`snoozed`).
    """

    telling: Telling
    story: int
    subscription_id: int
    message_id: int | None
    held: str | None
    at: datetime
