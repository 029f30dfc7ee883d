"""How long feeds take, first and later, beside the library `reader` on the same feeds in the same run."""

from __future__ import annotations

import importlib.util
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from bot.cli.bench.measuring import Result

FEEDS, BYTES, LATENCY, WORKERS, TIMES = 100, 75_000, 0.05, 10, 3
MANY = 1000
HOSTS = 250  # at most; each feed has a host of its own up to here
ROUNDS = {
    "first": "first time",
    "304": "nothing new, all say so (304)",
    "same": "nothing new, all sent again",
}


def measure(size: int | None) -> Result:
    """Measure rounds over feeds on loopback, each run a process of its own with an empty database."""
    few, many = size or FEEDS, (size or FEEDS) * MANY // FEEDS
    peers = ["reader"] if importlib.util.find_spec("reader") else []
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ("kp-events", *peers)}
    with _farm(few) as port:
        turns = [name for _ in range(TIMES) for name in runs]
        for name in track(turns, f"{few} feeds", console=Console(stderr=True), transient=True):
            runs[name].append(_run(name, port, few))
    result: Result = {
        "feeds": few, "bytes each": BYTES, "latency, ms": LATENCY * 1000, "workers": WORKERS, "runs": TIMES
    }  # fmt: skip
    medians = {
        name: {key: statistics.median(run[key] for run in done) for key in (*ROUNDS, "memory", "items")}
        for name, done in runs.items()
    }
    ours = medians["kp-events"]
    for key, words in ROUNDS.items():
        result[f"{words}, s"] = ours[key]
        for peer in peers:
            result[f"{words}: {peer}, s"] = medians[peer][key]
            result[f"{words}: times faster than {peer}"] = medians[peer][key] / ours[key]
    for name, found in medians.items():
        result |= {f"items, {name}": int(found["items"]), f"peak memory, MB, {name}": found["memory"]}
    if not peers:
        result["reader"] = "not installed: pip install --require-hashes -r deploy/bench.lock sets it beside"
    with _farm(many) as port:
        large = _run("kp-events", port, many)
    result |= {f"{many} feeds, {words}, s": large[key] for key, words in ROUNDS.items()}
    return result | {
        f"{many} feeds, items": large["items"],
        f"{many} feeds, peak memory, MB": large["memory"],
    }


@contextmanager
def _farm(feeds: int) -> Iterator[int]:
    """Serve the feeds from another process while the block runs; give the port."""
    command = [sys.executable, "-m", "bot.cli.bench.feedfarm"]
    sizes = (feeds, min(feeds, HOSTS), BYTES, LATENCY)
    with subprocess.Popen(  # noqa: S603 - this Python, our own numbers
        [*command, *map(str, sizes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None or process.stdin is None:
            raise click.ClickException("the server of feeds did not start.")
        port = process.stdout.readline()
        if not port:
            raise click.ClickException(
                "the server of feeds did not start: it needs the loopback network 127.0.0.0/8."
            )
        try:
            yield int(port)
        finally:
            process.stdin.close()


def _run(name: str, port: int, feeds: int) -> dict[str, Any]:
    """Run one poller once, in a fresh process."""
    numbers = (port, feeds, min(feeds, HOSTS), WORKERS)
    done = subprocess.run(  # noqa: S603 - this Python, our own numbers
        [sys.executable, "-m", "bot.cli.bench.pollers", name, *map(str, numbers)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise click.ClickException(f"{name} did not get through: {said[0]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
