"""One training, from texts to a model that may take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.model.verdict import Item
from bot.nlp.learned.linear import no_words
from bot.nlp.learned.neural import Network
from bot.nlp.learned.stack import Stack
from bot.nlp.learned.trained import Parts, Trained
from bot.nlp.training import light, session
from bot.nlp.training.data import Labelled
from bot.nlp.training.session import Score
from bot.taxonomy import shipped_taxonomy

LABELS = session.labels_of(shipped_taxonomy())


def texts(count: int, *, start: int = 0) -> list[Labelled]:
    """Sanctions, and what is none."""
    told = [
        Labelled(Item("", f"US imposes sanctions on North Korean bank number {n}"), {"sanctions": None})
        for n in range(start, start + count)
    ]
    other = [
        Labelled(Item("", f"North Korean choir sings song number {n}"), {})
        for n in range(start, start + count)
    ]
    return [*told, *other]


class KnowingNetwork:
    """Says sanctions where it reads of them, and nothing else."""

    labels = LABELS

    def logits(self, items: Sequence[Item]) -> NDArray[np.float32]:
        """One row an item."""
        rows = np.full((len(items), len(LABELS.outputs)), -4.0, np.float32)
        column = LABELS.types.index("sanctions")
        rows[:, column] = [4.0 if "sanctions" in item.title else -4.0 for item in items]
        return rows


def trained(learn: list[Labelled], held: list[Labelled]) -> Trained:
    """A model with that network and fitted light parts."""
    network = KnowingNetwork()
    rows = network.logits([one.item for one in held]).astype(float)
    types, event, status, subtypes = LABELS.split(rows)
    zeros = np.zeros(len(held))
    parts = Parts(types, event[:, 0], np.zeros_like(types), status, subtypes, zeros)
    linear, stack = session.fit_light(learn, held, parts, LABELS.types)
    return Trained(cast("Network", network), linear, stack, "model-test", {})


def test_a_good_network_is_believed() -> None:
    """Right on texts that no part has seen."""
    model = trained(texts(30), texts(40, start=100))
    score = session.measure(model, texts(20, start=500), shipped_taxonomy())
    assert score.f1 > 0.95
    assert score.false_alarms == 0.0
    assert score.texts == 40


def test_rules_alone_are_measured_too() -> None:
    """What there was before there was a model."""
    score = session.measure(None, texts(5), shipped_taxonomy())
    assert 0.0 <= score.f1 <= 1.0


def test_a_reading_says_what_and_why() -> None:
    """Calibrated scores by type, the network's own opinion, status and subtype."""
    reading = trained(texts(30), texts(40, start=100)).read([Item("", "US imposes sanctions on a firm")])[0]
    weighed = reading.weigh({"sanctions": 0.9}, frozenset(), 1.0)
    assert max(weighed, key=lambda type_: weighed[type_]) == "sanctions"
    assert reading.says("sanctions") > 0.9
    assert sum(reading.statuses.values()) == pytest.approx(1.0)
    assert reading.subtype("missile_test") is not None
    assert reading.subtype("sanctions_evasion") is None or reading.subtype("sanctions_evasion")


def test_nothing_to_read_is_no_failure() -> None:
    """No items, no readings."""
    assert (
        Trained(cast("Network", KnowingNetwork()), no_words(27), cast("Stack", None), "model-test", {}).read(
            []
        )
        == []
    )


def score(f1: float, alarms: float = 0.02) -> Score:
    """A score on a thousand texts."""
    return Score(f1, f1, f1, alarms, 1000)


@pytest.mark.parametrize(
    ("new", "old", "may"),
    [
        (score(0.80), score(0.80), True),
        (score(0.81), score(0.80), True),
        (score(0.78), score(0.80), False),
        (score(0.85, alarms=0.20), score(0.80), False),
    ],
)
def test_a_worse_model_does_not_take_over(new: Score, old: Score, may: bool) -> None:
    """In F1, or by crying wolf."""
    assert session.no_worse(new, old) is may


