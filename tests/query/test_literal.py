"""Plain words are looked for as they stand: no types, no places, no patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import QueryError
from bot.query import Query, parse_words
from tests.builders import make_event


def _finds(typed: str, text: str, source: str = "Example News") -> bool:
    return parse_words(typed).matches(make_event(), text, (source,))


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("Kaesong", "Work resumes in Kaesong", True),
        ("kaesong office", "An office is opened in KAESONG", True),
        ('"liaison office"', "The liaison office closes", True),
        ('"liaison office"', "An office of liaison closes", False),
        ("Kaesong OR Kumgang", "Tours to Mount Kumgang", True),
        ("Kaesong -football", "Kaesong football club wins", False),
        ("(Kaesong OR Kumgang) tour", "Kumgang tours resume", True),
        ("(Kaesong OR Kumgang) tour", "Kumgang cools", False),
        ("missiles", "A rocket is launched", False),
        (".*", "anything", None),
        ("a.c", "abc", False),
        ("개성", "개성공단 재가동", True),
        ("Kaesong source:Yonhap", "Kaesong", False),
    ],
)
def test_words_mean_themselves(typed: str, text: str, found: bool | None) -> None:
    """Type names and pattern signs mean nothing here; what has no letter is refused."""
    if found is None:
        with pytest.raises(QueryError):
            parse_words(typed)
    else:
        assert _finds(typed, text) is found


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("type:icbm", "type"),
        ("", "Say which words"),
        ("-football", "no word to look for"),
        ("source:Yonhap", "no word to look for"),
        ("Kaesong OR", "Nothing stands after OR"),
        ("Kaesong OR -football", "OR needs a word"),
        ("(Kaesong", "not closed"),
        ("Kaesong)", "not opened"),
        ("x" * 501, "501 characters"),
        ("(" * 12 + "x" + ")" * 12, "too deep"),
    ],
)
def test_what_are_no_plain_words_is_refused_with_a_sentence(typed: str, word: str) -> None:
    """One sentence that says what is wrong."""
    with pytest.raises(QueryError, match=word):
        parse_words(typed)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else than a refusal comes out of odd text, and what is read asks for a word."""
    try:
        query = parse_words(text)
    except QueryError:
        return
    assert isinstance(query, Query)
    assert query.free_words
    assert not query.matches(make_event(title=""), " ", ())
