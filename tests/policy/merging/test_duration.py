"""Which day of something that goes on a headline tells of."""

from __future__ import annotations

import pytest

from bot.policy.merging.duration import day_of, is_anew_today


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("GPS interference from North enters second day", 2),
        ("N. Korea's GPS jamming continues for third day", 3),
        ("North jams GPS for a 5th straight day", 5),
        ("북한 GPS 전파 교란 이틀째", 2),
        ("北, GPS 교란 4일째 지속", 4),
        ("N. Korea jams GPS signals near border islands", 1),
        ("Kim inspects farm on second day of visit", 1),
        ("North Korea fires missile, third this month", 1),
    ],
)
def test_a_headline_says_for_how_many_days_it_goes_on(title: str, day: int) -> None:
    """In English and Korean; the first day where nothing says that it goes on."""
    assert day_of(title) == day


@pytest.mark.parametrize(
    ("title", "anew"),
    [
        ("(URGENT) N. Korea fires second missile in hours: JCS", True),
        ("North Korea fires another ballistic missile, hours after first launch", True),
        ("N. Korea fires artillery again, second time today", True),
        ("北, 6시간 만에 또 탄도미사일 발사", True),
        ("North Korea fires missile hours after summit ends", False),
        ("North Korea launches ballistic missile, its second test this week", False),
        ("North Korea fires another ballistic missile, Seoul says", False),
    ],
)
def test_a_headline_says_that_it_is_the_second_of_the_day(title: str, anew: bool) -> None:
    """What outlets call another one after days is told by its day; hours apart only the words tell."""
    assert is_anew_today(title) is anew
