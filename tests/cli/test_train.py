"""`kp train` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import train
from bot.cli.main import main
from bot.nlp.learned.trained import FILES, current_folder, shipped_folder
from bot.nlp.training.data import Labelled, read_labelled
from bot.taxonomy import Taxonomy

Call = Callable[..., tuple[int, str, str]]


def few(taxonomy: Taxonomy) -> list[Labelled]:
    """Three score texts instead of five thousand."""
    lines = [
        json.dumps({"title": f"US imposes sanctions on North Korean bank number {n}", "types": ["sanctions"]})
        for n in range(30)
    ] + [json.dumps({"title": f"North Korean choir sings song number {n}", "types": []}) for n in range(30)]
    return list(read_labelled(lines, taxonomy))


@pytest.fixture
def kp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run a command on a data folder of the test's own; return exit code, output and errors."""
    monkeypatch.setenv("KP_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(train, "shipped_examples", few)

    def call(*args: str) -> tuple[int, str, str]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def files_of(folder: Path) -> dict[str, bytes]:
    """What a model is made of."""
    return {name: (folder / name).read_bytes() for name in FILES}


def test_training_says_what_came_of_it_and_can_be_undone(kp: Call, tmp_path: Path) -> None:
    """Before and after on texts held back, and a report by type; then back to the shipped model.

    Trained again, elsewhere, the same texts give the same model to the last byte: a correction counts
    once, however often one trains; and what is written elsewhere is used nowhere.
    """
    data = tmp_path / "data" / "model"
    code, out, err = kp("train")
    assert (code, err) == (0, "")
    assert "before: F1" in out
    assert "The new model is in use" in out
    own = current_folder(data)
    assert own == data / (data / "current").read_text()
    assert str(data / own.name / "report.md") in out
    report = (data / own.name / "report.md").read_text("utf-8")
    assert "| type | F1 before | F1 now |" in report
    assert "| sanctions |" in report
    assert kp("train", "--out", str(tmp_path / "mine"))[0] == 0
    assert files_of(tmp_path / "mine") == files_of(data / own.name)
    assert current_folder(data) == own
    code, out, _ = kp("train", "--rollback")
    assert (code, out.strip()) == (0, "The shipped model is in use again.")
    assert not (data / "current").exists()
    assert current_folder(data) == shipped_folder()


def test_a_model_that_does_worse_stays_out(kp: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one stays, and nothing of the new one."""
    monkeypatch.setattr(train, "no_worse", lambda new, old: False)
    code, _, err = kp("train")
    assert code == 1
    assert "the old one stays in use" in err
    assert [p for p in (tmp_path / "data" / "model").iterdir() if p.is_dir()] == []


def test_texts_of_one_s_own_are_read(kp: Call, tmp_path: Path) -> None:
    """A bad line is named."""
    path = tmp_path / "mine.jsonl"
    path.write_text('{"title": "A", "types": ["unheard_of"]}\n', "utf-8")
    code, _, err = kp("train", "--extra", str(path))
    assert code == 2
    assert "Line 1" in err


def test_what_goes_with_full_is_said(kp: Call) -> None:
    """Wrong usage is exit 2."""
    code, _, err = kp("train", "--epochs", "3")
    assert code == 2
    assert "--full" in err


def test_there_must_be_a_model_to_go_back_from(kp: Call) -> None:
    """One sentence."""
    code, _, err = kp("train", "--rollback")
    assert (code, err.strip()) == (1, "kp: No model was trained here; the shipped one is in use.")


def test_full_training_says_what_it_needs(kp: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without torch, how to get it."""
    monkeypatch.setattr("bot.nlp.training.fulltrain.find_spec", lambda name: None)
    code, _, err = kp("train", "--full")
    assert code == 1
    assert "torch" in err
