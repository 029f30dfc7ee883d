"""What a query was read as is told in words that people use for dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.query.say import say_span


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2025-01-01", "2025-12-31", "in 2025"),
        ("2022-01-01", "2024-12-31", "from 2022 to 2024"),
        ("2024-02-01", "2024-02-29", "in Feb 2024"),
        ("2024-02-01", "2025-04-30", "from Feb 2024 to Apr 2025"),
        ("2024-02-01", "2025-04-29", "from 1 Feb 2024 to 29 Apr 2025"),
        ("2026-11-21", "2026-11-21", "on 21 Nov 2026"),
        ("2022-01-01", None, "since 2022"),
        ("2024-05-01", None, "since May 2024"),
        ("2024-05-31", None, "since 31 May 2024"),
        (None, "2025-12-31", "until 2025"),
        (None, "2025-04-30", "until Apr 2025"),
        (None, "2025-04-01", "until 1 Apr 2025"),
        (None, None, "on any day"),
    ],
)
def test_days_are_said_as_coarsely_as_they_were_meant(
    since: str | None, until: str | None, words: str
) -> None:
    """A whole year is a year, a whole month a month."""
    assert say_span(since, until) == words


@given(st.none() | st.dates(), st.none() | st.dates())
def test_any_days_can_be_said(since: date | None, until: date | None) -> None:
    """To the end of the calendar, and never in the form of a database."""
    said = say_span(since.isoformat() if since else None, until.isoformat() if until else None)
    assert "-" not in said
