"""A web server with feeds that a test can change while the bot polls them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>{title}</title><link>{base}</link><description>Test feed</description>
{items}
</channel></rss>"""
ITEM = """<item><title>{title}</title><description>{summary}</description><link>{link}</link>
<guid isPermaLink="false">{guid}</guid><pubDate>{date}</pubDate></item>"""


@dataclass
class Outlet:
    """One feed: its items, newest first, and how its server behaves.

    `status`, `delay` (seconds) and `body` (bytes instead of the feed) are what a test sets to make it misbehave;
    with `kind` it is another kind of document, such as a site's page.
    """

    name: str
    url: str
    items: list[str] = field(default_factory=list)
    status: int = 200
    delay: float = 0.0
    body: bytes | None = None
    kind: str = "application/rss+xml; charset=utf-8"
    requests: list[float] = field(default_factory=list)

    def publish(self, title: str, summary: str = "", *, at: datetime | None = None) -> None:
        """Put an item at the top of the feed, published now unless another time is given."""
        number = len(self.items) + 1
        item = ITEM.format(
            title=escape(title),
            summary=escape(summary),
            link=f"{self.url}/items/{number}",
            guid=f"{self.name}-{number}",
            date=format_datetime(at or datetime.now(UTC)),
        )
        self.items.insert(0, item)

    def document(self) -> bytes:
        """The feed as it is served."""
        if self.body is not None:
            return self.body
        return RSS.format(title=escape(self.name), base=self.url, items="\n".join(self.items)).encode()


class FeedServer:
    """Outlets on one loopback port, each at `/<name>`. Another address stands for another host."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.outlets: dict[str, Outlet] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            """Answers from the outlets as they are at this moment."""

            def do_GET(self) -> None:
                outlet = outer.outlets.get(self.path.strip("/"))
                if outlet is None:
                    self.send_error(404)
                    return
                outlet.requests.append(time.monotonic())
                if outlet.delay and outer.closing.wait(outlet.delay):
                    return
                document = outlet.document()
                self.send_response(outlet.status)
                self.send_header("Content-Type", outlet.kind)
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    self.close_connection = (
                        True  # the bot was killed, or lost patience: both are what tests do
                    )

            def log_message(self, *args: object) -> None:
                """Keep the tests' output to the tests."""

        self.closing = threading.Event()
        self._server = ThreadingHTTPServer((address, 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def base(self) -> str:
        """Where the outlets are."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def outlet(self, name: str) -> Outlet:
        """Return the outlet of a name; on first use it opens with an old item, because an empty feed is a fault."""
        if name not in self.outlets:
            self.outlets[name] = Outlet(name, f"{self.base}/{name}")
            last_week = datetime.now(UTC) - timedelta(days=7)
            self.outlets[name].publish("A bakery in Wonju wins a prize", at=last_week)
        return self.outlets[name]

    @contextmanager
    def running(self) -> Iterator[FeedServer]:
        """Serve while the block runs."""
        self._thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
