"""Puts Korean words of this field into English, for what only knows English words.

A model that learned from English reads them, and one outlet's Korean is held against another's
English. The network's vocabulary has Korean only as single letters; measured on Korean items, it is
blind without this. The words are data: `seeds/nlp/glosses.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

import seeds
from bot.model.errors import SeedError

_KOREAN = re.compile(r"[가-힣]|[北韓美]")
_PARTICLE = (
    r"(?:(?:에서는|에게서|으로부터|에서|에게|으로|까지|부터|이라고|라고|은|는|이|가|을|를|에|의|로|와|과|도|서|측|군)"
    r"(?![가-힣]))?"
)


def gloss(text: str) -> str:
    """Return a text with its known Korean words in English; others, and other languages, unchanged."""
    if not _KOREAN.search(text):
        return text
    pattern, english = _shipped()
    return re.sub(r"\s+", " ", pattern.sub(lambda found: f" {english[found.group(1)]} ", text)).strip()


@cache
def _shipped() -> tuple[re.Pattern[str], Mapping[str, str]]:
    path = seeds.folder("nlp", "glosses.toml")
    try:
        groups = tomllib.loads(path.read_text("utf-8"))
        english = {ko: en for group in groups.values() for en, words in group.items() for ko in words}
    except (tomllib.TOMLDecodeError, AttributeError, OSError) as error:
        raise SeedError(f"{path.name} holds no glosses: {error!r}.") from error
    longest_first = sorted(english, key=lambda word: (-len(word), word))
    # a single syllable means this only where a word begins
    words = [rf"(?<![가-힣]){re.escape(w)}" if len(w.strip()) == 1 else re.escape(w) for w in longest_first]
    return re.compile(f"({'|'.join(words)}){_PARTICLE}"), english
