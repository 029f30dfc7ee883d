"""An event on its way into the record, as one or several rows of a database told of it."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.gazetteer import Gazetteer, shipped_gazetteer

HERE = Path(__file__).parent
KOREA = timedelta(hours=9)  # Seoul and Pyongyang clock times before 1961 and 2015-18 differ; dates do not


@dataclass(frozen=True, slots=True)
class Source:
    """Who told of it: an outlet or a database, and the address where there is one."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The facts of one event so far. `fixed` names the fields that a person's reading set."""

    date: str  # Korean local date: YYYY-MM-DD, YYYY-MM or YYYY
    precision: str
    type: str
    subtype: str | None
    rows: tuple[str, ...]
    sources: tuple[Source, ...]
    title: str | None = None
    noun: str | None = None
    status: str = "occurred"
    time: datetime | None = None  # UTC
    places: tuple[str, ...] = ()
    sea: str | None = None
    actors: tuple[str, ...] = ("DPRK",)
    weapons: tuple[str, ...] = ()
    count: int | None = None
    distance: float | None = None  # km
    apogee: float | None = None  # km
    outcome: str | None = None
    killed: int | None = None
    overflies: bool = False
    subtypes: tuple[str, ...] = ()  # a row that tells of launches of several classes
    fixed: frozenset[str] = frozenset()
    keyed: tuple[str, ...] | None = None  # the places of its key, where finer ones are known since


@dataclass
class Names:
    """The words of the databases and the ids they stand for; what is not known is counted."""

    table: Mapping[str, Any]
    gazetteer: Gazetteer
    missing: Counter[str] = field(default_factory=Counter)

    def first(self, kind: str, words: Iterable[str]) -> tuple[str, ...]:
        """Return the id of the first word that the gazetteer knows, or nothing."""
        asked = list(words)
        for word in asked:
            if found := self.gazetteer.find(kind, word):
                return (found.id,)
        if asked:
            self.missing[f"{kind}: {asked[0]}"] += 1
        return ()

    def each(self, kind: str, words: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of all words that the gazetteer knows, each once."""
        return unique(id_ for word in words for id_ in self.first(kind, [word]))

    def finer(self, places: Iterable[str], told: Iterable[str]) -> tuple[str, ...]:
        """Return the places, each as the place within it that another telling names, where it names one."""
        others = tuple(told)
        found: list[str] = []
        for place in places:
            within = [other for other in others if other in self.gazetteer.within("place", place)]
            found += [other for other in within if other != place] or [place]
        return unique(found)


def load_names() -> Names:
    """Read `names.toml` and the shipped gazetteer."""
    return Names(tomllib.loads((HERE / "names.toml").read_text("utf-8")), shipped_gazetteer())


def unique(things: Iterable[Any]) -> tuple[Any, ...]:
    """Return the things in their order, each once."""
    return tuple(dict.fromkeys(things))
