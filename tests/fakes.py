"""Fakes at the ports; SQLite is always real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.db import Store


class FakeClock:
    """A clock that stands still until it is told."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    def advance(self, **delta: float) -> datetime:
        """Move on by `timedelta(**delta)` and return the new time."""
        self.time += timedelta(**delta)
        return self.time


def new_store(folder: Path) -> Store:
    """A migrated database in a folder."""
    store = Store(folder / "kp-events.db")
    store.migrate()
    return store
