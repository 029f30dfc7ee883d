"""What a reaction reacts to."""

from __future__ import annotations

import pytest

from bot.policy.merging.causes import cause_of, kinds_named
from bot.policy.merging.similarity import Background
from tests.policy.merging.test_merge import GAZETTEER, known, told


def test_a_reaction_to_drills_is_to_no_drone() -> None:
    """However many words they share; without a kind named, words and names decide."""
    drone = known("North Korean drone crosses into South Korea", type="air_activity", subtype="drone", id=1)
    drill = known("South Korea and US begin drills", type="allied_exercise", subtype="joint", id=2)
    warns = told("Kim Yo Jong warns South Korea over drills", "statement_threat", subtype="threat", family="statement_threat",
                 event_date="2026-11-21", relation="reaction")  # fmt: skip
    assert cause_of(warns, [drone], Background(), GAZETTEER) is None
    assert cause_of(warns, [drone, drill], Background(), GAZETTEER) == 2


@pytest.mark.parametrize(
    ("title", "type_id"),
    [
        ("Japan protests missile launch", "missile_test"),
        ("Seoul condemns shelling", "artillery_fire"),
        ("North threatens response to carrier", "allied_exercise"),
        ("김여정, 한미 연합훈련 비난", "allied_exercise"),
        ("Seoul warns over balloons", "propaganda_campaign"),
    ],
)
def test_a_headline_names_the_kind_of_thing_it_is_about(title: str, type_id: str) -> None:
    """In English and Korean."""
    assert type_id in kinds_named(title)


def test_a_headline_may_name_no_kind() -> None:
    """Then any may be meant."""
    assert kinds_named("China urges restraint") == frozenset()
