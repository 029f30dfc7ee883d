"""How many were counted, and how it was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.counting.counts import count_of
from bot.nlp.counting.number_words import value_of


def value(figure: object) -> float | None:
    """The number of a count, or None."""
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
    found = count_of(text, "missile_test")
    assert found is None or found.value is None


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
    ("text", "kind", "number", "words", "quote"),
    [
        (
            "N. Korea fires around 10 KN-25 missiles",
            "missile_test",
            10,
            "around 10",
            "around 10 KN-25 missiles",
        ),
        (
            "at least 1,500 soldiers sent",
            "troop_deployment",
            1500,
            "at least 1,500",
            "at least 1,500 soldiers",
        ),
        ("fires three dozen balloons", "propaganda_campaign", 36, "three dozen", "three dozen balloons"),
        (
            "Count of balloons raised to 120",
            "propaganda_campaign",
            120,
            "120",
            "Count of balloons raised to 120",
        ),
        (
            "N. Korea fires several ballistic missiles",
            "missile_test",
            None,
            "several",
            "several ballistic missiles",
        ),
        ("The North fires a salvo of rockets", "missile_test", None, "a salvo of", "a salvo of rockets"),
        (
            "hundreds of balloons came down",
            "propaganda_campaign",
            None,
            "hundreds of",
            "hundreds of balloons",
        ),
        ("several missiles, 8 missiles in all", "missile_test", 8, "8", "8 missiles"),
        ("미사일 10여 발 발사", "missile_test", 10, "10여 발", "10여 발"),
        ("약 1만2천명 파병", "troop_deployment", 12_000, "약 1만2천명", "약 1만2천명"),
        ("탄도미사일 수 발 발사", "missile_test", None, "수", "수 발"),
        ("오물풍선 수백 개", "propaganda_campaign", None, "수백", "수백 개"),
    ],
)
def test_a_count_keeps_how_it_was_said(
    text: str, kind: str, number: int | None, words: str, quote: str
) -> None:
    """The hedge stays with the number; words that stand for a number stay words."""
    found = count_of(text, kind)
    assert found is not None
    assert (found.value, found.words, found.quote) == (number, words, quote)


@pytest.mark.parametrize(
    "text",
    [
        "North Korea conducts a series of missile tests",
        "An expert calls the missile new",
        "after several missiles last week",
    ],
)
def test_words_for_many_tests_or_for_what_came_before_are_no_count(text: str) -> None:
    """A series of tests is no count of missiles, and neither is last week's volley."""
    assert count_of(text, "missile_test") is None


@given(
    st.integers(2, 99_999),
    st.sampled_from(["", "around ", "some ", "more than ", "at least "]),
    st.booleans(),
)
def test_every_number_is_read_as_written(number: int, hedge: str, commas: bool) -> None:
    """With commas or without, hedged or not; a year is no count."""
    figure = f"{number:,}" if commas else str(number)
    found = count_of(f"North Korea fires {hedge}{figure} ballistic missiles: JCS", "missile_test")
    if 1900 <= number <= 2099 and not commas:
        assert found is None
    else:
        assert found is not None
        assert (found.value, found.words) == (number, f"{hedge}{figure}")
        assert value_of(figure) == number


@given(
    st.text(max_size=150)
    | st.from_regex(r"(\d{1,12}[,.]?\d{0,3} ?(발|missiles|명|만|several|dozen) ?){1,4}"),
    st.sampled_from(["missile_test", "troop_deployment", "sanctions", "statement_threat"]),
)
def test_no_text_raises_and_a_count_quotes_the_text(text: str, kind: str) -> None:
    """Whatever a text says, a count is positive or words, and says what it was read from."""
    found = count_of(text, kind)
    if found is not None:
        assert found.words and found.quote
        assert found.value is None or found.value > 0
