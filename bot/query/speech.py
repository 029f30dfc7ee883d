"""Plain speech: "icbm launches last year", "balloons since May 2024", "last nuclear test"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.gazetteer import Name
from bot.model.errors import QueryError
from bot.query.fields import Known
from bot.query.model import Field, Node, Span, Words
from bot.query.when import NUMBERS, read_days

_STOP = frozenset(
    """a an the of on at in to from by with for and about around near what which when where who whom how many much
    did do does was were is are has have had happened happen happening there any all every show me us tell list find
    give get please events event incidents incident news report reports reported recent recently latest new
    north south korean koreas korea dprk nk n.k. pyongyang's kp""".split()
)
# said after a type's name without meaning more: "icbm launches", "balloon incidents"
_FILLER = frozenset(
    """launch launches launched test tests tested testing firing firings fired fire fires incident incidents activity
    activities operation operations event events case cases report reports time times""".split()
)
_SINCE = ("since", "after", "from", "starting")
_UNTIL = ("until", "till", "before", "to", "through")
_ADJECTIVES = {
    "russian": "RUS", "chinese": "CHN", "american": "USA", "japanese": "JPN", "ukrainian": "UKR",
}  # fmt: skip
_COUNTED = (["events"], ["incidents"], ["launches"], ["tests"])
_NEWEST = ("last", "latest", "newest", "most recent")


@dataclass
class Speech:
    """What a run of words asks for."""

    nodes: list[Node] = field(default_factory=list)
    newest: int | None = None
    undated: list[str] = field(default_factory=list)  # the words that say no date
    unread: list[str] = field(default_factory=list)  # signs that are no words


def read_speech(run: list[str], known: Known) -> Speech:
    """Read words that are no fields.

    Dates, types and names are taken where they stand; words that only hold a sentence together
    are dropped; what is left is searched for as words.
    """
    words = [re.sub(r"(^['(\[]+|['’)\],.;:?!]+$)", "", w) for w in run]
    words = [re.sub(r"['’]s$", "", w) for w in words if w]
    return _Walk(words, known).read()


