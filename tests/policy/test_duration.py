"""Which day of something that goes on a headline tells of."""

from __future__ import annotations

import pytest

from bot.policy.duration import day_of


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
