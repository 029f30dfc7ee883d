"""The small language that rules are written in, and its reading by regular expressions.

A clause is rendered as units, `<north korea|DPRK|>< … >`; a pattern is compiled to an expression
over units. An expression is tried only where the clause has a mark (a class, a word, a beginning of
a word) for each element of the pattern: of a thousand patterns, a few are left for a clause.

    DPRK ~ LAUNCHONLY ~ MISSILE      one after the other, at most six units between each
    DPRK ~~ MISSILE                  anywhere later in the clause
    DPRK MISSILE                     side by side
    DPRK|KIM, off*                   either class; a word that begins so (words are lower case)
    naval_base                       two words, side by side
    KIM? INSPECT                     perhaps Kim, then INSPECT
    ^ DPRK, MISSILE $                at the start, at the end of the clause
    A & B & !C                       all of it in any order, and no C

Korean is free in its order and glues its particles on, so a Korean pattern is only `&`, `|` and `!`
over classes and pieces of words that stand anywhere in the clause: `DPRK & 발사|쏴 & !훈련`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from bot.model.errors import SeedError

UNIT = "<[^<>]*>"
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")  # where the tokenizer cuts, too
NEAR = 6  # units that `~` may skip
_LONGEST = 16  # letters of a beginning that are a mark


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of a clause with the classes it belongs to, and where it stands."""

    text: str
    classes: frozenset[str]
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """One side of an `&`: a sequence that must (or must not) be there."""

    source: str  # a regular expression
    wanted: bool
    needs: tuple[frozenset[str], ...]  # for each element, the marks of which one must be there

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The expression, compiled when a clause first needs it: most starts never need most of them."""
        return re.compile(self.source)


@dataclass(frozen=True, slots=True)
class Words:
    """One side of an `&` in a Korean pattern: any of these classes, or of these pieces of words."""

    classes: frozenset[str]
    pieces: re.Pattern[str] | None
    wanted: bool

    def find(self, text: str, classes: frozenset[str]) -> bool:
        """Tell whether it stands in a clause of this text and these classes."""
        return not classes.isdisjoint(self.classes) or bool(self.pieces and self.pieces.search(text))


@dataclass(frozen=True, slots=True)
class KoreanPattern:
    """A compiled Korean pattern; `source` is how it was written."""

    source: str
    parts: tuple[Words, ...]

    def holds(self, text: str, classes: frozenset[str]) -> bool:
        """Tell whether the pattern holds for a clause of this text and these classes."""
        return all(part.find(text, classes) is part.wanted for part in self.parts)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `source` is how it was written."""

    source: str
    parts: tuple[Part, ...]

    @property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Marks without which it cannot hold: one of each set."""
        return tuple(need for part in self.parts if part.wanted for need in part.needs)

    def find(self, rendered: str, marks: AbstractSet[str]) -> tuple[int, int] | None:
        """Return where in a rendered clause the pattern's first part stands, or None.

        Args:
            rendered: the clause as `render` gives it.
            marks: what `marks_of` says of it (a cheap first check).
        """
        found: tuple[int, int] | None = None
        for part in self.parts:
            possible = True
            for need in part.needs:
                if marks.isdisjoint(need):
                    possible = False
                    break
            match = part.expression.search(rendered) if possible else None
            if (match is None) is part.wanted:
                return None
            if match is not None:
                found = found or match.span()
        return found or (0, 0)


def render(units: Iterable[Unit]) -> str:
    """Return units in the form patterns read."""
    return "".join(f"<{unit.text}|{''.join(f'{name}|' for name in sorted(unit.classes))}>" for unit in units)


def marks_of(units: Iterable[Unit]) -> set[str]:
    """Return what a pattern's elements are looked up by: classes, `=words` and `beginnings*`."""
    marks: set[str] = set()
    for unit in units:
        marks |= unit.classes
        marks |= _word_marks(unit.text)
    return marks


@lru_cache(maxsize=16_384)
def _word_marks(text: str) -> frozenset[str]:
    return frozenset(
        [f"={text}", *(f"{text[:length]}*" for length in range(1, min(len(text), _LONGEST) + 1))]
    )


