"""Trained models beside each other: a new one is written whole, then taken over; the old one stays.

data/model/<name>/   one folder a version
data/model/current   the name of the one in use
data/model/taken     the names in the order they were taken over, for going back
"""

from __future__ import annotations

import os
import shutil
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.model.errors import NotFoundError, StoreError
from bot.nlp.learned.trained import NETWORK, TOKENIZER

KEPT = 3  # versions that stay on disk
CURRENT, TAKEN = "current", "taken"


def new_folder(data: Path, name: str) -> Path:
    """Return an empty folder for a new version.

    Raises:
        StoreError: the folder cannot be made.
    """
    folder = data / name
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error}.") from error
    return folder


def copy_network(old: Path | Traversable, folder: Path) -> None:
    """Give a new version the network of an old one."""
    for name in (NETWORK, TOKENIZER):
        folder.joinpath(name).write_bytes(old.joinpath(name).read_bytes())


def take_over(data: Path, name: str) -> None:
    """Use a version from now on; the oldest versions beyond those kept are deleted."""
    names = [*(n for n in taken(data) if n != name), name]
    for old in names[:-KEPT]:
        shutil.rmtree(data / old, ignore_errors=True)
    _write(data / TAKEN, "\n".join(names[-KEPT:]))
    _write(data / CURRENT, name)


def drop(data: Path, name: str) -> None:
    """Delete a version that was not taken over."""
    shutil.rmtree(data / name, ignore_errors=True)


def taken(data: Path) -> list[str]:
    """Return the versions that were taken over, the one in use last."""
    path = data / TAKEN
    return path.read_text("utf-8").split() if path.is_file() else []


def roll_back(data: Path) -> str | None:
    """Go back to the version before.

    Returns:
        Its name, or None: the shipped model is used again.

    Raises:
        NotFoundError: no model was trained here.
    """
    names = taken(data)
    if not names and not (data / CURRENT).is_file():
        raise NotFoundError("No model was trained here; the shipped one is in use.")
    if names:
        drop(data, names.pop())
    while names and not (data / names[-1]).is_dir():  # somebody took it away
        names.pop()
    _write(data / TAKEN, "\n".join(names))
    if names:
        _write(data / CURRENT, names[-1])
        return names[-1]
    (data / CURRENT).unlink(missing_ok=True)
    return None


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, "utf-8")
    os.replace(beside, path)  # noqa: PTH105  # one step: a reader sees the old or the new
