"""Decide the digests and hourly summaries that are due."""

from __future__ import annotations

from collections.abc import Callable

from bot.pipeline import digest
from bot.services import Services
from jobs.job import Job


def make(services: Services) -> Callable[[], bool]:
    """Return the tick."""
    started = services.now()

    def tick() -> bool:
        return digest.decide_digests(services, services.now(), started=started) > 0

    return tick


JOB = Job("digest", every=20, limit=120, make=make)
