"""Watch over the bot: the operator is told what needs a person, and a heartbeat goes out while all is well."""

from __future__ import annotations

from collections.abc import Callable

from bot.model.errors import StoreError
from bot.pipeline import watch
from bot.ports import Pulse
from bot.services import Services
from bot.store import troubles
from jobs.job import Job
from jobs.runner import Runner


def job(runner: Runner, heartbeat: Pulse | None) -> Job:
    """Return the job that watches over the others.

    Args:
        runner: which jobs fail, and whether anything can be written.
        heartbeat: told of each good poll and digest; None: nobody listens.
    """

    def make(services: Services) -> Callable[[], bool]:
        told = ""  # of what keeps the database from being written
        beaten: object = None

        def tick() -> bool:
            nonlocal told, beaten
            held = runner.held()
            if held is not None:
                told = _say_held(services, held, told)
                return False
            if told and watch.tell_at_once(services, "Over: the database can be written again."):
                told = ""
            failing = {name: (each.times, each.why) for name, each in runner.failing().items()}
            begun, over = watch.look(services, failing)
            beaten = _beat(services, heartbeat, beaten)
            return bool(begun or over)

        return tick

    return Job("watch", every=15, limit=60, make=make, writes=False)


def _say_held(services: Services, held: StoreError, told: str) -> str:
    """Tell the operator why nothing can be kept, once a reason; return what was told."""
    if held.reason == told:
        return told
    words = f"{held} Feeds are not asked and nothing is sent until then; questions are still answered."
    return held.reason if watch.tell_at_once(services, words) else told


def _beat(services: Services, heartbeat: Pulse | None, before: object) -> object:
    """Let the heartbeat go out when there was a good poll or a digest since the last time."""
    if heartbeat is None:
        return None
    with services.store.read() as db:
        seen = troubles.signs_of_life(db)
    if seen not in (before, (None, None)):
        heartbeat.beat()
    return seen
