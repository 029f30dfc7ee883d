"""The check of training examples."""

from __future__ import annotations

import json
from typing import Any

import pytest

import seeds
from bot.nlp.training.check import check_examples, example_files, runs_of_words, texts_in
from bot.taxonomy import shipped_taxonomy

TYPES = shipped_taxonomy()
GOOD: dict[str, Any] = {
    "title": "North Korea fires two missiles", "summary": "", "source": "Yonhap", "lang": "en",
    "types": ["missile_test.srbm"], "status": "occurred", "published": "2026-03-03", "event_date": "", "register": "wire",
}  # fmt: skip
OTHERS = "The quick brown fox jumps over the lazy dog near the river"


def problems(*lines: dict[str, Any] | str, against: dict[str, str] | None = None) -> list[str]:
    """What is wrong with some lines."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return check_examples({"a.jsonl": text}, TYPES, against=against, enough=False).problems


def test_a_good_line_has_no_problem() -> None:
    """Nor has an empty one."""
    assert problems(GOOD, "", GOOD | {"title": "Another", "types": [], "status": "none"}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"types": ["unheard_of"]}, '"unheard_of" is no type.'),
        ({"types": ["missile_test.balloon"]}, '"missile_test.balloon" is no type.'),
        ({"types": "missile_test"}, "types must be a list of type ids."),
        ({"status": "maybe"}, '"maybe" is no status.'),
        ({"status": "none"}, 'the status "none" does not go with 1 types.'),
        ({"types": []}, 'the status "occurred" does not go with 0 types.'),
        ({"published": "March"}, 'published "March" is no date like 2026-01-31, 2026-01 or 2026.'),
        (
            {"event_date": "2026-02-30"},
            'event_date "2026-02-30" is no date like 2026-01-31, 2026-01 or 2026.',
        ),
        ({"lang": "fr"}, 'lang "fr" is none of en, ko.'),
        ({"title": " "}, "the title is empty."),
    ],
)
def test_each_fault_is_one_sentence(change: dict[str, Any], said: str) -> None:
    """With file and line."""
    assert problems(GOOD, GOOD | {"title": "Another"} | change) == [f"a.jsonl, line 2: {said}"]


@pytest.mark.parametrize("line", ["no json", "[1]", '"text"'])
def test_what_is_no_example_is_named(line: str) -> None:
    """Whatever it is."""
    (said,) = problems(line)
    assert said.startswith("a.jsonl, line 1: ")


def test_a_field_that_is_missing_is_named() -> None:
    """Each of them."""
    less = {key: value for key, value in GOOD.items() if key not in ("lang", "register")}
    assert problems(less) == ["a.jsonl, line 1: lang, register is missing."]


def test_a_text_stands_once() -> None:
    """However it is written; a title may come again with another summary, as state media's do."""
    assert problems(GOOD, GOOD | {"summary": "Five more followed."}) == []
    assert problems(GOOD, GOOD | {"title": "NORTH KOREA fires two missiles!"}) == [
        "a.jsonl, line 2: the same text stands in a.jsonl, line 1 too."
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("b.jsonl", json.dumps({"title": OTHERS, "types": []})),
        ("b.json", json.dumps([{"deep": {"down": [OTHERS]}}])),
        ("b.csv", f'date,"{OTHERS}"\n'),
        ("b.txt", f"Before. {OTHERS}. After."),
    ],
)
def test_eight_words_of_somebody_else_s_are_a_copy(name: str, text: str) -> None:
    """In whatever sort of file they stand; seven are none."""
    copy = GOOD | {"summary": "He said: quick brown FOX jumps over the lazy dog, again"}
    (said,) = problems(copy, against={name: text})
    assert said == f'a.jsonl, line 1: "quick brown fox jumps over the lazy dog" stands in {name} too.'
    assert (
        problems(GOOD | {"summary": "brown fox jumps over the lazy dog, again"}, against={name: text}) == []
    )


def test_runs_do_not_cross_from_one_text_to_the_next() -> None:
    """Two cells are two texts."""
    cells = list(texts_in("b.csv", "one two three four,five six seven eight\n"))
    assert [run for cell in cells for run in runs_of_words(cell)] == []


def test_too_few_are_said() -> None:
    """Of each type, of each language, and of no event."""
    found = check_examples({"a.jsonl": json.dumps(GOOD)}, TYPES)
    assert "missile_test has 1 examples; 120 are wanted." in found.problems
    assert 'There are 0 examples in "ko"; 800 are wanted.' in found.problems
    assert any(said.startswith("0% of the examples are no event") for said in found.problems)


def test_the_shipped_examples_are_whole_and_enough() -> None:
    """And none is a hard case, which nothing may learn from."""
    hard = {"hard_cases.jsonl": seeds.folder("hard_cases.jsonl").read_text("utf-8")}
    found = check_examples(example_files(seeds.folder("examples")), TYPES, against=hard)
    assert found.problems == []
