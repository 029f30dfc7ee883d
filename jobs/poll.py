"""Ask the feeds that are due."""

from __future__ import annotations

from collections.abc import Callable

from bot.pipeline import ingest
from bot.services import Services
from jobs.job import Job


def make(services: Services) -> Callable[[], bool]:
    """Return the tick."""

    def tick() -> bool:
        return ingest.poll_due(services).polled > 0

    return tick


JOB = Job("poll", every=3, limit=120, make=make)
