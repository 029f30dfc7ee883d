"""Reads the `[rules]` of every type's file and finds their triggers in the clauses of a document.

[rules]
yields_to = ["missile_test"]       # another type found beside it wins ("*": any other)
requires = ["DPRK|KIM"]            # a word of one of these classes must stand in the document
exclude = ["PLAN ~ FIRE"]          # a clause with one of these triggers nothing of this type
told = true                        # its subtypes are said where words tell them, never guessed

[[rules.triggers]]
name = "fires"                     # shown as evidence: rule:missile_test.fires
weight = 0.9                       # how sure it makes us, 0..1
en = ["DPRK ~ FIRE ~ MISSILE"]     # patterns (bot.nlp.patterns), any of them
ko = ["DPRK & MISSILE & FIRE"]
unless = ["CONDEMN"]               # not in a clause with one of these
subtype = "srbm"                   # what it also says, where it says it
title_only = true                  # not in the summary
stands = true                      # holds even where the type would yield

[[rules.subtypes]]                 # cues looked up in the title, then in the whole text
id = "srbm"
general = true                     # gives way to the others, also where they stand in the summary only
en = ["short-range", "KN-23"]
ko = ["단거리"]
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.model.errors import SeedError
from bot.nlp.clauses import Clause
from bot.nlp.extensions import pieces_of
from bot.nlp.patterns import KoreanPattern, Pattern, Unit, compile_korean, compile_pattern, marks_of, units_at
from bot.nlp.tagging import shipped_words
from bot.taxonomy import EventType, Taxonomy, shipped_taxonomy

_HANGUL = re.compile(r"[가-힣]")
# How much a trigger counts by where it stands; a summary adds little to a headline that says it.
WEIGHT = {"title": 1.0, "lead": 0.85, "body": 0.5}


@dataclass(frozen=True, slots=True)
class View:
    """A clause, or its background, as patterns see it."""

    rendered: str
    classes: frozenset[str]
    units: Sequence[Unit]
    korean: str
    marks: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Patterns:
    """English and Korean patterns of which any may hold."""

    english: tuple[Pattern, ...] = ()
    korean: tuple[KoreanPattern, ...] = ()

    def find(self, view: View) -> tuple[int, int] | None:
        """Return the characters of the document that show it, or None."""
        for pattern in self.english:
            span = pattern.find(view.rendered, view.marks)
            if span is not None:
                covered = units_at(view.rendered, view.units, span)
                return covered[0].start, covered[-1].end
        if view.korean and any(p.holds(view.korean, view.classes) for p in self.korean):
            return view.units[0].start, view.units[-1].end
        return None


@dataclass(frozen=True, slots=True)
class Trigger:
    """One way of saying that an event of a type happened."""

    name: str
    weight: float
    patterns: Patterns
    unless: Patterns
    subtype: str | None
    title_only: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class SubtypeCue:
    """Words that tell a type's subtype."""

    id: str
    words: re.Pattern[str]
    general: bool = False


@dataclass(frozen=True, slots=True)
class TypeRules:
    """How one type is recognised."""

    id: str
    yields_to: frozenset[str]
    requires: frozenset[str]
    exclude: Patterns
    triggers: tuple[Trigger, ...]
    subtypes: tuple[SubtypeCue, ...]
    told: bool = False  # subtypes are said only where words tell them


@dataclass(frozen=True, slots=True)
class Hit:
    """A trigger found: of which type, how sure, in which words, and where."""

    type: str
    rule: str
    weight: float
    text: str
    where: str
    subtype: str | None
    stands: bool
    background: bool = False


class RuleFinder:
    """spaCy component `kp_rules`: notes the hits of all types in `doc._.kp_hits`.

    A clause is not tried against every pattern: `_Index` says which triggers its words leave possible.
    """

    def __init__(self, rules: Sequence[TypeRules]) -> None:
        self.rules = tuple(rules)
        self._index = _Index(self.rules)

    def __call__(self, doc: Doc) -> Doc:
        """Note the hits of a document."""
        doc._.kp_hits = tuple(self.find(doc))
        return doc

    def find(self, doc: Doc) -> Iterable[Hit]:
        """Yield the hits of every type, those of background clauses marked."""
        clauses: Sequence[Clause] = doc._.kp_clauses
        if not clauses:
            return
        text = pieces_of(doc).text
        everything = frozenset().union(*(c.classes | c.background_classes for c in clauses))
        possible = [not r.requires or not r.requires.isdisjoint(everything) for r in self.rules]
        found: list[tuple[tuple[int, int, bool, int], Hit]] = []
        for number, clause in enumerate(clauses):
            front, back = _front(clause), _back(clause)
            excluded: dict[int, bool] = {}
            for background, view in ((False, front), (True, back)):
                for rule, trigger in self._index.possible(view):
                    if not possible[rule]:
                        continue
                    rules = self.rules[rule]
                    span = _span(rules.triggers[trigger], clause.where, view, front)
                    if span is None:
                        continue
                    if rule not in excluded:
                        excluded[rule] = bool(front.units) and rules.exclude.find(front) is not None
                    if not excluded[rule]:
                        hit = _hit(rules, trigger, clause.where, text[span[0] : span[1]], background)
                        found.append(((rule, number, background, trigger), hit))
        found.sort(key=lambda pair: pair[0])
        yield from (hit for _, hit in found)


