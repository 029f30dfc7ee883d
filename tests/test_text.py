"""Folded titles, the form that near copies share; and quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import fold_title, quoted


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        ("N. Korea fires  missile!", "n korea fires missile"),
        ("“Café” — N. Korea", "cafe n korea"),
        ("북한, 미사일 발사", "북한 미사일 발사"),
        ("snake_case\tand\x1fcontrols\x00", "snake_case and controls"),
        ("...", ""),
    ],
)
def test_case_accents_and_punctuation_make_no_difference(title: str, folded: str) -> None:
    """Nor does space."""
    assert fold_title(title) == folded


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("icbm", "“icbm”"),
        ('"liaison office"', "“liaison office”"),
        ("“Hwasong-17”", "“Hwasong-17”"),
        ("“KN-23”, since 2022", "“‘KN-23’, since 2022”"),
        ("“KN-23” or “KN-25”", "“‘KN-23’ or ‘KN-25’”"),
        ("", "“”"),
    ],
)
def test_what_stands_in_quotes_gets_no_second_pair(words: str, shown: str) -> None:
    """Quotes within are single ones."""
    assert quoted(words) == shown


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_folded_as_the_same_words_beside_an_accent_are(text: str) -> None:
    """The short way for plain text says what the long way says."""
    assert f"{fold_title(text)} e".strip() == fold_title(f"{text} é")
