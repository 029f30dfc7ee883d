"""A verdict as `kp classify --explain` prints it: the headline, and below it why."""

from __future__ import annotations

from bot.gazetteer import Gazetteer, shipped_gazetteer
from bot.model.verdict import Item, Verdict
from bot.policy.why import reasons
from bot.taxonomy import Taxonomy, shipped_taxonomy


def explain_verdict(
    item: Item, verdict: Verdict, taxonomy: Taxonomy | None = None, gazetteer: Gazetteer | None = None
) -> str:
    """Return a verdict as a few lines a person can follow.

    Args:
        item: what was classified.
        verdict: the answer.
        taxonomy, gazetteer: what types and names are called; the shipped ones when None.
    """
    why = reasons(verdict, taxonomy or shipped_taxonomy(), gazetteer or shipped_gazetteer(), title=item.title)
    return "\n".join([item.title or "(no title)", *(f"  {line}" for line in why)])
