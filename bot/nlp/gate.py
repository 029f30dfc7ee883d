"""The gate before recognition: does a text speak of Korea, and is it the kind of text that reports?

It runs on plain text before anything is parsed, so that unrelated news costs next to nothing. Kinds
that are never events (opinion, explainers, anniversaries, reviews, sport, other things of the same
name) stop here; doubtful ones go on with their scores lowered.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.words import Folder


@dataclass(frozen=True, slots=True)
class Opening:
    """What the gate says of a text: whether to go on, why, and what scores are multiplied by."""

    open: bool
    why: str  # `gate:<kind>`
    text: str = ""
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class GateKind:
    """A kind of text that is no event, or doubtful."""

    name: str
    block: bool
    factor: float
    where: str
    any: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True)
class Gate:
    """Decides on plain text; see `check`."""

    korea: re.Pattern[str]
    kinds: tuple[GateKind, ...]

    def check(self, item: Item) -> Opening:
        """Return whether an item is worth parsing, and how much its scores are to be believed."""
        text = f"{item.title}\n{item.summary[:600]}"
        if not (self.korea.search(text) or self.korea.search(item.source or "")):
            return Opening(False, "gate:unrelated")
        factor, why, words = 1.0, "gate:open", ""
        for kind in self.kinds:
            match = kind.any.search(item.title if kind.where == "title" else text)
            if match is None or (kind.unless is not None and kind.unless.search(text)):
                continue
            if kind.block:
                return Opening(False, f"gate:{kind.name}", match.group().strip())
            factor, why, words = factor * kind.factor, f"gate:{kind.name}", match.group().strip()
        return Opening(True, why, words, factor)


def load_gate(root: Folder | None = None) -> Gate:
    """Read `gate.toml`.

    Args:
        root: its folder; the shipped `seeds/nlp` when None.

    Raises:
        SeedError: the file is missing, or an expression in it cannot be read.
    """
    path = (seeds.folder("nlp") if root is None else root).joinpath("gate.toml")
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        kinds = tuple(
            GateKind(
                name=kind["name"],
                block=kind["block"],
                factor=kind.get("factor", 1.0),
                where=kind["where"],
                any=_any(kind["any"]),
                unless=_any(kind["unless"]) if kind.get("unless") else None,
            )
            for kind in raw["kind"]
        )
        return Gate(_any(raw["korea"]), kinds)
    except (tomllib.TOMLDecodeError, KeyError, re.error, FileNotFoundError) as error:
        raise SeedError(f"gate.toml is no gate: {error!r}.") from error


@cache
def shipped_gate() -> Gate:
    """Return the shipped gate, read once a process."""
    return load_gate()


def _any(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{e})" for e in expressions), re.IGNORECASE)
