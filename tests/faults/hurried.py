"""The bot with the waits of its protocol made short, so that tests can wait for them. The code is the same.

python -m tests.faults.hurried run          what `kp run` does
python -m tests.faults.hurried send         only the sender, round after round, until it is killed
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from bot.app import edges
from bot.app.compose import compose
from bot.cli.main import main
from bot.config import load_settings
from bot.pipeline.deliver import Sender
from bot.policy import retry

LATEST_SECONDS = 0.5
"""How late a post may appear here after its failed answer; below `LOOK_AFTER`, as in life."""


def hurry() -> None:
    """Shorten the waits, keeping their order: late posts, first look, second look."""
    retry.PACE = timedelta(seconds=0.02)
    retry.LOOK_AFTER = timedelta(seconds=3)
    retry.LOOK_AGAIN = timedelta(seconds=1)


def send() -> None:
    """Send what the outbox holds, as the delivery job does."""
    settings = load_settings()
    services = compose(settings)
    sender = Sender(services, edges.messenger_of(settings, services.store, services.clock))
    sender.recover()
    while True:
        sender.round()
        time.sleep(0.05)


if __name__ == "__main__":
    hurry()
    if sys.argv[1:] == ["send"]:
        send()
    main(sys.argv[1:])
