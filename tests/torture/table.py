"""All ways to misbehave, in one table: `python -m tests.torture.table > docs/feed-torture.md`.

The table is written from what is seen, not from what is expected; the tests hold the two against each other.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby

import structlog

from tests.torture import ways_documents, ways_failing, ways_items, ways_moving, ways_secure, ways_talking
from tests.torture.rig import WAYS, Way, rig_on
from tests.torture.server import TortureServer

__all__ = [
    "WAYS", "markdown", "play_all", "ways_documents", "ways_failing", "ways_items", "ways_moving", "ways_secure",
    "ways_talking",
]  # fmt: skip

HEAD = """# Feeds that misbehave

A server on loopback that misbehaves in {count} named ways, asked by the real fetcher and reader, kept in real tables, \
with a clock that moves only when told. Names ending in `.example` lead to it; whoever connects elsewhere is noted. \
It is Saturday 2026-11-21, 03:00 UTC, and a busy feed is asked every 10 minutes; jitter (up to a tenth more) is taken off.

`python -m pytest tests/torture` plays every way; `python -m tests.torture.table > docs/feed-torture.md` writes this page \
from what is seen. Seen and expected agree in {agreed} of {count}.

What a failing feed's reason means stands in `bot/policy/health.py`; how reading bears documents damaged at random is \
measured by `python -m tests.torture.mutate`.
"""


def play_all() -> dict[str, str]:
    """Play every way on one server and return what was seen, by name."""
    server = TortureServer()
    seen = {}
    try:
        for name, way in WAYS.items():
            with rig_on(server) as rig:
                seen[name] = way.play(rig)
    finally:
        server.close()
    return seen


def markdown(seen: Mapping[str, str]) -> str:
    """Return the page: a table for each group of ways."""
    agreed = sum(seen[name] == way.expected for name, way in WAYS.items())
    parts = [HEAD.format(count=len(WAYS), agreed=agreed)]
    for group, ways in groupby(WAYS.values(), key=lambda way: way.group):
        rows = [_row(way, seen[way.name]) for way in ways]
        parts.append(
            f"## {group}\n\n| way | what comes | expected | seen |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def _row(way: Way, seen: str) -> str:
    return f"| {_cell(way.name)} | {_cell(way.does)} | {_cell(way.expected)} | {_cell(seen)} |"


def _cell(text: str) -> str:
    """Return text that a table shows as it is."""
    for sign, written in (("&", "&amp;"), ("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("\n", " ")):
        text = text.replace(sign, written)
    return text


def main() -> None:
    """Write the page to standard output."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    sys.stdout.write(markdown(play_all()))


if __name__ == "__main__":
    main()
