"""`kp bench`: measurements anybody can run, each with the machine, the sizes and medians."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count, islice
from pathlib import Path
from typing import Any

import click
import spacy

import seeds
from bot.adapters.clock import SystemClock
from bot.app import LazyClassifier, compose
from bot.config import load_settings
from bot.model.verdict import Item
from bot.nlp import jsonl
from bot.nlp.gate import shipped_gate
from bot.pipeline import history
from bot.query import All, Query, parse_query
from bot.services import Services
from bot.store import events, search

Result = dict[str, Any]
BATCH = 256  # items `kp classify` reads at once
SHARES = (2, 5, 20)  # of a hundred items of a mixed stream, how many are about Korea
ELSEWHERE = frozenset({"en_foreign.jsonl", "en_none_world.jsonl"})  # the examples of other news


@click.command("bench")
@click.argument("name", type=click.Choice(["classify", "search"]))
@click.option("--size", type=click.IntRange(10, 1_000_000), help="How many items or events.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench(name: str, size: int | None, as_json: bool) -> None:
    """Measure speed and memory on this machine.

    classify: news of which 2, 5 and 20 in a hundred are about Korea, beside spaCy's bare tokenizer on the
    same texts; items about Korea alone; the first answer of a fresh process and its memory.
    search: queries on a record of many events.

    \b
    Example:  kp bench classify --size 5000
    """
    result = _BENCHES[name](size) | {"machine": _machine()}
    if as_json:
        click.echo(json.dumps(result))
        return
    for key, value in result.items():
        click.echo(f"{key:32} {value:,.2f}" if isinstance(value, float) else f"{key:32} {value}")


def _classify(size: int | None) -> Result:
    """Measure `kp classify`; the peer is spaCy's blank English tokenizer on the same texts.

    A stream is read from JSON Lines and written as JSON Lines, as the command does it.
    """
    korea, other = _examples()
    total = size or 4000
    started = time.perf_counter()
    classifier = LazyClassifier()
    classifier.classify([jsonl.parse_line(next(korea))])
    result: Result = {
        "classifier": classifier.version,
        "ready in this process, s": time.perf_counter() - started,
    }

    def run(lines: list[str]) -> None:
        for start in range(0, len(lines), BATCH):
            items = [jsonl.parse_line(line) for line in lines[start : start + BATCH]]
            for verdict in classifier.classify(items):
                jsonl.verdict_line(verdict)

    for share in SHARES:
        lines = [next(korea if n * share // 100 > (n - 1) * share // 100 else other) for n in range(total)]
        texts = [f"{item.title}. {item.summary}" for item in map(jsonl.parse_line, lines)]
        bare = statistics.median(_tokenized(texts) for _ in range(3))
        whole = _median(partial(run, lines))
        result |= {
            f"{share}% about Korea, items/s": total / whole,
            f"{share}%: bare tokenizer, items/s": total / bare,
            f"{share}%: times the bare tokenizer": whole / bare,
        }
    relevant = list(islice(korea, max(200, total // 10)))
    result["only about Korea, items/s"] = len(relevant) / _median(partial(run, relevant))
    return result | {"items": total, "items about Korea": len(relevant)} | _fresh_process(relevant)


def _tokenized(texts: list[str]) -> float:
    """Return the seconds a new tokenizer takes: it remembers words, and a stream is read but once."""
    tokenizer = spacy.blank("en").tokenizer
    started = time.perf_counter()
    for text in texts:
        tokenizer(text)
    return time.perf_counter() - started


def _fresh_process(lines: list[str]) -> Result:
    """Measure the command itself: its first answer from a cold start, and its memory at most."""

    def run(asked: list[str]) -> None:
        command = [sys.executable, "-m", "bot.cli.main", "classify"]
        subprocess.run(  # noqa: S603  # this Python, these words
            command, input="\n".join(asked), text=True, check=True, stdout=subprocess.DEVNULL
        )

    first = _median(lambda: run(lines[:1]))
    run(lines)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"first answer of a fresh process, s": first, "peak memory, MB": peak / 1024}


def _search(size: int | None) -> Result:
    """Measure queries on the shipped record, repeated over the years until it is large."""
    wanted = size or 20_000
    with _temporary() as services:
        history.load_history(services)
        made = _multiply(services, wanted)
        result: Result = {"events": made}
        for text in (
            "icbm since 2022",
            "balloons",
            "place:Sunan",
            "submarine",
            '"East Sea" severity:>=4',
            "",
        ):
            query = parse_query(text, services.taxonomy, services.gazetteer, now=services.now())

            def ask(asked: Any = query) -> None:
                with services.store.read() as db:
                    search.search(db, asked)

            result[f"{text or '(everything)'!r}, ms"] = _median(ask, 15) * 1000
        return result


_BENCHES: dict[str, Callable[[int | None], Result]] = {"classify": _classify, "search": _search}


def _examples() -> tuple[Iterator[str], Iterator[str]]:
    """Return endless lines that reach the model (events and none) and of other news, from the examples."""
    folder = seeds.folder("examples")
    texts: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for file in sorted(folder.iterdir(), key=lambda path: path.name):
        if not (file.name.startswith("en_") and file.name.endswith(".jsonl")):
            continue
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            elsewhere = file.name in ELSEWHERE
            if elsewhere or shipped_gate().check(Item("", row["title"], row["summary"])).open:
                texts[not elsewhere].append((row["title"], row["summary"]))
    return _lines(texts[True]), _lines(texts[False])


def _lines(texts: list[tuple[str, str]]) -> Iterator[str]:
    """Yield items as JSON, no two of them the same, spread over all texts."""
    now = SystemClock().now().isoformat()
    for number in count():
        title, summary = texts[number * 7919 % len(texts)]
        yield json.dumps(
            {"id": str(number), "title": f"{title} {number}", "summary": summary, "published": now}
        )


def _median(do: Callable[[], object], times: int = 3) -> float:
    """Return the median seconds of some runs."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        do()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


@contextmanager
def _temporary() -> Iterator[Services]:
    with tempfile.TemporaryDirectory() as folder:
        yield compose(load_settings(data=Path(folder)))


def _multiply(services: Services, wanted: int) -> int:
    """Copy the record's events until there are `wanted`."""
    with services.store.read() as db:
        known = search.iterate(db, Query(All(), ""))
    made = len(known)
    with services.store.write() as db:
        while made < wanted:
            for event in known[: wanted - made]:
                new = events.insert(
                    db, event, services.taxonomy, services.gazetteer, published=event.created_at
                )
                events.refresh_words(db, new, services.taxonomy, services.gazetteer)
                made += 1
    return made


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
