"""The network at run time."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.classifier import build_classifier
from bot.nlp.learned.neural import LENGTH, Labels, Network, model_text, read_tokenizer
from bot.nlp.learned.trained import (
    FILES,
    LABELS,
    NETWORK,
    Trained,
    current_folder,
    has_model,
    load_current,
    load_trained,
    lost_folder,
)
from bot.nlp.training.session import labels_of
from bot.taxonomy import shipped_taxonomy

LAUNCH = Item("1", "North Korea fires ballistic missile toward East Sea: JCS")
SHIPPED = seeds.folder("model")


@cache
def shipped() -> Trained:
    """The shipped model."""
    model = load_current(None)
    assert model is not None
    return model


def test_the_text_is_title_source_and_summary() -> None:
    """What is not known leaves its place empty; Korean goes through its glosses."""
    assert model_text(Item("1", "A", "B", source="C")) == "A | C | B"
    assert model_text(Item("1", "A")) == "A |  | "
    assert model_text(Item("1", "북한")) == "north korea |  | "


def test_outputs_are_told_apart() -> None:
    """Types, event, statuses, subtypes, in this order."""
    labels = Labels(("a", "b"), ("a.x",), ("occurred",))
    assert labels.outputs == ("a", "b", "event", "occurred", "a.x")
    parts = labels.split(np.array([[1, 2, 3, 4, 5]]))
    assert [part.tolist() for part in parts] == [[[1, 2]], [[3]], [[4]], [[5]]]


def test_the_shipped_model_is_whole() -> None:
    """Every file is there, the network's has the sha256 that its labels name, and it knows every type."""
    assert has_model(SHIPPED)
    about = json.loads(SHIPPED.joinpath("labels.json").read_text("utf-8"))
    assert hashlib.sha256(SHIPPED.joinpath(NETWORK).read_bytes()).hexdigest() == about["sha256"]
    assert shipped().labels == labels_of(shipped_taxonomy())


def test_the_shipped_model_knows_a_launch_from_a_recipe() -> None:
    """In both languages."""
    launch, korean, recipe = shipped().read(
        [LAUNCH, Item("2", "북한, 동해상으로 탄도미사일 발사"), Item("3", "How to cook rice")]
    )
    assert launch.says("missile_test") > 0.8
    assert korean.says("missile_test") > 0.5
    assert recipe.says("missile_test") < 0.1
    assert launch.statuses["occurred"] > 0.5


def test_a_verdict_depends_on_no_neighbour() -> None:
    """The same text gets the same scores alone and among others."""
    alone = shipped().read([LAUNCH])[0].parts.network
    among = shipped().read([Item("2", "Rice " * 300), LAUNCH])[1].parts.network
    assert np.array_equal(alone, among)


@pytest.mark.parametrize("title", ["x", "\x00", "미" * 2000, "🚀" * 500, "a " * 5000])
def test_any_text_can_be_read(title: str) -> None:
    """However long or strange."""
    assert np.isfinite(shipped().read([Item("1", title, title)])[0].parts.network).all()


def test_long_texts_are_cut() -> None:
    """At a length that was measured to be enough."""
    tokenizer = read_tokenizer(SHIPPED.joinpath("tokenizer.json").read_bytes())
    assert len(tokenizer.encode("missile " * 400).ids) == LENGTH


def test_the_version_names_the_model() -> None:
    """Beside the rules'."""
    classifier = build_classifier(shipped())
    assert f"+{shipped().version}" in classifier.version
    assert shipped().version.startswith("model-")


def test_what_is_no_network_is_refused() -> None:
    """In a sentence."""
    tokenizer = read_tokenizer(SHIPPED.joinpath("tokenizer.json").read_bytes())
    with pytest.raises(SeedError, match="cannot be loaded"):
        Network(b"no network", tokenizer, shipped().labels)
    with pytest.raises(SeedError, match="its labels name 4"):
        Network(SHIPPED.joinpath(NETWORK).read_bytes(), tokenizer, Labels(("a",), ("a.x",), ("occurred",)))


def test_a_broken_folder_is_refused(tmp_path: Path) -> None:
    """With the way back."""
    for name in FILES:
        (tmp_path / name).write_text("{}", "utf-8")
    with pytest.raises(SeedError, match="--rollback"):
        load_trained(tmp_path)


def test_a_broken_tokenizer_is_refused(tmp_path: Path) -> None:
    """Like any other file of the folder: one sentence, no traceback."""
    for name in FILES:
        (tmp_path / name).write_bytes(SHIPPED.joinpath(name).read_bytes() if name == LABELS else b"broken")
    with pytest.raises(SeedError, match="cannot be read"):
        load_trained(tmp_path)


def own_model(data: Path, made: str) -> Path:
    """A folder that looks like a model trained here, in use."""
    folder = data / "mine"
    folder.mkdir()
    for name in FILES:
        (folder / name).write_text(json.dumps({"made": made}), "utf-8")
    (data / "current").write_text("mine", "utf-8")
    return folder


def test_the_newest_model_is_used(tmp_path: Path) -> None:
    """One trained here, until a newer one is shipped."""
    folder = own_model(tmp_path, "99991231T000000Z")
    assert current_folder(tmp_path) == folder
    (folder / "labels.json").write_text('{"made": "20000101T000000Z"}', "utf-8")
    assert current_folder(tmp_path) == SHIPPED


@pytest.mark.parametrize("said", ["gone", "", "\x00", "mine"])
def test_a_model_that_is_not_where_it_should_be_is_lost_and_the_shipped_one_reads(
    tmp_path: Path, said: str
) -> None:
    """A folder that was deleted, or lost a file; a pointer that points nowhere."""
    (own_model(tmp_path, "99991231T000000Z") / "light.npz").unlink()
    (tmp_path / "current").write_text(said, "utf-8")
    assert lost_folder(tmp_path) is not None
    assert current_folder(tmp_path) == SHIPPED


def test_a_model_that_is_there_or_never_was_is_not_lost(tmp_path: Path) -> None:
    """Nor one that a newer shipped one has taken the place of."""
    assert lost_folder(tmp_path) is None
    own_model(tmp_path, "20000101T000000Z")
    assert lost_folder(tmp_path) is None


def test_without_files_there_is_no_model(tmp_path: Path) -> None:
    """A folder that lacks one is none."""
    assert not has_model(tmp_path)


def test_nothing_of_training_is_needed_to_run() -> None:
    """No torch, no transformers: the network is onnxruntime's."""
    code = (
        "import sys; from bot.nlp.learned.trained import load_current; load_current(None);"
        "print([m for m in ('torch', 'transformers', 'onnx') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
