"""What feedback teaches: the model in use on what people said, beside models that learned from it.

A model that is asked what it has been told knows the answer. So what was said is parted in two, by event:
one model learns from the first half and is asked the second, another the other way round.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.model.verdict import Verdict
from bot.nlp import evaluate as scoring
from bot.nlp.classifier import build_classifier
from bot.nlp.learned.trained import load_trained
from bot.nlp.training.data import Labelled, unique
from bot.nlp.training.session import refit
from bot.text import plural


@dataclass(frozen=True, slots=True)
class Scores:
    """How a model does on what people said."""

    f1: float
    exact: float  # share of texts whose types are all right
    false_alarms: float | None  # None where nobody said of anything that it is no event


@dataclass(frozen=True, slots=True)
class Lesson:
    """What people said, and how models do on it.

    Attributes:
        texts: labelled texts that their words gave.
        events: events they spoke of.
        types: texts by type; "no event" where it is none.
        now: the model in use.
        retrained: models that learned from the other half of it.
    """

    texts: int
    events: int
    types: dict[str, int]
    now: Scores
    retrained: Scores

    def lines(self) -> list[str]:
        """Return it as a person reads it."""
        of = ", ".join(f"{name} {n}" for name, n in sorted(self.types.items(), key=lambda pair: -pair[1]))
        return [
            f"People spoke of {plural(self.events, 'event')}: {plural(self.texts, 'labelled text')} ({of}).",
            f"the model in use:                   {_said(self.now)}",
            f"retrained, on what it was not told: {_said(self.retrained)}",
        ]


def lesson(folder: Path | Traversable, said: Sequence[Labelled], shipped: Sequence[Labelled]) -> Lesson:
    """Return what people's words teach a model.

    Args:
        folder: of the model in use.
        said: the texts they labelled (`from_feedback`), of at least one event.
        shipped: the examples that it is trained on besides.
    """
    present = build_classifier(load_trained(folder)).classify([one.item for one in said])
    halves = parted(said)
    retrained: dict[int, Verdict] = {}
    for half in (0, 1):
        asked = [i for i, number in enumerate(halves) if number == half]
        told = [one for one, number in zip(said, halves, strict=True) if number != half]
        if asked:
            retrained |= dict(
                zip(asked, _after(folder, [*told, *shipped], [said[i] for i in asked]), strict=True)
            )
    types = Counter(name for one in said for name in (one.types or ("no event",)))
    return Lesson(
        len(said),
        len({one.kin for one in said}),
        dict(types),
        _scores(said, present),
        _scores(said, [retrained[i] for i in range(len(said))]),
    )


def parted(said: Sequence[Labelled]) -> list[int]:
    """Return for each text in which half it is: all texts of an event in one, events in turn."""
    order = {kin: number for number, kin in enumerate(dict.fromkeys(one.kin for one in said))}
    return [order[one.kin] % 2 for one in said]


def _after(
    folder: Path | Traversable, examples: Sequence[Labelled], asked: Sequence[Labelled]
) -> list[Verdict]:
    """Return what a model says that learned from some examples."""
    with tempfile.TemporaryDirectory(prefix="kp-lesson-") as made:
        model = refit(folder, Path(made), unique(examples), {})
        return build_classifier(model).classify([one.item for one in asked])


def _scores(said: Sequence[Labelled], verdicts: Sequence[Verdict]) -> Scores:
    result = scoring.score([scoring.Labelled(one.item, one.types) for one in said], verdicts)
    return Scores(result.micro.f1, result.exact.value or 0.0, result.false_alarms.value)


def _said(scores: Scores) -> str:
    alarms = "" if scores.false_alarms is None else f", false alarms {scores.false_alarms:.3f}"
    return f"F1 {scores.f1:.3f}, all right {scores.exact:.3f}{alarms}"
