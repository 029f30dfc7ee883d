"""Being told to stop, and stopping soon: a supervisor kills what takes longer than it allows."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType

from bot.log import get_logger

log = get_logger(__name__)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and SIGINT set.

    A signal may come while the main thread holds the event's own lock, as it begins to wait; setting
    it there would wait for ever. So the signal is put into a queue that may be entered again, and a
    thread sets the event.
    """
    stop = threading.Event()
    told: SimpleQueue[int] = SimpleQueue()

    def on_signal(number: int, _: FrameType | None) -> None:
        told.put(number)

    def pass_on() -> None:
        told.get()
        stop.set()

    threading.Thread(target=pass_on, name="stop", daemon=True).start()
    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        told.put(0)


def within(seconds: float, work: Callable[[], object], *, name: str) -> bool:
    """Do something that may hang, such as letting go of a connection, and wait so long at most.

    Args:
        seconds: how long.
        work: what to do; what it raises is logged.
        name: what the log calls it.

    Returns:
        Whether it was done in time. What is not goes on in a thread that keeps no process from ending.
    """

    def do() -> None:
        try:
            work()
        except Exception:
            log.exception("not_stopped_well", part=name)

    thread = threading.Thread(target=do, name=f"stop-{name}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        log.warning("not_stopped_in_time", part=name, seconds=seconds)
    return not thread.is_alive()
