"""The bot's sender, started anew as often as `kp bench chaos` kills it.

python -m bot.cli.bench.sender DATABASE API-ADDRESS

Reads "start" lines and answers each with the id of a new process that sends, round after round, until it is
killed. The new process is a fork of this one, so that starting it takes milliseconds: it opens the database and
talks to Slack by itself. The waits of the protocol are shortened here, keeping their order; the code is the same.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.adapters import slack
from bot.app import compose
from bot.config import load_settings
from bot.log import set_up_logging
from bot.pipeline.deliver import Sender
from bot.policy import retry
from bot.services import Services
from bot.store.db import Store

LATEST_SECONDS = 0.5
"""How late a post may appear after its failed answer; below `LOOK_AFTER` less a second, as times are kept to one."""


def hurry() -> None:
    """Shorten the waits, keeping their order: time-out, late posts, first look, second look."""
    retry.PACE = timedelta(0)
    retry.LOOK_AFTER = timedelta(seconds=3)
    retry.LOOK_AGAIN = timedelta(seconds=1)
    slack.TIMEOUT_SECONDS = 1


def send(services: Services, database: Path, api: str) -> None:
    """Send what the outbox holds, as the delivery job does."""
    messenger = slack.SlackMessenger(slack.web_client("xoxb-bench", api))
    sender = Sender(replace(services, store=Store(database)), messenger)
    sender.recover()
    while True:
        sender.round()
        time.sleep(0.02)


def main(database: Path, api: str) -> None:
    """Start a sender for each line, and wait until it was killed."""
    hurry()
    set_up_logging("json")  # to standard error: on standard output the parent reads process ids
    services = compose(load_settings(data=database.parent))
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                send(services, database, api)
            finally:
                os._exit(1)
        print(child, flush=True)  # noqa: T201 - the parent reads it
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
