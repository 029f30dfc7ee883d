"""Uploaded files, in the three steps of Slack's external upload."""

from __future__ import annotations

import mimetypes
import secrets
import threading
from collections.abc import Callable
from typing import Any

from bot.local.errors import ApiError
from bot.ports import Clock
from bot.store import workspace as rows
from bot.store.db import Store
from bot.store.workspace import LocalFile

BIGGEST = 20_000_000  # bytes


class Files:
    """Files that are on their way, and those that came.

    Args:
        upload_url: makes the URL an upload goes to from its key.
    """

    def __init__(self, store: Store, clock: Clock, upload_url: Callable[[str], str]) -> None:
        self._store = store
        self._clock = clock
        self._upload_url = upload_url
        self._lock = threading.Lock()
        self._expected: dict[str, tuple[str, str]] = {}  # key -> file id, name
        self._came: dict[str, tuple[str, bytes]] = {}  # file id -> name, content

    def expect(self, name: str) -> tuple[str, str]:
        """Return the id of a file to come, and the URL to send it to."""
        file_id, key = "F0" + secrets.token_hex(5).upper(), secrets.token_urlsafe(24)
        with self._lock:
            self._expected[key] = (file_id, name)
        return file_id, self._upload_url(key)

    def receive(self, key: str, content: bytes) -> None:
        """Take an upload.

        Raises:
            ApiError: nothing is expected there, or it is too large.
        """
        if len(content) > BIGGEST:
            raise ApiError("file_too_large")
        with self._lock:
            expected = self._expected.pop(key, None)
            if expected is None:
                raise ApiError("file_not_found")
            self._came[expected[0]] = (expected[1], content)

    def finish(self, file_id: str, title: str | None) -> dict[str, Any]:
        """Keep an uploaded file and return it as Slack describes files.

        Raises:
            ApiError: it was never uploaded.
        """
        with self._lock:
            came = self._came.pop(file_id, None)
        if came is None:
            raise ApiError("file_not_found")
        name, content = came
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        with self._store.write() as db:
            rows.put_file(db, LocalFile(file_id, name, kind, content), self._clock.now())
        return {
            "id": file_id,
            "name": name,
            "title": title or name,
            "mimetype": kind,
            "size": len(content),
            "url_private": f"/files/{file_id}",
        }

    def get(self, file_id: str) -> LocalFile | None:
        """Return a kept file, None when there is none of that id."""
        with self._store.read() as db:
            return rows.file(db, file_id)
