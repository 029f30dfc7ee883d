"""How well merging did: BCubed by hand, twins and splits by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.merge_score import Placed, score_merging

KEYS = st.sampled_from("abc")


def test_a_merge_that_is_right_scores_one_and_names_nobody() -> None:
    """Whatever the found events are called."""
    result = score_merging([Placed("1", "a", "e1"), Placed("2", "a", "e1"), Placed("3", "b", "e2")])
    assert (result.precision, result.recall, result.f1) == (1.0, 1.0, 1.0)
    assert (result.items, result.events, result.found, result.missed) == (3, 2, 2, 0)
    assert result.twins == result.splits == ()


def test_twins_cost_precision_and_splits_recall() -> None:
    """Two launches in one; an event in two pieces, and one of its items taken for no event."""
    result = score_merging(
        [
            Placed("1", "launch-1", "e1", "missile_test"),
            Placed("2", "launch-2", "e1", "missile_test"),
            Placed("3", "talks", "e2", "diplomatic_talks"),
            Placed("4", "talks", "e3", "diplomatic_talks"),
            Placed("5", "talks", None, "diplomatic_talks"),
        ]
    )
    assert result.precision == pytest.approx((0.5 + 0.5 + 1 + 1 + 1) / 5)
    assert result.recall == pytest.approx((1 + 1 + 3 * (1 / 3)) / 5)
    assert [t.describe() for t in result.twins] == ["e1 (missile_test): launch-1 1, launch-2 1"]
    assert [s.key for s in result.splits] == ["talks"]
    assert result.by_type == {"diplomatic_talks": (0, 1), "missile_test": (1, 0)}
    assert result.missed == 1
    assert result.as_dict()["twins"] == [
        {"event": "e1", "type": "missile_test", "parts": {"launch-1": 1, "launch-2": 1}}
    ]


@given(st.lists(st.tuples(KEYS, st.one_of(st.none(), KEYS)), max_size=30))
def test_scores_lie_between_nothing_and_one(pairs: list[tuple[str, str | None]]) -> None:
    """For any placing; none at all scores nothing and breaks nothing."""
    result = score_merging([Placed(str(i), event, found) for i, (event, found) in enumerate(pairs)])
    for value in (result.precision, result.recall, result.f1):
        assert 0.0 <= value <= 1.0 + 1e-9
    assert (result.precision == 0.0) is (not pairs)
