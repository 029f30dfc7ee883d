"""Why an event is what it is, as cards and alerts say it."""

from __future__ import annotations

from bot.model.verdict import Evidence, TypeScore, Verdict
from bot.views.reasons import MOST, evidence_words, why_lines
from bot.views.words import Names
from tests.builders import make_event, make_report, small_gazetteer, small_taxonomy

NAMES = Names(small_taxonomy(), small_gazetteer())
FIRST = make_report(id=1, why="Opened: no event of this kind is near in time")


def test_the_first_and_the_latest_reasons_are_listed() -> None:
    """A much-told event does not fill the card."""
    many = [FIRST, *(make_report(id=n, why=f"Joined: reason {n}") for n in range(2, 30)), make_report(id=30)]
    lines = list(why_lines(many))
    assert len(lines) == MOST
    assert lines[0] == "Example News opened: no event of this kind is near in time"
    assert lines[-1] == "Example News joined: reason 29"
    assert list(why_lines([make_report()])) == []


def test_a_long_reason_is_cut() -> None:
    """It has its line, and no more."""
    assert all(len(line) <= 280 for line in why_lines([make_report(why="Joined: " + "and so on " * 80)]))


def test_words_that_spoke_for_the_type_are_quoted() -> None:
    """Those of the report that founded the event; nothing where nothing was read."""
    event = make_event()
    evidence = (Evidence(event.type, "fires … missiles", "rule:missile_test.fires"),)
    said = Verdict("1", types=(TypeScore(event.type, None, 0.9),), evidence=evidence)
    words = evidence_words(said, [make_report(entry_id=7)], NAMES)
    assert any("fires … missiles" in line for line in words)
    assert evidence_words(None, [make_report(entry_id=7)], NAMES) == ()
    assert evidence_words(said, [make_report()], NAMES) == ()
