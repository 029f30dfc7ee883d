"""One training, from texts to a model that is in use or was found no better: `kp train`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # comes with scikit-learn

from bot.nlp.learned.linear import Linear, load_linear
from bot.nlp.learned.neural import Labels
from bot.nlp.learned.stack import Signals, Stack, read_stack
from bot.nlp.learned.trained import LABELS, LIGHT, STACK, Parts, Trained, load_trained
from bot.nlp.training import light
from bot.nlp.training.data import Labelled
from bot.nlp.training.evidence import RuleParts, rule_parts
from bot.nlp.training.versions import copy_network
from bot.taxonomy import Taxonomy

Floats = npt.NDArray[np.float64]
START_LIGHT, START_STACK = "start.npz", "start.json"  # what the light parts were drawn to
STEPS = (1.0, 0.5, 0.25, 0.125)  # how far refitted weights may go, the farthest that does no harm
Say = Callable[[str], None]
RULES_SAY = 0.5  # rules alone: the score from which a type is said


@dataclass(frozen=True, slots=True)
class Score:
    """How well a model does on the held-back texts."""

    precision: float
    recall: float
    f1: float
    false_alarms: float
    texts: int
    types: Mapping[str, float] = field(default_factory=dict)  # F1 of each type that occurs

    def describe(self) -> str:
        """Return the score in one line."""
        return (
            f"F1 {self.f1:.3f} (precision {self.precision:.3f}, recall {self.recall:.3f}), "
            f"false alarms {self.false_alarms:.3f}, on {self.texts:,} held-back texts"
        )


def labels_of(taxonomy: Taxonomy) -> Labels:
    """Return the network's outputs for a set of types, in an order that does not depend on display."""
    kinds = sorted(taxonomy, key=lambda kind: kind.id)
    return Labels(tuple(k.id for k in kinds), tuple(f"{k.id}.{sub}" for k in kinds for sub in k.subtypes))


