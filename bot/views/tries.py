"""Ways on from a search that found nothing: other spellings, then fewer words, as one would type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.errors import QueryError
from bot.model.event import Event
from bot.query import And, Field, Node, Query
from bot.query.near import nearest as nearest_names
from bot.query.speech import BINDING, GENERIC, TELLING
from bot.store import search
from bot.taxonomy import Taxonomy, fold

MOST = 4
NEAREST = 3
_WORDS = 12
_YEAR = 4  # digits
_TINY = 3  # letters; as short as that a word alone leads nowhere
_OPEN_ENDED = frozenset("last past previous next since or and not".split())  # more has to follow
_ALWAYS = (
    "missile launches this year",
    "last 90 days",
    "missile launches",
    "last nuclear test",
)  # where no word leads on


def tries(
    db: Database, query: Query, read: Callable[[str], Query], taxonomy: Taxonomy, gazetteer: Gazetteer
) -> list[str]:
    """Return up to four queries near one that found nothing, each of which finds something.

    Args:
        db: open.
        query: what found nothing.
        read: reads a query as the asker would have it read.
        taxonomy: the names of types.
        gazetteer: the names of places, actors and weapons.
    """
    found: list[str] = []
    texts = (*_respelled(query, taxonomy, gazetteer, read), *_shortened(query), *_ALWAYS)
    for text in texts:
        if len(found) == MOST or (found and text in _ALWAYS):
            break
        try:
            other = read(text)
        except QueryError:
            continue
        if len(text) < _TINY or (text.isdigit() and len(text) < _YEAR):
            continue  # says too little to be offered
        if text not in found and not other.is_everything and search.count(db, other):
            found.append(text)
    return found


def nearest(db: Database, query: Query) -> tuple[tuple[Event, ...], bool]:
    """Return up to three events near a query that found nothing, and whether only their dates differ.

    The dates are dropped first; if that finds nothing, one other condition at a time: free words
    before names, the type last.
    """
    bare = query.without_dates()
    if bare.is_everything:
        return search.search(db, bare, limit=NEAREST).events, True
    if bare.node != query.node and (found := search.search(db, bare, limit=NEAREST).events):
        return found, True
    parts = bare.node.nodes if isinstance(bare.node, And) else ()
    for left_out in sorted(parts, key=_weight):
        rest = tuple(part for part in parts if part is not left_out)
        page = search.search(db, Query(rest[0] if len(rest) == 1 else And(rest), ""), limit=NEAREST)
        if page.events:
            return page.events, False
    return (), False


def _weight(node: Node) -> int:
    return 2 if isinstance(node, Field) and node.name == "type" else 1 if isinstance(node, Field) else 0


def _respelled(
    query: Query, taxonomy: Taxonomy, gazetteer: Gazetteer, read: Callable[[str], Query]
) -> Iterator[str]:
    """Yield a query with all of its unknown words put right, with and without its dates; then with one a name."""
    known: dict[str, object] = {alias: kind for alias, kind in taxonomy.aliases.items() if "." not in alias}
    for names in gazetteer.index.values():
        known |= names
    words = [word for word in query.free_words[:_WORDS] if " " not in word]
    parts = {part for name in known for part in name.split() if len(part) > _TINY} | TELLING
    right = {
        word: nearest_names(fold(word), _as_long(word, parts), most=1)
        or nearest_names(fold(word), _as_long(word, BINDING), most=1)
        for word in words
    }
    if any(right.values()):
        yield (text := _put(query.text, {word: near[0] for word, near in right.items() if near}))
        with suppress(QueryError):
            yield read(text).without_dates().text
    for word in query.free_words[:_WORDS]:
        for near in nearest_names(fold(word), known, meaning=known):
            yield _put(query.text, {word: near})


def _as_long(word: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if abs(len(name) - len(word)) < _TINY)


def _put(text: str, instead: dict[str, str]) -> str:
    for word, near in instead.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near, text, flags=re.IGNORECASE)
    return text


def _shortened(query: Query) -> Iterator[str]:
    """Yield a query without one of its words, then its words one by one, as far as they say something."""
    words = query.text.split()[:_WORDS]
    apart = {part for said in query.free_words if " " in said for part in said.split()}  # of one name
    if len(words) > 1:
        for i in range(len(words) - 1, -1, -1):
            yield _trimmed(words[:i] + words[i + 1 :])
    if len(words) > 2:
        yield from (word for word in words if word not in apart and (len(word) > _TINY or not word.isascii()))


def _trimmed(words: list[str]) -> str:
    """Return words without those at the ends that only hold a sentence together: "me the launches in this"."""
    if {word.lower().strip(",.?!") for word in words} <= BINDING | TELLING - set(GENERIC):
        return ""  # "tested this year": what?
    first = next((i for i, word in enumerate(words) if word.lower() not in BINDING), 0)
    held = words[first:]
    while len(held) > 1 and (held[-1].lower() in BINDING or held[-1].lower() in _OPEN_ENDED):
        held.pop()
    return " ".join(held)
