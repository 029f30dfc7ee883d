"""The pollers that `kp bench poll` compares, each in a process of its own with an empty database.

python -m bot.cli.bench.pollers kp-events|reader PORT FEEDS HOSTS WORKERS    prints a JSON object
"""

from __future__ import annotations

import importlib
import json
import re
import resource
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.cli.bench.feedfarm import address

_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Poller:
    """What asks every feed once and returns how many answered, what counts the items, and what ends it."""

    ask: Callable[[], int]
    count: Callable[[], int]
    close: Callable[[], None]


def ours(folder: Path, urls: list[str], workers: int) -> Poller:
    """Return this bot's poller."""
    from bot.adapters.parsing.feedreader import FeedparserReader  # noqa: PLC0415
    from bot.app import compose  # noqa: PLC0415 - the other poller's process must not carry it
    from bot.config import load_settings  # noqa: PLC0415
    from bot.log import set_up_logging  # noqa: PLC0415
    from bot.pipeline import ingest  # noqa: PLC0415
    from bot.store import entries, feeds  # noqa: PLC0415

    set_up_logging("text")
    services = compose(load_settings(data=folder, allow_private_feeds=True))
    with services.store.write() as db:
        for url in urls:
            feeds.add(db, url=url, title=url, publisher=url, now=services.now())

    def ask() -> int:
        with services.store.read() as db:
            known = feeds.all_feeds(db)
        report = ingest.poll_feeds(services, known, workers=workers)
        return report.polled - report.failed

    def count() -> int:
        with services.store.read() as db:
            return entries.count_unclassified(db)

    def close() -> None:
        if isinstance(services.feed_reader, FeedparserReader):
            services.feed_reader.close()

    return Poller(ask, count, close)


def peer(folder: Path, urls: list[str], workers: int) -> Poller:
    """Return the library `reader`'s, with its defaults."""
    reader = importlib.import_module("reader").make_reader(str(folder / "reader.db"))
    for url in urls:
        reader.add_feed(url)

    def ask() -> int:
        results = [result.value for result in reader.update_feeds_iter(workers=workers, scheduled=False)]
        for fault in [value for value in results if isinstance(value, Exception)][:1]:
            print(repr(fault.__cause__ or fault), file=sys.stderr)  # noqa: T201 - shown by the parent
        return sum(not isinstance(value, Exception) for value in results)

    def count() -> int:
        return int(reader.get_entry_counts().total)

    return Poller(ask, count, reader.close)


def main(name: str, port: int, feeds: int, hosts: int, workers: int) -> None:
    """Measure the three rounds and print them."""
    urls = [address(number, hosts, port) for number in range(feeds)]
    with tempfile.TemporaryDirectory() as folder:
        poller = {"kp-events": ours, "reader": peer}[name](Path(folder), urls, workers)
        result: dict[str, object] = {}
        for round_name, mode in (("first", "honour"), ("304", "honour"), ("same", "ignore")):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/{mode}").close()
            started = time.perf_counter()
            answered = poller.ask()
            result[round_name] = time.perf_counter() - started
            if answered != feeds:
                raise SystemExit(f"{name}, {round_name}: {feeds - answered} of {feeds} feeds failed.")
        result["items"] = poller.count()
        result["memory"] = _memory()
        poller.close()
    print(json.dumps(result), flush=True)  # noqa: T201 - the parent reads it


def _memory() -> float:
    """Return the most MB that this process held, and its helpers, each.

    What getrusage says of children is no use here: it counts what they shared with this process before they began.
    """
    tasks = Path("/proc/self/task").glob("*/children")
    helpers = [Path("/proc", pid, "status") for task in tasks for pid in task.read_text().split()]
    kept = [int(found[1]) for path in helpers if (found := _PEAK.search(path.read_text()))]
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + sum(kept)) / 1024


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:6]))
