"""Fine-tunes the network on labelled texts: `kp train --full`.

One network answers four questions at once: which types, whether there is an event at all, which
status, which subtypes. The small questions steady the large one where labels are few.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from bot.nlp.learned.neural import LENGTH, Labels, model_text, read_tokenizer
from bot.nlp.training.bert import Network, load_base
from bot.nlp.training.data import Labelled

Arrays = npt.NDArray[np.float32]
WARM_UP = 0.06
SMOOTHING = 0.02
STATUS_WEIGHT, SUBTYPE_WEIGHT, EVENT_WEIGHT = 0.4, 0.5, 1.0
Tell = Callable[[int, int, float], None]
UNKNOWN = -100  # the status of a text that has none; torch's own mark
MASK = 103  # [MASK] in the base vocabulary
SPECIAL = 999  # tokens below are marks, not words


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. The defaults are what was measured best on two cores; see docs/recognition.md."""

    epochs: int = 5
    batch: int = 16
    rate: float = 1.5e-4
    head_rate: float = 2e-3
    decay: float = 0.01
    dropout: float = 0.1
    hide_source: float = 0.3
    hide_summary: float = 0.15
    hide_word: float = 0.05
    rare: float = 0.35  # a type's weight is (commonest / its own count) to this power
    runs: int = 2
    seed: int = 1
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Targets:
    """What the network should say of each text."""

    types: torch.Tensor
    events: torch.Tensor
    status: torch.Tensor
    subtypes: torch.Tensor
    subtype_known: torch.Tensor
    weight: torch.Tensor

    def rows(self, numbers: Sequence[int]) -> Targets:
        """Return the targets of some texts."""
        at = torch.tensor(numbers)
        return Targets(
            self.types[at],
            self.events[at],
            self.status[at],
            self.subtypes[at],
            self.subtype_known[at],
            self.weight[at],
        )


def train(
    examples: Sequence[Labelled],
    labels: Labels,
    base: Path,
    recipe: Recipe,
    tell: Tell = lambda step, steps, loss: None,
) -> Network:
    """Fine-tune the base model, several times from the same start, and average the weights.

    The runs read the texts in different orders; their mean does better than either (measured: +1 point
    of F1), at the price of one. Wortsman et al., Model soups (2022).

    Args:
        examples: what to learn from.
        labels: what the network's outputs mean.
        base: folder with `model.safetensors` and `tokenizer.json` of MiniLM-L6.
        recipe: how long, how fast, how often.
        tell: called after each step with its number, how many there are, and the loss.

    Returns:
        The trained network, in evaluation mode. The same arguments on the same machine give the
        same network.
    """
    torch.set_num_threads(recipe.threads)
    steps = recipe.epochs * math.ceil(len(examples) / recipe.batch)
    sums: dict[str, torch.Tensor] = {}
    network = _new_network(labels, base, recipe)
    for run in range(recipe.runs):
        network = _new_network(labels, base, recipe)
        _run(network, examples, labels, base, recipe, run, _counted(tell, run * steps, recipe.runs * steps))
        for name, value in network.state_dict().items():
            sums[name] = sums.get(name, torch.zeros_like(value)) + value
    network.load_state_dict({name: total / recipe.runs for name, total in sums.items()})
    return network.eval()


def _counted(tell: Tell, done: int, total: int) -> Tell:
    return lambda step, _, loss: tell(done + step, total, loss)


def _new_network(labels: Labels, base: Path, recipe: Recipe) -> Network:
    """Return the base model under a fresh head, the same every time."""
    torch.manual_seed(recipe.seed)
    network = Network(len(labels.outputs), dropout=recipe.dropout)
    load_base(network, base / "model.safetensors")
    return network


