"""Small upkeep: samples go once live feeds answer, what could not be read is tried again, figures stay fresh."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.log import get_logger
from bot.pipeline import sample
from bot.services import Services
from bot.store import entries, meta
from jobs.job import Job

log = get_logger(__name__)

OPTIMIZE_EVERY = timedelta(hours=12)
TRY_EVERY = timedelta(hours=1)
TRY_FOR = timedelta(days=2)  # what is older is no news any more


def make(services: Services) -> Callable[[], bool]:
    """Return the tick."""

    def tick() -> bool:
        now = services.now()
        retired = sample.retire_samples(services, now)
        with services.store.read() as db:
            last, tried = meta.at(db, "optimized"), meta.at(db, "tried_again")
        if last is None or now - last >= OPTIMIZE_EVERY:
            services.store.optimize()
            with services.store.write() as db:
                meta.set_to(db, "optimized", "yes", now)
        if tried is None or now - tried >= TRY_EVERY:
            with services.store.write() as db:
                again = entries.try_again(db, now - TRY_FOR)
                meta.set_to(db, "tried_again", str(again), now)
            if again:
                log.info("entries_tried_again", entries=again)
        return bool(retired)

    return tick


JOB = Job("tidy", every=30, limit=60, make=make)
