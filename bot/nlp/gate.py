"""The gate before recognition: does a text speak of Korea, and is it the kind of text that reports?

It runs on plain text before anything is parsed, so that unrelated news costs next to nothing: that
alone is turned away. Kinds that hardly ever report (opinion, explainers, anniversaries, reviews, sport,
other things of the same name) go on with their scores lowered, so far that rules alone never say
anything of them; a trained model may, where it is sure enough.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.words import Folder

READ = 600  # characters of a summary that are read
EARLY = 220  # where a summary says what it is about
_LETTERS = bytes(c if chr(c).isalnum() and c < 128 else 32 for c in range(256))
_EAST = re.compile(r"[\u4e00-\u9fff가-힣]")
# How far a text is believed: one about Korea, one that names it once, after its title, and one of a Korean
# outlet that names no country at all ("Soldiers stray over the line").
BELIEVED = {"open": 1.0, "once": 0.5, "unnamed": 0.5}


@dataclass(frozen=True, slots=True)
class Opening:
    """What the gate says of a text: whether to go on, why, and what scores are multiplied by."""

    open: bool
    why: str  # `gate:<kind>`
    text: str = ""
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class GateKind:
    """A kind of text that is no event, or doubtful, and how far it is believed (0..1)."""

    name: str
    factor: float
    where: str
    any: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Sign:
    """An expression that is tried only in a text that has a plain piece of it."""

    has: str  # in lower case
    expression: re.Pattern[str]

    def stands_in(self, lower: str, text: str) -> bool:
        """Tell whether a text, given also in lower case, shows it."""
        return self.has in lower and self.expression.search(text) is not None


@dataclass(frozen=True, slots=True)
class Hints:
    """What a text must have to be looked at any further: the cheapest question there is.

    Bytes, since cutting them into words takes a few microseconds; Korean is searched only where there is any.
    """

    words: frozenset[bytes]
    beginnings: tuple[bytes, ...]
    other: re.Pattern[str]

    def stand_in(self, text: str) -> bool:
        """Tell whether a text has any of the words."""
        raw = text.encode("utf-8", "replace").lower()
        if not self.words.isdisjoint(raw.translate(_LETTERS).split()):
            return True
        if any(map(raw.__contains__, self.beginnings)):
            return True
        return not text.isascii() and bool(_EAST.search(text)) and bool(self.other.search(text))


@dataclass(frozen=True)
class Korea:
    """What makes a text a matter of Korea, and what is a mention in passing."""

    hints: Hints
    names: re.Pattern[str]  # in lower-cased text
    other_names: re.Pattern[str]  # those in no Latin letters
    letters: tuple[Sign, ...]
    perhaps: tuple[Sign, ...]
    faint: tuple[Sign, ...]
    company: re.Pattern[str]
    sources: re.Pattern[str]
    near: re.Pattern[str]
    abroad: re.Pattern[str]
    passing: re.Pattern[str]

    def look(self, item: Item) -> str:
        """Return a kind of BELIEVED, `unrelated` or `passing`."""
        source = item.source or ""
        if source and self.sources.search(source):
            return "open"
        title, summary = item.title, item.summary[:READ]
        text = f"{title}\n{summary}"
        if not self.hints.stand_in(text):
            return self._unnamed(title, source)
        if not self._named(text):
            return "open" if self._meant(title, text, source, named=False) else self._unnamed(title, source)
        title, summary = self.passing.sub(" ", title), self.passing.sub(" ", summary)
        text = f"{title}\n{summary}"
        if self._named(title) or self._meant(title, text, source, named=self._named(text)):
            return "open"
        if summary and len(self.names.findall(summary.lower())) > 1:
            return "open"
        return "once" if self._named(summary[:EARLY]) else "passing"

    def _unnamed(self, title: str, source: str) -> str:
        """Return what an English title without any name of Korea is about: at home nobody says which border."""
        at_home = source and self.near.search(source) and self.company.search(title)
        others = _EAST.search(title) or self.abroad.search(title)
        return "unnamed" if at_home and not others else "unrelated"

    def _named(self, text: str) -> bool:
        lower = text.lower()
        if self.names.search(lower) or any(s.stands_in(lower, text) for s in self.letters):
            return True
        return not text.isascii() and bool(self.other_names.search(text))

    def _meant(self, title: str, text: str, source: str, *, named: bool) -> bool:
        """Tell whether a title means Korea without naming it: "Kim", "the North", in company."""
        lower = title.lower()
        likely = sum(s.stands_in(lower, title) for s in self.perhaps)
        shown = likely + sum(s.stands_in(lower, title) for s in self.faint)
        if shown == 0 or shown > 1 or named:
            return shown > 0
        return bool(self.near.search(source) or (likely and self.company.search(text)))


@dataclass(frozen=True)
class Gate:
    """Decides on plain text; see `check`."""

    korea: Korea
    kinds: tuple[GateKind, ...]

    def check(self, item: Item) -> Opening:
        """Return whether an item is worth parsing, and how much its scores are to be believed."""
        about = self.korea.look(item)
        if about not in BELIEVED:
            return _CLOSED[about]
        text = f"{item.title}\n{item.summary[:READ]}"
        why, words, factor, strongest = f"gate:{about}", "", BELIEVED[about], 1.0
        for kind in self.kinds:
            match = kind.any.search(item.title if kind.where == "title" else text)
            if match is None or (kind.unless is not None and kind.unless.search(text)):
                continue
            if kind.factor < strongest:
                strongest, why, words = kind.factor, f"gate:{kind.name}", match.group().strip()
            factor *= kind.factor
        return Opening(True, why, words, factor)


_CLOSED = {why: Opening(False, f"gate:{why}", factor=0.0) for why in ("unrelated", "passing")}


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
                factor=kind["factor"],
                where=kind["where"],
                any=_any(kind["any"]),
                unless=_any(kind["unless"]) if kind.get("unless") else None,
            )
            for kind in raw["kind"]
        )
        return Gate(_korea(raw["korea"]), kinds)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, re.error, FileNotFoundError) as error:
        raise SeedError(f"gate.toml is no gate: {error!r}.") from error


@cache
def shipped_gate() -> Gate:
    """Return the shipped gate, read once a process."""
    return load_gate()


def _korea(raw: Mapping[str, Any]) -> Korea:
    signs = {
        part: tuple(
            (has, Sign(has.removesuffix("*"), re.compile(is_, re.MULTILINE))) for has, is_ in raw[part]
        )
        for part in ("letters", "perhaps", "faint")
    }
    names = [name for name in raw["names"] if name.isascii()]
    other = [name for name in raw["names"] if not name.isascii()]
    signed = [has for part in signs.values() for has, _ in part]
    other_signed = [has for has in signed if not has.isascii()]
    return Korea(
        hints=_hints([*names, *(has for has in signed if has.isascii())], [*other, *other_signed]),
        names=re.compile(rf"(?<![a-z0-9]){_trie(names)}"),
        other_names=re.compile("|".join(map(re.escape, other))),
        **{part: tuple(sign for _, sign in both) for part, both in signs.items()},
        company=re.compile(raw["company"], re.IGNORECASE),
        sources=re.compile(raw["sources"], re.IGNORECASE),
        near=re.compile(raw["near"], re.IGNORECASE),
        abroad=re.compile(raw["abroad"], re.IGNORECASE),
        passing=_any(raw["passing"]),
    )


def _hints(names: Iterable[str], other: Iterable[str]) -> Hints:
    """Return the hints of names: their longest whole word, or how their only one begins."""
    words: set[bytes] = set()
    beginnings: set[bytes] = set()
    for name in names:
        parts = name.encode().translate(_LETTERS).split()
        whole = parts[:-1] if name.endswith("*") and name[-2].isalnum() else parts
        if whole:
            words |= {max(whole, key=len), max(whole, key=len) + b"s"}
        else:
            beginnings.add(parts[0])
    return Hints(frozenset(words), tuple(sorted(beginnings)), re.compile("|".join(map(re.escape, other))))


def _trie(words: Iterable[str]) -> str:
    """Return an expression for any of some plain words that looks at each letter of a text once or twice."""
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for letter in word if word.endswith("*") else f"{word}$":
            node = node.setdefault(letter, {})
    return _branches(root)


def _branches(node: Mapping[str, Any]) -> str:
    if "*" in node:
        return ""
    ways = [
        r"(?:'?s)?(?![a-z0-9])" if letter == "$" else re.escape(letter) + _branches(below)
        for letter, below in node.items()
    ]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _any(expressions: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{e})" for e in expressions), re.IGNORECASE)
