"""The language rules are written in."""

from __future__ import annotations

import pytest

from bot.model.errors import SeedError
from bot.nlp.patterns import Unit, compile_korean, compile_pattern, marks_of, render, units_at
from bot.nlp.words import noun_forms, verb_forms

KNOWN = frozenset({"DPRK", "FIRE", "MISSILE", "DENY"})
CLASSES = {"pyongyang": "DPRK", "fires": "FIRE", "missile": "MISSILE", "denies": "DENY"}


def units(text: str) -> list[Unit]:
    """A text as units, one a word."""
    return [Unit(w, frozenset({CLASSES[w]} if w in CLASSES else ()), 0, 0) for w in text.split()]


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern holds for a text."""
    found = units(text)
    return compile_pattern(pattern, KNOWN).find(render(found), marks_of(found)) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "holds"),
    [
        ("DPRK FIRE MISSILE", "pyongyang fires missile", True),
        ("DPRK FIRE MISSILE", "pyongyang fires big missile", False),
        ("DPRK ~ MISSILE", "pyongyang fires a big missile", True),
        ("DPRK ~1 MISSILE", "pyongyang fires a big missile", False),
        ("MISSILE ~ DPRK", "pyongyang fires missile", False),
        ("MISSILE & DPRK", "pyongyang fires missile", True),
        ("DPRK & !DENY", "pyongyang denies", False),
        ("DPRK & !DENY", "pyongyang fires", True),
        ("^ FIRE", "pyongyang fires", False),
        ("FIRE $", "pyongyang fires", True),
        ("DPRK big? FIRE", "pyongyang fires", True),
        ("mis*", "missile", True),
        ("mis", "missile", False),
        ("MISSILE|DENY", "denies", True),
        ("big_red missile", "big red missile", True),
        ("anti-ship", "anti - ship", True),
    ],
)
def test_a_pattern_reads_as_it_says(pattern: str, text: str, *, holds: bool) -> None:
    """Order, gaps, alternatives, negation and anchors."""
    assert matches(pattern, text) is holds


@pytest.mark.parametrize("pattern", ["NOSUCH ~ FIRE", "DPRK & ", ""])
def test_a_pattern_that_names_nothing_is_refused(pattern: str) -> None:
    """A slip in a file is found when it is read, not by silence."""
    with pytest.raises(SeedError):
        compile_pattern(pattern, KNOWN)


def test_the_words_that_matched_are_known() -> None:
    """Evidence is cut from the text by the units that matched."""
    found = units("today pyongyang fires missile north")
    span = compile_pattern("DPRK ~ MISSILE", KNOWN).find(render(found), marks_of(found))
    assert span is not None
    assert [u.text for u in units_at(render(found), found, span)] == ["pyongyang", "fires", "missile"]


def test_korean_words_stand_anywhere() -> None:
    """Order and particles do not matter in a Korean pattern."""
    pattern = compile_korean("DPRK & 발사|쏴 & !훈련", KNOWN)
    assert pattern.holds("미사일을 발사했다고", frozenset({"DPRK"}))
    assert not pattern.holds("발사 훈련", frozenset({"DPRK"}))
    assert not pattern.holds("발사", frozenset())


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("fire", ("fire", "fires", "fired", "firing")),
        ("launch", ("launch", "launches", "launched", "launching")),
        ("deny", ("deny", "denies", "denied", "denying")),
        ("slam", ("slam", "slams", "slammed", "slamming")),
    ],
)
def test_verbs_are_inflected(word: str, forms: tuple[str, ...]) -> None:
    """Regular forms are generated, not listed."""
    assert verb_forms(word) == forms


def test_nouns_have_plurals() -> None:
    """City, cities; launch, launches."""
    assert noun_forms("agency") == ("agency", "agencies")
    assert noun_forms("launch") == ("launch", "launches")
