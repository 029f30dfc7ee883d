"""Fits the light parts: the linear map over words, and the weights that everything is stacked with.

Both can start from shipped weights and are then drawn to them: what a few corrections do not speak
of stays as it was learned from much more text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse, special

from bot.model.verdict import Item
from bot.nlp.learned.linear import BUCKETS, Linear, buckets
from bot.nlp.learned.stack import SIGNALS, Floats, Signals, Stack
from bot.nlp.training.data import Labelled

RARE = 3  # a bucket seen in fewer texts carries nothing
WORDS_PENALTY = 0.03  # measured on the held-back texts
SHARED_PENALTY, START_PENALTY, TRUST_PENALTY = 0.5, 2.0, 20.0
WORDS_FAITH, STACK_FAITH = 10.0, 20.0  # how much harder a prior's weights pull than nought does
ROUNDS = 100
NEVER = -3.0  # where a type's start value begins
FALSE_ALARMS = 0.045  # the share of held-back texts without event that may be given one
ALERT_PRECISION = 0.95  # of what is said without asking for a look; own examples are easier than news
STEPS = np.arange(0.30, 0.96, 0.01)


def gold(examples: Sequence[Labelled], types: Sequence[str]) -> Floats:
    """Return 1 where an example reports a type: [examples, types]."""
    return np.array([[float(name in one.types) for name in types] for one in examples]).reshape(
        -1, len(types)
    )


def fit_linear(examples: Sequence[Labelled], types: Sequence[str], prior: Linear | None = None) -> Linear:
    """Fit the words' weights by penalised logistic regression, one a type.

    Args:
        examples: texts with what they report.
        types: the columns.
        prior: weights to stay near; zero when None.
    """
    rows = words_table([one.item for one in examples])
    counts = np.asarray((rows > 0).sum(axis=0)).ravel()
    used = np.flatnonzero(counts >= RARE)
    if prior is not None:
        used = np.union1d(used, prior.used)
    table = sparse.hstack([normalised(rows[:, used]), np.ones((len(examples), 1))]).tocsr()
    before = np.zeros((len(used) + 1, len(types)))
    before[-1] = NEVER
    pull = np.append(np.full(len(used), WORDS_PENALTY), WORDS_PENALTY / 100)
    if prior is not None:
        before[np.searchsorted(used, prior.used)] = prior.weights
        before[-1], pull = prior.start, pull * WORDS_FAITH
    wanted = gold(examples, types)
    weight = np.array([one.weight for one in examples])
    fitted = [_logistic(table, wanted[:, i], weight, before[:, i], pull) for i in range(len(types))]
    matrix = np.stack(fitted, axis=1).astype(np.float32)
    return Linear(used.astype(np.int32), matrix[:-1], matrix[-1])


def words_table(items: Sequence[Item]) -> sparse.csr_matrix:
    """Return which buckets each item has: [items, BUCKETS], 1 or 0."""
    columns = [buckets(item) for item in items]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.concatenate([np.array(c, np.int32) for c in columns]) if columns else np.zeros(0, np.int32)
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(columns), BUCKETS))


def normalised(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return rows of length 1."""
    length = np.sqrt(np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1.0))
    return sparse.diags(1.0 / length) @ rows


def _logistic(
    table: sparse.csr_matrix | Floats, wanted: Floats, weight: Floats, prior: Floats, pull: Floats
) -> Floats:
    """Return the weights of a logistic regression whose penalty draws each to its prior value."""
    sign = 2 * wanted - 1

    def cost(values: Floats) -> tuple[float, Floats]:
        margin = sign * (table @ values)
        away = values - prior
        slope = -sign * weight * special.expit(-margin)
        total = (weight * np.logaddexp(0, -margin)).sum() + 0.5 * (pull * away**2).sum()
        return float(total), table.T @ slope + pull * away

    found = optimize.minimize(cost, prior, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return np.asarray(found.x)


def fit_stack(signals: Signals, wanted: Floats, prior: Stack | None = None, *, closed: int = 0) -> Stack:
    """Fit the weights of the signals on texts that no part of the model has learned from.

    Args:
        signals: what the parts say of the held-back texts.
        wanted: 1 where a text reports a type.
        prior: weights to stay near; zero when None.
        closed: how many more texts without event there were, that the gate let nobody see.
    """
    table = signals.table()
    items, types, count = table.shape
    network = table[:, :, SIGNALS.index("network")]
    design = np.zeros((items, types, count + 2 * types))
    design[:, :, :count] = table
    for number in range(types):
        design[:, number, count + number] = 1.0
        design[:, number, count + types + number] = network[:, number]
    flat, want = design.reshape(items * types, -1), wanted.ravel()
    pull = np.concatenate(
        [np.full(count, SHARED_PENALTY), np.full(types, START_PENALTY), np.full(types, TRUST_PENALTY)]
    )
    before = np.zeros(count + 2 * types)
    if prior is not None:
        before, pull = np.concatenate([prior.shared, prior.start, prior.trust]), pull * STACK_FAITH
    values = _logistic(flat, want, np.ones(len(want)), before, pull)
    parts = (values[:count], values[count : count + types], values[count + types :])
    if prior is not None:  # calibrated scores mean the same as before, and so does the threshold
        return Stack(*parts, prior.threshold, prior.second, prior.sure)
    stack = Stack(*parts)
    return with_thresholds(stack, stack.score(signals), wanted, closed)


def with_thresholds(stack: Stack, scores: Floats, wanted: Floats, closed: int = 0) -> Stack:
    """Return the stack with its thresholds: the best F1 at few false alarms, and the precision of alerts."""
    empty = wanted.sum(axis=1) == 0
    allowed = FALSE_ALARMS * (int(empty.sum()) + closed)
    best, chosen = -1.0, float(STEPS[-1])
    for step in STEPS:
        if (scores[empty].max(axis=1, initial=0.0) >= step).sum() > allowed:
            continue
        value = f1(scores >= step, wanted)
        if value > best:
            best, chosen = value, float(step)
    sure = next(
        (s for s in STEPS if s >= chosen and precision(scores >= s, wanted) >= ALERT_PRECISION), STEPS[-1]
    )
    return replace(stack, threshold=round(chosen, 2), second=round(chosen, 2), sure=round(float(sure), 2))


def precision(said: npt.NDArray[np.bool_], wanted: Floats) -> float:
    """Return the share of what was said that is right."""
    return float((said * wanted).sum()) / max(1.0, float(said.sum()))


def f1(said: npt.NDArray[np.bool_], wanted: Floats) -> float:
    """Return the micro-F1 of what was said."""
    right = float((said * wanted).sum())
    total = float(said.sum() + wanted.sum())
    return 2 * right / total if total else 0.0
