"""Where feeds may not be."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.fetching import guard
from bot.model.errors import FetchError

INSIDE = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.7
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
::1 :: ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
64:ff9b:1::7f00:1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: 2001:db8::1 2001:10::1 100::1 fe80::1 fe80::1%lo
fec0::1 fc00::1 fd12:3456::1 ff02::1 3fff::1 fd00:ec2::254 not-an-address 1.2.3.4.5
""".split()
OUTSIDE = "1.1.1.1 8.8.8.8 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450::1 64:ff9b::808:808 ::ffff:8.8.8.8".split()


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_denied(address: str) -> None:
    """Loopback, private, link-local, metadata, multicast, reserved, and IPv4 ones within IPv6."""
    assert guard.denied(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_addresses_of_the_public_internet_pass(address: str) -> None:
    """Those with a public IPv4 address inside too: networks without IPv4 need them."""
    assert not guard.denied(address)


@given(st.ip_addresses())
def test_what_python_calls_private_is_denied(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """The list goes further than `is_global` and never less far; only embedded addresses are judged by what they hold."""
    if not address.is_global and address not in ipaddress.ip_network(
        "::ffff:0:0/96" if address.version == 6 else "0.0.0.0/32"
    ):
        assert guard.denied(str(address))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "bad_url"),
        ("ftp://news.example/feed", "bad_url"),
        ("gopher://news.example/", "bad_url"),
        ("/etc/passwd", "bad_url"),
        ("http://", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://me:secret@news.example/", "bad_url"),
        ("http://news.example:99999/", "bad_url"),
        ("http://news.example:22/", "blocked_port"),
        ("https://news.example:8443/", "blocked_port"),
    ],
)
def test_addresses_that_no_feed_has_are_refused(url: str, reason: str) -> None:
    """Before anything is asked."""
    with pytest.raises(FetchError) as caught:
        guard.check_url(url)
    assert caught.value.reason == reason


def test_any_port_will_do_where_private_feeds_are_meant() -> None:
    """For feeds within a company."""
    assert guard.check_url("http://news.example:8080/", allow_private=True).port == 8080


@pytest.mark.parametrize(
    "address",
    "169.254.169.254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 168.63.129.16 100.100.100.200 192.0.0.192"
    " fd00:ec2::254 fe80::1%lo 224.0.0.1 ff02::1".split(),
)
def test_what_a_cloud_tells_its_machines_is_no_feed_either_way(address: str) -> None:
    """Also where private feeds are meant: a feed that redirects there is after keys."""
    assert guard.denied(address, allow_private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "100.64.0.1", "fd12::1"])
def test_private_feeds_are_where_they_are_meant(address: str) -> None:
    """On this machine, in a company, in its VPN."""
    assert not guard.denied(address, allow_private=True)


def test_one_denied_address_among_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may have a public and a private address, and the next look-up another order."""
    found = [(socket.AF_INET, 1, 6, "", (ip, 80)) for ip in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(FetchError) as caught:
        guard.resolve("two-faced.example", 80, allow_private=False, seconds=5)
    assert caught.value.reason == "blocked_address"
    assert guard.resolve("two-faced.example", 80, allow_private=True, seconds=5) == ["8.8.8.8", "10.0.0.1"]


def test_a_name_that_nobody_knows_is_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the resolver raises."""

    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchError) as caught:
        guard.resolve("nobody.example", 80, allow_private=False, seconds=5)
    assert caught.value.reason == "dns"
