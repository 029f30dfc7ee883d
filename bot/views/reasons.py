"""Why an event is what it is, in words: why reports joined it, and which words were read as its type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model.event import Report
from bot.model.verdict import Verdict
from bot.policy.why import reasons
from bot.text import shorten
from bot.views.words import Names, report_label

MOST = 6


def why_lines(told: Sequence[Report]) -> Iterator[str]:
    """Yield why reports joined or opened their event: the first, and the latest few."""
    reasoned = [report for report in told if report.why]
    for report in [*reasoned[:1], *reasoned[1:][-(MOST - 1) :]]:
        yield _line(report)


def evidence_words(verdict: Verdict | None, told: Sequence[Report], names: Names) -> tuple[str, ...]:
    """Return what the first report was read as, from which words, in short sentences.

    Args:
        verdict: of the report that founded the event; None where it had none.
        told: its reports.
        names: what ids are called.
    """
    founding = next((r for r in told if r.entry_id is not None), None)
    if verdict is None or founding is None:
        return ()
    found = reasons(verdict, names.taxonomy, names.gazetteer, title=founding.title)
    return tuple(dict.fromkeys(f"{each.about}: {each.said}" for each in found))[:MOST]


def _line(report: Report) -> str:
    why = report.why or ""
    return shorten(f"{report_label(report)} {why[:1].lower()}{why[1:]}", 280)
