"""The bot with the waits of its alerts made short, so that tests can wait for them. The code is the same.

python -m tests.e2e.hurried run          what `kp run` does
"""

from __future__ import annotations

import sys
from datetime import timedelta

from bot.cli.main import main
from bot.pipeline import summaries
from bot.policy import alert

ALERTS_AN_HOUR = 3
"""How many alerts a channel gets before the rest waits for a summary."""


def hurry() -> None:
    """Shorten the waits, keeping their order: a poll, an edit, a summary."""
    alert.EDIT_EVERY = timedelta(seconds=1)
    alert.ALERTS_AN_HOUR = ALERTS_AN_HOUR
    summaries.HOUR = timedelta(seconds=6)


if __name__ == "__main__":
    hurry()
    main(sys.argv[1:])
