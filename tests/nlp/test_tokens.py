"""The pieces names are made of, and the Korean endings that are not part of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.tokens import name_forms, particle_follows, plain, tokenize


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("KN23", ["kn", "23"]),
        ("Hwasŏng-18형", ["hwasong", "18", "형"]),
        ("P'unggye-ri", ["punggye", "ri"]),
        ("North Korea's", ["north", "korea"]),
        ("北김정은", ["北", "김정은"]),
    ],
)
def test_text_is_cut_at_figures_scripts_and_possessives(text: str, keys: list[str]) -> None:
    """Case, accents and apostrophes are gone from the keys."""
    assert [token.key for token in tokenize(text)] == keys


def test_hangul_stays_composed() -> None:
    """Syllables are not taken apart with the accents."""
    assert plain("원산") == "원산"


def test_a_hyphened_name_is_also_known_joined() -> None:
    """Names with a figure are not joined: KN-1 and KN-11 stay apart."""
    assert name_forms("Tongchang-ri") == {("tongchang", "ri"), ("tongchangri",)}
    assert name_forms("KN-23") == {("kn", "23")}


@pytest.mark.parametrize(
    ("name", "rest", "follows"),
    [
        ("북한", "이", True),
        ("북한", "군이", True),
        ("평양", "에서", True),
        ("한국", "어", False),
        ("인도", "적", False),
    ],
)
def test_only_endings_may_follow_a_short_name(name: str, rest: str, follows: bool) -> None:
    """India (인도) is not found in "humanitarian" (인도적)."""
    assert particle_follows(name, rest) is follows


@given(st.text(max_size=100))
def test_tokens_stand_where_they_say(text: str) -> None:
    """Offsets lie within the text and never overlap."""
    tokens = tokenize(text)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
