"""One exchange with a server: redirects followed by hand, the body capped, failures named.

Loaded when something is first fetched: the HTTP client takes a third of a second to import, and most
commands never fetch.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Mapping
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import monotonic
from urllib.parse import urljoin

import httpx2

from bot.adapters.fetching.guard import check_url
from bot.adapters.fetching.tlsfaults import tls_failure
from bot.adapters.fetching.transport import Deadline, GuardedBackend, Transport
from bot.model.errors import FetchError
from bot.model.feed import FetchRequest, FetchResult
from bot.policy.schedule import retry_after
from bot.ports import Clock

CONNECT_SECONDS = 10.0
MAX_REDIRECTS = 5
PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})  # can be opened bounded in size
ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


class Exchange:
    """Asks and follows, on one client for all threads; see `bot.adapters.fetching.http.HttpFetcher` for its settings."""

    def __init__(
        self, *, agent: str, allow_private: bool, clock: Clock, total_seconds: float, max_bytes: int
    ) -> None:
        self._allow_private = allow_private
        self._clock = clock
        self._total = total_seconds
        self._max_bytes = max_bytes
        self._deadline = Deadline()
        self._client = httpx2.Client(
            transport=Transport(GuardedBackend(self._deadline, allow_private=allow_private)),
            headers={"User-Agent": agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
            timeout=httpx2.Timeout(total_seconds, connect=min(CONNECT_SECONDS, total_seconds)),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),  # nobody is followed by one
            follow_redirects=False,
            trust_env=False,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def fetch(self, request: FetchRequest) -> FetchResult:
        """Return what the server answered; a connection dropped before an answer is tried once more.

        Raises:
            FetchError: no usable answer; its `reason` says why.
        """
        began = monotonic()
        self._deadline.set(began + self._total)
        try:
            return self._follow(request, began)
        except FetchError as error:
            if error.reason != "reset" or monotonic() - began > self._total / 2:
                raise
        return self._follow(request, began)

    def _follow(self, request: FetchRequest, began: float) -> FetchResult:
        url, permanent, chain = request.url, None, True
        for _ in range(MAX_REDIRECTS + 1):
            check_url(url, allow_private=self._allow_private)
            answer = self._once(url, request)
            if not isinstance(answer, _Redirect):
                return FetchResult(
                    status=answer.status,
                    url=url,
                    body=answer.body,
                    headers=answer.headers,
                    permanent_url=permanent,
                    seconds=monotonic() - began,
                )
            target = _target(url, answer.location)
            chain = chain and answer.permanent
            if chain:
                permanent = target
            url = target
        raise FetchError(
            f"{request.url} redirects more than {MAX_REDIRECTS} times.", reason="too_many_redirects"
        )

    def _once(self, url: str, request: FetchRequest) -> _Answer | _Redirect:
        headers = {}
        if request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        try:
            with self._client.stream("GET", url, headers=headers) as response:
                got = {name.lower(): value for name, value in response.headers.items()}
                if response.status_code in REDIRECTS:
                    return _redirect(url, response.status_code, got)
                if response.status_code == 304:
                    return _Answer(304, got, None)
                check_status(url, response.status_code, got, self._clock.now())
                return _Answer(response.status_code, got, self._body(url, response))
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise self._named(url, error) from error
        except (UnicodeError, ValueError) as error:
            raise FetchError(f"{url[:200]!r} is no web address.", reason="bad_url") from error

    def _body(self, url: str, response: httpx2.Response) -> bytes:
        packed = {part.strip() for part in response.headers.get("content-encoding", "").lower().split(",")}
        if packed - ENCODINGS:
            raise FetchError(
                f"{url} is compressed in a way that was not asked for ({min(packed - ENCODINGS)[:20]}).",
                reason="bad_encoding",
            )
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes(65536):
            size += len(part)
            if size > self._max_bytes:
                raise _too_large(url, self._max_bytes)
            parts.append(part)
        body = b"".join(parts)
        return _gunzip(url, body, self._max_bytes) if body.startswith(b"\x1f\x8b") else body

    def _named(self, url: str, error: Exception) -> FetchError:
        """Return a failure of the client with its stable reason."""
        cause = _innermost(error)
        if isinstance(cause, FetchError):
            return cause
        if isinstance(error, httpx2.TimeoutException) or self._deadline.passed():
            return FetchError(f"{url} did not answer within {self._total:g} s.", reason="timeout")
        if isinstance(cause, ssl.SSLError):
            return tls_failure(url, cause)
        if isinstance(error, httpx2.DecodingError):
            return FetchError(f"{url} sent data that cannot be decompressed.", reason="bad_encoding")
        if isinstance(error, httpx2.ConnectError):
            refused = isinstance(cause, ConnectionRefusedError)
            return FetchError(
                f"{url} {'refuses connections' if refused else 'cannot be reached'}.",
                reason="refused" if refused else "unreachable",
            )
        if isinstance(error, (httpx2.NetworkError, httpx2.RemoteProtocolError)):
            return _broken(url, error)
        if isinstance(error, (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError, httpx2.InvalidURL)):
            return FetchError(f"{url[:200]!r} is no web address.", reason="bad_url")
        return FetchError(f"{url} could not be asked: {error}.", reason="network")


def check_status(url: str, status: int, headers: Mapping[str, str], now: datetime) -> None:
    """Pass over a good answer and name a bad one.

    Raises:
        FetchError: `challenge` (Cloudflare wants a browser) or `http_<status>`.
    """
    if "challenge" in headers.get("cf-mitigated", "").lower():
        raise FetchError(f"{url} asks for a browser (Cloudflare challenge).", reason="challenge")
    if status == 200:
        return
    wait = retry_after(headers.get("retry-after"), now) if status in {403, 429, 500, 502, 503, 504} else None
    said = {
        401: "wants a password",
        403: "refuses us",
        404: "does not exist",
        410: "is gone for good",
        429: "asks us to wait",
    }.get(status, "failed on its side" if status >= 500 else "gave no feed")
    raise FetchError(f"{url} {said} ({status}).", reason=f"http_{status}", retry_at=wait, gone=status == 410)


def _broken(url: str, error: Exception) -> FetchError:
    """Return what is wrong with a connection that ended early, or with what came over it."""
    text = str(error).lower()
    if "without sending complete message body" in text or "incomplete chunked" in text:
        return FetchError(f"{url} broke off in the middle of its answer.", reason="cut_short")
    if isinstance(error, httpx2.NetworkError) or "disconnect" in text:
        return FetchError(f"{url} dropped the connection.", reason="reset")
    return FetchError(f"{url} does not speak HTTP.", reason="protocol")


class _Answer:
    """A final answer."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes | None) -> None:
        self.status, self.headers, self.body = status, headers, body


class _Redirect:
    """An answer that names another address."""

    __slots__ = ("location", "permanent")

    def __init__(self, location: str, *, permanent: bool) -> None:
        self.location, self.permanent = location, permanent


def _redirect(url: str, status: int, headers: Mapping[str, str]) -> _Redirect:
    location = headers.get("location", "").strip()
    if not location:
        raise FetchError(f"{url} redirects without saying where ({status}).", reason="bad_redirect")
    return _Redirect(location, permanent=status in PERMANENT)


def _target(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError(
            f"{url} redirects to {location[:100]!r}, no web address.", reason="bad_redirect"
        ) from error


def _innermost(error: BaseException) -> BaseException:
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error


def _too_large(url: str, limit: int) -> FetchError:
    return FetchError(f"{url} is larger than {limit // 2**20} MB.", reason="too_large")


def _gunzip(url: str, body: bytes, limit: int) -> bytes:
    """Unpack a document that is itself a gzip file."""
    try:
        unpacker = zlib.decompressobj(wbits=31)
        out = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise FetchError(f"{url} sent data that cannot be decompressed.", reason="bad_encoding") from error
    if len(out) > limit:
        raise _too_large(url, limit)
    return out
