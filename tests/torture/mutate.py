"""Documents damaged at random, and what reading them costs: nothing may escape but a ParseError.

    python -m tests.torture.mutate [FOLDER] [--count N] [--seed N] [--keep FOLDER]

Every damage follows from the seed and its number, so that a find can be made again. The reader is the very
function that helper processes run; its time is CPU time, which a busy machine does not lengthen.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from types import FrameType

from bot.adapters.parsing.document import read
from bot.model.errors import ParseError

SECONDS = 10.0  # of CPU for one document: the parse box's limit
MEGABYTES = 300  # that a process may hold at most; without any document it holds about 45
GROWTH = MEGABYTES - 45
MAX_BYTES = 5 * 1024 * 1024  # the fetcher lets no larger document pass
PIECE = 40_000  # of a larger document, mostly a piece of this size is damaged: a hundred thousand must end
TOKENS: tuple[bytes, ...] = (
    b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"&#99999999999;", b"&bogus;", b"&amp;amp;", b"<", b">", b"<!", b"<!-",
    b"<!--", b"-->", b"<![", b"<![CDATA[", b"]]>", b"<![if", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<?", b"?>", b"<?php",
    b'<?xml version="1.0" encoding="utf-16"?>', b'<?xml version="1.1" encoding="base64"?>', b"<item>", b"</item>",
    b"<entry>", b"</entry>", b"</channel>", b"<rss>", b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<title>",
    b"<link href='http://[::1'/>", b"<pubDate>", b"<updated>", b"99999999999999999999", b"-1", b"NaN", b"Infinity",
    b"2026-02-30T25:61:61+99:99", b"0000-00-00", b"xml:base='http://['", b"xml:lang=''", b"\x00", b"\xff\xfe", b"\xfe\xff",
    b"\xef\xbb\xbf", b"\xa4\xa1", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x1b$B", b"\r", b"\x0b", b"\xc2\x85", b"\xe2\x80\xa8",
    b"{", b"}", b"[", b"]", b'"', b"'", b"\\u0000", b"\\ud800", b"data:,", b"javascript:", b"http://a:99999999/", b"//[",
    b"<script>", b"<style>", b"<math>", b"<svg>", b"<geo:lat>1e999</geo:lat>", b"<georss:point>1</georss:point>",
    b"<gml:pos>x y</gml:pos>", b"<media:content url='::' medium=''/>", b"<enclosure length='x'/>", b"<psc:chapter start='1:1:1:1'/>",
)  # fmt: skip
Damage = Callable[[bytes, random.Random], bytes]


@dataclass
class Outcome:
    """What reading many damaged documents came to."""

    read: int = 0
    refused: int = 0
    entries: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_name: str = ""
    peak_mb: float = 0.0
    start_mb: float = 0.0
    peak_name: str = ""
    escaped: Counter[str] = field(default_factory=Counter)
    too_slow: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing escaped and every limit held."""
        return not (self.escaped or self.too_slow or self.too_large)

    def as_json(self) -> str:
        """Return the figures as one line."""
        figures = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(figures, ensure_ascii=False)


class Overdue(BaseException):
    """A document took longer than it may; no handler for exceptions may swallow that."""


