"""Words, hashed, under a linear map."""

from __future__ import annotations

import numpy as np

from bot.model.verdict import Item
from bot.nlp.learned.linear import BUCKETS, Linear, buckets, load_linear, no_words


def test_the_same_words_give_the_same_buckets() -> None:
    """In any case, and without what stands between them."""
    assert buckets(Item("1", "North Korea FIRES missile!")) == buckets(
        Item("2", "north korea fires, missile")
    )


def test_the_order_of_words_matters_a_little() -> None:
    """Pairs tell "South warns North" from "North warns South"."""
    one, other = (set(buckets(Item("1", t))) for t in ("South warns North", "North warns South"))
    assert one != other
    assert one & other


def test_korean_is_read_through_its_glosses() -> None:
    """A Korean headline shares words with an English one."""
    korean = set(buckets(Item("1", "북한 탄도미사일 발사")))
    english = set(buckets(Item("2", "north korea ballistic missile launched")))
    assert len(korean & english) >= 5


def test_no_text_can_be_read_back() -> None:
    """Buckets are numbers of a fixed range."""
    numbers = buckets(Item("1", "Some words", "and some more of them"))
    assert numbers == sorted(set(numbers))
    assert all(0 <= number < BUCKETS for number in numbers)


def test_known_words_are_summed() -> None:
    """A known bucket adds its weight, scaled by how many known there are; unknown ones add nothing."""
    item = Item("1", "missile")
    used = np.array(buckets(item), np.int32)
    model = Linear(used, np.ones((len(used), 1), np.float32), np.array([-1.0], np.float32))
    assert np.allclose(model.score([item, Item("2", "football")]), [[np.sqrt(len(used)) - 1.0], [-1.0]])


def test_a_model_survives_its_file() -> None:
    """What is written and read says the same."""
    item = Item("1", "missile")
    used = np.array(buckets(item), np.int32)
    model = Linear(used, np.full((len(used), 2), 0.5, np.float32), np.array([-1.0, 2.0], np.float32))
    assert np.allclose(load_linear(model.arrays()).score([item]), model.score([item]), atol=1e-3)


def test_no_words_say_nothing() -> None:
    """The model before any training."""
    assert no_words(3).score([Item("1", "missile")]).tolist() == [[0.0, 0.0, 0.0]]
