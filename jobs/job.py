"""What a job is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.services import Services


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done again and again.

    Args:
        name: for logs, `status` and health.
        every: seconds between ticks.
        limit: seconds after which a tick that still runs is reported as stuck.
        writes: it changes the database, and rests while that cannot be written.
        make: called once at start with the services; returns what a tick does. Its result says
            whether there was work (so that a tick with nothing to do leaves no line in the log).
    """

    name: str
    every: float
    limit: float
    make: Callable[[Services], Callable[[], bool]]
    writes: bool = True
