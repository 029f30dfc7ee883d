"""What a person read in single rows: `readings.toml`, held to the rows it speaks of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.model.errors import SeedError
from seeds.history.draft import HERE, Draft, Names, Source, unique

Reading = Mapping[str, Any]


@dataclass
class Readings:
    """The readings of both databases; `used` remembers which of them met a row."""

    csis: Mapping[str, Reading]
    cns: Mapping[str, Reading]
    extra: tuple[Reading, ...]
    used: set[str] = field(default_factory=set)

    def of_csis(self, date: str, number: int) -> Reading:
        """Return the reading of the `number`-th CSIS row of a date."""
        return self._take("csis", self.csis, [f"{date}#{number}", date])

    def of_cns(self, date: str, time: str, missile: str) -> Reading:
        """Return the reading of a CNS row, named by its time or its missile."""
        return self._take("cns", self.cns, [f"{date} {time}", f"{date} {missile}"])

    def extras_of(self, row: str) -> list[Reading]:
        """Return the further events that a row tells of."""
        found = [reading for reading in self.extra if reading["row"] == row]
        self.used.update(f"extra:{row}" for _ in found)
        return found

    def check(self) -> None:
        """Raise SeedError when a reading met no row: its key is wrong, or the file has changed."""
        wanted = {f"csis:{k}" for k in self.csis} | {f"cns:{k}" for k in self.cns}
        wanted |= {f"extra:{reading['row']}" for reading in self.extra}
        if lost := sorted(wanted - self.used):
            raise SeedError(f"readings.toml speaks of rows that are not there: {', '.join(lost[:5])}.")

    def _take(self, database: str, table: Mapping[str, Reading], keys: list[str]) -> Reading:
        for key in keys:
            if key in table:
                self.used.add(f"{database}:{key}")
                return table[key]
        return {}


def load_readings() -> Readings:
    """Read the shipped `readings.toml`."""
    raw = tomllib.loads((HERE / "readings.toml").read_text("utf-8"))
    return Readings(raw["csis"], raw["cns"], tuple(raw.get("extra", ())))


def apply(draft: Draft, reading: Reading, names: Names) -> Draft:
    """Return the draft with what a person read put over what the rules read."""
    changes: dict[str, Any] = {
        key: reading[key]
        for key in ("title", "noun", "type", "subtype", "status", "precision", "killed")
        if key in reading
    }
    changes |= {
        key: reading[key] or None
        for key in ("count", "distance", "apogee", "date", "outcome")
        if key in reading
    }
    if "places" in reading:
        changes["places"] = names.each("place", reading["places"])
    if "weapons" in reading:
        changes["weapons"] = names.each("weapon", reading["weapons"])
    if "actors" in reading:
        changes["actors"] = tuple(reading["actors"])
    if "sea" in reading:
        changes["sea"] = next(iter(names.first("place", [reading["sea"]])), "") if reading["sea"] else ""
    if "subtypes" in reading:
        changes |= {"subtypes": tuple(reading["subtypes"]), "subtype": None}
    return replace(draft, **changes, fixed=draft.fixed | frozenset(changes))


def joined(draft: Draft, other: Draft) -> Draft:
    """Return the draft with the sources and rows of another row that tells of the same event.

    Facts of the other fill what the draft leaves open.
    """
    gaps = ("count", "distance", "apogee", "outcome", "killed", "time", "sea", "noun")
    filled = {key: getattr(other, key) for key in gaps if getattr(draft, key) is None}
    sources: tuple[Source, ...] = unique(draft.sources + other.sources)
    return replace(
        draft,
        rows=unique(draft.rows + other.rows),
        sources=sources,
        places=draft.places or other.places,
        weapons=draft.weapons or other.weapons,
        **filled,
    )
