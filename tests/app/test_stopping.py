"""The bot stops soon, whatever hangs: the connection to Slack, a job, a handler of a signal."""

from __future__ import annotations

import signal
import socket
import threading
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app import edges, run
from bot.app.stopping import stop_signals, within

SUPERVISOR_SECONDS = 10.0


def test_what_hangs_is_not_waited_for_longer_than_said() -> None:
    """Slack's client joins threads that may be in the middle of a request."""
    hangs = threading.Event()
    began = monotonic()
    assert not within(0.05, lambda: hangs.wait(60), name="edge")
    assert monotonic() - began < 5
    hangs.set()


def test_what_fails_while_stopping_is_logged_and_the_rest_goes_on() -> None:
    """A socket that is closed already is no reason to stay."""

    def fails() -> None:
        raise OSError(9, "Bad file descriptor")

    assert within(5, fails, name="edge")


def test_all_parts_together_stop_before_a_supervisor_kills() -> None:
    """With a second for the process itself."""
    assert run.JOBS_SECONDS + run.EDGE_SECONDS <= SUPERVISOR_SECONDS - 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_bot_also_while_the_event_is_being_waited_for(number: signal.Signals) -> None:
    """It comes in the very moment in which the main thread holds the event's lock: nothing waits for ever."""
    with stop_signals() as stop:
        event: Any = stop
        with event._cond:
            signal.raise_signal(number)
        assert stop.wait(10)


def test_the_signals_are_given_back() -> None:
    """What listened before listens again."""
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_who_waits_for_slacks_next_word_is_woken_before_the_connection_is_closed() -> None:
    """Slack's client holds a lock while it waits, and closing asks for that lock; pings come seconds apart."""
    ours, theirs = socket.socketpair()
    heard: list[bytes] = []
    waiting = threading.Thread(target=lambda: heard.append(ours.recv(1)), daemon=True)
    waiting.start()
    client: Any = SimpleNamespace(
        current_session=SimpleNamespace(sock=ours), current_session_state=SimpleNamespace(terminated=False)
    )
    edges._wake(client)
    waiting.join(10)
    assert heard == [b""]
    assert client.closed
    assert client.current_session_state.terminated
    assert client.auto_reconnect_enabled is False
    for each in (ours, theirs):
        each.close()
    edges._wake(client)  # a second time, and on a socket that is closed
