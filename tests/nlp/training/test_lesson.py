"""What feedback teaches."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model.verdict import Item, TypeScore, Verdict
from bot.nlp.training import lesson as module
from bot.nlp.training.data import Labelled
from bot.nlp.training.lesson import lesson, parted


def said(title: str, event: int, *types: str) -> Labelled:
    """A text that a person labelled."""
    return Labelled(Item("", title), dict.fromkeys(types), weight=4.0, kin=f"event:{event}")


SAID = [said("a", 7, "sanctions"), said("b", 7, "sanctions"), said("c", 9), said("d", 11, "sanctions")]


def test_all_texts_of_an_event_are_in_one_half() -> None:
    """So that no model is asked of an event it was told of."""
    assert parted(SAID) == [0, 0, 1, 0]


class Knows:
    """A classifier that says sanctions of the titles it was told of."""

    def __init__(self, titles: frozenset[str]) -> None:
        self.titles = titles

    def classify(self, items: list[Item]) -> list[Verdict]:
        """One verdict an item."""
        yes = (TypeScore("sanctions", None, 0.9),)
        return [Verdict("", yes if item.title in self.titles else ()) for item in items]


def test_a_model_is_asked_only_what_it_was_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each half by the model of the other; the shipped examples teach both."""
    learned: list[set[str]] = []
    present = frozenset({"c"})

    def refit(folder: Any, made: Any, examples: Any, about: Any) -> frozenset[str]:
        learned.append({one.item.title for one in examples})
        return frozenset({"a", "b", "d"})  # both come to know what sanctions are

    monkeypatch.setattr(module, "load_trained", lambda folder: present)
    monkeypatch.setattr(module, "build_classifier", Knows)
    monkeypatch.setattr(module, "refit", refit)
    found = lesson(None, SAID, [said("shipped", 0)])  # type: ignore[arg-type]
    assert learned == [{"c", "shipped"}, {"a", "b", "d", "shipped"}]
    assert (found.texts, found.events, found.types) == (4, 3, {"sanctions": 3, "no event": 1})
    assert (found.now.f1, found.now.false_alarms) == (0.0, 1.0)
    assert (found.retrained.f1, found.retrained.exact, found.retrained.false_alarms) == (1.0, 1.0, 0.0)
    assert any("F1 1.000" in line for line in found.lines())


def test_one_event_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model that is asked learned from the shipped examples alone then."""
    monkeypatch.setattr(module, "load_trained", lambda folder: frozenset())
    monkeypatch.setattr(module, "build_classifier", Knows)
    monkeypatch.setattr(module, "refit", lambda *_: frozenset({"a"}))
    assert lesson(None, SAID[:1], []).retrained.f1 == 1.0  # type: ignore[arg-type]
