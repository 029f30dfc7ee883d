"""The weights that join network, words and rules."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bot.nlp.learned.stack import AGREEMENT, SIGNALS, Signals, Stack, best_other, read_stack

TYPES = ("one", "two")


def signals(network: list[list[float]], rules: list[list[float]] | None = None) -> Signals:
    """Signals of some items of which little is known."""
    logits = np.array(network)
    zeros = np.zeros(len(logits))
    found = np.zeros_like(logits) if rules is None else np.array(rules)
    return Signals(logits, zeros, np.zeros_like(logits), found, np.zeros_like(logits), zeros, zeros)


def stack(**weights: float) -> Stack:
    """A stack with some weights by signal's name, others nought."""
    shared = np.array([weights.get(name.replace(" ", "_"), 0.0) for name in SIGNALS])
    return Stack(shared, np.zeros(2), np.zeros(2), 0.4, 0.5, 0.8)


def test_without_weights_nothing_is_known() -> None:
    """Even odds."""
    assert stack().score(signals([[3.0, -3.0]])).tolist() == [[AGREEMENT / 2, AGREEMENT / 2]]


def test_the_network_and_the_rules_add_up() -> None:
    """Both for a type make it surer than one."""
    weighed = stack(network=1.0, rule=2.0)
    alone = weighed.score(signals([[1.0, -1.0]]))
    both = weighed.score(signals([[1.0, -1.0]], [[0.9, 0.0]]))
    assert both[0, 0] > alone[0, 0]
    assert both[0, 1] == alone[0, 1]


def test_another_type_is_the_best_of_the_others() -> None:
    """For the best itself it is the second."""
    assert best_other(np.array([[5.0, 1.0, 3.0]])).tolist() == [[3.0, 5.0, 5.0]]


def test_a_type_has_a_start_and_a_trust_of_its_own() -> None:
    """The same logits may mean different things for two types."""
    own = Stack(np.zeros(len(SIGNALS)), np.array([1.0, -1.0]), np.array([0.5, 0.0]))
    scores = own.score(signals([[2.0, 2.0]]))
    assert scores[0, 0] > 0.85
    assert scores[0, 1] < 0.3


def test_a_stack_survives_its_file() -> None:
    """What is written and read weighs the same."""
    before = stack(network=0.8, event=0.3, rule=1.5)
    after = read_stack(json.loads(json.dumps(before.as_dict(TYPES))), TYPES)
    asked = signals([[1.0, -2.0]], [[0.0, 0.7]])
    assert np.allclose(before.score(asked), after.score(asked))
    assert (after.threshold, after.second, after.sure) == (0.4, 0.5, 0.8)


def test_a_stack_without_a_type_is_refused() -> None:
    """A new type needs a new training."""
    with pytest.raises(KeyError):
        read_stack(stack().as_dict(TYPES), ("one", "three"))
