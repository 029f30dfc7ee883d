"""Why reports were taken for one event, in words.

How each was read is told beside it, by `bot.views.why`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.model.event import Report
from bot.text import shorten
from bot.views.words import report_label

MOST = 6
_ALIKE = re.compile(r"(\d+)% alike")
_NUMBER = re.compile(r"#(\d+)")
_LIKENESS = (
    (85, "nearly the same words"),
    (60, "much the same words"),
    (35, "partly the same words"),
    (0, "other words"),
)


def why_lines(told: Sequence[Report]) -> Iterator[str]:
    """Yield why reports joined or opened their event: the first, and the latest few."""
    reasoned = [report for report in told if report.why]
    for report in [*reasoned[:1], *reasoned[1:][-(MOST - 1) :]]:
        yield _line(report)


def _line(report: Report) -> str:
    why = _ALIKE.sub(_words_alike, report.why or "")
    why = _NUMBER.sub(r"event \1", why)
    return shorten(f"{report_label(report)} {why[:1].lower()}{why[1:]}", 280)


def _words_alike(found: re.Match[str]) -> str:
    """Return how alike two tellings are without the figure that is kept for the terminal."""
    percent = int(found[1])
    return next(words for least, words in _LIKENESS if percent >= least)
