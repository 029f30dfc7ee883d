"""A server on loopback that answers as each way of misbehaving wants, and a small internet in front of it.

Names that end in `.example` have public addresses here, and connections to those lead to this server. So the real
guard sees what it would see outside: names, addresses, ports, redirects. Whoever connects elsewhere is noted.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch

import httpcore2

from bot.adapters.fetching import transport
from tests.torture.tls import trust

PUBLIC = "93.184.216.34"
REFUSED = "93.184.216.99"
Responder = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Answer:
    """A plain answer; header names with _ for -."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # what Content-Length says, where it lies

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(self.status)  # no Date of its own
        for name, value in self.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if self.status not in {204, 304} and "Transfer_Encoding" not in self.headers:
            handler.send_header("Content-Length", str(len(self.body) if self.length is None else self.length))
        if self.length is not None:
            handler.close_connection = True
        handler.end_headers()
        if self.status not in {204, 304}:
            handler.wfile.write(self.body)


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Answer:
    """An answer with headers as keywords."""
    return Answer(body, status, headers)


@dataclass(frozen=True)
class Asked:
    """One question that reached the server."""

    url: str
    headers: dict[str, str]


class TortureServer:
    """Answers by host and path; several answers are given in turn, the last again and again."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Responder]] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.over = threading.Event()
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.serve(self)

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.handler = Handler
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # broken on purpose
        self.port = self._http.server_port
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one question."""
        where = f"{handler.headers['Host'].partition(':')[0]}{handler.path}"
        with self._lock:
            self.asked.append(Asked(where, {name.lower(): value for name, value in handler.headers.items()}))
            given = self.answers.get(where) or [answer(status=404)]
            respond = given.pop(0) if len(given) > 1 else given[0]
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            respond(handler)
        finally:
            with self._lock:
                self.at_once -= 1

    def forget(self) -> None:
        """Be as new for the next way."""
        self.over.set()
        self.over = threading.Event()
        with self._lock:
            self.answers, self.asked, self.most_at_once = {}, [], 0

    def close(self) -> None:
        """End it."""
        self.over.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    # ways to answer badly

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        """Say nothing at all."""
        handler.close_connection = True
        self.over.wait(20)

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a byte now and then, for ever."""
        handler.close_connection = True
        handler.send_response(200)
        handler.end_headers()
        self._drip(handler, b"x")

    def drip_headers(self, handler: BaseHTTPRequestHandler) -> None:
        """Send headers now and then, for ever."""
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self._drip(handler, b"X-More: x\r\n")

    def endless(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a document without end, as fast as it is taken."""
        handler.close_connection = True
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"<item>" * 20_000)
        except OSError:
            return

    def _drip(self, handler: BaseHTTPRequestHandler, part: bytes) -> None:
        while not self.over.wait(0.05):
            try:
                handler.wfile.write(part)
            except OSError:
                return


def drop(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def raw(data: bytes) -> Responder:
    """Send these bytes and close."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(data)

    return respond


def slow(inner: Responder, seconds: float) -> Responder:
    """Answer after a while."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        inner(handler)

    return respond


@cache
def _trusted(**_: Any) -> ssl.SSLContext:
    """Return one context for all ways: reading the authorities takes longer than most of them."""
    return trust(ssl.create_default_context())


@dataclass
class Internet:
    """What was connected to beside the server, and what names resolve to."""

    leaked: list[str] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)  # several addresses are given in turn
    doors: dict[str, int] = field(default_factory=dict)  # addresses of others, and their ports here

    def address(self, name: str) -> str | None:
        """Return where a name leads; None for what this internet leaves to the machine's own."""
        if name in self.names:
            addresses = self.names[name]
            return addresses.pop(0) if len(addresses) > 1 else addresses[0]
        if name == "nowhere.example":
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        if name == "refused.example":
            return REFUSED
        return PUBLIC if name.endswith(".example") else None


@contextmanager
def small_internet(server: TortureServer) -> Iterator[Internet]:
    """Give names to the server for a while."""
    net = Internet()
    real_lookup, real_connect = socket.getaddrinfo, httpcore2.SyncBackend.connect_tcp
    real_tls = transport._TimedStream.start_tls

    def lookup(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        address = net.address(host.decode() if isinstance(host, bytes) else host)
        if address is None:
            return real_lookup(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(self: Any, host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host == REFUSED:
            return real_connect(self, "127.0.0.1", 1, *args, **kwargs)
        if host in net.doors:
            return real_connect(self, "127.0.0.1", net.doors[host], *args, **kwargs)
        if host != PUBLIC:
            net.leaked.append(f"{host}:{port}")
            raise httpcore2.ConnectError("nothing outside may be asked")
        return real_connect(self, "127.0.0.1", server.port, *args, **kwargs)

    def start_tls(
        self: Any, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        if net.address(server_hostname or "") in net.doors:
            return real_tls(self, ssl_context, server_hostname, timeout)
        return self  # encryption is not what is tested here

    with ExitStack() as stack:
        stack.enter_context(patch("socket.getaddrinfo", lookup))
        stack.enter_context(patch("httpx2.create_ssl_context", _trusted))
        stack.enter_context(patch.object(httpcore2.SyncBackend, "connect_tcp", connect))
        stack.enter_context(patch.object(transport._TimedStream, "start_tls", start_tls))
        yield net
