"""Asks servers for feeds: conditional, bounded in time and size, never inside our own network."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bot import __version__
from bot.adapters.clock import SystemClock
from bot.config import Settings
from bot.model.feed import FetchRequest, FetchResult
from bot.ports import Clock

if TYPE_CHECKING:
    from bot.adapters.fetching.exchange import Exchange

TOTAL_SECONDS = 20.0
MAX_BYTES = 5 * 1024 * 1024


class HttpFetcher:
    """The `Fetcher` port over HTTP; safe to call from several threads.

    Args:
        contact: goes into the User-Agent, so that a site can reach the operator.
        allow_private: lets feeds be on this machine or its network, on any port.
        clock: reads `Retry-After` seconds against it.
        total_seconds: how long one exchange may take, redirects included.
        max_bytes: how large a document may be, decompressed.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        allow_private: bool = False,
        clock: Clock | None = None,
        total_seconds: float = TOTAL_SECONDS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._agent = f"kp-events/{__version__}" + (f" (+{contact})" if contact else "")
        self._allow_private = allow_private
        self._clock = clock or SystemClock()
        self._total = total_seconds
        self._max_bytes = max_bytes
        self._making = threading.Lock()
        self._exchange: Exchange | None = None

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock | None = None) -> HttpFetcher:
        """Return a fetcher as the settings want it."""
        return cls(contact=settings.contact, allow_private=settings.allow_private_feeds, clock=clock)

    def fetch(self, request: FetchRequest) -> FetchResult:
        """Return what the server answered; see `bot.ports.Fetcher`.

        Raises:
            FetchError: no usable answer; its `reason` says why.
        """
        return self._ready().fetch(request)

    def close(self) -> None:
        """Close the connections."""
        if self._exchange is not None:
            self._exchange.close()

    def _ready(self) -> Exchange:
        with self._making:
            if self._exchange is None:
                from bot.adapters.fetching.exchange import Exchange  # noqa: PLC0415 - see its docstring

                self._exchange = Exchange(
                    agent=self._agent,
                    allow_private=self._allow_private,
                    clock=self._clock,
                    total_seconds=self._total,
                    max_bytes=self._max_bytes,
                )
            return self._exchange
