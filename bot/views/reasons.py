"""Why an event is what it is, in words: why reports joined it, and which words were read as its type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model.event import Event, Report
from bot.model.verdict import Verdict
from bot.text import shorten
from bot.views.words import Names, report_label

MOST = 6
_FACTS = {"date": "gives the date", "count": "gives the count", "status": "gives the status"}


def why_joined(told: Sequence[Report]) -> str | None:
    """Return why the latest report was taken for its event; None while there is only one."""
    if len(told) < 2 or not told[-1].why:
        return None
    return _line(told[-1])


def why_lines(told: Sequence[Report]) -> Iterator[str]:
    """Yield why reports joined or opened their event: the first, and the latest few."""
    reasoned = [report for report in told if report.why]
    for report in [*reasoned[:1], *reasoned[1:][-(MOST - 1) :]]:
        yield _line(report)


def evidence_words(verdict: Verdict | None, event: Event, names: Names) -> tuple[str, ...]:
    """Return what was read from which words: "“fires … missile” reads as Missile test".

    Args:
        verdict: of the report that founded the event; None where it had none.
        event: whose type the words spoke for.
        names: what types are called.
    """
    if verdict is None:
        return ()
    means = {event.type: f"reads as {names.type_name(event)}", **_FACTS}
    said = [f"“{e.text}” {means[e.type]}" for e in verdict.evidence if e.text and e.type in means]
    return tuple(dict.fromkeys(said))[:MOST]


def _line(report: Report) -> str:
    why = report.why or ""
    return shorten(f"{report_label(report)} {why[:1].lower()}{why[1:]}", 280)
