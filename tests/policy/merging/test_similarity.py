"""Words in the form they are compared in."""

from __future__ import annotations

import pytest

from bot.policy.merging.similarity import _SAME, Background, vector, without_korean, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Panamanian authorities", "Panama authorities"),
        ("Trump calls off meeting", "Trump cancels summit"),
        ("drills begin", "exercise starts"),
        ("Kim's powerful sister", "Kim Yo-jong"),
        ("sister of the North Korean leader", "Kim Yo Jong"),
        ("vessel seized", "ships impounded"),
        ("soldiers", "troops"),
        ("북한 미사일 발사", "North Korea missile launch"),
    ],
)
def test_what_means_the_same_is_one_word(one: str, other: str) -> None:
    """Countries and their people, acts and things of this field, and both languages."""
    assert set(words(one)) == set(words(other))


@pytest.mark.parametrize("word", sorted(_SAME))
def test_every_form_of_a_group_ends_in_one_word(word: str) -> None:
    """What is compared does not depend on which of the group's words was written."""
    assert set(words(word)) == set(words(_SAME[word]))


def test_words_known_in_no_other_language_can_be_left_out() -> None:
    """What nobody knows in English has no match there."""
    mixed = vector("북한 미사일 발사 밝혔다", "launch", Background())
    assert {"dprk", "missil", "launch"} <= set(without_korean(mixed).weights) < set(mixed.weights)
    english = vector("missile", "launch", Background())
    assert without_korean(english) is english
