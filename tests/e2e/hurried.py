"""The bot with the waits of its alerts and digests made short, so that tests can wait for them. The code is the same.

python -m tests.e2e.hurried run          what `kp run` does
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from bot.app import run
from bot.cli.main import main
from bot.pipeline import summaries
from bot.policy import alert, digest
from jobs import JOBS

ALERTS_AN_HOUR = 3
"""How many alerts a channel gets before the rest waits for a summary."""


def hurry() -> None:
    """Shorten the waits, keeping their order: a poll, an edit, a digest, a summary."""
    alert.EDIT_EVERY = timedelta(seconds=1)
    alert.ALERTS_AN_HOUR = ALERTS_AN_HOUR
    summaries.HOUR = timedelta(seconds=6)
    digest.FIRST_AFTER = timedelta(seconds=1)
    patch.object(run, "JOBS", tuple(replace(job, every=min(job.every, 2.0)) for job in JOBS)).start()


if __name__ == "__main__":
    hurry()
    main(sys.argv[1:])
