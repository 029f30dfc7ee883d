"""The hard cases: for measuring only."""

from __future__ import annotations

import json
from collections import Counter

import seeds
from bot.nlp import evaluate as scoring
from bot.nlp.classifier import build_classifier
from bot.nlp.learned.trained import load_current
from bot.nlp.training.check import FIELDS, check_examples, example_files
from bot.nlp.training.data import shipped_examples
from bot.taxonomy import shipped_taxonomy
from bot.text import fold_title

TEXT = seeds.folder("hard_cases.jsonl").read_text("utf-8")
CASES = [json.loads(line) for line in TEXT.splitlines()]
FLOOR = 0.75  # of acceptance


def test_they_are_many_of_many_kinds() -> None:
    """Each kind of error has enough to tell."""
    kinds = Counter(case["kind"] for case in CASES)
    assert len(CASES) >= 200
    assert len(kinds) >= 20
    assert min(kinds.values()) >= 8


def test_they_are_whole() -> None:
    """Types, statuses and dates that exist; no title twice."""
    fields = [name for name in FIELDS if name != "register"] + ["kind"]
    assert check_examples({"hard": TEXT}, shipped_taxonomy(), fields=fields, enough=False).problems == []


def test_nothing_learns_from_them() -> None:
    """No example has the title of one, nor eight words in a row."""
    titles = {fold_title(case["title"]) for case in CASES}
    learned = shipped_examples(shipped_taxonomy())
    assert not titles & {fold_title(one.item.title) for one in learned}
    against = example_files(seeds.folder("examples"))
    fields = ["lang", "types", "status", "published", "event_date", "title", "summary"]
    found = check_examples({"hard": TEXT}, shipped_taxonomy(), fields=fields, against=against, enough=False)
    assert found.problems == []


def test_the_shipped_recognition_is_above_the_floor() -> None:
    """Measured as `kp evaluate seeds/hard_cases.jsonl` does."""
    labelled = scoring.parse_labelled(TEXT.splitlines())
    result = scoring.evaluate(labelled, build_classifier(load_current()))
    assert result.micro.f1 >= FLOOR
