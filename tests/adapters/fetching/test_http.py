"""Asking servers, on servers of our own that misbehave."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.adapters.fetching.http import HttpFetcher
from bot.model.errors import FetchError
from bot.model.feed import FetchRequest
from tests.fakes import FakeClock

pytestmark = pytest.mark.loopback


class Site:
    """A server whose paths answer as a test says; it keeps the headers it was sent."""

    def __init__(self) -> None:
        self.paths: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                site.paths[self.path](self)

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken on purpose
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def on(self, path: str, status: int = 200, body: bytes = b"<rss/>", **headers: str) -> None:
        """Answer a path; header names with _ for -."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            if status != 304:
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if status != 304:
                handler.wfile.write(body)

        self.paths[path] = answer

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A server for one test."""
    server = Site()
    yield server
    server.close()


@pytest.fixture
def fetcher() -> Iterator[HttpFetcher]:
    """A fetcher that may ask this machine and is in a hurry."""
    made = HttpFetcher(
        allow_private=True,
        total_seconds=1.5,
        max_bytes=100_000,
        contact="ops@team.example",
        clock=FakeClock(),
    )
    yield made
    made.close()


def reason_of(fetcher: HttpFetcher, url: str) -> str:
    """Why an address gives nothing."""
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(FetchRequest(url))
    assert str(caught.value)
    return caught.value.reason


def test_validators_go_out_verbatim_and_a_304_has_no_body(site: Site, fetcher: HttpFetcher) -> None:
    """And the request says who asks and whom to write to."""
    site.on("/f", 304, ETag='W/"x y"')
    got = fetcher.fetch(
        FetchRequest(f"{site.url}/f", etag='W/"x y"', last_modified="Fri, 20 Nov 2026 09:00:00 GMT")
    )
    assert (got.status, got.body, got.headers["etag"]) == (304, None, 'W/"x y"')
    sent = site.seen[0][1]
    assert sent["if-none-match"] == 'W/"x y"'
    assert sent["if-modified-since"] == "Fri, 20 Nov 2026 09:00:00 GMT"
    assert sent["user-agent"].startswith("kp-events/")
    assert "ops@team.example" in sent["user-agent"]


def test_without_validators_none_are_sent(site: Site, fetcher: HttpFetcher) -> None:
    """A date is never invented."""
    site.on("/f")
    assert fetcher.fetch(FetchRequest(f"{site.url}/f")).body == b"<rss/>"
    assert not {"if-none-match", "if-modified-since"} & set(site.seen[0][1])


def test_compressed_bodies_are_opened(site: Site, fetcher: HttpFetcher) -> None:
    """As a transfer, and as a gzip file served as such."""
    packed = gzip.compress(b"<rss/>")
    site.on("/a", body=packed, Content_Encoding="gzip")
    site.on("/b.gz", body=packed)
    assert fetcher.fetch(FetchRequest(f"{site.url}/a")).body == b"<rss/>"
    assert fetcher.fetch(FetchRequest(f"{site.url}/b.gz")).body == b"<rss/>"


def test_the_size_counts_after_decompression(site: Site, fetcher: HttpFetcher) -> None:
    """A bomb of 20 MB in 20 kB is as large as it opens."""
    bomb = gzip.compress(b"\0" * 20_000_000)
    site.on("/a", body=bomb, Content_Encoding="gzip")
    site.on("/b.gz", body=bomb)
    site.on("/c", body=b"x" * 100_001)
    assert [reason_of(fetcher, f"{site.url}/{p}") for p in ("a", "b.gz", "c")] == ["too_large"] * 3


def test_permanent_redirects_are_told_apart(site: Site, fetcher: HttpFetcher) -> None:
    """The permanent address is where the chain led before its first temporary step."""
    site.on("/a", 301, Location="/b")
    site.on("/b", 308, Location="c")
    site.on("/c", 302, Location=f"{site.url}/d")
    site.on("/d")
    got = fetcher.fetch(FetchRequest(f"{site.url}/a"))
    assert (got.url, got.permanent_url) == (f"{site.url}/d", f"{site.url}/c")
    temporary = fetcher.fetch(FetchRequest(f"{site.url}/c"))
    assert temporary.permanent_url is None


def test_redirects_end(site: Site, fetcher: HttpFetcher) -> None:
    """In a circle, without an address, or to what is no web address."""
    site.on("/round", 301, Location="/round")
    site.on("/nowhere", 302)
    site.on("/broken", 302, Location="http://[::1")
    site.on("/file", 302, Location="file:///etc/passwd")
    site.on("/port", 302, Location="http://127.0.0.1:1/")
    assert reason_of(fetcher, f"{site.url}/round") == "too_many_redirects"
    assert reason_of(fetcher, f"{site.url}/nowhere") == "bad_redirect"
    assert reason_of(fetcher, f"{site.url}/broken") == "bad_redirect"
    assert reason_of(fetcher, f"{site.url}/file") == "bad_url"
    assert reason_of(fetcher, f"{site.url}/port") == "refused"


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_bad_answer_is_named_by_its_status(site: Site, fetcher: HttpFetcher, status: int) -> None:
    """The reasons are stable words for health pages."""
    site.on("/f", status)
    assert reason_of(fetcher, f"{site.url}/f") == f"http_{status}"


def test_gone_patience_and_challenges_are_understood(site: Site, fetcher: HttpFetcher) -> None:
    """410, Retry-After in seconds and as a date, and Cloudflare's question for a browser."""
    site.on("/gone", 410)
    site.on("/wait", 429, Retry_After="90")
    site.on("/date", 503, Retry_After="Sat, 21 Nov 2026 05:00:00 GMT")
    site.on("/cf", 403, cf_mitigated="challenge")
    errors = {}
    for path in ("gone", "wait", "date", "cf"):
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(FetchRequest(f"{site.url}/{path}"))
        errors[path] = caught.value
    assert errors["gone"].gone
    assert errors["wait"].retry_at == FakeClock().now() + timedelta(seconds=90)
    assert errors["date"].retry_at == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert errors["cf"].reason == "challenge"


