"""Ask the feeds that are due."""

from __future__ import annotations

from collections.abc import Callable

from bot.pipeline import ingest
from bot.services import Services
from jobs.job import Job


def make(services: Services) -> Callable[[], bool]:
    """Return the tick: it starts what is due and waits for nobody, so that a slow server delays only itself."""
    poller = ingest.Poller(services)

    def tick() -> bool:
        poller.start_due()
        return poller.collect().polled > 0

    return tick


JOB = Job("poll", every=1, limit=120, make=make)
