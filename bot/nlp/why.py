"""A verdict in words: what was read, from which words, and what counted against it."""

from __future__ import annotations

from bot.model.verdict import Evidence, Item, Verdict
from bot.taxonomy import Taxonomy, shipped_taxonomy


def explain_verdict(item: Item, verdict: Verdict, taxonomy: Taxonomy | None = None) -> str:
    """Return a verdict as a few lines a person can follow.

    Args:
        item: what was classified.
        verdict: the answer.
        taxonomy: the types' names; the shipped ones when None.
    """
    types = taxonomy or shipped_taxonomy()
    lines = [item.title]
    if not verdict.types:
        lines.append("  reports no event")
    for found in verdict.types:
        name = types[found.id].name(found.subtype) if found.id in types else found.id
        lines.append(f"  {name}: {found.score:.0%}")
        lines += [f"    {_because(e)}" for e in verdict.evidence if e.type == found.id]
    named = {t.id for t in verdict.types}
    lines += [f"  {e.type}: {_because(e)}" for e in verdict.evidence if e.type not in named]
    if verdict.types:
        dated = verdict.facts.event_date or "not known"
        lines.append(
            f"  date {dated}, {verdict.status}, severity {verdict.severity}{', to be reviewed' if verdict.review else ''}"
        )
    return "\n".join(lines)


def _because(evidence: Evidence) -> str:
    words = f"“{evidence.text}”" if evidence.text else ""
    return " ".join(part for part in (words, f"({evidence.why.replace(':', ' ', 1)})") if part)
