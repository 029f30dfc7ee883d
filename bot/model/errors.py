"""The errors of the project, each carrying the decision its handler needs.

KpError                      one clear sentence for a person
├── InputError               what a person typed cannot be read; says what would do
│   └── QueryError           a word of a query cannot be read
├── NotFoundError            nothing has that id
├── ConfigError              what the bot needs here is missing or wrong
│   └── SettingError         a setting is: starting again does not mend it
├── SeedError                a shipped or given data file cannot be read
├── PermissionDeniedError    this person may not change this
├── BusyError                another process holds the database
├── StoreError               the database cannot be read or written
├── ClassifierError          the classifier reads nothing at all
├── FetchError               a feed did not answer as it should
│   └── ParseError           it answered, and it is no feed
└── DeliveryError            Slack did not take a message
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class KpError(Exception):
    """Root of all expected failures: `str(error)` is one sentence a person can act on.

    Args:
        message: what was wrong, and where.
        hint: what would do instead; shown after the message.
        offers: commands of `/kp-events` that would do and are this person's, not mere examples; where
            there are buttons, each is one.
    """

    def __init__(self, message: str, *, hint: str | None = None, offers: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.offers = tuple(offers)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class InputError(KpError):
    """What a person typed or piped in cannot be read."""


class QueryError(InputError):
    """A word of a query cannot be read; `word` is that word, `instead` what would do in its place."""

    def __init__(
        self,
        message: str,
        *,
        word: str | None = None,
        hint: str | None = None,
        instead: Sequence[str] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.word = word
        self.instead = tuple(instead)


class NotFoundError(KpError):
    """Nothing has the id that was asked for."""


class ConfigError(KpError):
    """What the bot needs here is missing or wrong."""


class SettingError(ConfigError):
    """A setting cannot be used, and starting again does not mend it."""


class SeedError(KpError):
    """A data file (shipped or given) cannot be read."""


class PermissionDeniedError(KpError):
    """This person may not change this."""


class BusyError(KpError):
    """Another process holds the database; `pid` says which, where it is known."""

    def __init__(self, message: str, *, pid: int | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.pid = pid


class StoreError(KpError):
    """The database cannot be read or written.

    Args:
        reason: `full` (the disk), `locked` (another program), `damaged`, `disk` (it fails, or may not
            be written), or `other`.
    """

    def __init__(self, message: str, *, reason: str = "other", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class ClassifierError(KpError):
    """The classifier reads nothing at all, whatever the item: no item's fault."""


class FetchError(KpError):
    """A feed did not answer as it should.

    Args:
        reason: a short stable word for health pages and metrics: `timeout`, `dns`, `refused`,
            `tls_expired`, `http_404`, `too_large`, `blocked_address`, `challenge`, `not_a_feed`, `empty`, …
        retry_at: not before this time (the server asked), or None.
        gone: the server says the feed is gone for good (410).
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        retry_at: datetime | None = None,
        gone: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.retry_at = retry_at
        self.gone = gone


class ParseError(FetchError):
    """The bytes that came are no feed."""


class DeliveryError(KpError):
    """Slack did not take a message.

    Args:
        code: Slack's error code, or `timeout`, `reset`, `http_500`, …
        outcome: `refused` (certainly not posted), `later` (not posted, try at `retry_after`
            seconds) or `unknown` (it may have been posted: look before repeating).
        retry_after: seconds to wait, where Slack said so.
    """

    def __init__(self, message: str, *, code: str, outcome: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.outcome = outcome
        self.retry_after = retry_after
