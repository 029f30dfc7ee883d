"""Messages through a Slack that fails and a sender that is killed: how many are lost, how many come twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from bot.adapters.clock import SystemClock
from bot.cli.bench.faultyslack import ALL_FAULTS, FaultySlack
from bot.cli.bench.measuring import Result
from bot.cli.bench.sender import LATEST_SECONDS
from bot.config import load_settings
from bot.store import outbox
from bot.store.db import Store

INTENTS = 2000
KILLS_EACH = 0.16  # kills for each message: 320 of 2,000
RATE = 0.2  # of the posts that fail
CHANNELS = 40
REPLIES = 4  # every fourth message is a reply in a thread
PATIENCE = 600.0  # seconds without any progress


def measure(size: int | None) -> Result:
    """Send with and without leave to read the channels' history; count what came."""
    wanted = size or INTENTS
    result: Result = {"messages decided": wanted, "posts that fail, %": RATE * 100}
    for readable, words in ((True, "with history scopes"), (False, "without history scopes")):
        with Progress(console=Console(stderr=True), transient=True) as progress:
            found = _run(wanted, readable, progress, words)
        result |= {f"{words}: {key}": value for key, value in found.items()}
    return result


def _run(wanted: int, readable: bool, progress: Progress, words: str) -> Result:
    """Decide messages, kill the sender again and again, let it finish, and count."""
    bar = progress.add_task(words, total=wanted)
    chance = random.Random(20261121)  # noqa: S311 - the same faults each time
    server = FaultySlack(rate=RATE, seed=7, late_seconds=LATEST_SECONDS, faults=ALL_FAULTS, readable=readable)
    kills = 0
    with tempfile.TemporaryDirectory() as folder, server.running() as slack:
        database = load_settings(data=Path(folder)).database
        store = Store(database)
        store.migrate()
        texts = _decide(store, wanted)
        revised: dict[int, str] = {}  # the last words of a message, by its number
        started = time.perf_counter()
        with _senders(database, slack.api) as senders:
            while _unsettled(store):
                last = kills >= wanted * KILLS_EACH
                child = _start(senders)
                _let_work(store, slack, 10**9 if last else chance.randint(1, 10))
                time.sleep(0 if last else chance.uniform(0, 0.02))
                os.kill(child, signal.SIGKILL)
                kills += 1
                if not last:
                    _edit(store, revised, chance.randrange(wanted), kills)
                progress.update(bar, completed=len({_first_words(m) for m in slack.messages}))
        time.sleep(LATEST_SECONDS * 2)  # for what would come twice
        came = Counter(_first_words(message) for message in slack.messages)
        stand = {message["text"] for message in slack.messages}
        return {
            "kill -9": kills,
            "posts tried": slack.seen.get("chat.postMessage", 0),
            **{f"fault {name}": slack.came[name] for name in ALL_FAULTS},
            "lost": len(set(texts) - set(came)),
            "came twice": sum(count - 1 for count in came.values()),
            "edits": kills - 1,
            "edits lost": len(set(revised.values()) - stand),
            "s": time.perf_counter() - started,
        }


def _decide(store: Store, wanted: int) -> list[str]:
    """Put messages into the outbox, every fourth a reply to the one before; return their texts."""
    now = SystemClock().now()
    texts = [f"message {number}" for number in range(wanted)]
    with store.write() as db:
        root: int | None = None
        for number, text in enumerate(texts):
            reply = number % REPLIES == 1 and root is not None
            place = (number - reply) % CHANNELS
            made = outbox.put(
                db,
                workspace="T0BENCH",
                dedup_key=f"bench:{number}",
                kind="thread" if reply else "alert",
                channel=f"{'U' if place % 8 == 0 else 'C'}{place:08}",
                payload={"text": text},
                root_id=root if reply else None,
                now=now,
            )
            root = None if reply else made
    return texts


def _edit(store: Store, revised: dict[int, str], number: int, revision: int) -> None:
    """Decide that a message shall read otherwise, wherever it is on its way just now."""
    revised[number] = f"message {number}, revised {revision}"
    with store.write() as db:
        root = outbox.get(db, number + 1)
        if root is None:
            raise click.ClickException(f"message {number} is not in the outbox.")
        words = {"text": revised[number]}
        outbox.put_edit(db, root, words, revision=revision, now=SystemClock().now(), not_before=None)


def _first_words(message: dict[str, Any]) -> str:
    """Return which message it is, however often it was edited."""
    return str(message["text"]).partition(",")[0]


def _let_work(store: Store, slack: FaultySlack, posts: int) -> None:
    """Wait until the sender has tried so many posts, or all messages are settled."""
    enough = slack.seen.get("chat.postMessage", 0) + posts
    end = time.monotonic() + PATIENCE
    while slack.seen.get("chat.postMessage", 0) < enough:
        if not _unsettled(store):
            return
        if time.monotonic() > end:
            raise click.ClickException(
                f"the sender makes no progress; {_unsettled(store)} messages are open."
            )
        time.sleep(0.005 if posts < 100 else 0.1)


def _unsettled(store: Store) -> int:
    with store.read() as db:
        return sum(count for state, count in outbox.counts(db).items() if state not in {"sent", "dropped"})


@contextmanager
def _senders(database: Path, api: str) -> Iterator[subprocess.Popen[str]]:
    """Have a process that starts senders while the block runs."""
    with subprocess.Popen(  # noqa: S603 - this Python, our own words
        [sys.executable, "-m", "bot.cli.bench.sender", str(database), api],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            if process.stdin is not None:
                process.stdin.close()


def _start(senders: subprocess.Popen[str]) -> int:
    """Start a sender; return its process id."""
    if senders.stdin is None or senders.stdout is None:
        raise click.ClickException("the sender did not start.")
    senders.stdin.write("start\n")
    senders.stdin.flush()
    said = senders.stdout.readline()
    if not said:
        raise click.ClickException("the sender did not start.")
    return int(said)
