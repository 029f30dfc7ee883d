"""How fast news is read, and what that takes of memory."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import count, islice

import spacy

import seeds
from bot.adapters.clock import SystemClock
from bot.app import LazyClassifier
from bot.cli.bench.measuring import Result, median
from bot.model.verdict import Item
from bot.nlp import jsonl
from bot.nlp.gate import shipped_gate

BATCH = 256  # items `kp classify` reads at once
SHARES = (2, 5, 20)  # of a hundred items of a mixed stream, how many are about Korea
ELSEWHERE = frozenset({"en_foreign.jsonl", "en_none_world.jsonl"})  # the examples of other news


def measure(size: int | None) -> Result:
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
        whole = median(partial(run, lines))
        result |= {
            f"{share}% about Korea, items/s": total / whole,
            f"{share}%: bare tokenizer, items/s": total / bare,
            f"{share}%: times the bare tokenizer": whole / bare,
        }
    relevant = list(islice(korea, max(200, total // 10)))
    result["only about Korea, items/s"] = len(relevant) / median(partial(run, relevant))
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

    first = median(lambda: run(lines[:1]))
    run(lines)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"first answer of a fresh process, s": first, "peak memory, MB": peak / 1024}


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
