"""`kp evaluate --events` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import main

Call = Callable[..., tuple[int, str, str]]
DAY, NEXT = "2026-11-20T01:00:00Z", "2026-11-24T01:00:00Z"
ITEMS = [
    {
        "id": "1",
        "title": "North Korea fires ballistic missile toward East Sea: JCS",
        "published": DAY,
        "event": "a",
    },
    {
        "id": "2",
        "title": "N. Korea fires a ballistic missile toward the East Sea",
        "published": DAY,
        "event": "b",
    },
    {
        "id": "3",
        "title": "North Korea jams GPS signals near western islands",
        "published": NEXT,
        "event": "c",
    },
    {"id": "4", "title": "Pop group tops the charts in Seoul", "published": NEXT, "event": "c"},
]


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run the command beside a file of labelled items; return exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    labelled = [item | {"type": "missile_test" if item["event"] in "ab" else "gps_jamming"} for item in ITEMS]
    Path("events.jsonl").write_text("".join(json.dumps(item) + "\n" for item in labelled), "utf-8")

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["evaluate", "--events", *args])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_twins_are_named_and_figures_given(kp: Call) -> None:
    """In words and as JSON; a floor that is not reached is a failure with one line."""
    code, out, _ = kp("events.jsonl", "--floor", "precision=.99")
    assert code == 1
    assert "4 items of 3 events, merged into 3; 1 taken for no event" in out
    assert "a 1, b 1" in out
    code, out, err = kp("events.jsonl", "--json", "--floor", "precision=.7", "--min-f1", "0.5")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["precision"], found["recall"], found["missed"]) == (0.75, 0.75, 1)
    assert [twin["parts"] for twin in found["twins"]] == [{"a": 1, "b": 1}]


@pytest.mark.parametrize(
    ("lines", "options", "said"),
    [
        ('{"title": "Missile fired"}', (), "Line 1 does not say its event"),
        ("", (), "no items"),
        (
            '{"id": "1", "title": "x", "event": "a"}\n{"id": "1", "title": "y", "event": "a"}',
            (),
            "id of an earlier",
        ),
        ('{"title": "x", "event": "a"}', ("--floor", "speed=.9"), "no floor"),
        ('{"title": "x", "event": "a"}', ("--rules-only",), "goes with"),
    ],
)
def test_what_a_person_gets_wrong_is_one_sentence(
    kp: Call, lines: str, options: tuple[str, ...], said: str
) -> None:
    """No traceback, and nothing is scored."""
    Path("wrong.jsonl").write_text(lines, "utf-8")
    code, _, err = kp("wrong.jsonl", *options)
    assert code in (1, 2)
    assert said in err
    assert "Traceback" not in err
