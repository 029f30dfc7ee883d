"""Hostile addresses, redirects and names that change their mind lead nowhere inside."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote

import pytest

from bot.adapters.fetching import guard
from bot.adapters.fetching.http import HttpFetcher
from bot.model.errors import FetchError
from bot.model.feed import FetchRequest

pytestmark = pytest.mark.loopback

PUBLIC = "93.184.216.34"
NAMES = {
    "evil.example": [PUBLIC],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1"],
    "inside.evil.example": ["127.0.0.1"],
    "ten.evil.example": ["10.0.0.5"],
    "metadata.google.internal": ["169.254.169.254"],
    "mixed.evil.example": [PUBLIC, "192.168.1.1"],
    "six.evil.example": ["::1"],
    "mapped.evil.example": ["::ffff:127.0.0.1"],
    "nat64.evil.example": ["64:ff9b::7f00:1"],
    "zero.evil.example": ["0.0.0.0"],  # noqa: S104 - an answer of a hostile name server
    "router": ["192.168.0.1"],
}
REBINDING = {f"{way}.rebind.example": way for way in ("second", "third", "fourth", "everyother")}
DIRECT = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://0/ http://0.0.0.0/ http://2130706433/ http://0x7f000001/
http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/ http://127.0.0.1./ http://127.255.255.254/ http://[::1]/
http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[0:0:0:0:0:0:0:1]/ http://[64:ff9b::127.0.0.1]/
http://[2002:7f00:1::]/ http://[fe80::1]/ http://[fe80::1%25lo]/ http://[fd00:ec2::254]/ http://[::127.0.0.1]/
http://169.254.169.254/latest/meta-data/ http://0xa9fea9fe/ http://2852039166/ http://169.254.43518/
http://[::ffff:169.254.169.254]/ http://100.100.100.200/ http://168.63.129.16/ http://192.0.0.192/
http://10.0.0.1/ http://172.16.0.1/ http://192.168.0.1/ http://192.168.1/ http://100.64.0.1/ http://198.18.0.1/ http://224.0.0.1/
http://255.255.255.255/ http://localhost/ http://LOCALHOST/ http://localhost./ http://inside.evil.example/
http://ten.evil.example/ http://metadata.google.internal/computeMetadata/v1/ http://mixed.evil.example/
http://six.evil.example/ http://mapped.evil.example/ http://nat64.evil.example/ http://zero.evil.example/ http://router/
http://evil.example@127.0.0.1/ http://127.0.0.1@evil.example/ http://127.0.0.1:80#@evil.example/ http://evil.example:22/
http://127.0.0.1:8038/ http://[::1]:6379/ https://127.0.0.1/ https://localhost/ https://[::1]/
http://①②⑦.⓪.⓪.①/ http://127。0。0。1/ http://ⓛocalhost/ http://127.0.0.1%00.evil.example/ http://%31%32%37.0.0.1/
file:///etc/passwd file://127.0.0.1/etc/passwd ftp://127.0.0.1/ gopher://127.0.0.1:6379/_INFO dict://127.0.0.1:11211/
ldap://127.0.0.1/ jar:http://127.0.0.1!/ data:text/xml,<rss/> //127.0.0.1/ /etc/passwd http:///127.0.0.1/ http:127.0.0.1
unix:/var/run/docker.sock
""".split()
LED = [f"http://evil.example/to/{quote(url, safe='')}" for url in DIRECT]
HOSTILE = [*DIRECT, *LED, *(f"http://{name}/{n}" for name in REBINDING for n in range(3))]


class Evil:
    """A server that all public addresses lead to; it sends wherever its path says. And what was connected to."""

    def __init__(self) -> None:
        self.connected: list[str] = []
        self.asked: Counter[str] = Counter()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                target = unquote(self.path.removeprefix("/to/")) if self.path.startswith("/to/") else ""
                self.send_response(302 if target else 200)
                if target:
                    self.send_header("Location", target.encode("utf-8").decode("latin-1"))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def resolve(self, host: Any, port: Any, *_: Any, **__: Any) -> list[Any]:
        """Names of this test; the machine's own reading of what is a number in some spelling."""
        name = host.decode() if isinstance(host, bytes) else str(host)
        self.asked[name] += 1
        if name.lower() in REBINDING:
            turn = {"second": 2, "third": 3, "fourth": 4}.get(REBINDING[name.lower()], 0)
            inside = self.asked[name] >= turn if turn else self.asked[name] % 2 == 0
            found = ["127.0.0.1" if inside else PUBLIC]
        elif name.lower() in NAMES:
            found = NAMES[name.lower()]
        else:
            try:
                return self._real(name, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            except OSError:
                found = [socket.inet_ntoa(socket.inet_aton(name))]  # 2130706433, 0x7f.1, 127.1
        kind = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kind[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    _real = staticmethod(socket.getaddrinfo)
    _connect = staticmethod(socket.create_connection)

    def connect(self, address: tuple[str, int], *args: Any, **more: Any) -> socket.socket:
        """Note where it goes, and lead it here."""
        self.connected.append(address[0])
        return self._connect(("127.0.0.1", self.server.server_port), *args, **more)


@pytest.fixture
def evil(monkeypatch: pytest.MonkeyPatch) -> Iterator[Evil]:
    """The server, and the ways to it."""
    made = Evil()
    monkeypatch.setattr(socket, "getaddrinfo", made.resolve)
    monkeypatch.setattr(socket, "create_connection", made.connect)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_no_address_leads_inside(evil: Evil, count: Callable[[str, int, int], None]) -> None:
    """Direct, through a redirect, or through a name that is public when checked and private when connected to."""
    assert len(set(DIRECT)) >= 60
    fetcher = HttpFetcher(total_seconds=5.0)
    reasons: Counter[str] = Counter()
    for url in HOSTILE:
        try:
            fetcher.fetch(FetchRequest(url))
        except FetchError as error:
            reasons[error.reason] += 1
        else:
            reasons["answered"] += 1
    fetcher.close()
    inside = [address for address in evil.connected if guard.denied(address)]
    assert set(evil.connected) == {PUBLIC}, "the evil server itself was asked, and nothing else"
    assert reasons["blocked_address"] > 60
    count("hostile addresses", len(HOSTILE), len(inside))
