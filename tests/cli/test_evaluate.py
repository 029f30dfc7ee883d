"""`kp evaluate` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import evaluate as module
from bot.cli.main import main
from bot.model.verdict import Item
from bot.nlp.training import lesson
from bot.nlp.training.data import Labelled
from bot.nlp.training.lesson import Lesson, Scores

Call = Callable[..., tuple[int, str, str]]
ITEMS = [
    {"title": "North Korea fires two ballistic missiles toward the East Sea", "published": "2026-11-20",
     "types": ["missile_test"], "status": "occurred", "event_date": "2026-11-20", "kind": "plain"},
    {"title": "US imposes sanctions on North Korean bank over arms programmes", "types": ["sanctions"],
     "status": "occurred", "kind": "plain"},
    {"title": "India says Agni missile flew its full range", "types": [], "kind": "other country"},
]  # fmt: skip


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command beside a file of three labelled items; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    Path("items.jsonl").write_text("".join(json.dumps(item) + "\n" for item in ITEMS), "utf-8")

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["evaluate", *args])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def told(kp: Call, *args: str) -> dict[str, Any]:
    """What it says as JSON."""
    code, out, err = kp("items.jsonl", "--json", *args)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_it_says_how_right_and_how_sure(kp: Call) -> None:
    """All figures in one object."""
    found = told(kp)
    assert (found["items"], found["micro"]["f1"], found["false_alarms"]["value"]) == (3, 1.0, 0.0)
    assert (found["date"]["value"], found["date_wrong"]["value"]) == (1.0, 0.0)
    assert set(found["types"]) == {"missile_test", "sanctions"}
    assert found["calibration"]["bins"]
    assert {"value", "right", "of", "right_checked", "right_alerted"} <= found["review"].keys()
    assert found["alerts"]["precision"] == 1.0
    assert "+model-" in found["classifier"]


def test_rules_and_network_can_be_measured_alone(kp: Call) -> None:
    """So that anybody can make the table."""
    rules, network = told(kp, "--rules-only"), told(kp, "--model-only")
    assert rules["classifier"].startswith("rules-")
    assert "model" not in rules["classifier"]
    assert network["classifier"].startswith("network:model-")
    assert network["date"] == {"value": 0.0, "right": 0, "of": 1}


def test_scores_can_be_grouped(kp: Call) -> None:
    """By any field of the items."""
    groups = told(kp, "--by", "kind")["by"]
    assert {name: group["items"] for name, group in groups.items()} == {"plain": 2, "other country": 1}
    out = kp("items.jsonl", "--by", "kind")[1]
    assert "other country" in out
    assert "How sure" in out
    code, _, err = kp("items.jsonl", "--by", "colour")
    assert (code, err) == (2, 'kp: No item has a field "colour" to group by.\n')


def test_a_plot_is_written(kp: Call) -> None:
    """As SVG; no other sort is promised."""
    assert kp("items.jsonl", "--plot", "plot.svg")[0] == 0
    assert Path("plot.svg").read_text("utf-8").startswith("<svg")
    code, _, err = kp("items.jsonl", "--plot", "plot.png")
    assert code == 2
    assert "--plot calibration.svg" in err
    code, _, err = kp("items.jsonl", "--plot", "nowhere/plot.svg")
    assert (code, err.count("\n")) == (1, 1)


def test_floors_that_hold_are_silent(kp: Call) -> None:
    """Also those that a figure must not be above."""
    floors = ["micro=.76", "false_alarms=.08", "date-wrong=.05", "alert_precision=.9"]
    args = [part for floor in floors for part in ("--floor", floor)]
    assert kp("items.jsonl", "--min-f1", "0.9", *args)[::2] == (0, "")


def test_floors_that_do_not_hold_are_named(kp: Call) -> None:
    """All of them, with the figures; the exit code is 1."""
    code, _, err = kp(
        "items.jsonl", "--model-only", "--floor", "date=.9", "--floor", "date_wrong=0", "--floor", "exact=1"
    )
    assert code == 1
    assert "date is 0.000, below 0.9." in err
    assert "exact" not in err


@pytest.mark.parametrize(
    "args",
    [
        ["items.jsonl", "--floor", "speed=1"],
        ["items.jsonl", "--floor", "micro"],
        ["items.jsonl", "--floor", "micro=nan"],
        ["items.jsonl", "--floor", "micro=76"],
        ["items.jsonl", "--rules-only", "--model-only"],
        ["items.jsonl", "--feedback"],
        ["--feedback", "--rules-only"],
        ["--feedback", "--min-f1", "0.5"],
        ["empty.jsonl"],
        ["empty.jsonl", "--events"],
        ["items.jsonl", "--model", "."],
        [],
    ],
)
def test_wrong_usage_is_one_sentence(kp: Call, args: list[str]) -> None:
    """And exit code 2."""
    Path("empty.jsonl").write_text("\n")
    code, _, err = kp(*args)
    assert (code, err.count("\n")) == (2, 1)


def test_without_feedback_there_is_nothing_to_say(kp: Call) -> None:
    """A sentence says how there would be."""
    code, _, err = kp("--feedback")
    assert code == 1
    assert "Nobody has said anything" in err


def test_what_feedback_taught_is_said(kp: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the model in use, models that learned from the other half."""
    one = Labelled(Item("", "A"), {}, kin="event:1")
    monkeypatch.setattr("bot.nlp.training.feedback.from_feedback", lambda *_: [one])
    made = Lesson(3, 2, {"sanctions": 2, "no event": 1}, Scores(0.5, 0.4, 1.0), Scores(0.9, 0.8, None))
    monkeypatch.setattr(lesson, "lesson", lambda *_: made)
    code, out, _ = kp("--feedback")
    assert code == 0
    assert "2 events: 3 labelled texts (sanctions 2, no event 1)" in out
    assert "F1 0.500, all right 0.400, false alarms 1.000" in out
    assert json.loads(kp("--feedback", "--json")[1])["retrained"]["f1"] == 0.9


def test_a_model_of_one_s_own_can_be_measured(kp: Call) -> None:
    """One that kp train --out wrote; a folder without one is a sentence."""
    Path("empty").mkdir()
    code, _, err = kp("items.jsonl", "--model", "empty")
    assert code == 2
    assert err.startswith(
        "kp: empty holds no model: model.onnx, tokenizer.json, labels.json, light.npz, stack.json are missing"
    )
    assert module.FLOORS.keys() >= {
        "micro",
        "macro",
        "false_alarms",
        "subtype",
        "status",
        "date",
        "date_wrong",
    }
