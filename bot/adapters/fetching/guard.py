"""Which addresses a feed may be at: an explicit list of those it may not, checked when connecting.

Python's `is_global` is not enough: it lets pass loopback and metadata addresses that are embedded in
NAT64 and 6to4 ones, multicast, and a cloud's own service address. Names are resolved once, every
address is checked, and the connection goes to the checked address, so that a name which changes its
mind in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from urllib.parse import SplitResult, urlsplit

from bot.model.errors import FetchError

_DENIED_4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' own, and some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's wire server: a public number, a private service
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # all else is loopback, local, mapped, multicast, reserved
_DENIED_6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments, with Teredo 2001::/32 and ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: may carry a private IPv4 address
        "3ffe::/16",  # the old 6bone
        "3fff::/20",  # documentation
    )
)
_NEVER = tuple(
    ipaddress.ip_network(net)
    for net in (
        "169.254.0.0/16",  # link-local, cloud metadata
        "168.63.129.16/32",
        "100.100.100.200/32",  # Alibaba's metadata
        "192.0.0.192/32",  # Oracle's
        "fd00:ec2::/32",  # Amazon's
        "fe80::/10",  # link-local
        "224.0.0.0/4",
        "ff00::/8",
    )
)  # no feed anywhere: what a cloud tells its own machines, keys among it
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
PORTS = frozenset({80, 443})


def denied(address: str, *, allow_private: bool = False) -> bool:
    """Say whether an IP address is one that a feed may not be at; what is no address is denied.

    Args:
        address: in the usual spelling.
        allow_private: only what is a feed's nowhere is denied: cloud metadata, link-local, multicast.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(ip, ipaddress.IPv6Address) and (ip in _MAPPED or ip in _NAT64):
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if allow_private:
        return any(ip in net for net in _NEVER)
    if isinstance(ip, ipaddress.IPv6Address):
        return ip not in _GLOBAL_6 or any(ip in net for net in _DENIED_6)
    return any(ip in net for net in _DENIED_4)


def check_url(url: str, *, allow_private: bool = False) -> SplitResult:
    """Return the parts of an address that a feed may have.

    Args:
        url: what a person, a feed list or a redirect named.
        allow_private: any port will do.

    Raises:
        FetchError: `bad_url` or `blocked_port`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{url[:200]!r} is no web address.", reason="bad_url") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(
            f"{url[:200]!r} is no web address.",
            reason="bad_url",
            hint="It should begin with https:// or http://.",
        )
    if parts.username is not None or parts.password is not None:
        raise FetchError("An address with a password in it cannot be watched.", reason="bad_url")
    if not allow_private and port not in {None, *PORTS}:
        raise FetchError(f"Feeds are read on ports 80 and 443 only, not {port}.", reason="blocked_port")
    return parts


def resolve(host: str, port: int, *, allow_private: bool, seconds: float) -> list[str]:
    """Return the addresses of a host, all of them checked.

    Args:
        host: a name or an address in any of its spellings.
        port: where it will be asked.
        allow_private: let them be on this machine or its network (tests, feeds within a company).
        seconds: how long to wait for the name servers.

    Raises:
        FetchError: `dns`, `timeout`, or `blocked_address` where any address is denied.
    """
    found = _lookup(host, port, seconds)
    for address in found:
        if denied(address, allow_private=allow_private):
            raise FetchError(
                f"{host} is at {address}, which is not on the public internet.",
                reason="blocked_address",
                hint=None
                if denied(address, allow_private=True)
                else "Set KP_ALLOW_PRIVATE_FEEDS=1 if that is meant.",
            )
    return found


def _lookup(host: str, port: int, seconds: float) -> list[str]:
    """Ask the system's resolver, which knows no time limit, from a thread that may be left behind."""
    answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(info[4][0]) for info in infos)))
        except Exception as error:  # noqa: BLE001 - handed to the thread that asks
            answer.put(error)

    threading.Thread(target=ask, name="dns", daemon=True).start()
    try:
        found = answer.get(timeout=max(0.01, seconds))
    except queue.Empty:
        raise FetchError(f"The name servers did not answer for {host}.", reason="timeout") from None
    if isinstance(found, Exception) and not isinstance(found, (OSError, UnicodeError)):
        raise found
    if isinstance(found, Exception) or not found:
        raise FetchError(f"There is no server named {host}.", reason="dns")
    return found
