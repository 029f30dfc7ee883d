"""Finds the gazetteer's names in a text, so that every later step speaks of ids and not of spellings.

A token trie rather than spaCy's PhraseMatcher: names must be found inside Korean words that carry
particles ("북한이", "평양에서"), in any romanisation (Hwasŏng, Hwasongpho), and with one name
belonging to two things ("한미" is both Seoul and Washington).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from bot.gazetteer import Gazetteer, Name, shipped_gazetteer
from bot.nlp.tokens import Token, name_forms, particle_follows, tokenize

# "Kim Kye Gwan" is not Kim, "North Atlantic" not the North, "Ssangyong Motor" no drill.
_NAME_GOES_ON = re.compile(r"[ -][A-Z]|-[a-z]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in a text: the thing's id, kind and group, and the characters it stands at."""

    id: str
    kind: str  # actor | place | weapon | exercise
    group: str
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Node:
    """A step of the trie: what may follow, and the names that end here with how to believe them."""

    next: dict[str, _Node] = field(default_factory=dict)
    ends: list[_Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    thing: Name
    ambiguous: bool  # believed only where the text speaks of Korea
    form: str | None  # letters as they must stand ("US", "MOD"); None: in any case
    alone: bool = False  # one word that is part of others' names too ("Kim", "North")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int  # token numbers
    stop: int
    end: int  # characters
    entries: tuple[_Entry, ...]


class NameFinder:
    """The gazetteer as a trie of tokens; `find` is safe to call from several threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._root = _Node()
        for things in (
            gazetteer.actors,
            gazetteer.places,
            gazetteer.weapons,
            gazetteer.exercises,
        ):
            for thing in things.values():
                if thing.group == "country":
                    continue  # a state that is named acts; it is no place of an event
                for alias in (thing.name, *thing.aliases, *thing.ambiguous):
                    self._add(alias, thing, ambiguous=alias in thing.ambiguous)
        self._korean = {
            id_
            for state in ("DPRK", "ROK")
            for kind in ("actor", "place")
            for id_ in gazetteer.within(kind, state)
        }

    def find(self, text: str, *, korea: bool | None = None) -> tuple[Mention, ...]:
        """Return the names in `text`, longest first where they overlap, in order of appearance.

        Args:
            text: plain text, of any language.
            korea: whether ambiguous names ("the North", "Rodong", "Ssangyong") are believed;
                None: only where an unambiguous Korean name, weapon or exercise stands beside them.
        """
        tokens = tokenize(text)
        hits = tuple(self._hits(tokens, text))
        if korea is None:
            korea = any(self._speaks_of_korea(entry) for hit in hits for entry in hit.entries)
        return tuple(
            Mention(
                e.thing.id,
                e.thing.kind,
                e.thing.group,
                tokens[h.start].start,
                h.end,
                text[tokens[h.start].start : h.end],
            )
            for h in hits
            for e in h.entries
            if korea or not e.ambiguous
        )

    def _speaks_of_korea(self, entry: _Entry) -> bool:
        thing = entry.thing
        return not entry.ambiguous and (thing.kind in ("weapon", "exercise") or thing.id in self._korean)

    def _add(self, alias: str, thing: Name, *, ambiguous: bool) -> None:
        for form in name_forms(alias):
            node = self._root
            for key in form:
                node = node.next.setdefault(key, _Node())
            alone = (
                ambiguous and thing.kind in ("actor", "exercise") and len(form) <= 2 and not alias.isupper()
            )
            entry = _Entry(thing, ambiguous, _strict_form(alias, ambiguous), alone)
            if all(known.thing is not thing for known in node.ends):
                node.ends.append(entry)

    def _hits(self, tokens: list[Token], text: str) -> Iterator[_Hit]:
        at = 0
        while at < len(tokens):
            hit = self._longest(tokens, at, text)
            if hit is None:
                at += 1
            else:
                yield hit
                at = hit.stop

    def _longest(self, tokens: list[Token], start: int, text: str) -> _Hit | None:
        node, at, best = self._root, start, None
        while at < len(tokens):
            token = tokens[at]
            if token.hangul:
                best = self._within_word(node, tokens, start, at, text) or best
            following = node.next.get(token.key)
            if following is None:
                break
            node, at = following, at + 1
            entries = _believed(node.ends, text[tokens[start].start : token.end])
            if _NAME_GOES_ON.match(text, token.end):
                entries = tuple(e for e in entries if not e.alone)
            if entries:
                best = _Hit(start, at, token.end, entries)
        return best

    def _within_word(self, node: _Node, tokens: list[Token], start: int, at: int, text: str) -> _Hit | None:
        """Return the longest name that a Korean word begins with, its rest being a particle."""
        token = tokens[at]
        for length in range(len(token.key) - 1, 0, -1):
            following = node.next.get(token.key[:length])
            if following is None or not following.ends:
                continue
            if particle_follows(token.key[:length], token.key[length:]):
                end = token.start + length
                entries = _believed(following.ends, text[tokens[start].start : end])
                if entries:
                    return _Hit(start, at + 1, end, entries)
        return None


def _strict_form(alias: str, ambiguous: bool) -> str | None:
    """Return the letters a short capital name, or an ambiguous one, must be written in."""
    letters = "".join(c for c in alias if c.isalpha())
    if not letters.isascii():
        return None
    return letters if (letters.isupper() and len(letters) <= 5) or ambiguous else None


def _believed(entries: Iterable[_Entry], words: str) -> tuple[_Entry, ...]:
    return tuple(e for e in entries if e.form is None or _same_letters(e.form, words))


def _same_letters(form: str, words: str) -> bool:
    """Tell whether the capitals of `form` are capitals in `words` too."""
    letters = [c for c in words if c.isalpha()]
    if len(letters) < len(form):
        return False
    return all(not f.isupper() or w.isupper() for f, w in zip(form, letters, strict=False))


@cache
def shipped_finder() -> NameFinder:
    """Return the finder over the shipped gazetteer, built once a process."""
    return NameFinder(shipped_gazetteer())


def find_entities(text: str | Doc, *, korea: bool | None = None) -> tuple[Mention, ...]:
    """Return the shipped gazetteer's names in a text; see `NameFinder.find`."""
    return shipped_finder().find(text if isinstance(text, str) else text.text, korea=korea)


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """Return what the `kp_entities` component found in a document."""
    found: tuple[Mention, ...] = doc.user_data.get("kp_mentions", ())
    return found


@Language.component("kp_entities")
def kp_entities(doc: Doc) -> Doc:
    """SpaCy component: notes the names of a document, to be read with `mentions_of`."""
    doc.user_data["kp_mentions"] = find_entities(doc.text)
    return doc