def split(examples: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the texts to learn from and those held back."""
    return [e for e in examples if not e.held], [e for e in examples if e.held]


def fit_light(
    learn: Sequence[Labelled],
    held: Sequence[Labelled],
    parts: Parts,
    types: Sequence[str],
    prior: Trained | None = None,
) -> tuple[Linear, Stack]:
    """Fit the light parts.

    Args:
        learn: texts for the words' weights.
        held: texts for the stack's weights.
        parts: what the network says of the held-back texts; its words are replaced.
        types: the network's types.
        prior: a model to stay near.
    """
    with threadpool_limits(1):  # many short sums: threads cost forty times what they save on a busy machine
        linear = light.fit_linear(learn, types, prior.linear if prior else None)
    items = [one.item for one in held]
    parts = replace(parts, words=linear.score(items).astype(float))
    seen = rule_parts(items, types)
    wanted = light.gold(held, types)
    with threadpool_limits(1):
        return linear, light.fit_stack(
            signals_of(parts, seen, seen.open),
            wanted[seen.open],
            prior.stack if prior else None,
            closed=int((wanted[~seen.open].sum(axis=1) == 0).sum()),
        )


def signals_of(parts: Parts, seen: RuleParts, rows: npt.NDArray[np.bool_]) -> Signals:
    """Return the signals of some items."""
    return Signals(
        parts.network[rows],
        parts.event[rows],
        parts.words[rows],
        seen.rules[rows],
        seen.background[rows],
        seen.doubt[rows],
        parts.korean[rows],
    )


def measure(
    model: Trained | None, held: Sequence[Labelled], taxonomy: Taxonomy, seen: RuleParts | None = None
) -> Score:
    """Score a model with gate and rules, or rules alone, on the held-back texts.

    Args:
        model: the model; None: rules alone.
        held: texts that it has not learned from.
        taxonomy: the types.
        seen: what gate and rules say of these texts, if that is known already.
    """
    types = model.labels.types if model else labels_of(taxonomy).types
    items = [one.item for one in held]
    seen = seen or rule_parts(items, types)
    said = np.zeros((len(items), len(types)), dtype=bool)
    if model is None:
        said[seen.open] = (seen.rules * np.exp(seen.doubt)[:, None] >= RULES_SAY)[seen.open]
    elif seen.open.any():
        scores = model.stack.score(signals_of(model.parts(items), seen, seen.open))
        said[seen.open] = scores >= model.stack.threshold
    wanted = light.gold(held, types)
    return replace(score_of(said, wanted), types=_by_type(said, wanted, types))


def _by_type(said: npt.NDArray[np.bool_], wanted: Floats, types: Sequence[str]) -> dict[str, float]:
    return {
        name: round(light.f1(said[:, [i]], wanted[:, [i]]), 4)
        for i, name in enumerate(types)
        if wanted[:, i].any()
    }


def score_of(said: npt.NDArray[np.bool_], wanted: Floats) -> Score:
    """Return the score of what was said."""
    right = float((said * wanted).sum())
    empty = wanted.sum(axis=1) == 0
    return Score(
        precision=right / max(1.0, float(said.sum())),
        recall=right / max(1.0, float(wanted.sum())),
        f1=light.f1(said, wanted),
        false_alarms=float(said[empty].any(axis=1).mean()) if empty.any() else 0.0,
        texts=len(wanted),
    )


def no_worse(new: Score, old: Score) -> bool:
    """Say whether a new model may take over."""
    return new.f1 >= old.f1 - 5e-4 and new.false_alarms <= max(old.false_alarms, light.FALSE_ALARMS) + 5e-4


def write_light(folder: Path, linear: Linear, stack: Stack, labels: Labels, about: Mapping[str, Any]) -> None:
    """Write the light parts and what is to be known of a model into its folder."""
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=True, **linear.arrays())
    folder.joinpath(LIGHT).write_bytes(packed.getvalue())
    folder.joinpath(STACK).write_text(json.dumps(stack.as_dict(labels.types), indent=1), "utf-8")
    named = {"types": labels.types, "subtypes": labels.subtypes, "statuses": labels.statuses}
    folder.joinpath(LABELS).write_text(json.dumps({**about, **named}, indent=1), "utf-8")


def refit(
    old: Path | Traversable,
    folder: Path,
    examples: Sequence[Labelled],
    about: Mapping[str, Any],
    say: Say = lambda what: None,
) -> Trained:
    """Write a model with the old network and light parts refitted from `examples`; return it.

    The light parts are always drawn to those that came with the network, not to an earlier refit's: the
    same texts give the same files, and a correction counts once however often this is called.

    Args:
        old: folder of the model to start from.
        folder: where the new one goes.
        examples: shipped ones and what people said; those held back fit the stack.
        about: what to note of it besides what the old model says of itself.
        say: is told what is being done.
    """
    say("Reading the texts held back")
    before = load_trained(old)
    if folder != old:
        copy_network(old, folder)
    learn, held = split(examples)
    parts = before.parts([one.item for one in held])
    say("Weighing words, names and rules")
    start = _start(old, before)
    linear, stack = fit_light(learn, held, parts, before.labels.types, start)
    say("Setting how sure is sure enough")
    linear, stack = gentlest(start, (linear, stack), parts, held)
    noted = {key: value for key, value in before.about.items() if key != "made"}
    write_light(folder, linear, stack, before.labels, {**noted, **about})
    for name, kept in ((LIGHT, START_LIGHT), (STACK, START_STACK)):
        came_with = old.joinpath(kept) if old.joinpath(kept).is_file() else old.joinpath(name)
        folder.joinpath(kept).write_bytes(came_with.read_bytes())
    return load_trained(folder)


def gentlest(
    start: Trained, fitted: tuple[Linear, Stack], parts: Parts, held: Sequence[Labelled]
) -> tuple[Linear, Stack]:
    """Return fitted light parts, or as much of the way to them as does no harm on the texts held back.

    Args:
        start: the model that they were drawn to.
        fitted: what fitting gave.
        parts: what the network says of the held-back texts.
        held: texts that neither has learned from.
    """
    bench = Bench(held, start.labels.types, parts)
    before = bench.scores(start.linear, start.stack)
    was = bench.score(before, start.stack.threshold)
    for step in STEPS:
        linear, stack = between(start, fitted, step)
        after = bench.scores(linear, stack)
        stack = bench.as_careful(stack, after, start.stack, before)
        if no_worse(bench.score(after, stack.threshold), was):
            return linear, stack
    return between(start, fitted, 0.0)


def between(start: Trained, fitted: tuple[Linear, Stack], step: float) -> tuple[Linear, Stack]:
    """Return light parts on the way from those of a model (0) to ones fitted from there (1)."""
    linear, stack = fitted
    before = np.zeros_like(linear.weights)
    before[np.searchsorted(linear.used, start.linear.used)] = start.linear.weights
    weights = before + np.float32(step) * (linear.weights - before)
    bias = start.linear.start + np.float32(step) * (linear.start - start.linear.start)
    named = {
        name: getattr(start.stack, name) + step * (getattr(stack, name) - getattr(start.stack, name))
        for name in ("shared", "start", "trust")
    }
    return Linear(linear.used, weights, bias), replace(stack, **named)


class Bench:
    """Texts held back, on which light parts are tried.

    Args:
        held: the texts.
        types: the columns.
        parts: what the network says of them.
    """

    def __init__(self, held: Sequence[Labelled], types: Sequence[str], parts: Parts) -> None:
        self._items = [one.item for one in held]
        self._seen = rule_parts(self._items, types)
        self._parts = parts
        self._wanted = light.gold(held, types)
        self._passed = self._wanted[self._seen.open]
        self._empty = self._passed.sum(axis=1) == 0

    def scores(self, linear: Linear, stack: Stack) -> Floats:
        """Return the scores of what the gate lets through."""
        parts = replace(self._parts, words=linear.score(self._items).astype(float))
        return stack.score(signals_of(parts, self._seen, self._seen.open))

    def score(self, scores: Floats, threshold: float) -> Score:
        """Return how right it is to say what has at least a score."""
        said = np.zeros(self._wanted.shape, dtype=bool)
        said[self._seen.open] = scores >= threshold
        return score_of(said, self._wanted)

    def as_careful(self, new: Stack, after: Floats, old: Stack, before: Floats) -> Stack:
        """Return a new stack with thresholds at which it is no more careless than an old one.

        It cries wolf no more often, and what it alerts on is right as often; what weights gain is often in
        items that either half believes. Alarms up to the share that fitting from nothing aims at
        (`light.FALSE_ALARMS`) are no reason to raise anything.
        """
        allowed = light.FALSE_ALARMS * float((self._wanted.sum(axis=1) == 0).sum())
        allowed = max(allowed, self._alarms(before, old.threshold))
        said = _raised(new.threshold, lambda at: self._alarms(after, at) <= allowed)
        right = light.precision(before >= old.sure, self._passed)
        sure = _raised(max(said, new.sure), lambda at: light.precision(after >= at, self._passed) >= right)
        return replace(new, threshold=said, second=max(said, new.second), sure=sure)

    def _alarms(self, scores: Floats, threshold: float) -> float:
        return float((scores[self._empty].max(axis=1, initial=0.0) >= threshold).sum())


def _raised(start: float, is_enough: Callable[[float], bool]) -> float:
    """Return the lowest score from a start on that is enough, in hundredths; the highest if none is."""
    at = start
    while not is_enough(at) and at < light.STEPS[-1]:
        at = round(at + 0.01, 2)
    return at


def _start(old: Path | Traversable, before: Trained) -> Trained:
    """Return a model with the light parts that came with its network."""
    if not old.joinpath(START_LIGHT).is_file() or not old.joinpath(START_STACK).is_file():
        return before
    with np.load(io.BytesIO(old.joinpath(START_LIGHT).read_bytes()), allow_pickle=False) as arrays:
        linear = load_linear(arrays)
    stack = read_stack(json.loads(old.joinpath(START_STACK).read_text("utf-8")), before.labels.types)
    return replace(before, linear=linear, stack=stack)


def report(before: Score, after: Score, version: str, texts: int) -> str:
    """Return what came of a training, as Markdown: the old model and the new one on the texts held back."""
    rows = [
        f"| {name} | {before.types.get(name, 0.0):.3f} | {after.types[name]:.3f} |"
        for name in sorted(after.types)
    ]
    return "\n".join(
        [
            f"# {version}",
            "",
            f"Learned from {texts:,} texts, held-back ones included, which fitted only the stack.",
            "",
            f"- before: {before.describe()}",
            f"- now: {after.describe()}",
            "",
            "| type | F1 before | F1 now |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