class _Index:
    """Which triggers a clause can have at all, by the rarest element of each of their patterns."""

    def __init__(self, rules: Sequence[TypeRules]) -> None:
        triggers = [
            ((r, t), trigger) for r, rule in enumerate(rules) for t, trigger in enumerate(rule.triggers)
        ]
        english = [(at, pattern.needs) for at, trigger in triggers for pattern in trigger.patterns.english]
        common = Counter(mark for _, needs in english for need in needs for mark in need)
        by_mark: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._always: set[tuple[int, int]] = set()
        for at, needs in english:
            if not needs:
                self._always.add(at)
                continue
            for mark in min(needs, key=lambda need: sum(common[mark] for mark in need)):
                by_mark[mark].add(at)
        self._by_mark = {mark: frozenset(ats) for mark, ats in by_mark.items()}
        self._korean = frozenset(at for at, trigger in triggers if trigger.patterns.korean)

    def possible(self, view: View) -> set[tuple[int, int]]:
        """Return the numbers of types and triggers that a clause may have."""
        if not view.units:
            return set()
        sets = [self._by_mark[mark] for mark in self._by_mark.keys() & view.marks]
        return self._always.union(*sets, self._korean if view.korean else ())


def _span(trigger: Trigger, where: str, view: View, front: View) -> tuple[int, int] | None:
    """Return the characters that show a trigger, or None where it does not hold."""
    if trigger.title_only and where != "title":
        return None
    span = trigger.patterns.find(view)
    return None if span is None or (front.units and trigger.unless.find(front)) else span


def _hit(rules: TypeRules, number: int, where: str, words: str, background: bool) -> Hit:
    trigger = rules.triggers[number]
    weight = trigger.weight * WEIGHT[where]
    return Hit(rules.id, trigger.name, weight, words, where, trigger.subtype, trigger.stands, background)


def _front(clause: Clause) -> View:
    return View(clause.rendered, clause.classes, clause.units, clause.korean, marks_of(clause.units))


def _back(clause: Clause) -> View:
    return View(
        clause.rendered_background,
        clause.background_classes,
        clause.background,
        clause.korean_background,
        marks_of(clause.background),
    )


def read_rules(taxonomy: Taxonomy) -> tuple[TypeRules, ...]:
    """Compile the rules of all types.

    Raises:
        SeedError: a pattern cannot be read, or names an unknown class, type or subtype.
    """
    known = shipped_words().classes
    return tuple(_type_rules(kind, taxonomy, known) for kind in taxonomy)


def _type_rules(kind: EventType, taxonomy: Taxonomy, known: frozenset[str]) -> TypeRules:
    raw = kind.rules
    try:
        rules = TypeRules(
            id=kind.id,
            yields_to=frozenset(raw.get("yields_to", ())),
            requires=_classes(raw.get("requires", ()), known),
            exclude=_patterns(raw.get("exclude", ()), (), known),
            triggers=tuple(_trigger(t, known) for t in raw.get("triggers", ())),
            subtypes=tuple(
                SubtypeCue(s["id"], _cue(s.get("en", ()), s.get("ko", ())), s.get("general", False))
                for s in raw.get("subtypes", ())
            ),
            told=raw.get("told", False),
        )
    except (KeyError, TypeError, re.error) as error:
        raise SeedError(f"The rules of {kind.id} cannot be read: {error!r}.") from error
    wrong = [t for t in rules.yields_to if t != "*" and t not in taxonomy]
    wrong += [s.id for s in rules.subtypes if s.id not in kind.subtypes]
    wrong += [t.subtype for t in rules.triggers if t.subtype and t.subtype not in kind.subtypes]
    if wrong:
        raise SeedError(f"The rules of {kind.id} name {', '.join(wrong)}, which nothing is called.")
    return rules


def _trigger(raw: Any, known: frozenset[str]) -> Trigger:
    return Trigger(
        name=raw["name"],
        weight=raw.get("weight", 0.9),
        patterns=_patterns(raw.get("en", ()), raw.get("ko", ()), known),
        unless=_patterns(raw.get("unless", ()), (), known),
        subtype=raw.get("subtype"),
        title_only=raw.get("title_only", False),
        stands=raw.get("stands", False),
    )


def _patterns(sources: Iterable[str], korean: Iterable[str], known: frozenset[str]) -> Patterns:
    english = [s for s in sources if not _HANGUL.search(s)]
    return Patterns(
        tuple(compile_pattern(s, known) for s in english),
        tuple(compile_korean(s, known) for s in (*korean, *(s for s in sources if _HANGUL.search(s)))),
    )


def _classes(sources: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    names = frozenset(name for source in sources for name in source.split("|"))
    if names - known:
        raise KeyError(*sorted(names - known))
    return names


def _cue(english: Iterable[str], korean: Iterable[str]) -> re.Pattern[str]:
    parts = []
    for phrase in english:
        words = re.escape(phrase).replace(re.escape("*"), r"\w*")
        parts.append(rf"\b{words}(?!\w)")
    return re.compile("|".join([*parts, *map(re.escape, korean)]), re.IGNORECASE)


def subtype_of(rules: TypeRules, text: str) -> str | None:
    """Return the subtype whose cue stands in a text's headline, else in the rest; the one listed first wins."""
    title = text.partition("\n")[0]
    special = [cue for cue in rules.subtypes if not cue.general]
    asked = ((title, special), (text, special), (title, rules.subtypes), (text, rules.subtypes))
    return next((cue.id for part, cues in asked for cue in cues if cue.words.search(part)), None)


@Language.factory("kp_rules")
def make_finder(nlp: Language, name: str) -> RuleFinder:
    """Build the component over the shipped types."""
    return RuleFinder(read_rules(shipped_taxonomy()))
