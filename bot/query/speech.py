"""Plain speech: "icbm launches last year", "balloons since May 2024", "last nuclear test"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.gazetteer import Name
from bot.model.errors import QueryError
from bot.query.fields import Known, find_name
from bot.query.nodes import Field, Node, Or, Span, Words
from bot.query.when import MONTHS, NUMBERS, WEEKDAYS

_STOP = frozenset(
    """a an the of on at in to from by with for and about around near what which when where who whom why how many much
    did do does was were is are has have had happened happen happening there any all every show me us tell list find
    give get please events event incidents incident news report reports reported recent recently latest new
    anything everything something some but so far also only just me my after before during until between than that this these
    those would could can will been be being it its they their said says over while when
    into onto toward towards say far fly flew go went ever only most next one ones
    north south korean koreas korea dprk nk n.k. pyongyang's kp 북한 언제 어디 무엇 어떤 누가 모든""".split()
)
# said after a type's name without meaning more: "icbm launches", "balloon incidents"
_FILLER = frozenset(
    """launch launches launched test tests tested testing firing firings fired fire fires incident incidents activity
    activities operation operations event events case cases report reports time times""".split()
)
TELLING = _FILLER | {
    *MONTHS,
    *WEEKDAYS,
    "last",
    "year",
    "month",
    "week",
    "days",
    "hours",
    "yesterday",
    "today",
}
"""Words of a question that mean something, beside the names of things."""
BINDING = _STOP - TELLING
"""Words that only hold a question together."""
_SINCE = ("since", "after", "from", "starting")
_UNTIL = ("until", "till", "before", "to", "through")
_ADJECTIVES = {
    "russian": "RUS", "chinese": "CHN", "american": "USA", "japanese": "JPN", "ukrainian": "UKR",
}  # fmt: skip
# what people call several types at once, where they name no type
GENERIC = {
    "launch": ("missile_test", "satellite_launch"), "launches": ("missile_test", "satellite_launch"),
    "test": ("missile_test", "nuclear_test"), "tests": ("missile_test", "nuclear_test"),
}  # fmt: skip
_MARKS = {
    "confirmed": Field("is", ("confirmed",), label="confirmed"),
    "unconfirmed": Field("is", ("unconfirmed",), label="unconfirmed"),
    "denied": Field("status", ("denied",), label="denied"),
}
# how it ended: by what is known of it, or by the words that tell of it
_ENDED = {
    "failed": "failure", "failure": "failure", "failures": "failure", "unsuccessful": "failure",
    "successful": "success", "succeeded": "success",
}  # fmt: skip
# how grave it is, as alerts say it: alone, or before what it says something of
_GRAVE = {"critical": 5, "severe": 4, "serious": 4, "grave": 4, "major": 4, "notable": 3}
_AFTER_GRAVE = frozenset(
    "only events event ones alerts news incidents things in on since this last from of".split()
)
_AHEAD = ("upcoming", "planned", "announced")
_PARTICLE = re.compile(r"(?<=[가-힣\d])(?:에서|에게|으로|이|가|을|를|은|는|의|도|에|로|와|과|형)$")
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
    words = [re.sub(r"(^['(\[]+|['’)\],.;:?!…。]+$)", "", w) for w in run]
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
        self._generic: list[str] = []

    def read(self) -> Speech:
        at = 0
        while at < len(self._words):
            self._without_particle(at)
            if dated := self._bound(at) or self._dates(at):
                at += dated
                continue
            used = self._newest(at) or self._emoji(at) or self._name(at) or self._word(at)
            self._out.undated += self._words[at : at + used]
            at += used
        self._settle_types()
        if self._types:
            labels = [self._label(t) for t in self._types]
            self._out.nodes.insert(
                0, Field("type", tuple(self._types), label=" or ".join(dict.fromkeys(labels)))
            )
        return self._out

    def _settle_types(self) -> None:
        """Let "launches" mean its types where no type or weapon is named; else it, and its like, mean nothing more."""
        out = self._out
        if not self._types and not any(isinstance(n, Field) and n.name == "weapon" for n in out.nodes):
            self._types = [t for t in self._generic if t in self._known.taxonomy]
        self._types = list(dict.fromkeys(self._types))
        if self._types:
            out.nodes = [n for n in out.nodes if not (isinstance(n, Words) and n.text.lower() in _FILLER)]

    def _without_particle(self, at: int) -> None:
        """Let a Korean word be known also where a particle is stuck to it: 미사일이, 화성-18형."""
        bare = _PARTICLE.sub("", self._words[at])
        if bare == self._words[at] or self._type_at(at) or self._thing_at(at):
            return
        word, self._words[at], self._lower[at] = self._words[at], bare, bare.lower()
        if not (self._type_at(at) or self._thing_at(at)):
            self._words[at], self._lower[at] = word, word.lower()

    def _bound(self, at: int) -> int:
        """`since May 2024`, `before 2020`, `between 2019 and 2021`."""
        word = self._lower[at]
        if word in ("between", "from"):
            both = self._known.stretch(self._lower[at + 1 :], ("to", "and", "until", "through", "-", "–"))
            if both is not None:
                self._out.nodes.append(_span(both[0]))
                return 1 + both[1]
            if word == "between":
                return 0
        if word not in _SINCE + _UNTIL:
            return 0
        found = self._known.days(self._lower[at + 1 :])
        if found is None:
            if word in ("since", "until") and at + 1 < len(self._words):
                bad = self._words[at + 1]
                raise QueryError(
                    f"“{bad}” is no date.", word=bad, hint=f"Try {word} 2024-05 or {word} last month."
                )
            return 0
        (first_day, last_day), used = found
        if word == "after":
            self._out.nodes.append(Span(since=(last_day + timedelta(1)).isoformat()))
        elif word in _SINCE:
            self._out.nodes.append(Span(since=first_day.isoformat()))
        else:
            end = first_day if word == "before" else last_day
            self._out.nodes.append(Span(until=_before(end) if word == "before" else end.isoformat()))
        return 1 + used

    def _dates(self, at: int) -> int:
        lead = 1 if self._lower[at] in ("in", "on", "during", "the", "of") else 0
        rest = self._lower[at + lead :]
        found = (self._known.stretch(rest) or self._known.days(rest)) if rest else None
        if found is None:
            return 0
        both = self._known.stretch(rest, ("and",))
        if both is not None:  # "in 2016 and 2020", but "March and April 2024" are one stretch
            dated = any(re.search(r"\d{4}", word) for word in rest[: found[1]])
            later = self._known.days(rest[found[1] + 1 :])
            apart = dated and later is not None and later[0][0] > found[0][1] + timedelta(1)
            second = later[0] if later is not None else both[0]
            self._out.nodes.append(Or((_span(found[0]), _span(second))) if apart else _span(both[0]))
            return lead + both[1]
        self._out.nodes.append(_span(found[0]))
        return lead + found[1]

    def _newest(self, at: int) -> int:
        """`last nuclear test`, `latest 3 launches`: the newest ones, when a type follows, or how many."""
        words = 2 if self._lower[at : at + 2] == ["most", "recent"] else 1
        if words == 1 and self._lower[at] not in _NEWEST:
            return 0
        if self._lower[at + words : at + words + 1] in (["time"], ["one"]):
            self._out.newest = 1
            return words + 1
        many = self._lower[at + words] if at + words < len(self._lower) else ""
        number = int(many) if re.fullmatch(r"\d{1,3}", many) else NUMBERS.get(many, 0)
        if number and (self._type_at(at + words + 1) or self._lower[at + words + 1 :][:1] in _COUNTED):
            self._out.newest = number
            return words + 1
        until = at + words
        while self._lower[until : until + 1] and self._lower[until] in _FILLER | {"a", "an", "the"}:
            until += 1  # "last test an icbm"
        if self._type_at(at + words) is None and self._type_at(until) is None:
            if self._lower[at + words : at + words + 1] not in ([word] for word in GENERIC):
                return 0
            until = at + words
        self._out.newest = 1
        return until - at if self._type_at(at + words) is None else words

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
        if (node := self._mark(self._lower[at]) or self._grave(at)) is not None:
            self._out.nodes.append(node)
            return 1
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

    def _mark(self, word: str) -> Node | None:
        """Return what a word like "confirmed" or "failed" asks for."""
        if word in _AHEAD:
            return Field("status", ("announced",), label="announced")
        if word in _ENDED:
            return Or((Field("outcome", (_ENDED[word],), label=word), Words(word)))
        return _MARKS.get(word)

    def _grave(self, at: int) -> Node | None:
        """Return how severe is asked for: "critical only", "severe events"; not in "critical minerals"."""
        least, after = _GRAVE.get(self._lower[at]), self._lower[at + 1 : at + 2]
        meant = not after or after[0] in _AFTER_GRAVE or self._type_at(at + 1) or self._known.days(after)
        return Field("severity", low=least) if least is not None and meant else None

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
                found = find_name(self._known.gazetteer, kind, words)
                if found:
                    return found, length
        state = self._known.gazetteer.actors.get(_ADJECTIVES.get(self._lower[at], ""))
        return (state, 1) if state else None

    def _word(self, at: int) -> int:
        word = self._lower[at]
        if not any(c.isalnum() for c in word):
            self._out.unread.append(self._words[at])
        elif word in GENERIC:
            self._generic += GENERIC[word]
        elif word not in _STOP and not (word in _FILLER and (self._types or self._out.nodes)):
            self._out.nodes.append(Words(self._words[at]))
        return 1

    def _label(self, type_id: str) -> str:
        kind, _, subtype = type_id.partition(".")
        return self._known.taxonomy[kind].name(subtype or None)


def _span(days: tuple[date, date]) -> Span:
    return Span(days[0].isoformat(), days[1].isoformat())


def _before(day: date) -> str:
    return (day - timedelta(1)).isoformat()
