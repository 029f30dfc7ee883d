"""What gate and rules say of many texts at once, as the stack is fitted on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from bot.model.verdict import Item
from bot.nlp.combine import background_only, rule_scores
from bot.nlp.gate import shipped_gate
from bot.nlp.pipeline import read_items, shipped_pipeline

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RuleParts:
    """What the gate lets through, and what rules find in it: one row an item."""

    open: npt.NDArray[np.bool_]
    rules: Floats
    background: Floats
    doubt: Floats


def rule_parts(items: Sequence[Item], types: Sequence[str]) -> RuleParts:
    """Return what gate and rules say of items; a closed gate leaves an item's row empty.

    The last answers are kept: one training asks for the same texts several times.

    Args:
        items: the texts.
        types: the columns.
    """
    return _rule_parts(tuple(items), tuple(types))


@lru_cache(maxsize=2)
def _rule_parts(items: tuple[Item, ...], types: tuple[str, ...]) -> RuleParts:
    openings = [shipped_gate().check(item) for item in items]
    rules = np.zeros((len(items), len(types)))
    background = np.zeros_like(rules)
    passed = [row for row, opening in enumerate(openings) if opening.open]
    for row, doc in zip(passed, read_items(shipped_pipeline(), [items[row] for row in passed]), strict=True):
        found = rule_scores(doc._.kp_hits)
        rules[row] = [found.get(name, 0.0) for name in types]
        behind = background_only(doc._.kp_hits)
        background[row] = [float(name in behind) for name in types]
    return RuleParts(
        np.array([opening.open for opening in openings], dtype=bool),
        rules,
        background,
        np.array([math.log(max(opening.factor, 1e-3)) for opening in openings]),
    )
