"""Figures of an event: counts, kilometres, casualties, outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.numbers import apogee_of, casualties_of, count_of, distance_of, outcome_of


def value(figure: object) -> float | None:
    """The number of a figure, or None."""
    return getattr(figure, "value", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("N. Korea fires around 10 short-range ballistic missiles", 10),
        ("fired at least six cruise missiles", 6),
        ("fires two SRBMs toward East Sea", 2),
        ("launched 2 Hwasong-12 missiles", 2),
        ("fires a ballistic missile", 1),
        ("fires another ballistic missile", 1),
        ("a dozen rockets were fired", 12),
        ("half a dozen missiles", 6),
        ("a couple of missiles", 2),
        ("fired some 30 missiles", 30),
        ("twenty-three missiles in a day", 23),
        ("more than 1,000 missiles", 1000),
        ("fires 3 missiles after 2 missiles last week", 3),
        ("북한, 단거리 탄도미사일 10여 발 발사", 10),
        ("미사일 2발 발사", 2),
    ],
)
def test_missiles_are_counted(text: str, expected: int) -> None:
    """Figures, words and Korean counters; "around" and "at least" keep the number."""
    assert value(count_of(text, "missile_test")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "fires several ballistic missiles",
        "fires a salvo of ballistic missiles",
        "fires a barrage of rockets",
        "fires multiple missiles",
        "dozens of missiles",
        "an unspecified number of missiles",
        "fires ballistic missile",
        "the Hwasong-18 missile",
        "600mm rockets",
        "in 2024 missiles flew",
        "a missile test",
        "two missile tests this week",
        "a new missile system",
        "수 발의 미사일",
        "미사일 여러 발",
        "3일 만에 미사일",
    ],
)
def test_what_is_not_counted_is_unknown(text: str) -> None:
    """The word "several" is no number, and neither is a name, a calibre, a year or a test."""
    assert count_of(text, "missile_test") is None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Study counts nearly 350 Russian military flights", "air_activity", 350),
        ("북한 오물풍선 600여 개 살포", "propaganda_campaign", 600),
        ("북한군 1만2천여 명 파병", "troop_deployment", 12_000),
        ("약 1만1천명의 병력", "troop_deployment", 11_000),
        ("10,000 North Korean troops in Kursk", "troop_deployment", 10_000),
        ("shipped 28,000 containers of munitions", "arms_transfer", 28_000),
        ("about 90 artillery rounds", "artillery_fire", 90),
        ("Seoul blacklists 11 North Koreans and four firms", "sanctions", 4),
        ("Six North Koreans repatriated by boat", "people_movement", 6),
        ("About 20 North Korean soldiers cross the MDL", "border_incident", 20),
    ],
)
def test_each_type_counts_its_own_things(text: str, kind: str, expected: int) -> None:
    """Flights, balloons, troops, containers, shells, people."""
    assert value(count_of(text, kind)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Count of North's second balloon wave raised to 120", 120),
        ("Number of balloons from North rises to about 260, JCS says", 260),
        ("Count of balloons raised to 1,200", 1200),
        ("Number of balloon finds rises to 20 percent", None),
    ],
)
def test_a_revised_count_stands_behind_what_it_counts(text: str, expected: int | None) -> None:
    """Where it is "raised to 120", that is a count of what was named before; a share is none."""
    assert value(count_of(text, "propaganda_campaign")) == expected


def test_a_drill_does_not_count_who_takes_part() -> None:
    """A hundred aircraft in a drill are not a hundred drills."""
    assert count_of("About 100 aircraft take part in the drill", "allied_exercise") is None


def test_a_type_without_things_has_no_count() -> None:
    """A statement has no number."""
    assert count_of("two missiles", "statement_threat") is None


@pytest.mark.parametrize(
    ("text", "distance", "apogee"),
    [
        ("flew about 320 km at a maximum altitude of 90 km", 320, 90),
        ("travelled a distance of 200 kilometers (124 miles)", 200, None),
        ("traveled 124 miles before landing", 199.6, None),
        ("flew 1,090 kilometers at a top altitude of 6,248 kilometers", 1090, 6248),
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
    kinds = ("missile_test", "troop_deployment", "propaganda_campaign", "border_incident")
    figures = [
        *(count_of(text, kind) for kind in kinds),
        distance_of(text),
        apogee_of(text),
        casualties_of(text),
    ]
    assert all(figure is None or figure.value >= 0 for figure in figures)
