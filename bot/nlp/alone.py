"""The network by itself, without gate, words, rules and stack: to measure what each of them adds."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.verdict import Item, TypeScore, Verdict
from bot.nlp.combine import MAX_TYPES
from bot.nlp.learned.trained import Reading, Trained

EVEN = 0.5  # the network says a type that it holds to be likelier than not


class NetworkAlone:
    """A classifier that says what the network says, of every item, and nothing more: it reads no dates."""

    def __init__(self, model: Trained) -> None:
        self._model = model
        self.version = f"network:{model.version}"

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        """Return one verdict an item, in order."""
        return [
            self._verdict(item, reading) for item, reading in zip(items, self._model.read(items), strict=True)
        ]

    def _verdict(self, item: Item, reading: Reading) -> Verdict:
        scores = {type_: reading.says(type_) for type_ in self._model.labels.types}
        said = sorted((t for t in scores if scores[t] >= EVEN), key=lambda t: (-scores[t], t))[:MAX_TYPES]
        statuses = reading.statuses
        return Verdict(
            item.id,
            tuple(TypeScore(t, self._subtype(reading, t), round(scores[t], 3)) for t in said),
            status=max(statuses, key=lambda status: statuses[status]),
            classifier=self.version,
        )

    @staticmethod
    def _subtype(reading: Reading, type_: str) -> str | None:
        likely = reading.subtype(type_)
        return likely[0] if likely is not None and likely[1] >= EVEN else None
