"""The vocabulary that rules speak in: phrases sorted into classes (DPRK, FIRE, MISSILE, …).

Rules are written over classes instead of words, so that one rule reads every inflection, every
spelling of a country and both languages; a new word is one line in `seeds/nlp/words.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeAlias

import seeds
from bot.model.errors import SeedError

Folder: TypeAlias = "Traversable | Path"

_MARK = re.compile(r"(?P<word>[^\s+]+)\+(?P<kind>[vn])")
_VOWELS = "aeiou"
# Verbs whose last letter doubles before -ed and -ing.
_DOUBLES = frozenset(
    [
        "rebut",
        "slam",
        "rip",
        "rap",
        "ship",
        "stop",
        "ban",
        "cut",
        "hit",
        "put",
        "set",
        "stab",
        "plan",
        "submit",
        "permit",
        "drop",
        "rub",
        "refer",
        "swap",
        "flog",
    ]
)
_NO_PAST = frozenset({"cut", "hit", "put", "set"})


@dataclass(frozen=True)
class Words:
    """Phrases by class: lower-cased English, English in its capitals, and Korean."""

    english: Mapping[str, tuple[str, ...]]
    exact: Mapping[str, tuple[str, ...]]
    korean: Mapping[str, tuple[str, ...]]

    @property
    def classes(self) -> frozenset[str]:
        """Names of all classes; a rule that names another is a mistake."""
        return frozenset({*self.english, *self.exact, *self.korean})


def load_words(root: Folder | None = None) -> Words:
    """Read `words.toml`.

    Args:
        root: its folder; the shipped `seeds/nlp` when None.

    Raises:
        SeedError: the file is missing or no list of words.
    """
    path = (seeds.folder("nlp") if root is None else root).joinpath("words.toml")
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        return Words(
            {name: tuple(_forms(phrases)) for name, phrases in raw["en"].items()},
            {name: tuple(phrases) for name, phrases in raw["en_exact"].items()},
            {name: tuple(phrases) for name, phrases in raw["ko"].items()},
        )
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, FileNotFoundError) as error:
        raise SeedError(f"words.toml is no vocabulary: {error!r}.") from error


def korean_index(words: Words) -> tuple[re.Pattern[str], Mapping[str, frozenset[str]]]:
    """Return a pattern that finds any Korean phrase, longest first, and the classes of each phrase."""
    classes: dict[str, set[str]] = defaultdict(set)
    for name, phrases in words.korean.items():
        for phrase in phrases:
            classes[phrase].add(name)
    for phrase, names in classes.items():  # a long phrase also means what it contains
        names.update(*(more for other, more in list(classes.items()) if other in phrase))
    ordered = sorted(classes, key=len, reverse=True)
    return (
        re.compile("|".join(map(re.escape, ordered))),
        {phrase: frozenset(names) for phrase, names in classes.items()},
    )


def _forms(phrases: Iterable[str]) -> list[str]:
    """Return phrases with every `word+v` and `word+n` written out in its forms, each once."""
    out: dict[str, None] = {}
    for phrase in phrases:
        mark = _MARK.search(phrase)
        if mark is None:
            out[phrase] = None
            continue
        make = verb_forms if mark["kind"] == "v" else noun_forms
        for form in make(mark["word"]):
            for whole in _forms([phrase[: mark.start()] + form + phrase[mark.end() :]]):
                out[whole] = None
    return list(out)


def noun_forms(word: str) -> tuple[str, ...]:
    """Return a regular English noun and its plural."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word, f"{word[:-1]}ies"
    return word, f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def verb_forms(word: str) -> tuple[str, ...]:
    """Return a regular English verb: base, -s, -ed and -ing. Irregular forms are listed by hand."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing"
    third = f"{word}es" if word.endswith(("s", "x", "ch", "sh", "o")) else f"{word}s"
    if word.endswith("e"):
        return word, third, f"{word}d", f"{word[:-1]}ing"
    stem = word + word[-1] if word in _DOUBLES else word
    past = word if word in _NO_PAST else f"{stem}ed"
    return word, third, past, f"{stem}ing"
