"""Turn new entries into events and decide who hears of them."""

from __future__ import annotations

from collections.abc import Callable

from bot.pipeline import classify
from bot.services import Services
from jobs.job import Job


def make(services: Services) -> Callable[[], bool]:
    """Return the tick."""

    def tick() -> bool:
        # The first time this loads the classifier, before there is anything to read: no alert waits for it.
        services.classifier.version  # noqa: B018
        return classify.classify_new(services) > 0

    return tick


JOB = Job("classify", every=1, limit=120, make=make)
