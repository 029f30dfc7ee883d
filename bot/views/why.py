"""How an event was read: which words, which rule or model, and what counted against it.

Why reports were taken for one event is told beside it, by `bot.views.reasons`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.policy.why import reasons
from bot.views.models import Card
from bot.views.mrkdwn import Mrkdwn, fmt, plain
from bot.views.words import Names, report_label

QUOTES = 3  # documents whose sentence is shown
LINE = 260  # characters of a line: a few rows on a phone


def read_lines(card: Card, names: Names) -> Iterator[Mrkdwn]:
    """Yield how an event was read, a line a reason, from the evidence kept with the verdict that founded it.

    Args:
        card: the event, its reports, and that verdict.
        names: what ids are called.
    """
    founding = next((r for r in card.reports if r.entry_id is not None), None)
    if card.verdict is not None and founding is not None:
        if len(card.reports) > 1:
            yield plain(f"In the first report, by {report_label(founding)}:", LINE)
        for reason in reasons(
            card.verdict, names.taxonomy, names.gazetteer, title=founding.title, figures=False
        ):
            yield fmt("• _{}_: {}", plain(reason.about.replace("_", " "), 80), plain(reason.said, LINE))
        if card.event.type not in {found.id for found in card.verdict.types}:
            yield plain("• It has another type by now: see History.")
    quoted = [report for report in card.reports if report.quote]
    for report in quoted[:QUOTES]:
        yield fmt("• {}: “{}”", report_label(report), plain(report.quote or "", LINE))
