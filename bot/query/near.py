"""The nearest known name to a word that is none: for "Did you mean …?", wherever somebody can mistype."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from bot.gazetteer import Name
from bot.taxonomy import fold

MOST = 2
CUTOFF = 0.75
_SHORT = 4  # letters; of words as short as that a name two letters longer is another word


def nearest(
    word: str,
    names: Iterable[str],
    *,
    meaning: Mapping[str, object] | None = None,
    most: int = MOST,
    cutoff: float = CUTOFF,
) -> tuple[str, ...]:
    """Return the names that a word is nearest to, none where it is near to none.

    Those in which it stands whole are nearer than those that are only spelt like it.

    Args:
        word: as typed, folded as the names are.
        names: what is known.
        meaning: what a name means, where several may mean the same: only the nearest of those is
            returned, written as the thing itself is where it is that name and no other word for it.
        most: how many at most.
        cutoff: from 0 to 1, how like the word they must be.
    """
    names = list(names)
    whole = [name for name in names if len(word) > _SHORT and word in name.split()]
    close = sorted(whole, key=len) or difflib.get_close_matches(word, names, n=most + 4, cutoff=cutoff)
    if len(word) <= _SHORT:
        close = [name for name in close if abs(len(name) - len(word)) <= 1]
    found: list[str] = []
    meant: list[object] = []  # not all that names mean can be hashed
    for name in close:
        thing = name if meaning is None else meaning.get(name, name)
        if thing not in meant:
            meant.append(thing)
            found.append(thing.name if isinstance(thing, Name) and fold(thing.name) == name else name)
    return tuple(found[:most])
