"""Every type's file: complete, unambiguous, and right about its own examples."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from bot.model.verdict import Item
from bot.nlp.classifier import build_classifier
from bot.taxonomy import EventType, Example, fold, shipped_taxonomy

TYPES = tuple(shipped_taxonomy())
FIELDS = ("label", "noun", "plural", "definition", "plover", "cameo", "family")


@cache
def answers() -> dict[str, list[tuple[Example, str | None, str | None]]]:
    """Classify all examples and counter-examples once: by file, (example, main type, subtype)."""
    classifier = build_classifier()
    out = {}
    for kind in TYPES:
        texts = (*kind.examples, *kind.counter_examples)
        items = [Item(str(n), e.title, e.summary, lang=e.lang) for n, e in enumerate(texts)]
        verdicts = classifier.classify(items)
        out[kind.id] = [
            (e, v.main.id if v.main else None, v.main.subtype if v.main else None)
            for e, v in zip(texts, verdicts, strict=True)
        ]
    return out


def test_there_are_27_types() -> None:
    """One file a type."""
    assert len(TYPES) == 27


@pytest.mark.parametrize("kind", TYPES, ids=lambda k: k.id)
def test_a_type_is_complete(kind: EventType) -> None:
    """Every field that people see or merging needs is there, with examples enough to learn from."""
    assert all(getattr(kind, field) for field in FIELDS)
    assert re.fullmatch(r":[a-z0-9_+-]+:", kind.emoji)
    assert 1 <= kind.severity <= 5
    assert len(kind.label) <= 40
    assert len(kind.examples) >= 8
    assert len(kind.counter_examples) >= 4
    assert any(e.lang == "ko" for e in kind.examples)
    known = {*shipped_taxonomy().types, None}
    assert all(e.type in known and e.type != kind.id for e in kind.counter_examples)
    assert all(e.subtype is None or e.subtype in kind.subtypes for e in kind.examples)


def test_a_name_means_one_type() -> None:
    """Two files never claim the same word, so plain speech is unambiguous."""
    claims: dict[str, set[str]] = defaultdict(set)
    for kind in TYPES:
        names = [kind.id, kind.label, kind.noun, kind.plural, *kind.aliases]
        names += [alias for sub in kind.subtypes.values() for alias in sub.aliases]
        for name in names:
            claims[fold(name)].add(kind.id)
    assert {name: who for name, who in claims.items() if len(who) > 1} == {}


def test_a_type_name_is_no_subtype_name() -> None:
    """Within a file too, a word means the type or one subtype of it."""
    for kind in TYPES:
        own = {fold(n) for n in (kind.id, kind.label, kind.noun, kind.plural, *kind.aliases)}
        seen: set[str] = set()
        for sub in kind.subtypes.values():
            names = {fold(a) for a in sub.aliases}
            assert not names & (own | seen), kind.id
            seen |= names


def test_most_examples_are_classified_as_they_say() -> None:
    """At least nine in ten of all examples and counter-examples get the type their file gives them."""
    rows = [row for of_type in answers().values() for row in of_type]
    right = sum(example.type == found for example, found, _ in rows)
    assert right / len(rows) >= 0.9


@pytest.mark.parametrize("kind", TYPES, ids=lambda k: k.id)
def test_a_type_knows_its_examples(kind: EventType) -> None:
    """At least three in four of a type's own examples are recognised."""
    rows = answers()[kind.id][: len(kind.examples)]
    assert sum(found == kind.id for _, found, _ in rows) / len(rows) >= 0.75


def test_most_subtypes_are_told() -> None:
    """Where the type is right and the example names a subtype, it is right in at least 17 of 20."""
    rows = [
        (example.subtype, subtype)
        for of_type in answers().values()
        for example, found, subtype in of_type
        if example.subtype and example.type == found
    ]
    assert sum(told == found for told, found in rows) / len(rows) >= 0.85


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("ICBM launches", ("missile_test", "icbm")),
        ("balloons", ("propaganda_campaign", "balloons")),
        ("missiles", ("missile_test", None)),
        ("artillery", ("artillery_fire", None)),
        ("미사일", ("missile_test", None)),
        ("제재", ("sanctions", None)),
    ],
)
def test_plain_words_find_their_type(words: str, meant: tuple[str, str | None]) -> None:
    """What people type in a query is understood in both languages."""
    assert shipped_taxonomy().find(words) == meant