def _run(
    network: Network,
    examples: Sequence[Labelled],
    labels: Labels,
    base: Path,
    recipe: Recipe,
    run: int,
    tell: Tell,
) -> None:
    torch.manual_seed(recipe.seed + run)
    chance = random.Random(recipe.seed + run)  # noqa: S311  # the same every time, nothing secret
    tokenizer = read_tokenizer((base / "tokenizer.json").read_bytes())
    targets = make_targets(examples, labels)
    _start_at_base_rates(network, targets)
    weights = _type_weights(targets, recipe.rare)
    steps = recipe.epochs * math.ceil(len(examples) / recipe.batch)
    optimiser, schedule = _optimiser(network, recipe, steps)
    half = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    network.train()
    done = 0
    for _ in range(recipe.epochs):
        encoded = _encode(tokenizer, examples, recipe, chance)
        for batch in _batches(encoded, recipe.batch, chance):
            ids, mask = _pad([encoded[i] for i in batch])
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                logits = network(ids, mask).float()
            loss = _loss(logits, targets.rows(batch), labels, weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            done += 1
            tell(done, steps, float(loss.detach()))


def make_targets(examples: Sequence[Labelled], labels: Labels) -> Targets:
    """Return what the outputs should be for each example."""
    types = torch.zeros(len(examples), len(labels.types))
    subtypes = torch.zeros(len(examples), len(labels.subtypes))
    known = torch.zeros(len(examples), len(labels.subtypes))
    status = torch.full((len(examples),), UNKNOWN)
    for row, one in enumerate(examples):
        for type_, subtype in one.types.items():
            types[row, labels.types.index(type_)] = 1.0
            if subtype is None:
                continue
            for column, name in enumerate(labels.subtypes):
                if name.startswith(f"{type_}."):
                    known[row, column] = 1.0
                    subtypes[row, column] = float(name == f"{type_}.{subtype}")
        if one.status is not None:
            status[row] = labels.statuses.index(one.status)
    weight = torch.tensor([one.weight for one in examples])
    return Targets(types, types.any(dim=1).float(), status, subtypes, known, weight)


def _loss(logits: torch.Tensor, want: Targets, labels: Labels, weights: torch.Tensor) -> torch.Tensor:
    types, events, status, subtypes = labels.split(logits)
    cross = functional.binary_cross_entropy_with_logits
    soft = want.types * (1 - 2 * SMOOTHING) + SMOOTHING / 4
    loss = (cross(types, soft, pos_weight=weights, reduction="none").sum(1) * want.weight).mean()
    loss = loss + EVENT_WEIGHT * (cross(events[:, 0], want.events, reduction="none") * want.weight).mean()
    if bool((want.status != UNKNOWN).any()):
        loss = loss + STATUS_WEIGHT * functional.cross_entropy(status, want.status, ignore_index=UNKNOWN)
    known = want.subtype_known
    if bool(known.any()):
        each = cross(subtypes, want.subtypes, reduction="none") * known
        loss = loss + SUBTYPE_WEIGHT * each.sum() / len(known)
    return loss


def _start_at_base_rates(network: Network, targets: Targets) -> None:
    """Let the head begin with how common each label is, so that no epoch is spent on learning that."""
    rates = torch.cat([targets.types.mean(0), targets.events.mean().reshape(1)]).clamp(1e-3, 0.99)
    with torch.no_grad():
        network.head.bias[: len(rates)] = torch.log(rates / (1 - rates))


def _type_weights(targets: Targets, power: float) -> torch.Tensor:
    counts = targets.types.sum(0).clamp(min=1.0)
    middle = counts.median()
    return (middle / counts).pow(power).clamp(0.7, 3.0)


def _optimiser(
    network: Network, recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    head = list(network.head.parameters())
    body = [p for name, p in network.named_parameters() if not name.startswith("head.")]
    groups = [{"params": body, "lr": recipe.rate}, {"params": head, "lr": recipe.head_rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=recipe.decay, fused=True)
    warm = max(1, int(WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    return optimiser, schedule


def _encode(
    tokenizer: Tokenizer, examples: Sequence[Labelled], recipe: Recipe, chance: random.Random
) -> list[list[int]]:
    """Return the texts as token ids, some without source, summary or single words: nothing to lean on."""
    texts = []
    for one in examples:
        item = one.item
        if chance.random() < recipe.hide_source:
            item = replace(item, source=None)
        if item.summary and chance.random() < recipe.hide_summary:
            item = replace(item, summary="")
        texts.append(model_text(item))
    return [
        [MASK if token > SPECIAL and chance.random() < recipe.hide_word else token for token in encoding.ids]
        for encoding in tokenizer.encode_batch(texts)
    ]


def _batches(encoded: Sequence[Sequence[int]], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Yield batches of texts of like length, in random order: little padding, little pattern."""
    order = list(range(len(encoded)))
    chance.shuffle(order)
    wide = size * 20
    batches: list[list[int]] = []
    for start in range(0, len(order), wide):
        near = sorted(order[start : start + wide], key=lambda i: len(encoded[i]))
        batches.extend(near[i : i + size] for i in range(0, len(near), size))
    chance.shuffle(batches)
    yield from batches


def _pad(rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    length = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), min(length, LENGTH), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask
