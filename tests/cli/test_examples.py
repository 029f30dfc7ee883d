"""`kp examples check` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main

Call = Callable[..., tuple[int, str, str]]
LINE = {
    "title": "Something happened", "summary": "", "source": "A", "lang": "en", "types": [], "status": "none",
    "published": "2026", "event_date": "", "register": "wire",
}  # fmt: skip


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command in a folder of its own; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["examples", "check", *args])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_the_shipped_examples_pass(kp: Call) -> None:
    """And are counted."""
    code, out, err = kp("--json")
    found = json.loads(out)
    assert (code, err, found["problems"]) == (0, "", [])
    assert found["langs"]["ko"] >= 800


def test_a_copy_is_refused(kp: Call) -> None:
    """From a file, or from any file of a folder."""
    words = "the first of eight words that are not its own"
    Path("mine.jsonl").write_text(json.dumps(LINE | {"summary": words}), "utf-8")
    Path("others").mkdir()
    Path("others/a.csv").write_text(f'x,"{words}"\n', "utf-8")
    assert kp("mine.jsonl")[0] == 0
    for given in ("others", "others/a.csv"):
        code, out, err = kp("mine.jsonl", "--against", given)
        assert code == 1
        assert (
            'mine.jsonl, line 1: "the first of eight words that are not" stands in others/a.csv too.' in out
        )
        assert err == "kp: 1 problem in 1 example.\n"


def test_a_file_of_one_s_own_need_not_be_large(kp: Call) -> None:
    """Only the shipped ones are counted against what is wanted."""
    Path("mine.jsonl").write_text(json.dumps(LINE), "utf-8")
    code, out, _ = kp("mine.jsonl")
    assert (code, "1 example (en 1), 100% of them no event" in out) == (0, True)
