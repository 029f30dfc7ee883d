"""How grave an event is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.severity import read_severity
from bot.taxonomy import shipped_taxonomy

TAXONOMY = shipped_taxonomy()


@pytest.mark.parametrize(
    ("type_", "subtype", "text", "severity"),
    [
        ("missile_test", None, "North Korea fires a missile", 3),
        ("missile_test", "icbm", "North Korea fires an ICBM", 5),
        ("missile_test", "cruise", "North Korea fires cruise missiles", 2),
        ("missile_test", "irbm", "A missile flew over Japan", 5),
        ("missile_test", "icbm", "An ICBM flew over Japan", 5),
        ("missile_test", None, "북한 미사일, 일본 상공 통과", 4),
        ("artillery_fire", "sea_buffer", "Shells fall into the sea", 3),
        ("artillery_fire", None, "Rounds land on South Korean territory; houses on fire", 5),
        ("border_incident", "fortification", "North builds a wall", 2),
        ("border_incident", None, "Shots at the line", 4),
        ("statement_threat", "threat", "North threatens a nuclear strike", 3),
        ("statement_threat", "threat", "North issues an ultimatum", 3),
        ("statement_threat", "policy", "North says it will work hard", 2),
        ("domestic_politics", "rok", "Yoon declares martial law", 4),
        ("domestic_politics", "dprk", "Party meets", 2),
    ],
)
def test_exceptions_move_the_default(type_: str, subtype: str | None, text: str, severity: int) -> None:
    """Subtypes set it, words raise it, and it never leaves 1 to 5."""
    assert read_severity(TAXONOMY[type_], subtype, text)[0] == severity


@pytest.mark.parametrize(
    ("subtype", "text", "words", "why"),
    [
        (None, "A missile was fired", "", "severity:type=3"),
        ("icbm", "An ICBM was fired", "", "severity:subtype=5"),
        ("irbm", "A missile flew over Japan", "flew over Japan", "severity:overflies_japan=5"),
    ],
)
def test_what_moved_it_is_told(subtype: str | None, text: str, words: str, why: str) -> None:
    """The default of the type or subtype, or the words of an exception."""
    told = read_severity(TAXONOMY["missile_test"], subtype, text)[1]
    assert (told.text, told.why) == (words, why)


@given(st.text(max_size=80), st.sampled_from(sorted(TAXONOMY.types)))
def test_severity_is_always_one_to_five(text: str, type_: str) -> None:
    """Whatever a text says."""
    kind = TAXONOMY[type_]
    assert all(1 <= read_severity(kind, sub, text)[0] <= 5 for sub in (None, *kind.subtypes))
