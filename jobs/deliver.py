"""Send what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable

from bot.pipeline.deliver import Sender
from bot.services import Services
from jobs.job import Job


def make(services: Services) -> Callable[[], bool]:
    """Settle what a killed process left behind, and return the tick."""
    if services.messenger is None:
        return lambda: False
    sender = Sender(services, services.messenger)
    sender.recover()

    def tick() -> bool:
        done = sender.round()
        return bool(done.sent or done.found or done.blocked or done.unknown or done.later)

    return tick


JOB = Job("deliver", every=1, limit=300, make=make)
