"""`kp stats --png` draws the same counts into a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a database of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))


def stats(*args: str) -> int:
    """Call `kp stats` and return its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["stats", *args])
    return int(ended.value.code or 0)


def test_a_chart_is_drawn_into_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says where it is; nothing else comes out."""
    assert stats("nuclear", "test", "by", "year", "--png", "tests.png") == 0
    assert (tmp_path / "tests.png").read_bytes().startswith(b"\x89PNG")
    out, err = capsys.readouterr()
    assert out == ""
    assert "by year: tests.png" in err


def test_what_cannot_be_drawn_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """No counts, or no such folder: one sentence, no file."""
    assert stats("nuclear", "test", "until:1990", "--png", "none.png") == 1
    assert "nothing to draw" in capsys.readouterr().err
    assert stats("nuclear", "test", "--png", "nowhere/a.png") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert not Path("none.png").exists()
