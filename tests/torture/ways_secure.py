"""Ways to fail before a word is said: certificates and handshakes."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from bot.policy.health import why
from tests.torture.rig import GOOD, Rig, way
from tests.torture.server import answer
from tests.torture.tls import Signer, certificate, door

NAME = "secure.example"
FEED = f"https://{NAME}/feed.xml"
BEHIND = "93.184.216.50"  # where the door of a way is, for who asks from inside


def _said(rig: Rig) -> str:
    """What `feeds` says of it."""
    reason = rig.now.last_reason
    return f"{reason}: {why(reason, rig.now.last_error)}" if reason else rig.outcome()


@contextmanager
def _at_port(rig: Rig, port: int, name: str = NAME) -> Iterator[None]:
    rig.net.names[name] = [BEHIND]
    rig.net.doors[BEHIND] = port
    yield


def _shows(
    name: str,
    does: str,
    expected: str,
    shown: Callable[[], Signer],
    *,
    newest: ssl.TLSVersion | None = None,
    url: str = FEED,
) -> None:
    """Register a way that is told by how one poll ends at a server with this certificate."""

    def play(rig: Rig) -> str:
        host = url.split("/")[2]
        with door(rig.server.handler, shown(), newest=newest) as port, _at_port(rig, port, host):
            rig.serve(answer(GOOD), url=url)
            rig.fetcher.close()
        return _said(rig)

    way("Secure connections", name, does, expected)(play)


_shows("a good certificate", "signed by an authority we know", "1 entry", lambda: certificate(NAME))
_shows(
    "a certificate for all names of a site",
    "*.secure.example, asked as rss.secure.example",
    "1 entry",
    lambda: certificate("*.secure.example"),
    url="https://rss.secure.example/feed.xml",
)
_shows(
    "an expired certificate",
    "it ended yesterday",
    "tls_expired: its certificate has run out",
    lambda: certificate(NAME, ends=-1),
)
_shows(
    "a certificate of tomorrow",
    "it begins tomorrow",
    "tls_not_yet: its certificate is not valid yet",
    lambda: certificate(NAME, begins=1),
)
_shows(
    "a self-signed certificate",
    "signed by nobody but itself",
    "tls_self_signed: its certificate is one that it made for itself",
    lambda: certificate(NAME, signer=None),
)
_shows(
    "an unknown authority",
    "signed by somebody whom nobody knows, as by a box that reads along",
    "tls_unknown: its certificate is from an authority that nobody vouches for",
    lambda: certificate(NAME, signer="Somebody"),
)
_shows(
    "a certificate for another name",
    "good, for other.example",
    "tls_name: its certificate is for another site",
    lambda: certificate("other.example"),
)
_shows(
    "a certificate one level too high",
    "for *.example, asked as a.b.example",
    "tls_name: its certificate is for another site",
    lambda: certificate("*.example"),
    url="https://a.b.example/feed.xml",
)
_shows(
    "TLS 1.1",
    "the newest version it speaks",
    "tls_old: it offers only encryption that is too old to be safe",
    lambda: certificate(NAME),
    newest=ssl.TLSVersion.TLSv1_1,
)


@way(
    "Secure connections",
    "a redirect to an expired certificate",
    "301 from http to https, where the certificate has run out",
    "tls_expired: its certificate has run out; the address stays",
)
def _redirect_to_expired(rig: Rig) -> str:
    with door(rig.server.handler, certificate(NAME, ends=-1)) as port, _at_port(rig, port):
        rig.serve(answer(status=301, Location=FEED), url="http://news.example/feed.xml")
        rig.fetcher.close()
    stays = rig.now.url.startswith("http://news.example") and not rig.now.moved_to
    return f"{_said(rig)}; the address {'stays' if stays else 'changes'}"


@way(
    "Secure connections",
    "an address instead of a name",
    "https://93.184.216.50/, its certificate is for a name",
    "tls_name: its certificate is for another site",
)
def _address_for_name(rig: Rig) -> str:
    with door(rig.server.handler, certificate(NAME)) as port, _at_port(rig, port, BEHIND):
        rig.serve(answer(GOOD), url=f"https://{BEHIND}/feed.xml")
        rig.fetcher.close()
    return _said(rig)


def _greets(
    name: str, does: str, expected: str, talk: Callable[[Rig, socket.socket], None], *, waits: bool = False
) -> None:
    """Register a way whose server talks so instead of shaking hands, and where it may be waited for."""

    def play(rig: Rig) -> str:
        if waits:
            rig.hurry()
        with socket.create_server(("127.0.0.1", 0)) as listening, _at_port(rig, listening.getsockname()[1]):
            thread = Thread(target=_accept, args=(listening, rig, talk), daemon=True)
            thread.start()
            rig.serve(answer(GOOD), url=FEED)
            rig.server.over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)
        return _said(rig)

    way("Secure connections", name, does, expected)(play)


def _accept(listening: socket.socket, rig: Rig, talk: Callable[[Rig, socket.socket], None]) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # the way is over
        with connection:
            connection.recv(4096)  # the client's greeting
            talk(rig, connection)


def _hang(rig: Rig, _: socket.socket) -> None:
    rig.server.over.wait(20)


def _drip(rig: Rig, connection: socket.socket) -> None:
    """Begin a record of 4 kB, and send a byte of it now and then."""
    data = b"\x16\x03\x03\x10\x00\x02\x00\x0f\xfc\x03\x03" + b"x" * 4000
    for byte in data:
        if rig.server.over.wait(0.05):
            return
        try:
            connection.send(bytes([byte]))
        except OSError:
            return


_greets(
    "a handshake that hangs",
    "accepts, and says nothing",
    "timeout: the server does not answer in time",
    _hang,
    waits=True,
)
_greets(
    "a handshake that drips",
    "a byte of its greeting every 50 ms",
    "timeout: the server does not answer in time",
    _drip,
    waits=True,
)
_greets(
    "a handshake broken off",
    "closes the connection when greeted",
    "reset: the server drops the connection",
    lambda _, connection: connection.shutdown(socket.SHUT_RDWR),
)
_greets(
    "a handshake refused",
    "an alert: no encryption in common",
    "tls_old: it offers only encryption that is too old to be safe",
    lambda _, connection: connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28"),
)
_greets(
    "an answer in the clear",
    "HTTP at the port of secure connections",
    "tls_none: it answers secure connections with something else",
    lambda _, connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
)
