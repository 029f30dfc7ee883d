"""Models beside each other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.model.errors import NotFoundError
from bot.nlp.learned.trained import own_folder
from bot.nlp.training import versions


def make(data: Path, name: str) -> None:
    """A version that is taken over."""
    versions.new_folder(data, name).joinpath("labels.json").write_text(name, "utf-8")
    versions.take_over(data, name)


def test_a_version_is_used_once_it_is_taken_over(tmp_path: Path) -> None:
    """Not while it is being written."""
    versions.new_folder(tmp_path, "one")
    assert own_folder(tmp_path) is None
    versions.take_over(tmp_path, "one")
    assert own_folder(tmp_path) == tmp_path / "one"


def test_one_can_go_back(tmp_path: Path) -> None:
    """To the one before, and at last to the shipped one."""
    make(tmp_path, "one")
    make(tmp_path, "two")
    assert versions.roll_back(tmp_path) == "one"
    assert own_folder(tmp_path) == tmp_path / "one"
    assert not (tmp_path / "two").exists()
    assert versions.roll_back(tmp_path) is None
    assert own_folder(tmp_path) is None


def test_what_somebody_took_away_is_not_gone_back_to(tmp_path: Path) -> None:
    """But to the one before it; a pointer that is left over is taken away, too."""
    for name in ("one", "two", "three"):
        make(tmp_path, name)
    shutil.rmtree(tmp_path / "two")
    assert versions.roll_back(tmp_path) == "one"
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "taken").unlink()
    assert versions.roll_back(tmp_path) is None
    assert own_folder(tmp_path) is None


def test_there_must_be_something_to_go_back_from(tmp_path: Path) -> None:
    """A sentence says so."""
    with pytest.raises(NotFoundError, match="No model was trained here"):
        versions.roll_back(tmp_path)


def test_old_versions_do_not_pile_up(tmp_path: Path) -> None:
    """A few stay."""
    names = [f"v{n}" for n in range(versions.KEPT + 2)]
    for name in names:
        make(tmp_path, name)
    assert versions.taken(tmp_path) == names[-versions.KEPT :]
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == names[-versions.KEPT :]


def test_a_pointer_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Only its last part counts."""
    (tmp_path / versions.CURRENT).write_text("../../etc", "utf-8")
    assert own_folder(tmp_path) == tmp_path / "etc"


def test_a_version_that_failed_is_dropped(tmp_path: Path) -> None:
    """Nothing of it stays."""
    versions.new_folder(tmp_path, "one")
    versions.drop(tmp_path, "one")
    assert list(tmp_path.iterdir()) == []
