"""How alike two tellings are: words weighted by how rare they are among events of the same kind.

Within one family of types the words that made the type ("missile", "fires") tell nothing; a place,
a number or an odd verb tells much. So the weight of a word is counted among texts of its family,
over a background of all. Source: TF-IDF title + title-and-summary clustering (Miranda et al. 2018),
with overlap beside cosine because a headline is often compared with a paragraph.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.gloss import gloss

MAX_WORDS = 200_000  # distinct words a background remembers

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[\uac00-\ud7a3]+|[\u3040-\u30ff\u4e00-\u9fff]+")
_ALIASES = (
    (re.compile(r"\b(?:north|n\.?)\s?-?\s?korean?s?\b|\bnkorean?\b|\bd\.?p\.?r\.?k\b\.?"), " dprk "),
    (re.compile(r"\b(?:south|s\.?)\s?-?\s?korean?s?\b|\bskorean?\b|\brok\b"), " rok "),
    (re.compile(r"\bunited states\b|\bu\.\s?s\.?(?:a\.?)?(?=\W|$)|\bamericans?\b|\bpentagon\b"), " usa "),
    (re.compile(r"\bunited nations\b|\bu\.\s?n\.?(?=\W|$)"), " un "),
    (re.compile(r"\bpyongyang(?='s| says| warns| vows| fires)"), " dprk "),
    (re.compile(r"\beast sea\b"), " sea of japan "),
    (re.compile(r"\bwest sea\b"), " yellow sea "),
    (
        re.compile(
            r"\bkim yo[- ]?jong\b|\bsister of\s+(?:the\s+)?dprk\s+leader\b|\b(?:leader|kim(?: jong[- ]?un)?)'s (?:\w+ )?sister\b"
        ),
        " kimyojong ",
    ),
    (re.compile(r"\bkim jong[- ]?(un|il)\b"), r" kimjong\1 "),
    (re.compile(r"\bdefence\b"), " defense "),
    (re.compile(r"\b(?:call(?:s|ed|ing)?\soff|pull(?:s|ed)?\sout)\b"), " calledoff "),
    (re.compile(r"\bbl[eo]w(?:s|n)?\sup\b"), " blownup "),
    (re.compile(r"\bwhite house\b"), " usa "),
    (re.compile(r"\bnukes\b"), " nuclear "),
    (
        re.compile(
            r"\[?x-?post(?:ed)?\b[^\]]*\]?|\(?\breuters\b\)?|\byonhap(?: news)?\b|\bbbc news\b|\bcnn\b|\bafp\b"
        ),
        " ",
    ),
)
_STOP_WORDS = (
    "a an the and or but if of in on at to for from by with as is are was were be been being has have had do does did "
    "it its this that these those there their they them he his him she her who which what when where why how not no "
    "will would could should may might can must over into onto out up down off about against between among amid after "
    "before during since until while because so than then also more most some any all both each other such only own "
    "very just now new latest breaking lead urgent update updated says say said report reports reported reportedly "
    "according news video photos watch live via one us we you your our i s t d ll re ve m"
)
_STOP = frozenset(_STOP_WORDS.split())
_COUNTRIES = {  # who is of a country, and the country
    "china": "chinese", "japan": "japanese", "russia": "russian", "cuba": "cuban", "panama": "panamanian", "iran": "iranian",
    "malaysia": "malaysian", "singapore": "singaporean", "vietnam": "vietnamese", "ukraine": "ukrainian",
    "britain": "british", "france": "french", "germany": "german", "india": "indian", "australia": "australian",
    "canada": "canadian", "syria": "syrian", "egypt": "egyptian", "mongolia": "mongolian", "indonesia": "indonesian",
}  # fmt: skip
_SAME = {  # words that mean one act or thing in this field
    **{stem: country for country, people in _COUNTRIES.items() for stem in (country, people)},
    **dict.fromkeys(("fire", "launch", "shoot", "shot", "lob", "testfire", "conduct"), "launch"),
    **dict.fromkeys(("nuke", "atomic"), "nuclear"),
    **dict.fromkeys(("drill", "exercise", "manoeuvre", "maneuver", "wargame"), "exercise"),
    **dict.fromkeys(("talk", "negotiation", "dialogue"), "talk"),
    **dict.fromkeys(("envoy", "delegate"), "envoy"),
    **dict.fromkeys(("prisoner", "detainee", "captive"), "detainee"),
    **dict.fromkeys(("release", "free", "freed"), "release"),
    **dict.fromkeys(("deploy", "send", "sent", "dispatch"), "deploy"),
    **dict.fromkeys(("vow", "threaten", "threat", "warn"), "warn"),
    **dict.fromkeys(("strike", "attack"), "attack"),
    **dict.fromkeys(("dead", "death", "die", "dy"), "die"),
    **dict.fromkeys(("cancel", "scrap", "scrub", "abandon", "calledoff"), "cancel"),
    **dict.fromkeys(("begin", "begun", "began", "start", "kickedoff"), "start"),
    **dict.fromkeys(("resum", "resume", "restart", "reopen", "restor", "restore"), "resume"),
    **dict.fromkeys(("halt", "suspend", "stop", "freez", "freeze", "pause"), "halt"),
    **dict.fromkeys(("seize", "seiz", "impound", "intercept"), "seize"),
    **dict.fromkeys(("close", "clos", "shut", "shutter"), "close"),
    **dict.fromkeys(("ban", "bar", "block", "forbid", "prohibit"), "ban"),
    **dict.fromkeys(("pact", "accord", "agreement", "treaty"), "pact"),
    **dict.fromkeys(("demolish", "destroy", "dismantl", "dismantle", "blownup"), "destroy"),
    **dict.fromkeys(("jail", "imprison", "sentence", "sentenc"), "jail"),
    **dict.fromkeys(("ship", "vessel", "freighter", "boat", "tanker"), "ship"),
    **dict.fromkeys(("jet", "plane", "aircraft", "warplane", "airplane"), "aircraft"),
    **dict.fromkeys(("drone", "uav"), "drone"),
    **dict.fromkeys(("jam", "jamm", "interferenc", "interference"), "jam"),
    **dict.fromkeys(("troop", "soldier"), "troop"),
    **dict.fromkeys(("sub", "submarin", "submarine"), "submarine"),
    **dict.fromkeys(("hack", "cyberattack"), "hack"),
    **dict.fromkeys(("summit", "meet", "met", "meeting"), "meet"),
    **dict.fromkeys(("visit", "trip", "travel", "arriv", "arrive"), "visit"),
    **dict.fromkeys(("slam", "blast", "condemn", "denounc", "denounce", "decry"), "condemn"),
    **dict.fromkeys(("coronaviru", "covid"), "covid"),
    **dict.fromkeys(("worker", "employee", "laborer", "labourer"), "worker"),
}
_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: str(n) for n, word in enumerate(_NUMBER_WORDS.split(), start=1)}


@lru_cache(maxsize=20_000)
def words(text: str) -> Mapping[str, int]:
    """Return a text's words in the form they are compared in: aliases joined, endings gone."""
    plain = unicodedata.normalize("NFKD", gloss(text).casefold())
    plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    plain = plain.replace("’", "'").replace("‘", "'")
    for pattern, instead in _ALIASES:
        plain = pattern.sub(instead, plain)
    found: Counter[str] = Counter()
    for word in _WORD.findall(plain):
        if "\uac00" <= word[0] <= "\ud7a3":
            found.update(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        elif word[0].isdigit():
            found[word.replace(",", "")] += 1
        elif word not in _STOP:
            found[_stem(word)] += 1
    return found


def _stem(word: str) -> str:
    """Return an English word without its ending, in the crude way that suffices for comparing."""
    word = word.partition("'")[0]
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word in _SAME:
        return _SAME[word]
    for ending, instead in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if word.endswith("e") and len(word) > 4:
        word = word[:-1]
    return _SAME.get(word) or _SAME.get(word + "e") or word


@dataclass
class Background:
    """How often words stand in texts, by family and in all; grows as texts are seen."""

    texts: Counter[str] = field(default_factory=Counter)  # family ("" for all) -> texts seen
    seen: dict[str, Counter[str]] = field(default_factory=dict)  # family -> word -> texts with it

    def add(self, family: str, text: str) -> None:
        """Count one text of a family."""
        found = words(text)
        for key in ("", family):
            counts = self.seen.setdefault(key, Counter())
            if len(counts) < MAX_WORDS:
                counts.update(found.keys())
            self.texts[key] += 1

    def weight(self, family: str, word: str) -> float:
        """Return how much a shared word tells in a family: 0 for what all texts have.

        The rarer of its two rates does not count: a word that is common in its family tells
        little, however rare it is elsewhere.
        """
        overall = self._rate("", word)
        within = self._rate(family, word)
        return -math.log(max(overall, within))

    def _rate(self, key: str, word: str) -> float:
        texts = self.texts.get(key, 0)
        counts = self.seen.get(key)
        return ((counts.get(word, 0) if counts else 0) + 0.5) / (texts + 30.0)


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as weighted words."""

    weights: Mapping[str, float]
    norm: float
    total: float


def vector(text: str, family: str, background: Background) -> Vector:
    """Return a text as weighted words of a family."""
    return _vector({w: background.weight(family, w) * (1 + math.log(n)) for w, n in words(text).items()})


def without_korean(v: Vector) -> Vector:
    """Return a text without the Korean words that nobody knows in English: they can have no match there."""
    if not any("\uac00" <= word[0] <= "\ud7a3" for word in v.weights):
        return v
    return _vector({w: weight for w, weight in v.weights.items() if not "\uac00" <= w[0] <= "\ud7a3"})


def centroid(vectors: Iterable[Vector]) -> Vector:
    """Return the mean of several texts, each of length one."""
    summed: dict[str, float] = {}
    for v in vectors:
        for word, weight in v.weights.items():
            summed[word] = summed.get(word, 0.0) + weight / (v.norm or 1.0)
    return _vector(summed)


def cosine(a: Vector, b: Vector) -> float:
    """Return 0..1: the cosine of two texts."""
    if not a.norm or not b.norm:
        return 0.0
    small, large = (a, b) if len(a.weights) <= len(b.weights) else (b, a)
    dot = sum(w * large.weights.get(word, 0.0) for word, w in small.weights.items())
    return min(1.0, dot / (a.norm * b.norm))


def overlap(a: Vector, b: Vector) -> float:
    """Return 0..1: how much of the shorter text's weight the other has."""
    shared = sum(min(w, b.weights[word]) for word, w in a.weights.items() if word in b.weights)
    least = min(a.total, b.total)
    return min(1.0, shared / least) if least else 0.0


def _vector(weights: Mapping[str, float]) -> Vector:
    return Vector(weights, math.sqrt(sum(w * w for w in weights.values())), sum(weights.values()))