def test_a_score_is_a_sentence() -> None:
    """Figures a person can compare."""
    assert score(0.8).describe().startswith("F1 0.800 (precision")


def test_a_report_has_a_line_for_each_type() -> None:
    """Before and after."""
    before, after = (replace(score(f1), types={"sanctions": f1}) for f1 in (0.5, 0.75))
    text = session.report(before, after, "model-test", 1234)
    assert text.startswith("# model-test\n\nLearned from 1,234 texts")
    assert "| sanctions | 0.500 | 0.750 |" in text


def test_a_measure_has_the_types_that_occur() -> None:
    """And no others."""
    found = session.measure(trained(texts(30), texts(40, start=100)), texts(5), shipped_taxonomy())
    assert found.types.keys() == {"sanctions"}


def benched(held: list[Labelled]) -> tuple[session.Bench, Trained, Trained]:
    """A bench, a model, and one that says sanctions of every second text that is none."""
    old = trained(texts(30), held)
    bench = session.Bench(held, LABELS.types, old.parts([one.item for one in held]))
    loud = replace(old, stack=replace(old.stack, threshold=0.3, second=0.3, sure=0.3))
    while alarms(bench, loud) <= 0.5:
        start = loud.stack.start.copy()
        start[LABELS.types.index("sanctions")] += 0.2
        loud = replace(loud, stack=replace(loud.stack, start=start))
    return bench, old, loud


def alarms(bench: session.Bench, model: Trained) -> float:
    """How often a model cries wolf."""
    return bench.score(bench.scores(model.linear, model.stack), model.stack.threshold).false_alarms


def careful(bench: session.Bench, model: Trained, old: Trained) -> Trained:
    """A model with thresholds at which it is no more careless than an old one."""
    scores = [bench.scores(each.linear, each.stack) for each in (model, old)]
    return replace(model, stack=bench.as_careful(model.stack, scores[0], old.stack, scores[1]))


def test_a_new_model_is_as_quiet_as_the_old_one() -> None:
    """What makes it louder raises the score from which a type is said."""
    bench, old, loud = benched(texts(60, start=100))
    quiet = careful(bench, loud, old)
    assert alarms(bench, quiet) < alarms(bench, loud)
    assert quiet.stack.sure >= quiet.stack.threshold > loud.stack.threshold


def test_what_a_new_model_alerts_on_is_right_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where alarms are allowed, they need a look at least."""
    monkeypatch.setattr(light, "FALSE_ALARMS", 1.0)
    bench, old, loud = benched(texts(60, start=100))
    found = careful(bench, loud, old).stack
    assert found.threshold == loud.stack.threshold
    assert found.sure > loud.stack.sure


def test_a_model_that_is_quiet_stays_as_it_is() -> None:
    """Its thresholds are those it had."""
    bench, old, _ = benched(texts(60, start=100))
    assert careful(bench, old, old).stack == old.stack


def test_the_way_to_new_weights_begins_at_the_old_ones() -> None:
    """Words that are new come in with it."""
    start = trained(texts(30), texts(40, start=100))
    fitted = trained(texts(60, start=200), texts(40, start=100))
    items = [one.item for one in texts(5, start=700)]
    nowhere, there = (session.between(start, (fitted.linear, fitted.stack), step) for step in (0.0, 1.0))
    assert np.allclose(nowhere[0].score(items), start.linear.score(items), atol=1e-4)
    assert np.allclose(there[0].score(items), fitted.linear.score(items), atol=1e-4)
    assert np.allclose(nowhere[1].shared, start.stack.shared)


def test_weights_that_do_harm_are_not_gone_all_the_way_to() -> None:
    """As far as nothing is lost on the texts held back, or not at all."""
    held = texts(60, start=100)
    start = trained(texts(30), held)
    harmful = replace(start.stack, shared=-start.stack.shared)
    parts = start.parts([one.item for one in held])
    linear, stack = session.gentlest(start, (start.linear, harmful), parts, held)
    bench = session.Bench(held, LABELS.types, parts)
    after = bench.score(bench.scores(linear, stack), stack.threshold)
    assert after.f1 > 0.95
