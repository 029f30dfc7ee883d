"""The event types, read from `seeds/types/*.toml`: one file a type, and nothing else to change.

A file carries everything its type needs: names, severity, codes, aliases for plain-speech
queries, the patterns recognition uses (read by `bot.nlp`), examples and counter-examples.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import seeds
from bot.model.errors import SeedError


@dataclass(frozen=True, slots=True)
class Subtype:
    """A kind within a type. `severity` and `counted` are None where the type's hold."""

    id: str
    label: str
    severity: int | None = None
    aliases: tuple[str, ...] = ()
    counted: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A text in this project's own words with the type it should get (None: no event)."""

    title: str
    type: str | None
    subtype: str | None = None
    summary: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event the bot knows.

    `noun` and `plural` read in a sentence ("4th missile launch this year"). `family` is what
    merging blocks on: types of one family may be one event seen differently. `counted` is what an
    event's count counts, in the plural ("missiles"); empty where that differs from event to event.
    `group` is the heading people find it under in a list of types.
    `rules` is the file's recognition part as it stands there, for `bot.nlp`.
    """

    id: str
    label: str
    noun: str
    plural: str
    emoji: str
    definition: str
    severity: int
    plover: str
    cameo: str
    family: str
    order: int
    subtypes: Mapping[str, Subtype]
    aliases: tuple[str, ...]
    severity_rules: tuple[Mapping[str, Any], ...]
    examples: tuple[Example, ...]
    counter_examples: tuple[Example, ...]
    rules: Mapping[str, Any] = field(default_factory=dict)
    counted: str = ""
    group: str = "Other"

    def base_severity(self, subtype: str | None) -> int:
        """Return the severity (1..5) a subtype starts from, before exceptions."""
        known = self.subtypes.get(subtype or "")
        return self.severity if known is None or known.severity is None else known.severity

    def counted_as(self, subtype: str | None) -> str:
        """Return what an event's count counts: "missiles"; empty where nobody can say."""
        known = self.subtypes.get(subtype or "")
        return self.counted if known is None or known.counted is None else known.counted

    def name(self, subtype: str | None = None) -> str:
        """Return what a person calls it: "Missile launch (ICBM)"."""
        known = self.subtypes.get(subtype or "")
        return f"{self.label} ({known.label})" if known and known.id != "other" else self.label


@dataclass(frozen=True)
class Taxonomy:
    """All event types, in the order people are shown them."""

    types: Mapping[str, EventType]
    aliases: Mapping[str, tuple[str, str | None]]  # folded words -> (type, subtype)

    def __iter__(self) -> Iterator[EventType]:
        return iter(self.types.values())

    def __contains__(self, type_id: object) -> bool:
        return type_id in self.types

    def __getitem__(self, type_id: str) -> EventType:
        return self.types[type_id]

    def groups(self) -> dict[str, tuple[EventType, ...]]:
        """Return the types by group, both in the order people are shown them."""
        found: dict[str, tuple[EventType, ...]] = {}
        for kind in self:
            found[kind.group] = (*found.get(kind.group, ()), kind)
        return found

    def find(self, words: str) -> tuple[str, str | None] | None:
        """Return the (type, subtype) a person means by `words`, or None.

        Ids ("missile_test", "missile_test.icbm"), labels and aliases are known, in any case,
        singular or plural.
        """
        return self.aliases.get(fold(words))


def fold(words: str) -> str:
    """Return words in the form aliases are looked up in: lower case, single spaces, no dashes."""
    return re.sub(r"[\s_\-]+", " ", words.casefold()).strip()


def load_taxonomy(root: Traversable | Path | None = None) -> Taxonomy:
    """Read every `*.toml` of a types folder.

    Args:
        root: the folder; the shipped `seeds/types` when None.

    Returns:
        The taxonomy, ordered by each file's `order`.

    Raises:
        SeedError: a file cannot be read, or two files claim the same id or alias.
    """
    where = seeds.folder("types") if root is None else root
    types = sorted(
        (_read_type(path) for path in where.iterdir() if path.name.endswith(".toml")),
        key=lambda t: (t.order, t.id),
    )
    if not types:
        raise SeedError(f"No event types in {where}.", hint="Each type is one TOML file there.")
    by_id = {t.id: t for t in types}
    if len(by_id) != len(types):
        raise SeedError(f"Two files in {where} have the same id.")
    return Taxonomy(by_id, _aliases(types))


@cache
def shipped_taxonomy() -> Taxonomy:
    """Return the shipped types, read once a process."""
    return load_taxonomy()


def _read_type(path: Traversable) -> EventType:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        return EventType(
            id=raw["id"],
            label=raw["label"],
            noun=raw["noun"],
            plural=raw["plural"],
            emoji=raw["emoji"],
            definition=raw["definition"],
            severity=raw["severity"],
            plover=raw["plover"],
            cameo=raw["cameo"],
            family=raw.get("family", raw["id"]),
            order=raw["order"],
            subtypes={key: _subtype(key, sub) for key, sub in raw.get("subtypes", {}).items()},
            aliases=tuple(raw.get("aliases", ())),
            severity_rules=tuple(raw.get("severity_rules", ())),
            examples=tuple(_example(e, raw["id"]) for e in raw.get("examples", ())),
            counter_examples=tuple(_example(e, None) for e in raw.get("counter_examples", ())),
            rules=raw.get("rules", {}),
            counted=raw.get("counted", ""),
            group=raw.get("group", "Other"),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path.name} is no event type: {error!r}.") from error


def _subtype(key: str, raw: Mapping[str, Any]) -> Subtype:
    return Subtype(key, raw["label"], raw.get("severity"), tuple(raw.get("aliases", ())), raw.get("counted"))


def _example(raw: Mapping[str, Any], default: str | None) -> Example:
    label = raw.get("type", default)
    return Example(
        title=raw["title"],
        type=None if label in (None, "none") else label,
        subtype=raw.get("subtype"),
        summary=raw.get("summary", ""),
        lang=raw.get("lang", "en"),
    )


def _aliases(types: list[EventType]) -> dict[str, tuple[str, str | None]]:
    """Index every name of every type; the file that claims a name first (by order) keeps it."""
    index: dict[str, tuple[str, str | None]] = {}
    for kind in types:
        names = [kind.id, kind.label, kind.noun, kind.plural, *kind.aliases]
        for name in names:
            index.setdefault(fold(name), (kind.id, None))
        for sub in kind.subtypes.values():
            index.setdefault(fold(f"{kind.id}.{sub.id}"), (kind.id, sub.id))
            for name in sub.aliases:
                index.setdefault(fold(name), (kind.id, sub.id))
    return index
