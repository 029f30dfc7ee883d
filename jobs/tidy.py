"""Small upkeep: samples go once live feeds answer, the query planner's figures stay fresh."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.pipeline import sample
from bot.services import Services
from bot.store import meta
from jobs.job import Job

OPTIMIZE_EVERY = timedelta(hours=12)


def make(services: Services) -> Callable[[], bool]:
    """Return the tick."""

    def tick() -> bool:
        now = services.now()
        retired = sample.retire_samples(services, now)
        with services.store.read() as db:
            last = meta.at(db, "optimized")
        if last is None or now - last >= OPTIMIZE_EVERY:
            services.store.optimize()
            with services.store.write() as db:
                meta.set_to(db, "optimized", "yes", now)
        return bool(retired)

    return tick


JOB = Job("tidy", every=30, limit=60, make=make)
