"""Korean words in English for the network."""

from __future__ import annotations

import pytest

from bot.gloss import gloss


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("북한, 동해상으로 탄도미사일 발사", "north korea , into the east sea ballistic missile launched"),
        ("北, 순항미사일 발사", "north korea , cruise missile launched"),
        ("합참은 북한이 풍선을 띄웠다고", "joint chiefs of staff north korea balloon 띄웠다고"),
    ],
)
def test_known_words_are_put_into_english(korean: str, english: str) -> None:
    """The longest word first, its particle dropped, the rest as it stands."""
    assert gloss(korean) == english


@pytest.mark.parametrize("text", ["North Korea fires a missile", "", "La Corée du Nord tire un missile"])
def test_other_languages_stay_as_they_are(text: str) -> None:
    """Nothing is changed where there is no Korean."""
    assert gloss(text) == text


def test_a_syllable_inside_a_word_is_no_word() -> None:
    """A province that ends like the word for north is not the North."""
    assert "north korea" not in gloss("함북 지역")
    assert "north korea" not in gloss("경북 지역")