def damaged(documents: Sequence[bytes], seed: int, number: int) -> bytes:
    """Return a document damaged in one to six ways, always alike for one seed and number."""
    chance = random.Random(f"{seed}:{number}")
    body = chance.choice(documents)
    if len(body) > PIECE and chance.random() < 0.95:
        start = chance.randrange(len(body) - PIECE // 2)
        body = body[: PIECE // 10] + body[start : start + PIECE]
    if chance.random() < 0.05:
        other = chance.choice(documents)
        cut, at = _place(body, chance), _place(other, chance)
        body = body[:cut] + other[at : at + PIECE]
    for _ in range(chance.randint(1, 6)):
        body = chance.choice(DAMAGES)(body, chance)
    return body[:MAX_BYTES]


def _place(body: bytes, chance: random.Random) -> int:
    return chance.randrange(len(body) + 1)


def _span(body: bytes, chance: random.Random, most: int = 400) -> tuple[int, int]:
    start = _place(body, chance)
    return start, min(len(body), start + chance.randint(1, most))


def _flip(body: bytes, chance: random.Random) -> bytes:
    out = bytearray(body)
    for _ in range(chance.randint(1, 12)):
        if out:
            out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _cut(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance)
    return body[:start] + body[end:]


def _truncate(body: bytes, chance: random.Random) -> bytes:
    return body[: _place(body, chance)]


def _double(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance, 2000)
    return body[:end] + body[start:end] * chance.randint(1, 4) + body[end:]


def _insert(body: bytes, chance: random.Random) -> bytes:
    at = _place(body, chance)
    return body[:at] + chance.choice(TOKENS) + body[at:]


def _pile(body: bytes, chance: random.Random) -> bytes:
    at = _place(body, chance)
    return body[:at] + chance.choice(TOKENS) * chance.choice((3, 50, 1000, 5000)) + body[at:]


def _move(body: bytes, chance: random.Random) -> bytes:
    start, end = _span(body, chance, 1000)
    at = _place(body, chance)
    return body[:at] + body[start:end] + body[at:]


def _swap_words(body: bytes, chance: random.Random) -> bytes:
    return body.replace(chance.choice(_WORDS), chance.choice((b"", *_WORDS)), chance.choice((1, 3, -1)))


def _recode(body: bytes, chance: random.Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-be", "utf-32", "cp949", "cp1252", "cp037")), "replace"
    )


_WORDS = (
    b"item", b"entry", b"title", b"link", b"pubDate", b"guid", b"channel", b"rss", b"feed", b"description", b"content",
    b"utf-8", b"UTF-8", b"version", b"xmlns", b"CDATA", b"2026", b"20", b"http", b"://", b'"', b">", b"</", b"=",
)  # fmt: skip
DAMAGES: tuple[Damage, ...] = (
    _flip, _flip, _cut, _cut, _insert, _insert, _insert, _truncate, _double, _pile, _move, _swap_words, _recode,
)  # fmt: skip


def run(
    documents: Sequence[bytes],
    numbers: Iterator[int] | range,
    *,
    seed: int,
    keep: Path | None = None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Read damaged documents and return what became of them.

    Args:
        documents: whole ones.
        numbers: which damages.
        seed: of all of them.
        keep: a folder for those that something escaped from, or that broke a limit.
        tell: called after each thousand.
    """
    outcome = Outcome(peak_mb=_peak(), start_mb=_peak())
    began = perf_counter()
    for number in numbers:
        body = damaged(documents, seed, number)
        found = _read(body, f"{seed}:{number}", outcome)
        if keep is not None and not found:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{seed}-{number}").write_bytes(body)
        if (outcome.read + outcome.refused) % 1000 == 0:
            outcome.seconds = perf_counter() - began
            tell(outcome)
    outcome.seconds = perf_counter() - began
    return outcome


def _read(body: bytes, name: str, outcome: Outcome) -> bool:
    """Read one document; say whether it kept to the rules."""
    faults = (len(outcome.too_slow), len(outcome.too_large), sum(outcome.escaped.values()))
    began = process_time()
    try:
        with _limited():
            outcome.entries += len(read(body, url="https://news.example/feed.xml").entries)
        outcome.read += 1
    except ParseError:
        outcome.refused += 1
    except Overdue:
        outcome.too_slow.append(name)
    except Exception as fault:  # noqa: BLE001 - that is what is looked for
        where = traceback.extract_tb(fault.__traceback__)[-1]
        outcome.escaped[f"{type(fault).__name__} at {Path(where.filename).name}:{where.lineno}"] += 1
    taken, peak = process_time() - began, _peak()
    if taken > outcome.slowest:
        outcome.slowest, outcome.slowest_name = taken, name
    if peak > outcome.peak_mb:
        outcome.peak_mb, outcome.peak_name = peak, name
        if peak - outcome.start_mb > GROWTH:
            outcome.too_large.append(name)
    return faults == (len(outcome.too_slow), len(outcome.too_large), sum(outcome.escaped.values()))


def _peak() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _limited() -> Iterator[None]:
    """End a block after `SECONDS` of CPU."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Overdue

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _tell(so_far: Outcome) -> None:
    sys.stderr.write(f"{so_far.as_json()}\n")
    sys.stderr.flush()


def main(args: Sequence[str] | None = None) -> int:
    """Damage and read as the command line says; exit 1 where anything broke the rules."""
    parser = argparse.ArgumentParser(description="Read feed documents damaged at random.")
    parser.add_argument(
        "folder", nargs="?", type=Path, help="of feed files; the tests' own documents without it"
    )
    parser.add_argument("--count", type=int, default=2000, help="how many damages (2,000)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first (0)")
    parser.add_argument("--seed", type=int, default=1, help="of all damages (1)")
    parser.add_argument("--keep", type=Path, help="a folder for documents that broke the rules")
    told = parser.parse_args(args)
    if told.folder:
        documents = [path.read_bytes() for path in sorted(told.folder.rglob("*")) if path.is_file()]
    else:
        from tests.torture.documents import ALL  # noqa: PLC0415 - not needed for a folder

        documents = list(ALL.values())
    documents = [body for body in documents if body]
    outcome = run(
        documents,
        range(told.first, told.first + told.count),
        seed=told.seed,
        keep=told.keep,
        tell=_tell,
    )
    sys.stdout.write(f"{outcome.as_json()}\n")
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