def units_at(rendered: str, units: Sequence[Unit], span: tuple[int, int]) -> Sequence[Unit]:
    """Return the units that a match over their rendering covers."""
    first = rendered.count("<", 0, span[0])
    return units[first : first + max(rendered.count("<", *span), 1)]


@cache
def compile_pattern(source: str, known: frozenset[str]) -> Pattern:
    """Compile a pattern.

    Args:
        source: as in the module's description.
        known: the classes there are.

    Raises:
        SeedError: it names a class that is not known, or is empty.
    """
    parts = tuple(_part(text.strip(), source, known) for text in source.split(" & "))
    return Pattern(source, parts)


def compile_korean(source: str, known: frozenset[str]) -> KoreanPattern:
    """Compile a Korean pattern.

    Args:
        source: as in the module's description.
        known: the classes there are.

    Raises:
        SeedError: it names a class that is not known, or has an empty part.
    """
    parts = []
    for text in source.split(" & "):
        atoms = [a.strip() for a in text.strip().removeprefix("!").split("|")]
        if not all(atoms):
            raise SeedError(f'The pattern "{source}" has an empty part.')
        classes = frozenset(a for a in atoms if a in known)
        pieces = [a for a in atoms if a not in known]
        wrong = [a for a in pieces if _is_class(a) and len(a) > 4]
        if wrong:
            raise SeedError(f'The pattern "{source}" names {wrong[0]}, which is no class of words.')
        parts.append(
            Words(
                classes,
                re.compile("|".join(map(re.escape, pieces)), re.IGNORECASE) if pieces else None,
                not text.strip().startswith("!"),
            )
        )
    return KoreanPattern(source, tuple(parts))


def _part(text: str, source: str, known: frozenset[str]) -> Part:
    wanted = not text.startswith("!")
    words = text.lstrip("!").split()
    if not words:
        raise SeedError(f'The pattern "{source}" has an empty part.')
    pieces: list[str] = []
    needs: list[frozenset[str]] = []
    for word in words:
        if word == "^":
            pieces.append("^")
        elif word == "$":
            pieces.append("$")
        elif re.fullmatch(r"~\d*", word):
            pieces.append(f"(?:{UNIT}){{0,{word[1:] or NEAR}}}?")
        elif word == "~~":
            pieces.append(f"(?:{UNIT})*?")
        else:
            optional = word.endswith("?")
            atoms = word.rstrip("?").split("|")
            pieces.append(f"(?:{'|'.join(_atom(a, source, known) for a in atoms)}){'?' if optional else ''}")
            marks = frozenset().union(*map(_marks, atoms))
            if not optional and "*" not in marks:
                needs.append(marks)
    return Part("".join(pieces), wanted, tuple(needs))


def _atom(atom: str, source: str, known: frozenset[str]) -> str:
    if _is_class(atom):
        if atom not in known:
            raise SeedError(f'The pattern "{source}" names {atom}, which is no class of words.')
        return rf"<[^<>|]*\|[^<>]*?(?<=\|){atom}\|[^<>]*>"
    words = [w for part in atom.lower().split("_") for w in _HYPHEN.sub(" - ", part).split()]
    if len(words) == 1:
        return _unit(words[0])
    # A phrase stands as one unit where the vocabulary knows it, else as one unit a word.
    return f"(?:{_unit(atom.lower().replace('_', ' '))}|{''.join(map(_unit, words))})"


def _marks(atom: str) -> frozenset[str]:
    """Return the marks of which a clause must have one for an atom to stand in it."""
    if _is_class(atom):
        return frozenset([atom])
    words = [w for part in atom.lower().split("_") for w in _HYPHEN.sub(" - ", part).split()]
    if len(words) == 1:
        return frozenset([_mark(words[0])])
    return frozenset([_mark(atom.lower().replace("_", " ")), _mark(max(words, key=len))])


def _mark(word: str) -> str:
    return f"{word.rstrip('*')[:_LONGEST]}*" if word.endswith("*") else f"={word}"


def _unit(word: str) -> str:
    rest = "[^<>|]*" if word.endswith("*") else ""
    return f"<{re.escape(word.rstrip('*'))}{rest}" + r"\|[^<>]*>"


def _is_class(atom: str) -> bool:
    return atom.isascii() and atom.isalpha() and atom.isupper()
