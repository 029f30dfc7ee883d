"""What the measurements share: medians, a database to throw away, and what the figures depend on."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.app import compose
from bot.config import load_settings
from bot.services import Services

Result = dict[str, Any]


def median(do: Callable[[], object], times: int = 3) -> float:
    """Return the median seconds of some runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


@contextmanager
def temporary() -> Iterator[Services]:
    """Give services on an empty database that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield compose(load_settings(data=Path(folder)))


def machine() -> str:
    """Return what the figures depend on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
