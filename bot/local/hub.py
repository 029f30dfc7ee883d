"""Live updates: whatever happens in the workspace reaches every open page."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

KEEP_ALIVE_SECONDS = 15.0
_BACKLOG = 500  # a page that is this far behind is cut off; it comes back and reads anew


class _Page:
    """One open stream."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.queue: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)

    def put(self, line: str | None) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            line = None
        self.queue.put_nowait(line)


class Hub:
    """Fans events out to server-sent event streams; `publish` is safe from any thread."""

    def __init__(self) -> None:
        self._pages: set[_Page] = set()
        self._lock = threading.Lock()
        self._closed = False

    def publish(self, event: dict[str, Any]) -> None:
        """Send an event to all open pages."""
        self._send(json.dumps(event, ensure_ascii=False))

    def close(self) -> None:
        """End all streams, so that the server can stop at once."""
        self._closed = True
        self._send(None)

    def _send(self, line: str | None) -> None:
        with self._lock:
            for page in self._pages:
                if not page.loop.is_closed():
                    page.loop.call_soon_threadsafe(page.put, line)

    async def stream(self, hello: dict[str, Any]) -> AsyncIterator[str]:
        """Yield server-sent events until the page goes or the hub closes.

        Args:
            hello: the first event.
        """
        page = _Page(asyncio.get_running_loop())
        with self._lock:
            self._pages.add(page)
        try:
            yield f"retry: 1000\ndata: {json.dumps(hello)}\n\n"
            while not self._closed:
                try:
                    line = await asyncio.wait_for(page.queue.get(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if line is None:
                    return
                yield f"data: {line}\n\n"
        finally:
            with self._lock:
                self._pages.discard(page)
