"""What recognition learns from: the shipped examples, the types' own, labelled files, and feedback.

One in ten texts is held back: the network never sees it, and the light parts and the decision
whether a new model takes over rest on it. Which ones depends on the text alone, so it never changes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path

import seeds
from bot.model.errors import InputError, SeedError
from bot.model.verdict import STATUSES, Item
from bot.taxonomy import Taxonomy

HELD_ONE_IN = 10
_NOT_WORD = re.compile(r"\W+")
NO_TYPE = ("none", "")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what it reports.

    Attributes:
        types: type id -> subtype or None; empty where it reports no event.
        status: one of STATUSES, or None where it was not said.
        weight: how much it counts; a person's correction counts more than one text.
        held: kept out of training.
        kin: texts with the same kin tell of the same thing and are held back together.
    """

    item: Item
    types: Mapping[str, str | None]
    status: str | None = None
    weight: float = 1.0
    held: bool = False
    kin: str = ""


def shipped_examples(taxonomy: Taxonomy, root: Traversable | Path | None = None) -> list[Labelled]:
    """Return every example of this tree: `seeds/examples/*.jsonl`, and those in the types' files.

    Args:
        taxonomy: the types, with their examples.
        root: a folder instead of `seeds/examples`.

    Raises:
        SeedError: a line is no example, or names a type that does not exist.
    """
    found = list(_of_types(taxonomy))
    folder = seeds.folder("examples") if root is None else root
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".jsonl")), key=lambda p: p.name):
        try:
            found.extend(read_labelled(path.read_text("utf-8").splitlines(), taxonomy))
        except InputError as error:
            raise SeedError(f"{path.name}: {error.message}") from error
    return unique(found)


def read_labelled(lines: Iterable[str], taxonomy: Taxonomy) -> Iterator[Labelled]:
    """Yield the examples of JSON Lines.

    A line is {"title", "summary"?, "source"?, "lang"?, "types": ["missile_test.srbm"], "status"?};
    `type` is read as `types`, one id or a list; none of them is no event.

    Raises:
        InputError: a line cannot be read; it says which.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            yield _labelled(raw, taxonomy)
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise InputError(f"Line {number} is no labelled text: {error!r}.") from error
        except InputError as error:
            raise InputError(f"Line {number}: {error.message}") from error


def unique(examples: Sequence[Labelled]) -> list[Labelled]:
    """Return the examples with each text once: the first one counts."""
    kept: dict[str, Labelled] = {}
    for one in examples:
        kept.setdefault(_key(one.item), one)
    return list(kept.values())


def is_held(item: Item, one_in: int = HELD_ONE_IN) -> bool:
    """Say whether a text is kept out of training; the same text always gets the same answer."""
    return int(hashlib.sha256(_key(item).encode()).hexdigest()[:8], 16) % one_in == 0


def _labelled(raw: Mapping[str, object], taxonomy: Taxonomy) -> Labelled:
    title = str(raw["title"]).strip()
    if not title:
        raise InputError("An example needs a title.")
    item = Item(
        id=str(raw.get("id") or ""),
        title=title,
        summary=str(raw.get("summary") or "").strip(),
        source=str(raw["source"]) if raw.get("source") else None,
        lang=str(raw["lang"]) if raw.get("lang") else None,
    )
    status = raw.get("status")
    kin = str(raw.get("kin") or "")
    types = _types(raw.get("types", raw.get("type")), raw.get("subtype"), taxonomy)
    one = Labelled(item, types, status=str(status) if types and status in STATUSES else None, kin=kin)
    return replace(one, held=is_held(replace(item, title=kin, summary="") if kin else item))


def _types(value: object, subtype: object, taxonomy: Taxonomy) -> dict[str, str | None]:
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    found: dict[str, str | None] = {}
    for name in map(str, names):
        if name in NO_TYPE:
            continue
        head, _, tail = name.partition(".")
        if head not in taxonomy:
            raise InputError(f"{name!r} is no event type.")
        told = tail or (str(subtype) if subtype and len(names) == 1 else None)
        found[head] = told if told in taxonomy[head].subtypes else None
    return found


def _of_types(taxonomy: Taxonomy) -> Iterator[Labelled]:
    for kind in taxonomy:
        for example in (*kind.examples, *kind.counter_examples):
            item = Item(id="", title=example.title, summary=example.summary, lang=example.lang)
            types = {example.type: example.subtype} if example.type else {}
            yield Labelled(item, types, held=is_held(item))


def _key(item: Item) -> str:
    return _NOT_WORD.sub(" ", f"{item.title} {item.summary}".casefold()).strip()
