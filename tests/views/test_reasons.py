"""Why an event is what it is, as cards and alerts say it."""

from __future__ import annotations

from bot.views.reasons import MOST, why_lines
from tests.builders import make_report

FIRST = make_report(id=1, why="Opened: no event of this kind is near in time")


def test_the_first_and_the_latest_reasons_are_listed() -> None:
    """A much-told event does not fill the card."""
    many = [FIRST, *(make_report(id=n, why=f"Joined: reason {n}") for n in range(2, 30)), make_report(id=30)]
    lines = list(why_lines(many))
    assert len(lines) == MOST
    assert lines[0] == "Example News opened: no event of this kind is near in time"
    assert lines[-1] == "Example News joined: reason 29"
    assert list(why_lines([make_report()])) == []


def test_how_alike_is_said_in_words() -> None:
    """No percentages and no signs for what has a name."""
    for percent, words in ((92, "nearly"), (70, "much"), (40, "partly"), (29, "other words")):
        (line,) = why_lines(
            [make_report(why=f"Opened, possibly the same as #12: same day; {percent}% alike")]
        )
        assert line.startswith("Example News opened, possibly the same as event 12: same day; ")
        assert words in line
        assert "%" not in line


def test_a_long_reason_is_cut() -> None:
    """It has its line, and no more."""
    assert all(len(line) <= 280 for line in why_lines([make_report(why="Joined: " + "and so on " * 80)]))