class _Walk:
    """One pass over the words, longest match first."""

    def __init__(self, words: list[str], known: Known) -> None:
        self._words = words
        self._lower = [w.lower() for w in words]
        self._known = known
        self._out = Speech()
        self._types: list[str] = []

    def read(self) -> Speech:
        at = 0
        while at < len(self._words):
            if dated := self._bound(at) or self._dates(at):
                at += dated
                continue
            used = self._newest(at) or self._emoji(at) or self._name(at) or self._word(at)
            self._out.undated += self._words[at : at + used]
            at += used
        if self._types:
            labels = [self._label(t) for t in self._types]
            self._out.nodes.insert(0, Field("type", tuple(self._types), label=" or ".join(labels)))
        return self._out

    def _bound(self, at: int) -> int:
        """`since May 2024`, `before 2020`, `between 2019 and 2021`."""
        word = self._lower[at]
        if word == "between":
            first = read_days(self._lower[at + 1 :], self._known.today)
            middle = at + 1 + (first[1] if first else 0)
            if first and self._lower[middle : middle + 1] in (["and"], ["to"]):
                second = read_days(self._lower[middle + 1 :], self._known.today)
                if second:
                    self._out.nodes.append(Span(first[0][0].isoformat(), second[0][1].isoformat()))
                    return middle + 1 + second[1] - at
            return 0
        if word not in _SINCE + _UNTIL:
            return 0
        found = read_days(self._lower[at + 1 :], self._known.today)
        if found is None:
            if word in ("since", "until") and at + 1 < len(self._words):
                bad = self._words[at + 1]
                raise QueryError(
                    f"“{bad}” is no date.", word=bad, hint=f"Try {word} 2024-05 or {word} last month."
                )
            return 0
        (first_day, last_day), used = found
        if word in _SINCE:
            self._out.nodes.append(Span(since=first_day.isoformat()))
        else:
            end = first_day if word == "before" else last_day
            self._out.nodes.append(Span(until=_before(end) if word == "before" else end.isoformat()))
        return 1 + used

    def _dates(self, at: int) -> int:
        lead = 1 if self._lower[at] in ("in", "on", "during", "the", "of") else 0
        rest = self._lower[at + lead :]
        found = read_days(rest, self._known.today) if rest else None
        if found is None:
            return 0
        (first, last), used = found
        self._out.nodes.append(Span(first.isoformat(), last.isoformat()))
        return lead + used

    def _newest(self, at: int) -> int:
        """`last nuclear test`, `latest 3 launches`: the newest ones, when a type follows, or how many."""
        words = 2 if self._lower[at : at + 2] == ["most", "recent"] else 1
        if words == 1 and self._lower[at] not in _NEWEST:
            return 0
        many = self._lower[at + words] if at + words < len(self._lower) else ""
        number = int(many) if re.fullmatch(r"\d{1,3}", many) else NUMBERS.get(many, 0)
        if number and (self._type_at(at + words + 1) or self._lower[at + words + 1 :][:1] in _COUNTED):
            self._out.newest = number
            return words + 1
        if self._type_at(at + words) is None:
            return 0
        self._out.newest = 1
        return words

    def _emoji(self, at: int) -> int:
        """`:rocket:`, or the sign itself: the type that is shown with it."""
        sign = self._words[at].rstrip("\ufe0f")
        code = sign.strip(":") if sign.startswith(":") else ""
        if len(sign) == 1 and not sign.isalnum():
            code = unicodedata.name(sign, "").lower().replace(" ", "_")
        for kind in self._known.taxonomy:
            if code and kind.emoji == f":{code}:":
                self._types.append(kind.id)
                return 1
        return 0

    def _name(self, at: int) -> int:
        kind = self._type_at(at)
        thing = self._thing_at(at)
        if kind and (thing is None or kind[1] >= thing[1]):
            self._types.append(kind[0])
            used = kind[1]
            while at + used < len(self._lower) and self._lower[at + used] in _FILLER:
                used += 1
            return used
        if thing is None:
            return 0
        name, used = thing
        if (
            name.kind == "actor" and name.parent
        ):  # people and agencies stand in the text, not always in the facts
            self._out.nodes.append(Words(" ".join(self._words[at : at + used]), phrase=used > 1))
        elif name.id != "DPRK":
            ids = self._known.gazetteer.within(name.kind, name.id)
            self._out.nodes.append(Field(name.kind, ids, label=name.name))
        return used

    def _type_at(self, at: int) -> tuple[str, int] | None:
        for length in range(min(5, len(self._lower) - at), 0, -1):
            found = self._known.taxonomy.find(" ".join(self._lower[at : at + length]))
            if found:
                return (f"{found[0]}.{found[1]}" if found[1] else found[0]), length
        return None

    def _thing_at(self, at: int) -> tuple[Name, int] | None:
        for length in range(min(5, len(self._lower) - at), 0, -1):
            words = " ".join(self._words[at : at + length])
            if length == 1 and self._lower[at] in _STOP:
                continue
            for kind in ("weapon", "exercise", "place", "actor"):
                found = self._known.gazetteer.find(kind, words)
                if found:
                    return found, length
        state = self._known.gazetteer.actors.get(_ADJECTIVES.get(self._lower[at], ""))
        return (state, 1) if state else None

    def _word(self, at: int) -> int:
        word = self._lower[at]
        if not any(c.isalnum() for c in word):
            self._out.unread.append(self._words[at])
        elif word not in _STOP and not (word in _FILLER and (self._types or self._out.nodes)):
            self._out.nodes.append(Words(self._words[at]))
        return 1

    def _label(self, type_id: str) -> str:
        kind, _, subtype = type_id.partition(".")
        return self._known.taxonomy[kind].name(subtype or None)


def _before(day: date) -> str:
    return (day - timedelta(1)).isoformat()
