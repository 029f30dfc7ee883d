"""The pairs of headlines that merging is measured on: one event or two, by kind."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import seeds
from bot.app.compose import shipped_kit
from bot.nlp import jsonl
from bot.pipeline.merge import merge_items
from bot.pipeline.merge_score import Placed, score_merging
from bot.taxonomy import shipped_taxonomy
from bot.text import fold_title

LINES = seeds.folder("merging_cases.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]
PAIRS = list(zip(CASES[::2], CASES[1::2], strict=True))
PRECISION, RECALL = 0.97, 0.88


def test_they_are_pairs_of_a_day_by_kind() -> None:
    """Both sorts are there in numbers; pairs are so far apart in time that none meets another."""
    assert all(one["published"][:10] == other["published"][:10] for one, other in PAIRS)
    days = [one["published"] for one, _ in PAIRS]
    assert all(before < after for before, after in pairwise(days))
    same = Counter(one["event"] == other["event"] for one, other in PAIRS)
    assert min(same.values()) >= 60
    assert len(Counter(case["kind"] for case in CASES)) >= 12
    assert {case["type"] for case in CASES} <= {kind.id for kind in shipped_taxonomy()}


def test_nothing_learns_from_them() -> None:
    """No example has the title of one."""
    titles = {fold_title(case["title"]) for case in CASES}
    learned = {
        fold_title(json.loads(line)["title"])
        for file in seeds.folder("examples").iterdir()
        if file.name.endswith(".jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert not titles & learned


def test_the_shipped_merging_is_above_its_floors() -> None:
    """Measured as `kp evaluate --events seeds/merging_cases.jsonl` does; a wrong merge hides an event."""
    items = [jsonl.parse_line(line, number) for number, line in enumerate(LINES, start=1)]
    merged = merge_items(items, shipped_kit())
    placed = [
        Placed(case["id"], case["event"], found["event"], case["type"])
        for case, found in zip(CASES, merged, strict=True)
    ]
    result = score_merging(placed)
    assert result.precision >= PRECISION
    assert result.recall >= RECALL
