"""Training the network itself; only where torch is (extra `train`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.model.verdict import Item
from bot.nlp.learned.trained import FILES, shipped_folder
from bot.nlp.training.data import Labelled
from bot.nlp.training.fulltrain import train_full
from bot.nlp.training.session import labels_of
from bot.taxonomy import shipped_taxonomy

pytest.importorskip("torch")
pytest.importorskip("onnx")

LABELS = labels_of(shipped_taxonomy())


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base model that knows nothing: chance weights, the same every time."""
    monkeypatch.setattr("bot.nlp.training.full.load_base", lambda network, path: None)
    folder = tmp_path / "base"
    folder.mkdir()
    vocabulary = json.loads(shipped_folder().joinpath("tokenizer.json").read_text("utf-8"))
    (folder / "tokenizer.json").write_text(json.dumps(vocabulary), "utf-8")
    return folder


@pytest.mark.timeout(300)
def test_the_same_texts_give_the_same_network(base: Path, tmp_path: Path) -> None:
    """To the last byte, light parts included; each step is told."""
    told = [
        Labelled(
            Item("", f"US imposes sanctions on North Korean bank number {n}"),
            {"sanctions": None},
            held=n % 4 == 0,
        )
        for n in range(16)
    ]
    none = [
        Labelled(Item("", f"North Korean choir sings song number {n}"), {}, held=n % 4 == 0)
        for n in range(16)
    ]
    made: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        steps: list[tuple[int, int]] = []
        folder.mkdir()

        def noted(n: int, of: int, _: float, to: list[tuple[int, int]] = steps) -> None:
            to.append((n, of))

        train_full(
            base,
            folder,
            [*told, *none],
            LABELS,
            {},
            epochs=1,
            tell=noted,
        )
        assert steps[-1][0] == steps[-1][1] > 0
        made.append({file: (folder / file).read_bytes() for file in FILES})
    assert made[0] == made[1]
