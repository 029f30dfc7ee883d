"""What a headline denies, told as if it did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.denied import asserted
from bot.policy.denial import denies


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Pyongyang denies sending arms", "Pyongyang confirms sending arms"),
        ("Kremlin rejects Western claims of troops in Kursk", "Kremlin confirms troops in Kursk"),
        ("Seoul denied reports that Kim visited", "Seoul confirms Kim visited"),
        ("North has not fired a missile: JCS", "North has fired a missile: JCS"),
        ("Japan says North didn't launch", "Japan says North did launch"),
        ("JCS: no missile was fired", "JCS: missile was fired"),
        ("북한, 미사일 발사 부인", "북한, 미사일 발사 확인"),
        ("Kremlin calls story of shells from North untrue", "Kremlin confirms story of shells from North"),
        ("Claim that Kim collapsed is fabricated, Seoul says", "Kim collapsed, Seoul says"),
        ("'Groundless': Moscow on Northern troops", "Moscow on Northern troops"),
        ("N. Korea fires missile", "N. Korea fires missile"),
    ],
)
def test_a_denial_is_turned_round(title: str, said: str) -> None:
    """The verb that denies, or the no and not, makes way; other headlines stay."""
    assert asserted(title) == said
    assert not denies(said)


@given(st.text(max_size=80))
def test_any_text_can_be_asked(title: str) -> None:
    """Nothing raises, and what denies nothing is left alone."""
    said = asserted(title)
    assert isinstance(said, str)
