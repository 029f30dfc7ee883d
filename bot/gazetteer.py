"""Actors, places, weapons and exercises with their other names, read from `seeds/gazetteer/`.

Ids are stable and stored with events; names and coordinates are looked up when shown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import seeds
from bot.model.errors import SeedError
from bot.taxonomy import fold


@dataclass(frozen=True, slots=True)
class Name:
    """A thing with an id and the names it goes by.

    `kind` is `actor`, `place`, `weapon` or `exercise`; `group` its class within it (a launch
    site, an ICBM, a state). `parent` is the id it belongs to (Sunan is in Pyongyang).
    `lat`, `lon` are degrees (WGS 84), None where a thing has no place.
    `ambiguous` names are only believed in a context that speaks of Korea.
    """

    id: str
    kind: str
    name: str
    group: str
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Gazetteer:
    """All known names, by kind and id."""

    actors: Mapping[str, Name]
    places: Mapping[str, Name]
    weapons: Mapping[str, Name]
    exercises: Mapping[str, Name]
    index: Mapping[str, Mapping[str, Name]]  # kind -> folded name -> thing

    def find(self, kind: str, words: str) -> Name | None:
        """Return the thing of a kind that goes by `words` (any case), or None."""
        return self.index[kind].get(fold(words))

    def within(self, kind: str, id_: str) -> tuple[str, ...]:
        """Return the id and those of everything that belongs to it, at any depth."""
        things: Mapping[str, Name] = getattr(self, f"{kind}s")
        found = [id_]
        for known in found:
            found.extend(t.id for t in things.values() if t.parent == known and t.id not in found)
        return tuple(found)


KINDS = ("actor", "place", "weapon", "exercise")


def load_gazetteer(root: Traversable | Path | None = None) -> Gazetteer:
    """Read `actors.toml`, `places.toml`, `weapons.toml` and `exercises.toml`.

    Args:
        root: their folder; the shipped `seeds/gazetteer` when None.

    Raises:
        SeedError: a file is missing or cannot be read.
    """
    where = seeds.folder("gazetteer") if root is None else root
    by_kind = {kind: _read(where.joinpath(f"{kind}s.toml"), kind) for kind in KINDS}
    index = {
        kind: {
            fold(name): thing
            for thing in reversed(things.values())
            for name in (*thing.ambiguous, *thing.aliases, thing.name, thing.id)
        }
        for kind, things in by_kind.items()
    }
    return Gazetteer(by_kind["actor"], by_kind["place"], by_kind["weapon"], by_kind["exercise"], index)


@cache
def shipped_gazetteer() -> Gazetteer:
    """Return the shipped gazetteer, read once a process."""
    return load_gazetteer()


def _read(path: Traversable, kind: str) -> dict[str, Name]:
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        things = {}
        for entry in raw[kind]:
            known = {"id", "name", "group", "aliases", "ambiguous", "parent", "lat", "lon"}
            things[entry["id"]] = Name(
                id=entry["id"],
                kind=kind,
                name=entry["name"],
                group=entry["group"],
                aliases=tuple(entry.get("aliases", ())),
                ambiguous=tuple(entry.get("ambiguous", ())),
                parent=entry.get("parent"),
                lat=entry.get("lat"),
                lon=entry.get("lon"),
                extra={k: v for k, v in entry.items() if k not in known},
            )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, FileNotFoundError) as error:
        raise SeedError(f"{path.name} is no list of {kind}s: {error!r}.") from error
    return things
