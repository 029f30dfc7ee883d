"""The trained model as recognition uses it: network, words and the weights that join them with the rules.

A folder holds one version: `model.onnx`, `tokenizer.json`, `labels.json`, `light.npz`, `stack.json`.
The shipped one is `seeds/model`; without its files the bot runs on rules, and its version says so.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.learned.linear import Linear, load_linear
from bot.nlp.learned.neural import Labels, Network, read_tokenizer
from bot.nlp.learned.stack import Signals, Stack, read_stack

NETWORK, TOKENIZER, LABELS, LIGHT, STACK = (
    "model.onnx",
    "tokenizer.json",
    "labels.json",
    "light.npz",
    "stack.json",
)
FILES = (NETWORK, TOKENIZER, LABELS, LIGHT, STACK)
MADE = "made.txt"  # when; in older versions it is in labels.json
_HANGUL = re.compile(r"[가-힣]")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parts:
    """What network and words say of some items, raw: one row an item."""

    network: Floats
    event: Floats
    words: Floats
    status: Floats  # probabilities, in the order of STATUSES
    subtypes: Floats  # logits
    korean: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model says of one item."""

    model: Trained
    parts: Parts  # of this item alone

    @property
    def threshold(self) -> float:
        """The score from which a type is said."""
        return self.model.stack.threshold

    @property
    def second(self) -> float:
        """The score from which a further type is said."""
        return self.model.stack.second

    @property
    def sure(self) -> float:
        """The score from which nobody need look before people are alerted."""
        return self.model.stack.sure

    def weigh(
        self, rules: Mapping[str, float], background: AbstractSet[str], factor: float
    ) -> dict[str, float]:
        """Return the calibrated score of each type.

        Args:
            rules: what rules found in the foreground, by type.
            background: types that rules found in the background only.
            factor: what the gate believes scores by, 0..1.
        """
        types = self.model.labels.types
        scores = self.model.stack.score(
            self.model.signals(
                self.parts,
                np.array([[rules.get(name, 0.0) for name in types]]),
                np.array([[float(name in background) for name in types]]),
                np.array([math.log(max(factor, 1e-3))]),
            )
        )[0]
        return dict(zip(types, map(float, scores), strict=True))

    def says(self, type_: str) -> float:
        """Return how likely the network alone holds a type to be, 0..1."""
        logit = self.parts.network[0, self.model.labels.types.index(type_)]
        return float(1 / (1 + np.exp(-logit)))

    @property
    def statuses(self) -> dict[str, float]:
        """How likely each status is, if there is an event."""
        return dict(zip(self.model.labels.statuses, map(float, self.parts.status[0]), strict=True))

    def subtype(self, type_: str) -> tuple[str, float] | None:
        """Return the likeliest subtype of a type and how likely it is; None where it has none."""
        names = self.model.labels.subtypes
        mine = {
            name: self.parts.subtypes[0, i] for i, name in enumerate(names) if name.startswith(f"{type_}.")
        }
        if not mine:
            return None
        best = max(mine, key=lambda name: mine[name])
        return best.partition(".")[2], float(1 / (1 + np.exp(-mine[best])))


@dataclass(frozen=True)
class Trained:
    """One version of the trained model.

    Attributes:
        version: `model-` and eight letters that change with any of its files.
        about: what `labels.json` says of how it was made.
    """

    network: Network
    linear: Linear
    stack: Stack
    version: str
    about: Mapping[str, Any]

    @property
    def labels(self) -> Labels:
        """What the network's outputs mean."""
        return self.network.labels

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return what the model says of each item, in order."""
        if not items:
            return []
        parts = self.parts(items)
        return [
            Reading(self, Parts(*(getattr(parts, name)[i : i + 1] for name in Parts.__slots__)))
            for i in range(len(items))
        ]

    def parts(self, items: Sequence[Item]) -> Parts:
        """Return what network and words say of items, as arrays."""
        return parts_of(self.network, self.linear, items)

    @staticmethod
    def signals(parts: Parts, rules: Floats, background: Floats, doubt: Floats) -> Signals:
        """Return what the stack weighs: the model's parts beside what rules and gate found."""
        return Signals(parts.network, parts.event, parts.words, rules, background, doubt, parts.korean)


def parts_of(network: Network, linear: Linear, items: Sequence[Item]) -> Parts:
    """Return what a network and the words say of items, as arrays."""
    types, event, status, subtypes = network.labels.split(network.logits(items).astype(float))
    likely = np.exp(status - status.max(axis=1, keepdims=True))
    return Parts(
        types,
        event[:, 0],
        linear.score(items).astype(float),
        likely / likely.sum(axis=1, keepdims=True),
        subtypes,
        np.array([float(bool(_HANGUL.search(item.title))) for item in items]),
    )


def has_model(folder: Path | Traversable) -> bool:
    """Say whether a folder holds all files of a model."""
    return all(folder.joinpath(name).is_file() for name in FILES)


def load_trained(folder: Path | Traversable) -> Trained:
    """Read a model.

    Raises:
        SeedError: a file is missing or cannot be read.
    """
    try:
        raw = {name: folder.joinpath(name).read_bytes() for name in FILES}
        about = json.loads(raw[LABELS])
        labels = Labels(tuple(about["types"]), tuple(about["subtypes"]), tuple(about["statuses"]))
        network = Network(raw[NETWORK], read_tokenizer(raw[TOKENIZER]), labels)
        with np.load(io.BytesIO(raw[LIGHT]), allow_pickle=False) as arrays:
            linear = load_linear(arrays)
        stack = read_stack(json.loads(raw[STACK]), labels.types)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise SeedError(
            f"The trained model in {folder} cannot be read: {error!r}.",
            hint="kp train --rollback goes back to the one before.",
        ) from error
    digest = hashlib.sha256()
    for part in raw.values():
        digest.update(part)
    return Trained(network, linear, stack, f"model-{digest.hexdigest()[:8]}", about)


def shipped_folder() -> Traversable:
    """Return where the shipped model is."""
    return seeds.folder("model")


def load_current(data: Path | None = None) -> Trained | None:
    """Return the model to use: the newest of the shipped one and those trained here; None: there is none.

    Args:
        data: folder of the models trained here; see `bot.nlp.training.versions`.
    """
    folder = current_folder(data)
    return load_trained(folder) if folder is not None else None


def current_folder(data: Path | None = None) -> Path | Traversable | None:
    """Return the folder of the model to use."""
    folders: list[Path | Traversable] = [
        f for f in (own_folder(data), shipped_folder()) if f and has_model(f)
    ]
    return max(folders, key=made, default=None)


def own_folder(data: Path | None) -> Path | None:
    """Return the folder of the model that was trained here and is in use, or None."""
    pointer = data / "current" if data else None
    if data is None or pointer is None or not pointer.is_file():
        return None
    return data / Path(pointer.read_text("utf-8", "replace").strip()).name


def lost_folder(data: Path) -> Path | None:
    """Return where the model that was trained here should be, if it is not there and the shipped one reads instead."""
    folder = own_folder(data)
    return folder if folder is not None and not has_model(folder) and has_model(shipped_folder()) else None


def made(folder: Path | Traversable) -> str:
    """Return when a model was made, as ISO 8601 text that sorts.

    It is noted beside the model, so that its own files depend on nothing but what it learned from.
    """
    noted = folder.joinpath(MADE)
    if noted.is_file():
        return noted.read_text("utf-8").strip()
    return str(json.loads(folder.joinpath(LABELS).read_text("utf-8")).get("made", ""))
