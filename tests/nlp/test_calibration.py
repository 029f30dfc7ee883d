"""How sure a classifier is, and how right."""

from __future__ import annotations

import pytest

from bot.model.verdict import TypeScore, Verdict
from bot.nlp.calibration import Sureness, sureness


def said(*scores: float, gold: str = "sanctions", review: bool = False) -> tuple[frozenset[str], Verdict]:
    """A verdict of sanctions, and of more types by score, on an item that reports one type."""
    names = ("sanctions", "missile_test", "summit_visit")
    types = tuple(TypeScore(name, None, score) for name, score in zip(names, scores, strict=False))
    return frozenset({gold}), Verdict("", types, review=review)


def of(*pairs: tuple[frozenset[str], Verdict]) -> Sureness:
    """How far they can be believed."""
    return sureness(pairs)


def test_scores_that_keep_their_word_have_no_error() -> None:
    """Four of five right at .8."""
    right, wrong = said(0.8), said(0.8, gold="missile_test")
    found = of(*[right] * 4, wrong)
    assert [(b.low, b.mean, b.right.right, b.right.of) for b in found.bins] == [(0.8, 0.8, 4, 5)]
    assert found.error == 0.0


def test_scores_that_promise_too_much_have_one() -> None:
    """Half right at .9 is wrong by .4."""
    assert of(said(0.9), said(0.9, gold="missile_test")).error == pytest.approx(0.4)


@pytest.mark.parametrize(("score", "low"), [(0.1, 0.1), (0.3, 0.3), (0.7, 0.7), (1.0, 0.9), (0.0, 0.0)])
def test_a_score_on_a_border_belongs_above_it(score: float, low: float) -> None:
    """And the highest of all to the last bin."""
    assert of(said(score)).bins[0].low == low


def test_what_is_to_be_checked_alerts_nobody() -> None:
    """Its types count apart, and the alerts' recall misses them."""
    found = of(said(0.9), said(0.5, review=True), said(0.5, gold="missile_test", review=True))
    assert (found.review.right, found.review.of) == (2, 3)
    assert (found.right.right, found.right_checked.right, found.right_alerted.right) == (2, 1, 1)
    assert (found.alerts.precision, found.alerts.n) == (1.0, 3)
    assert found.alerts.recall == pytest.approx(1 / 3, abs=1e-4)


def test_each_type_counts_by_itself() -> None:
    """A second type that is wrong is one wrong of two."""
    assert (of(said(0.9, 0.8)).right.right, of(said(0.9, 0.8)).right.of) == (1, 2)


def test_nothing_said_is_no_failure() -> None:
    """There is nothing to be right about then."""
    found = of((frozenset({"sanctions"}), Verdict("")))
    assert (found.bins, found.error, found.right.value) == ((), None, None)
    assert found.as_dict()["alerts"]["recall"] == 0.0
