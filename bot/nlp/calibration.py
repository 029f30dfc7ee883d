"""How sure a classifier is and how right: calibration, what is left to be looked at, and what alerts.

A classifier is calibrated where of all types it gives a score of about .8 eight in ten are right
(Niculescu-Mizil and Caruana, 2005). The expected error is the mean distance between score and share
of right ones, over ten bins, weighed by how many are in each (Naeini et al., 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from bot.model.verdict import Verdict

BINS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and F1 over `n` gold labels."""

    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many were right; `value` is None where there was nothing to be right about."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return round(self.right / self.of, 4) if self.of else None


@dataclass(frozen=True, slots=True)
class Bin:
    """The types that were given a score from `low` up to `high`."""

    low: float
    high: float
    mean: float  # of their scores
    right: Share


@dataclass(frozen=True, slots=True)
class Sureness:
    """How far scores can be believed.

    Attributes:
        bins: the types said, by their score.
        error: the expected calibration error; None where nothing was said.
        review: of the items that were given a type, those marked to be checked.
        right: of all types said, the right ones.
        right_checked: of those that are to be checked.
        right_alerted: of the others: what goes out without anybody's look.
        alerts: precision and recall of those others, against all labels.
    """

    bins: tuple[Bin, ...]
    error: float | None
    review: Share
    right: Share
    right_checked: Share
    right_alerted: Share
    alerts: Rate

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        shares = {name: _plain(getattr(self, name)) for name in ("right", "right_checked", "right_alerted")}
        bins = [
            {"low": b.low, "high": b.high, "mean": b.mean, "right": b.right.right, "of": b.right.of}
            for b in self.bins
        ]
        return {
            "calibration": {"bins": bins, "error": self.error},
            "review": _plain(self.review) | shares,
            "alerts": asdict(self.alerts),
        }


def sureness(pairs: Sequence[tuple[AbstractSet[str], Verdict]]) -> Sureness:
    """Return how far the scores of verdicts can be believed.

    Args:
        pairs: the types that an item reports, with the verdict on it.
    """
    said = [(t.score, t.id in gold, v.review) for gold, v in pairs for t in v.types]
    bins = _bins([(score, right) for score, right, _ in said])
    gaps = [
        abs(b.mean - b.right.value) * b.right.of for b in bins if b.right.of and b.right.value is not None
    ]
    sure = [right for _, right, review in said if not review]
    labels = sum(len(gold) for gold, _ in pairs)
    return Sureness(
        bins=bins,
        error=round(sum(gaps) / len(said), 4) if said else None,
        review=share_of(v.review for _, v in pairs if v.types),
        right=share_of(right for _, right, _ in said),
        right_checked=share_of(right for _, right, review in said if review),
        right_alerted=share_of(sure),
        alerts=rate_of(sum(sure), len(sure) - sum(sure), labels - sum(sure)),
    )


def rate_of(right: int, extra: int, missing: int) -> Rate:
    """Return precision, recall and F1 from what was said rightly, said wrongly, and not said."""
    precision = right / (right + extra) if right + extra else 0.0
    recall = right / (right + missing) if right + missing else 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return Rate(round(precision, 4), round(recall, 4), round(f1, 4), right + missing)


def share_of(answers: Iterable[bool]) -> Share:
    """Return how many answers are yes."""
    listed = [bool(answer) for answer in answers]
    return Share(sum(listed), len(listed))


def _bins(said: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return the bins that anything fell into; a score on a border belongs above it, 1 to the last."""
    found = []
    for number in range(BINS):
        here = [pair for pair in said if min(int(pair[0] * BINS + 1e-9), BINS - 1) == number]
        if here:
            mean = sum(score for score, _ in here) / len(here)
            right = Share(sum(right for _, right in here), len(here))
            found.append(Bin(number / BINS, (number + 1) / BINS, round(mean, 4), right))
    return tuple(found)


def _plain(share: Share) -> dict[str, Any]:
    return {"value": share.value, "right": share.right, "of": share.of}
