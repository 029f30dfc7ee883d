"""What there is to learn from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.model.errors import InputError, SeedError
from bot.model.verdict import Item
from bot.nlp.training.data import HELD_ONE_IN, Labelled, is_held, read_labelled, shipped_examples, unique
from bot.taxonomy import shipped_taxonomy

TYPES = shipped_taxonomy()


def read(*lines: object) -> list[Labelled]:
    """The examples of some lines."""
    return list(read_labelled([json.dumps(line) for line in lines], TYPES))


def test_a_line_says_what_a_text_reports() -> None:
    """Types with subtypes after a dot, status, language, source."""
    one = read(
        {
            "title": "A",
            "types": ["missile_test.icbm", "sanctions"],
            "status": "occurred",
            "lang": "en",
            "source": "B",
        }
    )[0]
    assert dict(one.types) == {"missile_test": "icbm", "sanctions": None}
    assert (one.status, one.item.lang, one.item.source) == ("occurred", "en", "B")


@pytest.mark.parametrize("types", [[], None, "none", ["none"]])
def test_no_type_is_no_event(types: object) -> None:
    """However it is written; its status says nothing then."""
    one = read({"title": "A", "types": types, "status": "occurred"})[0]
    assert one.types == {}
    assert one.status is None


def test_an_unknown_subtype_is_left_out() -> None:
    """The type still teaches."""
    assert dict(read({"title": "A", "type": "sanctions.unheard_of"})[0].types) == {"sanctions": None}


@pytest.mark.parametrize(
    "line", ["no json", '{"types": []}', '["a"]', '{"title": "A", "types": ["unheard_of"]}']
)
def test_a_bad_line_is_named(line: str) -> None:
    """By its number."""
    with pytest.raises(InputError, match="Line 2"):
        list(read_labelled(['{"title": "A"}', line], TYPES))


def test_what_is_held_back_depends_on_the_text_alone() -> None:
    """About one in ten, always the same ones, however they are written."""
    held = [is_held(Item("", f"Headline number {n}")) for n in range(2000)]
    assert 0.07 < sum(held) / len(held) < 1 / HELD_ONE_IN + 0.04
    assert is_held(Item("", "Some headline")) == is_held(Item("x", "SOME headline!"))


def test_each_text_counts_once() -> None:
    """The first one of several."""
    kept = unique(read({"title": "A b", "types": ["sanctions"]}, {"title": "a B.", "types": []}))
    assert [dict(one.types) for one in kept] == [{"sanctions": None}]


def test_the_shipped_examples_can_be_read() -> None:
    """Files and types' own examples; every type has some."""
    found = shipped_examples(TYPES)
    assert {name for one in found for name in one.types} == set(TYPES.types)
    assert any(not one.types for one in found)


def test_a_bad_example_file_is_named(tmp_path: Path) -> None:
    """File and line."""
    (tmp_path / "bad.jsonl").write_text('{"title": "A", "types": ["unheard_of"]}\n', "utf-8")
    with pytest.raises(SeedError, match=r"bad\.jsonl: Line 1"):
        shipped_examples(TYPES, tmp_path)
