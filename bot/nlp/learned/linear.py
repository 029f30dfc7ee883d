"""The light part of the trained model: words and pairs of words, hashed, under one linear map a type.

It knows phrases the network has not seen often enough, and it is what `kp train` refits in seconds
from what people say of verdicts. Words are kept as numbers of a hash: no text can be read back.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from bot.gloss import gloss
from bot.model.verdict import Item

BUCKETS = 1 << 16
SUMMARY = 400  # characters of a summary that are read
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*|[가-힣]+|[一-鿿]+")
Floats = npt.NDArray[np.float32]


def buckets(item: Item) -> list[int]:
    """Return the numbers of an item's words and word pairs, each once, sorted.

    A word of the title counts by itself and as a word of the title. Korean words, which carry their
    particles, are also read in pairs of syllables.
    """
    found: set[str] = set()
    title = _words(gloss(item.title))
    found.update(f"t {word}" for word in title)
    for words in (title, _words(gloss(item.summary[:SUMMARY]))):
        found.update(words)
        found.update(f"{one} {two}" for one, two in pairwise(words))
    return sorted({zlib.crc32(word.encode()) % BUCKETS for word in found})


def _words(text: str) -> list[str]:
    return list(_split(_WORD.findall(text.lower())))


def _split(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if "가" <= word[0] <= "힣" and len(word) > 2:
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        else:
            yield word.removesuffix("'s")


@dataclass(frozen=True)
class Linear:
    """Weights of the buckets that carry any, and a start value, one column a type."""

    used: npt.NDArray[np.int32]  # numbers of buckets, sorted
    weights: Floats  # [used, types]
    start: Floats  # [types]

    @cached_property
    def _row_of(self) -> npt.NDArray[np.int32]:
        rows = np.full(BUCKETS, -1, np.int32)
        rows[self.used] = np.arange(len(self.used), dtype=np.int32)
        return rows

    def score(self, items: Sequence[Item]) -> Floats:
        """Return logits, one row an item and one column a type."""
        out = np.tile(self.start, (len(items), 1))
        for row, item in enumerate(items):
            seen = self._row_of[buckets(item)]
            seen = seen[seen >= 0]
            if len(seen):
                out[row] += self.weights[seen].sum(axis=0) / np.sqrt(len(seen))
        return out

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return what `load_linear` needs, small enough for a file."""
        return {
            "linear_used": self.used,
            "linear_weights": self.weights.astype(np.float16),
            "linear_start": self.start,
        }


def no_words(types: int) -> Linear:
    """Return a model that knows no word."""
    return Linear(np.zeros(0, np.int32), np.zeros((0, types), np.float32), np.zeros(types, np.float32))


def load_linear(arrays: Mapping[str, npt.NDArray[np.generic]]) -> Linear:
    """Return the model whose `arrays` these are."""
    return Linear(
        arrays["linear_used"].astype(np.int32),
        arrays["linear_weights"].astype(np.float32),
        arrays["linear_start"].astype(np.float32),
    )
