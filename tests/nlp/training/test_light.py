"""Fitting words and stack."""

from __future__ import annotations

import numpy as np

from bot.model.verdict import Item
from bot.nlp.learned.linear import Linear
from bot.nlp.learned.stack import Signals, Stack
from bot.nlp.training import light
from bot.nlp.training.data import Labelled

TYPES = ("missile_test", "sanctions")


def examples() -> list[Labelled]:
    """Texts that single words tell apart."""
    texts = [
        ("missile flies", ("missile_test",)),
        ("sanctions imposed", ("sanctions",)),
        ("football match", ()),
    ]
    return [
        Labelled(Item("", f"{text} {n}"), dict.fromkeys(types)) for text, types in texts for n in range(20)
    ]


def learned() -> Linear:
    """The words' weights on those."""
    return light.fit_linear(examples(), TYPES)


def test_words_are_learned() -> None:
    """Each type from its own."""
    scores = learned().score([Item("", "a missile flies again"), Item("", "new sanctions imposed")])
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_learning_twice_gives_the_same() -> None:
    """To the last digit."""
    assert np.array_equal(learned().weights, learned().weights)


def test_a_correction_moves_what_it_speaks_of() -> None:
    """And leaves the rest near where it was."""
    before = learned()
    said = [Labelled(Item("", f"missile museum {n}"), {}, weight=4.0) for n in range(3)]
    after = light.fit_linear([*examples(), *said], TYPES, before)
    museum, sanctions = Item("", "missile museum"), Item("", "sanctions imposed")
    assert after.score([museum])[0, 0] < before.score([museum])[0, 0]
    assert abs(after.score([sanctions])[0, 1] - before.score([sanctions])[0, 1]) < 0.5


def synthetic() -> tuple[Signals, np.ndarray]:
    """Items whose network is right three times in four, and whose rules are right always, if they speak."""
    chance = np.random.default_rng(1)
    wanted = (chance.random((600, 2)) < 0.3).astype(float)
    network = np.where(chance.random((600, 2)) < 0.75, wanted, 1 - wanted) * 4 - 2
    rules = np.where(chance.random((600, 2)) < 0.5, wanted * 0.9, 0.0)
    zeros = np.zeros(600)
    return Signals(
        network, zeros, np.zeros_like(network), rules, np.zeros_like(network), zeros, zeros
    ), wanted


def test_scores_are_calibrated() -> None:
    """Of what gets about .8, about eight in ten are right."""
    signals, wanted = synthetic()
    scores = light.fit_stack(signals, wanted).score(signals)
    for low in (0.1, 0.3, 0.5, 0.7, 0.9):
        at = (scores >= low - 0.1) & (scores < low + 0.1)
        if at.sum() >= 60:
            assert abs(wanted[at].mean() - scores[at].mean()) < 0.1


def test_rules_that_are_always_right_are_believed() -> None:
    """More than a network that is right three times in four."""
    signals, wanted = synthetic()
    scores = light.fit_stack(signals, wanted).score(signals)
    assert scores[(signals.rules > 0) & (wanted > 0)].min() > 0.8


def test_false_alarms_are_kept_few() -> None:
    """The score from which a type is said is as high as that needs."""
    signals, wanted = synthetic()
    stack = light.fit_stack(signals, wanted)
    empty = wanted.sum(axis=1) == 0
    said = stack.score(signals)[empty].max(axis=1) >= stack.threshold
    assert said.mean() <= light.FALSE_ALARMS


def test_a_prior_keeps_what_few_texts_cannot_tell() -> None:
    """Two texts do not overturn what six hundred taught."""
    signals, wanted = synthetic()
    before = light.fit_stack(signals, wanted)
    few = Signals(*(getattr(signals, name)[:2] for name in Signals.__slots__))
    after = light.fit_stack(few, 1 - wanted[:2], before)
    assert isinstance(after, Stack)
    assert np.abs(after.shared - before.shared).max() < 0.5
    assert after.threshold == before.threshold
