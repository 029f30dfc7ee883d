"""Why reports were taken for one event, in words.

How each was read is told beside it, by `bot.views.why`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model.event import Report
from bot.text import shorten
from bot.views.words import report_label

MOST = 6


def why_lines(told: Sequence[Report]) -> Iterator[str]:
    """Yield why reports joined or opened their event: the first, and the latest few."""
    reasoned = [report for report in told if report.why]
    for report in [*reasoned[:1], *reasoned[1:][-(MOST - 1) :]]:
        yield _line(report)


def _line(report: Report) -> str:
    why = report.why or ""
    return shorten(f"{report_label(report)} {why[:1].lower()}{why[1:]}", 280)
