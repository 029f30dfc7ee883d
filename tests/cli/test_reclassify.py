"""`kp reclassify` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import context
from bot.cli.main import main
from bot.pipeline.classify import classify_new
from tests.pipeline.flow import Flow

Call = Callable[..., tuple[int, str, str]]
LAUNCH = "North Korea fires two ballistic missiles"


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command on a record of one launch that the present classifier calls an ICBM."""
    flow = Flow(tmp_path)
    told = {"event_date": "2026-11-21", "date_precision": "day"}
    flow.classifier.says(LAUNCH, "missile_test", "srbm", **told)
    flow.entry(LAUNCH)

    classify_new(flow.services)
    flow.classifier.version = "next"
    flow.classifier.says(LAUNCH, "missile_test", "icbm", **told)
    monkeypatch.setattr(context, "make_services", lambda: flow.services)

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["reclassify", *args])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    call.flow = flow  # type: ignore[attr-defined]
    return call


def subtypes(kp: Call) -> list[str | None]:
    """What the record says now."""
    return [event.subtype for event in kp.flow.events()]  # type: ignore[attr-defined]


def test_it_says_what_would_change_and_writes_nothing(kp: Call) -> None:
    """Counts by kind, and the item with before and after."""
    code, out, err = kp("--since", "2026-01-01")
    assert (code, err) == (0, "")
    assert "next: 1 item read, 1 would change." in out
    assert "subtype       1" in out
    assert LAUNCH in out
    assert "missile_test.srbm" in out
    assert "missile_test.icbm" in out
    assert "Nothing was written. --apply writes it." in out
    assert subtypes(kp) == ["srbm"]


def test_apply_writes_it(kp: Call) -> None:
    """And a second call has nothing left."""
    code, out, _ = kp("--apply")
    assert (code, subtypes(kp)) == (0, ["icbm"])
    assert "1 changed." in out
    assert "0 items read, 0 changed." in kp("--apply")[1]


def test_json_is_one_object(kp: Call) -> None:
    """For a program."""
    _, out, _ = kp("--json", "--since", "2026")
    told = json.loads(out)
    assert (told["classifier"], told["items"], told["changed"], told["applied"]) == ("next", 1, 1, False)
    assert told["counts"] == {"subtype": 1}
    (change,) = told["changes"]
    assert (change["title"], change["events"], change["kinds"]) == (LAUNCH, [1], ["subtype"])
    assert (change["before"]["types"][0]["subtype"], change["after"]["types"][0]["subtype"]) == (
        "srbm",
        "icbm",
    )


@pytest.mark.parametrize(("answer", "expected"), [("y", "icbm"), ("n", "srbm")])
def test_a_terminal_is_asked(kp: Call, monkeypatch: pytest.MonkeyPatch, answer: str, expected: str) -> None:
    """Yes writes, no does not."""
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("bot.cli.reclassify.click.confirm", lambda _: answer == "y")
    kp()
    assert subtypes(kp) == [expected]


def test_a_day_that_is_none_is_wrong_usage(kp: Call) -> None:
    """One sentence says what would do."""
    code, _, err = kp("--since", "last spring")
    assert code == 2
    assert '"last spring" is no day.' in err
