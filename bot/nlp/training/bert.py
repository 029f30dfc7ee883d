"""The network that is fine-tuned: MiniLM (six layers of BERT) under one linear head, in plain torch.

Written out here so that training needs torch alone: the weights are read from a safetensors file by
its published format (eight bytes of length, a JSON header, raw numbers).
Architecture: Wang et al., MiniLM (2020); BERT as in Devlin et al. (2019).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
VOCABULARY, POSITIONS = 30522, 512
EPSILON = 1e-12
_NUMBERS = {"F32": np.float32, "F16": np.float16, "I64": np.int64}


class Layer(nn.Module):
    """One transformer layer: attention, then two linear maps, each added to what came in."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = dropout

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the layer's output; `bias` is 0 where a token may be looked at, else very negative."""
        batch, length, _ = x.shape
        q, k, v = (
            part.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.qkv(x).chunk(3, dim=-1)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH / HEADS) + bias, dim=-1)
        seen = (weights @ v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self._drop(self.out(seen)))
        return self.norm2(x + self._drop(self.down(functional.gelu(self.up(x)))))

    def _drop(self, x: torch.Tensor) -> torch.Tensor:
        return functional.dropout(x, self.dropout, self.training)


class Network(nn.Module):
    """Token ids and mask in, one logit a label out."""

    def __init__(self, outputs: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, outputs)
        self.dropout = dropout
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the logits, one row a text.

        Args:
            ids: token numbers, [texts, length].
            mask: 1 where there is a token, 0 where there is padding.
        """
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind)
        x = functional.dropout(x, self.dropout, self.training)
        real = mask.to(x.dtype)
        bias = (1.0 - real)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, bias)
        mean = (x * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)
        return torch.as_tensor(self.head(functional.dropout(mean, self.dropout, self.training)))


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    """Return the tensors of a safetensors file by name."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = np.frombuffer(raw[start:end], dtype=_NUMBERS[entry["dtype"]])
        tensors[name] = torch.from_numpy(numbers.reshape(entry["shape"]).copy())
    return tensors


def load_base(network: Network, path: Path) -> None:
    """Fill a network (but its head) with the base model's weights.

    Args:
        network: what to fill.
        path: `model.safetensors` of MiniLM-L6-H384 in the names of Hugging Face's BertModel.
    """
    base = {name.removeprefix("bert."): tensor for name, tensor in read_safetensors(path).items()}
    state = {
        "words.weight": base["embeddings.word_embeddings.weight"],
        "positions.weight": base["embeddings.position_embeddings.weight"],
        "kind": base["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": base["embeddings.LayerNorm.weight"],
        "norm.bias": base["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        state.update(_layer(base, f"encoder.layer.{number}.", f"layers.{number}."))
    missing, unknown = network.load_state_dict(state, strict=False)
    if unknown or set(missing) - {"head.weight", "head.bias"}:
        raise ValueError(f"{path.name} is not MiniLM-L6: {sorted({*missing, *unknown})}")


def _layer(base: Mapping[str, torch.Tensor], old: str, new: str) -> dict[str, torch.Tensor]:
    names = {
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "norm1",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "norm2",
    }
    state = {}
    for part in ("weight", "bias"):
        state[f"{new}qkv.{part}"] = torch.cat(
            [base[f"{old}attention.self.{which}.{part}"] for which in ("query", "key", "value")]
        )
        for theirs, ours in names.items():
            state[f"{new}{ours}.{part}"] = base[f"{old}{theirs}.{part}"]
    return state
