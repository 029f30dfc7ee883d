"""Connections that lead to checked addresses only, and that end with their exchange."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterable
from time import monotonic
from typing import Any

import httpcore2
import httpx2

from bot.adapters.fetching.guard import resolve

NO_EXCHANGE_SECONDS = 20.0  # for a step outside any exchange: closing, mostly


class Deadline(threading.local):
    """When the exchange of this thread must be over."""

    at: float | None = None

    def set(self, at: float) -> None:
        """Start an exchange that ends at a monotonic time."""
        self.at = at

    def left(self, timeout: float | None) -> float:
        """Return the seconds a single step may take."""
        left = NO_EXCHANGE_SECONDS if self.at is None else self.at - monotonic()
        return max(0.001, min(left, timeout if timeout is not None else left))

    def passed(self) -> bool:
        """Say whether the time is over."""
        return self.at is not None and monotonic() >= self.at


class Transport(httpx2.HTTPTransport):
    """HTTPX's transport on connections of ours."""

    def __init__(self, backend: httpcore2.NetworkBackend) -> None:
        trusted = httpx2.create_ssl_context(trust_env=False)
        super().__init__(verify=trusted, trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted,
            max_connections=100,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=backend,
        )


class GuardedBackend(httpcore2.SyncBackend):
    """Connects to checked addresses only, within the time that is left."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check, and connect to the first checked address that answers."""
        left = self._deadline.left
        addresses = resolve(host, port, allow_private=self._allow_private, seconds=left(timeout))
        last: Exception | None = None
        for address in addresses[:4]:
            try:
                stream = super().connect_tcp(
                    address, port, left(timeout), local_address, socket_options or []
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
            else:
                return _TimedStream(stream, self._deadline)
        raise last or httpcore2.ConnectError(f"{host} has no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream each of whose steps ends with the exchange: a server that drips bytes gains no time."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        if self._deadline.passed():
            raise httpcore2.ReadTimeout
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """Go on encrypted; the certificate must name the host that was asked, not its address."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Return facts of the connection."""
        return self._inner.get_extra_info(info)