def test_a_server_that_drips_bytes_gains_no_time(site: Site, fetcher: HttpFetcher) -> None:
    """The limit holds for the whole exchange, not for a single read."""
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.wait(0.1):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    site.paths["/slow"] = drip
    assert reason_of(fetcher, f"{site.url}/slow") == "timeout"
    over.set()


def test_a_dropped_connection_is_tried_once_more(site: Site, fetcher: HttpFetcher) -> None:
    """Some servers reset now and then; twice is a failure."""
    drops = [True]

    def drop(handler: BaseHTTPRequestHandler) -> None:
        if drops:
            drops.pop()
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
        else:
            site_answer(handler)

    site.on("/ok")
    site_answer = site.paths["/ok"]
    site.paths["/f"] = drop
    assert fetcher.fetch(FetchRequest(f"{site.url}/f")).status == 200
    drops.extend([True, True])
    assert reason_of(fetcher, f"{site.url}/f") == "reset"


def test_broken_answers_are_failures_with_a_name(site: Site, fetcher: HttpFetcher) -> None:
    """Data that is not compressed as said, and what is no HTTP."""
    site.on("/z", body=b"not gzip at all", Content_Encoding="gzip")

    def garbage(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\x01garbage\r\n\r\n")
        handler.close_connection = True

    site.paths["/g"] = garbage
    assert reason_of(fetcher, f"{site.url}/z") == "bad_encoding"
    assert reason_of(fetcher, f"{site.url}/g") in {"protocol", "reset"}


def test_this_machine_is_not_asked_unless_that_is_meant(site: Site) -> None:
    """By number, by name, in any spelling, and at the end of a redirect."""
    site.on("/f")
    guarded = HttpFetcher(total_seconds=2)
    assert reason_of(guarded, f"{site.url}/f") == "blocked_port"
    hosts = ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:7f00:1]", "0")
    assert {host: reason_of(guarded, f"http://{host}/f") for host in hosts} == dict.fromkeys(
        hosts, "blocked_address"
    )
    assert site.seen == []
    guarded.close()
