"""A parse that can be killed: documents are read in helper processes with a limit of time and memory.

A hostile document can keep a parser busy for minutes or take gigabytes, and a thread cannot be stopped.
A helper is a plain child process of this interpreter that gets a document on standard input and answers
with JSON; it ends when its parent does. It also reads in parallel what threads would read in turn.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from time import monotonic
from typing import IO, Any

from bot.model.errors import ParseError
from bot.model.feed import ParsedEntry, ParsedFeed

PARSE_SECONDS = 10.0
MAX_MEMORY = 512 * 1024 * 1024  # bytes of data a helper may hold; far above what a 5 MB document takes
MAX_ANSWER = 64 * 1024 * 1024
USES = 1000  # documents after which a helper is replaced, whatever a library may have kept
_SIZES = struct.Struct(">II")
_ROOT = str(Path(__file__).resolve().parents[2])
_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
)  # no tokens near hostile data
_FEED = [field.name for field in fields(ParsedFeed)]
_ENTRY = [field.name for field in fields(ParsedEntry)]
_ENTRY_VALUES = attrgetter(*_ENTRY)
_TIMES = [_ENTRY.index(name) for name in ("published", "updated")]
_START = "from bot.adapters.parsing.parsebox import serve; serve()"


class ParseBox:
    """Up to `helpers` helper processes, started when they are first needed.

    Args:
        helpers: documents read at once; further callers wait.
        seconds: how long one document may take.
    """

    def __init__(self, *, helpers: int | None = None, seconds: float = PARSE_SECONDS) -> None:
        self._seconds = seconds
        self._idle: list[_Helper] = []
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(helpers or max(1, min(4, os.cpu_count() or 1)))
        weakref.finalize(self, _end_all, self._idle)  # with the box, or with this process

    def read(self, body: bytes, facts: dict[str, Any]) -> ParsedFeed:
        """Return what a document says.

        Args:
            body: the document.
            facts: the keyword arguments of `bot.adapters.parsing.document.read`.

        Raises:
            ParseError: it is no feed, took too long (`parse_timeout`), or ended its helper (`parse_crash`).
        """
        with self._room:
            helper = self._take()
            try:
                answer = helper.ask(body, facts, self._seconds)
            except TimeoutError:
                helper.kill()
                raise ParseError(
                    f"{facts['url']} could not be read within {self._seconds:g} s.", reason="parse_timeout"
                ) from None
            except (OSError, EOFError, ValueError) as error:
                helper.kill()
                raise ParseError(
                    f"{facts['url']} is more than a parser can hold.", reason="parse_crash"
                ) from error
            except BaseException:
                helper.kill()
                raise
            self._give_back(helper)
        if "reason" in answer:
            raise ParseError(answer["error"], reason=answer["reason"])
        return unpack(answer)

    def close(self) -> None:
        """End the helpers."""
        with self._lock:
            _end_all(self._idle)

    def _take(self) -> _Helper:
        with self._lock:
            while self._idle:
                helper = self._idle.pop()
                if helper.alive():
                    return helper
                helper.kill()
        return _Helper()

    def _give_back(self, helper: _Helper) -> None:
        if helper.uses >= USES:
            helper.kill()
            return
        with self._lock:
            self._idle.append(helper)


class _Helper:
    """One child process and the pipes to it."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter and our own code
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                **{name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                "PYTHONPATH": path,
            },
            start_new_session=True,  # Ctrl-C is for the parent
        )
        self.uses = 0

    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent yet is not wanted any more
                    pipe.close()
        self._process.wait()

    def ask(self, body: bytes, facts: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Hand over a document and return the answer.

        Raises:
            TimeoutError: no whole answer in time.
            EOFError: the process ended.
        """
        self.uses += 1
        head = json.dumps(facts).encode()
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EOFError
        stdin.write(_SIZES.pack(len(head), len(body)) + head + body)
        stdin.flush()
        deadline = monotonic() + seconds
        size = int.from_bytes(_within(stdout, 4, deadline), "big")
        if size > MAX_ANSWER:
            raise EOFError
        answer: dict[str, Any] = json.loads(_within(stdout, size, deadline))
        return answer


def _end_all(helpers: list[_Helper]) -> None:
    while helpers:
        helpers.pop().kill()


def serve() -> None:
    """Read documents from standard input until it ends: what a helper process runs."""
    from bot.adapters.parsing.document import read  # noqa: PLC0415 - feedparser is loaded in helpers only

    _limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_SIZES.size):
        sizes = _SIZES.unpack(head)
        facts = json.loads(source.read(sizes[0]))
        answer = _answer(read, source.read(sizes[1]), facts)
        sink.write(len(answer).to_bytes(4, "big") + answer)
        sink.flush()


def pack(feed: ParsedFeed) -> dict[str, Any]:
    """Return a document's items as JSON types."""
    out = {name: getattr(feed, name) for name in _FEED} | {"fields": _ENTRY}
    out["entries"] = [
        [value.timestamp() if isinstance(value, datetime) else value for value in _ENTRY_VALUES(entry)]
        for entry in feed.entries
    ]
    return out


def unpack(data: dict[str, Any]) -> ParsedFeed:
    """Return what `pack` packed.

    Raises:
        ParseError: by a helper of another version, as after an update while the bot runs.
    """
    if data.pop("fields", None) != _ENTRY:
        raise ParseError("The bot was updated while it ran: it has to be started again.", reason="internal")
    for entry in data["entries"]:
        for place in _TIMES:
            if entry[place] is not None:
                entry[place] = datetime.fromtimestamp(entry[place], UTC)
    lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return ParsedFeed(**{**data, **lists, "entries": tuple(ParsedEntry(*entry) for entry in data["entries"])})


def _answer(read: Callable[..., ParsedFeed], body: bytes, facts: dict[str, Any]) -> bytes:
    try:
        facts["quirks"] = tuple(facts.get("quirks") or ())
        answer = pack(read(body, **facts))
    except ParseError as error:
        answer = {"error": str(error), "reason": error.reason}
    except MemoryError:
        answer = {"error": f"{facts['url']} is more than a parser can hold.", "reason": "parse_crash"}
    except Exception as fault:  # noqa: BLE001 - told to the parent, which shows it beside the feed
        answer = {"error": f"{facts['url']} could not be read: {fault!r:.200}.", "reason": "parse_crash"}
    return json.dumps(answer).encode()


def _within(pipe: IO[bytes], size: int, deadline: float) -> bytes:
    """Read exactly so many bytes from a pipe before a monotonic time."""
    parts: list[bytes] = []
    while size:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _limit_memory() -> None:
    """Let this process hold so much and no more, where the platform can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = MAX_MEMORY if hard == resource.RLIM_INFINITY else min(MAX_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
