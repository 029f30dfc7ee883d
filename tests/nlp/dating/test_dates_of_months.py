"""What is told to have happened in a month, without a day."""

from __future__ import annotations

import pytest

from tests.nlp.dating.days import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korea tested a new engine in October", "2026-10"),
        ("Seoul says two brothers crossed the border last month", "2026-11"),
        ("According to the ministry, hackers stole $40m this year", "2026"),
        (
            "Ministry reveals that a colonel of the North fled to Seoul in September, its first in years",
            "2026-09",
        ),
    ],
)
def test_what_is_told_as_done_in_a_month_has_no_day(text: str, expected: str) -> None:
    """A headline in the past tense that names only a month is not about the day it was printed."""
    found = read(text, "2026-12-10", "people_movement")
    assert (found.date, found.read_from) == (expected, "words")


@pytest.mark.parametrize(
    "text",
    [
        "North Korea frees four fishermen seized in October",
        "Court sentences a man who was detained in October",
        "Talks resume in Hanoi, last held in October",
        "Seoul imposes sanctions over the ship that was sunk in October",
    ],
)
def test_a_month_inside_todays_news_is_not_its_day(text: str) -> None:
    """What happened in that month is only what today's news is about."""
    found = read(text, "2026-12-10", "people_movement")
    assert (found.date, found.precision) == ("2026-12-10", "published")


def test_a_korean_month_that_is_past_is_the_last_one() -> None:
    """What began in the last October is of that month, whichever year it was."""
    found = read("북한, 지난 10월부터 러시아에 병력 추가 파병", "2026-05-10", "troop_deployment")
    assert found.read_from == "published"
    assert read("북한, 지난 10월 러시아에 추가 파병", "2026-05-10", "troop_deployment").date == "2025-10"


def test_a_month_to_come_is_not_last_years() -> None:
    """Who prepares in May to send troops in July tells nothing of the July before."""
    found = read(
        "The North is preparing to send engineers to Donetsk in July", "2026-05-10", "troop_deployment"
    )
    assert found.date == "2026-05-10"
