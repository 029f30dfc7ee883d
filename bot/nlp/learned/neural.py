"""Runs the trained network: onnxruntime and tokenizers, nothing else.

The network says how likely each type is (and whether there is an event at all, its status and its
subtype). What it says is raw; `bot.nlp.learned.stack` weighs it with the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bot.gloss import gloss
from bot.model.errors import SeedError
from bot.model.verdict import STATUSES, Item

SUMMARY = 600  # characters of a summary that can reach the network at all
LENGTH = 112  # tokens that are read; nine in ten items have fewer than 80
Logits = npt.NDArray[np.float32]
EVENT = "event"  # the output that says whether there is any event


class _Sliceable(Protocol):
    def __getitem__(self, key: Any, /) -> Any: ...


S = TypeVar("S", bound=_Sliceable)


@dataclass(frozen=True, slots=True)
class Labels:
    """What the network's outputs mean, in their order: types, event, statuses, subtypes."""

    types: tuple[str, ...]
    subtypes: tuple[str, ...]  # `<type>.<subtype>`
    statuses: tuple[str, ...] = STATUSES

    @property
    def outputs(self) -> tuple[str, ...]:
        """The name of each output."""
        return (*self.types, EVENT, *self.statuses, *self.subtypes)

    def split(self, logits: S) -> tuple[S, S, S, S]:
        """Return the columns of types, of the event (one), of statuses and of subtypes."""
        event = len(self.types)
        status = event + 1 + len(self.statuses)
        return (
            logits[:, :event],
            logits[:, event : event + 1],
            logits[:, event + 1 : status],
            logits[:, status:],
        )


def model_text(item: Item) -> str:
    """Return the text the network reads: title, who says so, and the start of the summary."""
    return f"{gloss(item.title)} | {gloss(item.source or '')} | {gloss(item.summary[:SUMMARY])}"


def read_tokenizer(raw: bytes) -> Tokenizer:
    """Return the tokenizer that a `tokenizer.json` holds; it cuts at LENGTH and does not pad.

    Raises:
        ValueError: it holds none.
    """
    tokenizer = Tokenizer.from_buffer(raw)
    tokenizer.enable_truncation(LENGTH)
    tokenizer.no_padding()
    return tokenizer


class Network:
    """The network, ready to run; safe to call from several threads.

    Many texts are run side by side, each on one core: sharing out one short text among the cores
    takes nearly as long as reading it, and gives the same numbers.
    """

    def __init__(self, model: bytes, tokenizer: Tokenizer, labels: Labels, *, threads: int = 2) -> None:
        """Load a network.

        Args:
            model: an ONNX file with inputs `ids` and `mask` and the output `logits`.
            tokenizer: how text becomes ids; see `read_tokenizer`.
            labels: what the outputs mean.
            threads: how many texts are run side by side.

        Raises:
            SeedError: the file is no such network.
        """
        import onnxruntime  # noqa: PLC0415  # 0.1 s: commands that never classify need not wait for it

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            outputs = self._session.get_outputs()[0].shape[-1]
        except Exception as error:  # onnxruntime's errors share no other base
            raise SeedError(f"The network cannot be loaded: {error}") from error
        if outputs != len(labels.outputs):
            raise SeedError(f"The network has {outputs} outputs, its labels name {len(labels.outputs)}.")
        self._threads = threads
        self._tokenizer = tokenizer
        self.labels = labels

    def logits(self, items: Sequence[Item]) -> Logits:
        """Return what the network says, one row an item.

        One text a run: the scale of its numbers is then its own, and its verdict depends on no neighbour.
        """
        encoded = [e.ids for e in self._tokenizer.encode_batch([model_text(item) for item in items])]
        rows = np.zeros((len(items), len(self.labels.outputs)), np.float32)

        def run(row: int) -> None:
            ids = np.array([encoded[row]], np.int64)
            rows[row] = self._session.run(["logits"], {"ids": ids, "mask": np.ones_like(ids)})[0][0]

        if len(items) == 1:
            run(0)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(run, range(len(items))))
        return rows
