"""A clock that was set back: what waits for a time must not wait for it twice."""

from __future__ import annotations

from datetime import timedelta

from bot.services import Services
from bot.store import waiting

A_STEP = timedelta(seconds=30)  # a clock that is corrected by less needs nothing


def set_back(services: Services, by: timedelta) -> None:
    """Let feeds and messages wait as long as they did before the clock was set back.

    A digest then goes by the events that were told, since the hours of that span come twice.

    Args:
        services: the parts.
        by: how far it was set back.

    Raises:
        StoreError: it cannot be written.
    """
    with services.store.write() as db:
        waiting.sooner(db, by, services.now())


def set_back_while_away(services: Services) -> timedelta | None:
    """Do the same at a start, where the record holds what has not been yet; return how far it was set back."""
    now = services.now()
    with services.store.read() as db:
        last = waiting.last_sign(db)
    if last is None or last - now < A_STEP:
        return None
    set_back(services, last - now)
    return last - now
