"""A server of many feeds, each on a loopback address of its own, for `kp bench poll`.

python -m bot.cli.bench.feedfarm FEEDS HOSTS BYTES LATENCY    prints its port, and serves until its input ends
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

WORDS = (
    "officials said the two sides would meet again after talks ended without agreement on a date while"
    " trade figures for the month showed exports rising and a storm moved north along the coast toward the port"
    " where crews worked through the night to reopen the line before morning"
).split()
START = datetime(2026, 1, 5, tzinfo=UTC)


def document(number: int, size: int) -> bytes:
    """Return a feed of about `size` bytes: two in three are RSS, the third is Atom; half have HTML in them."""
    chance = random.Random(number)  # noqa: S311 - the same feed each time
    atom = number % 3 == 2
    items: list[str] = []
    total = 0
    while total < size:
        items.append((_atom_entry if atom else _rss_item)(number, len(items), chance))
        total += len(items[-1].encode())
    title = f"Outlet {number}"
    if atom:
        head = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>urn:outlet:{number}</id>'
        text = f"{head}<updated>{START.isoformat()}</updated>{''.join(items)}</feed>"
    else:
        text = (
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>{title}</title><link>https://outlet{number}.example/</link><language>en</language>"
            f"<description>{title}</description>{''.join(items)}</channel></rss>"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _rss_item(feed: int, number: int, chance: random.Random) -> str:
    link = f"https://outlet{feed}.example/news/{number}"
    when = format_datetime(START - timedelta(minutes=37 * number))
    return (
        f"<item><title>{_words(chance, 9)} {feed}.{number} &amp; more</title><link>{link}</link>"
        f'<guid isPermaLink="true">{link}</guid><pubDate>{when}</pubDate><dc:creator>Desk</dc:creator>'
        f"<category>World</category><description>{_words(chance, 30)}.</description>"
        f"<content:encoded><![CDATA[<p>{_words(chance, 60)}.</p><p>{_words(chance, 60)} &amp; <a href='{link}'>"
        f"more</a>.</p>]]></content:encoded></item>\n"
    )


def _atom_entry(feed: int, number: int, chance: random.Random) -> str:
    link = f"https://outlet{feed}.example/news/{number}"
    when = (START - timedelta(minutes=41 * number)).isoformat()
    return (
        f'<entry><title>{_words(chance, 9)} {feed}.{number}</title><link rel="alternate" href="{link}"/>'
        f"<id>tag:outlet{feed}.example,2026:{number}</id><published>{when}</published><updated>{when}</updated>"
        f"<author><name>Desk</name></author><summary>{_words(chance, 30)}.</summary>"
        f'<content type="html">&lt;p&gt;{_words(chance, 120)}.&lt;/p&gt;</content></entry>\n'
    )


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize()


def address(number: int, hosts: int, port: int) -> str:
    """Return where a feed is: a poller that spares hosts shall find as many as in life."""
    host = number % hosts
    return f"http://127.1.{host // 250}.{host % 250 + 1}:{port}/{number}"


class Farm:
    """The server: a poll is first answered whole; `/honour` and `/ignore` switch conditional answers."""

    def __init__(self, feeds: int, size: int, latency: float) -> None:
        self._documents = [document(number, size) for number in range(feeds)]
        self._latency = latency
        self._honours = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(self._latency)
                writer.write(self._answer(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the poller has gone
        finally:
            writer.close()

    def _answer(self, request: bytes) -> bytes:
        path = request.split(b" ", 2)[1].decode().strip("/")
        if path in {"honour", "ignore"}:
            self._honours = path == "honour"
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        mark = f'"feed-{path}"'
        if self._honours and mark.encode() in request:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {mark}\r\n\r\n".encode()
        body = self._documents[int(path)]
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: application/xml; charset=utf-8\r\nETag: {mark}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def main(feeds: int, hosts: int, size: int, latency: float) -> None:
    """Serve until standard input ends."""
    farm = Farm(feeds, size, latency)
    names = [f"127.1.{host // 250}.{host % 250 + 1}" for host in range(hosts)]
    first = await asyncio.start_server(farm.serve, names[0], 0)
    port = first.sockets[0].getsockname()[1]
    await asyncio.start_server(farm.serve, [*names[1:], "127.0.0.1"], port)
    print(port, flush=True)  # noqa: T201 - the parent reads it
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
