"""Figures of an event: kilometres, casualties, outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.counting.numbers import apogee_of, casualties_of, distance_of, outcome_of


def value(figure: object) -> float | None:
    """The number of a figure, or None."""
    return getattr(figure, "value", None)


@pytest.mark.parametrize(
    ("text", "distance", "apogee"),
    [
        ("flew about 320 km at a maximum altitude of 90 km", 320, 90),
        ("travelled a distance of 200 kilometers (124 miles)", 200, None),
        ("traveled 124 miles before landing", 199.6, None),
        ("flew 1,080 kilometers, its top altitude 6,040 kilometers", 1080, 6040),
        ("비행거리 약 700km, 최고 고도 90㎞", 700, 90),
        ("약 350㎞를 비행했다", 350, None),
        ("a target 1,000 km away", None, None),
        ("fires a missile", None, None),
    ],
)
def test_distance_and_height_are_kilometres(text: str, distance: float | None, apogee: float | None) -> None:
    """Miles are converted; a mere "1,000 km away" is no flight."""
    assert value(distance_of(text)) == distance
    assert value(apogee_of(text)) == apogee


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A crash kills 32 and injures two", 34),
        ("killing at least 46 sailors", 46),
        ("raises the death toll from floods to 169, with 400 missing", 169),
        ("three soldiers were killed and five wounded", 8),
        ("left 2 dead", 2),
        ("3명이 사망하고 10명이 부상", 13),
        ("left 40 villages without power", None),
        ("killed in 2010", None),
        ("no one was hurt", None),
    ],
)
def test_the_dead_and_hurt_are_added_up(text: str, expected: int | None) -> None:
    """Years and things are no casualties."""
    assert value(casualties_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Missile launch fails, Seoul says", "missile_test", "failure"),
        ("Rocket explodes in mid-air", "satellite_launch", "failure"),
        ("위성 발사 실패", "satellite_launch", "failure"),
        ("KCNA says test was successful", "missile_test", "success"),
        ("Satellite placed in orbit", "satellite_launch", "success"),
        ("KCNA hails success after earlier failure", "missile_test", "success"),
        ("Japan failed to detect the missile", "missile_test", None),
        ("Fires missile after failed talks", "missile_test", None),
        ("Talks fail", "diplomatic_talks", None),
    ],
)
def test_an_outcome_is_told_by_its_words(text: str, kind: str, expected: str | None) -> None:
    """Only launches and tests succeed or fail, and only in their own clause."""
    found = outcome_of(text, kind)
    assert (found[0] if found else None) == expected


@given(
    st.text(max_size=200)
    | st.from_regex(r"(\d{1,12}[,.]?\d{0,3} ?(km|발|missiles|명|만|miles|killed|dozen) ?){1,4}")
)
def test_no_text_raises_and_no_figure_is_negative(text: str) -> None:
    """Counts and distances are never below zero."""
    figures = [
        distance_of(text),
        apogee_of(text),
        casualties_of(text),
    ]
    assert all(figure is None or figure.value >= 0 for figure in figures)
