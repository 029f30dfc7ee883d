"""The learned part of reading a status: how much each turn of phrase, word and kind of event weighs.

A multinomial logistic regression over named features, kept as plain numbers in
`seeds/nlp/status.json`: it needs no library to be read, and a verdict can say which words decided.
The shipped numbers were learned from 2,300 news items that an analyst had labelled and the
shipped examples; no text is kept.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item, TypeScore

LEARNED = ("announced", "assessed", "occurred")
_EXACT = frozenset({"intel", "head_to", "kcna_date"})  # cues whose capitals matter
_DATELINE = re.compile(r"^.{0,60}?(?:\((?:KCNA|CNN|Reuters|AP|AFP|Yonhap|█+)\)|--|—)\s*-*")
_SENTENCE = re.compile(r"(?<=[a-z”\"다])\.\s")
_WORD = re.compile(r"[a-z가-힣]+")
_LONG_TITLE = 110
_LEAD = 260  # characters of a summary that are read
_IN_TITLE, _IN_LEAD = 1.0, 0.5
_SEEN = 5  # a word is learned once it stood in so many items
_SEEN_TOGETHER = 3  # and a cue in one kind of event once it did in so many
_BESIDE = 0.5  # a network that read whole sentences knows more than words one by one do; measured with the shipped one
_HARDLY = 1e-4  # no status is less likely than this
_SMALL = 0.06  # weights below are not kept


@dataclass(frozen=True, slots=True)
class Features:
    """An item as numbers by name, and the words each cue was found in."""

    values: Mapping[str, float]
    words: Mapping[str, str]
    in_title: frozenset[str]  # cues that stand in the title


@dataclass(frozen=True, slots=True)
class StatusModel:
    """Weights by status and feature, with each status's start value."""

    start: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]

    def read(
        self, features: Features, beside: Mapping[str, float] | None = None
    ) -> tuple[str, float, str | None]:
        """Return the likeliest status, its probability, and the cue that spoke most for it.

        Args:
            features: the item as `status_features` sees it.
            beside: another reader's probability of each status, which counts `_BESIDE` of the whole.
        """
        scores = {
            status: self.start[status]
            + sum(self.weights[status].get(name, 0.0) * v for name, v in features.values.items())
            for status in self.start
        }
        if beside is not None:  # a weighted geometric mean of two readers
            scores = {
                s: (1 - _BESIDE) * z + _BESIDE * math.log(max(beside.get(s, 0.0), _HARDLY))
                for s, z in scores.items()
            }
        best = max(scores, key=lambda status: scores[status])
        chance = 1.0 / sum(math.exp(score - scores[best]) for score in scores.values())
        cues = {name: self.weights[best].get(name, 0.0) * features.values[name] for name in features.words}
        strongest = max(cues, key=lambda name: cues[name], default=None)
        return best, chance, strongest if strongest and cues[strongest] > 0 else None

    def dump(self) -> str:
        """Return the model as JSON, to be read by `load_status_model`."""
        return json.dumps(
            {"start": dict(self.start), "weights": self.weights}, ensure_ascii=False, indent=0, sort_keys=True
        )


def status_features(item: Item, types: Sequence[TypeScore]) -> Features:
    """Return what the status of an item is read from: title, first sentence and main type."""
    title, lead = item.title, _lead(item.summary)
    values: dict[str, float] = {"long": 1.0 if len(title) > _LONG_TITLE else 0.0}
    words: dict[str, str] = {}
    low_title, low_lead = title.lower(), lead.lower()
    for name, (pattern, exact) in _cues().items():
        text, weight = title if exact else low_title, _IN_TITLE
        found = pattern.search(text)
        if found is None and lead:
            text, weight = lead if exact else low_lead, _IN_LEAD
            found = pattern.search(text)
        if found is not None:
            whole = title if weight == _IN_TITLE else lead
            said = whole if len(whole) == len(text) else text  # "İ" is two letters when it is small
            values[name], words[name] = weight, said[found.start() : found.end()].strip()
    if types:
        kind = types[0].id
        values |= {
            f"{kind}|{cue}": values[cue] for cue in words
        }  # "hold" in a visit is not "hold" in a launch
        values[f"type:{kind}"] = 1.0
        values |= {f"also:{other.id}": 1.0 for other in types[1:]}
    seen = _words(f"{title} . {lead}")
    values.update({f"word:{word}": 2.0 / math.sqrt(len(seen)) for word in seen})
    return Features(values, words, frozenset(name for name in words if values[name] == _IN_TITLE))


def fit_status(
    examples: Sequence[tuple[Item, Sequence[TypeScore], str]], *, strength: float = 1.0
) -> StatusModel:
    """Learn a model from items whose status is known.

    Args:
        examples: item, its types (main first) and its status; other statuses than the learned
            three are left out.
        strength: inverse of the L2 penalty.
    """
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415  # slow: only training needs it
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    known = [
        (status_features(item, types).values, status) for item, types, status in examples if status in LEARNED
    ]
    seen = Counter(name for values, _ in known for name in values)
    rows = [
        {n: v for n, v in values.items() if seen[n] >= (_SEEN if n.startswith("word:") else _SEEN_TOGETHER)}
        for values, _ in known
    ]
    table = DictVectorizer()
    fitted = LogisticRegression(C=strength, max_iter=3000).fit(
        table.fit_transform(rows), [status for _, status in known]
    )
    names = list(table.get_feature_names_out())
    weights = {
        str(status): {n: round(float(w), 3) for n, w in zip(names, row, strict=True) if abs(w) >= _SMALL}
        for status, row in zip(fitted.classes_, fitted.coef_, strict=True)
    }
    start = {str(s): round(float(b), 4) for s, b in zip(fitted.classes_, fitted.intercept_, strict=True)}
    return StatusModel(start, weights)


def load_status_model(path: Traversable | Path) -> StatusModel:
    """Read a model that `StatusModel.dump` wrote.

    Raises:
        SeedError: the file is missing or is no such model.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
        return StatusModel(raw["start"], raw["weights"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SeedError(f"{path.name} is no status model: {error!r}.") from error


@cache
def shipped_status_model() -> StatusModel:
    """Return the shipped model, read once a process."""
    return load_status_model(seeds.folder("nlp", "status.json"))


@cache
def _cues() -> Mapping[str, tuple[re.Pattern[str], bool]]:
    """Return each cue's pattern, and whether it is looked for in letters as written.

    The others are looked for in small letters, which is twice as fast as to ignore case.
    """
    raw = tomllib.loads(seeds.folder("nlp", "status_cues.toml").read_text("utf-8"))
    verbs = "|".join(raw.pop("verbs"))
    return {
        name: (re.compile(_spelt(pattern.replace("{verbs}", verbs), exact=name in _EXACT)), name in _EXACT)
        for group in raw.values()
        for name, pattern in group.items()
    }


def _spelt(pattern: str, *, exact: bool) -> str:
    """Return a pattern as it is, or for small letters; `\\W` and its like stay."""
    return pattern if exact else re.sub(r"(?<!\\)[A-Z]", lambda letter: letter[0].lower(), pattern)


def _lead(summary: str) -> str:
    return _SENTENCE.split(_DATELINE.sub("", summary[: _LEAD * 4]))[0][:_LEAD]


def _words(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return set(words) | {f"{a} {b}" for a, b in pairwise(words)}
