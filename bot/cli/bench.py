"""`kp bench`: measurements anybody can run, each with the machine, the sizes and medians."""

from __future__ import annotations

import json
import os
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import spacy

import seeds
from bot.adapters.clock import SystemClock
from bot.app import LazyClassifier, compose
from bot.config import load_settings
from bot.model.verdict import Item
from bot.pipeline import history
from bot.query import All, Query, parse_query
from bot.services import Services
from bot.store import events, search
from bot.taxonomy import shipped_taxonomy

Result = dict[str, Any]


@click.command("bench")
@click.argument("name", type=click.Choice(["classify", "search"]))
@click.option("--size", type=click.IntRange(10, 1_000_000), help="How many items or events.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench(name: str, size: int | None, as_json: bool) -> None:
    """Measure speed and memory on this machine.

    classify: mixed news, and items about Korea alone, beside spaCy's bare tokenizer on the same texts.
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
    """Measure the classifier; the peer is spaCy's blank English tokenizer on the same texts."""
    korea, other = _texts()
    count = size or 4000
    mixed = [
        _item(n, (korea if n % 5 == 0 else other)[n % len(korea if n % 5 == 0 else other)])
        for n in range(count)
    ]
    relevant = [_item(n, korea[n % len(korea)]) for n in range(max(200, count // 10))]
    started = time.perf_counter()
    classifier = LazyClassifier()
    classifier.classify(relevant[:1])
    cold = time.perf_counter() - started
    tokenizer = spacy.blank("en").tokenizer
    texts = [f"{item.title}. {item.summary}" for item in mixed]
    bare = _median(lambda: [tokenizer(text) for text in texts])
    whole = _median(lambda: classifier.classify(mixed))
    about_korea = _median(lambda: classifier.classify(relevant))
    return {
        "classifier": classifier.version,
        "items": count,
        "first answer, s": cold,
        "mixed news, items/s": count / whole,
        "bare tokenizer, items/s": count / bare,
        "times the bare tokenizer": whole / bare,
        "about Korea, items/s": len(relevant) / about_korea,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _search(size: int | None) -> Result:
    """Measure queries on the shipped record, repeated over the years until it is large."""
    count = size or 20_000
    with _temporary() as services:
        history.load_history(services)
        made = _multiply(services, count)
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


def _texts() -> tuple[list[str], list[str]]:
    """Return texts about Korea (the types' own examples) and of other news (the shipped unrelated ones)."""
    korea = [e.title for kind in shipped_taxonomy() for e in (*kind.examples, *kind.counter_examples)]
    lines = seeds.folder("examples", "en_none_world.jsonl").read_text("utf-8").splitlines()
    other = [" ".join(filter(None, (row["title"], row["summary"]))) for row in map(json.loads, lines)]
    return korea, other


def _item(number: int, text: str) -> Item:
    return Item(str(number), f"{text} {number % 97}", published=SystemClock().now())


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


def _multiply(services: Services, count: int) -> int:
    """Copy the record's events until there are `count`."""
    with services.store.read() as db:
        known = search.iterate(db, Query(All(), ""))
    made = len(known)
    with services.store.write() as db:
        while made < count:
            for event in known[: count - made]:
                new = events.insert(
                    db, event, services.taxonomy, services.gazetteer, published=event.created_at
                )
                events.refresh_words(db, new, services.taxonomy, services.gazetteer)
                made += 1
    return made


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
