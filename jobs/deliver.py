"""Send what the outbox holds."""

from __future__ import annotations

from collections.abc import Callable

from bot.log import get_logger
from bot.pipeline.deliver import Sender
from bot.services import Services
from jobs.job import Job

log = get_logger(__name__)


def make(services: Services) -> Callable[[], bool]:
    """Return the tick. It begins with what a killed process, or a round that failed, left half done."""
    if services.messenger is None:
        return lambda: False
    sender = Sender(services, services.messenger)
    half_done = True

    def tick() -> bool:
        nonlocal half_done
        if half_done:
            sender.recover()
        half_done = True
        done = sender.round()
        half_done = False
        if done.found:
            log.info("messages_found", found=done.found)
        return bool(done.sent or done.found or done.blocked or done.unknown or done.later)

    return tick


JOB = Job("deliver", every=1, limit=300, make=make)
