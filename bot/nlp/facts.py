"""Reads what an item says of its event besides the type: date, names, figures, outcome, roles.

Every fact comes with an `Evidence`: its `type` names the fact, its `text` quotes the words (empty where
there are none), its `why` says how they were read. The `why` prefixes are stable:

date:words=2026-08-20        the words tell the day, month or year; `time` follows where an hour was told
date:published=2026-08-20    nothing tells the day: it is that of publication
date:day_before=2026-08-19   nothing tells it, and such news is told the day after
date:unknown                 nothing tells it, and publication says too little
count:number=10, count:words "around 10 missiles"; words that stand for a number ("several")
distance:km=320, apogee:km=90, casualties:people=3, outcome:failure
actor:source=DPRK            who does it; actor:target=ROK to whom; actor:named=kim_jong_un who else is named
place:at=sunan, weapon:srbm=kn-23 (its class), exercise:named=freedom_shield

The status and the types have their own: `rule:`, `model:` and `gate:`; severity has `severity:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.model.verdict import ActorRole, Evidence, Facts, Item, TypeScore
from bot.nlp.counting.counts import Count, count_of
from bot.nlp.counting.number_words import Figure
from bot.nlp.counting.numbers import apogee_of, casualties_of, distance_of, outcome_of
from bot.nlp.dating.dates import DateReading, resolve_date
from bot.nlp.entities import Mention
from bot.nlp.roles import actors_of, words_for

_BEFORE = re.compile(
    r"\b(?:after|following|since|(?:days|hours|weeks|months) after|despite|amid|ahead of|in response to|unlike)\b[^,.;:\n]*",
    re.IGNORECASE,
)
_DATELINE = re.compile(r"(?:^|\n)\W{0,2}[A-Z][\w./ ]{2,40}(?:,[^()\n]{2,24})?\s?(?:\([^)]{2,30}\)|[–—]|--)")
_CAPITALS = frozenset(
    {
        "pyongyang",
        "seoul",
        "tokyo",
        "washington",
        "moscow",
        "beijing",
        "kyiv",
        "hanoi",
        "kuala_lumpur",
        "singapore",
    }
)
_AT = re.compile(
    r"(?:\b(?:in|at|from|near|around|over|off|outside|inside|into|to|visit\w*|leaves?|left|reach\w*|via|between|of)\s(?:the\s)?"
    r"(?:\w+\s(?:of|capital)\s)?)$",
    re.IGNORECASE,
)
# "Officials in Seoul say": where they sit is not where it happened.
_SITS = re.compile(
    r"\b(?:officials?|jcs|ministry|ministries|government|military|staff|spokes\w+|analysts?|experts?|diplomats?|agency|agencies|"
    r"sources?|media|authorities|policymakers?|lawmakers?|commanders?|office|department|administration|capital)\s(?:based\s)?in\s$",
    re.IGNORECASE,
)
_AT_KOREAN = re.compile(
    r"^(?:시|직할시)?(?:에서|에|으로|로|행|발|을 (?:방문|떠)|를 (?:방문|떠)|\s?(?:일대|인근|상공|부근|방문|도착))"
)
_FOREIGN = frozenset({"rok", "us", "rus"})
_DPRK_WEAPONS = frozenset(
    {"missile_test", "satellite_launch", "nuclear_test", "dprk_exercise", "arms_transfer"}
)
_FLIES = frozenset(
    {"missile_test", "satellite_launch", "weapons_development", "dprk_exercise", "artillery_fire"}
)
_HURTS = frozenset(
    {
        "border_incident",
        "artillery_fire",
        "troop_deployment",
        "humanitarian",
        "people_movement",
        "air_activity",
    }
)
_MOST = 8


def extract_facts(
    item: Item, mentions: Sequence[Mention], types: Sequence[TypeScore]
) -> tuple[Facts, tuple[Evidence, ...]]:
    r"""Return the facts of an item and the words each was read from.

    Args:
        item: the text.
        mentions: names found in `item.title + "\n" + item.summary` by `find_entities`.
        types: what the item was recognised as, the main type first; empty: no facts are read.
    """
    if not types:
        return Facts(), ()
    text, main = f"{item.title}\n{item.summary}", types[0].id
    when = resolve_date(
        text, item.published, item.published_precision, item.lang, item.source, [t.id for t in types]
    )
    actors, roles = actors_of(text, mentions, types)
    places = _named(m for m in mentions if m.kind == "place" and _happens_at(text, m))
    weapons = _named(_weapons(text, mentions, main))
    exercises = _named(m for m in mentions if m.kind == "exercise" and not _before(text, m))
    count = count_of(text, main)
    figures = _figures(text, main)
    outcome = outcome_of(text, main)
    facts = Facts(
        event_date=when.date,
        date_precision=when.precision,
        event_time=when.time,
        actors=actors,
        roles=roles,
        places=tuple(m.id for m in places),
        weapons=tuple(m.id for m in weapons),
        exercises=tuple(m.id for m in exercises),
        count=count.value if count else None,
        count_words=count.words if count else None,
        distance_km=figures["distance"].value if "distance" in figures else None,
        apogee_km=figures["apogee"].value if "apogee" in figures else None,
        outcome=outcome[0] if outcome else None,
        casualties=int(figures["casualties"].value) if "casualties" in figures else None,
    )
    told = [
        _date_evidence(when),
        *_count_evidence(count),
        *(Evidence(name, f.words, f"{name}:{_UNITS[name]}={f.value:g}") for name, f in figures.items()),
        *([Evidence("outcome", outcome[1], f"outcome:{outcome[0]}")] if outcome else ()),
        *_actor_evidence(actors, roles, mentions),
        *(Evidence("place", m.text, f"place:at={m.id}") for m in places),
        *(Evidence("weapon", m.text, f"weapon:{m.group}={m.id}") for m in weapons),
        *(Evidence("exercise", m.text, f"exercise:named={m.id}") for m in exercises),
    ]
    return facts, tuple(told)


_UNITS = {"distance": "km", "apogee": "km", "casualties": "people"}


def _figures(text: str, main: str) -> dict[str, Figure]:
    """Return how far and how high something flew and how many were hurt, where the type has such figures."""
    read = {
        "distance": distance_of(text) if main in _FLIES else None,
        "apogee": apogee_of(text) if main in _FLIES else None,
        "casualties": casualties_of(text) if main in _HURTS else None,
    }
    return {name: figure for name, figure in read.items() if figure is not None}


def _named(mentions: Iterable[Mention]) -> list[Mention]:
    """Return the first mention of each thing, the first few."""
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.id, mention)
    return list(first.values())[:_MOST]


def _before(text: str, mention: Mention) -> bool:
    """Tell whether a name stands in a clause of what happened before ("after the …")."""
    return any(clause.start() <= mention.start < clause.end() for clause in _BEFORE.finditer(text))


def _happens_at(text: str, mention: Mention) -> bool:
    """Tell whether a place is where it happens: no dateline, no capital that stands for its government."""
    if _before(text, mention) or any(d.start() <= mention.start < d.end() for d in _DATELINE.finditer(text)):
        return False
    if mention.id not in _CAPITALS:
        return True
    before, after = text[max(0, mention.start - 24) : mention.start], text[mention.end : mention.end + 8]
    if after.startswith(("'s", "’s")) or _SITS.search(before):
        return False  # "to Pyongyang's weapons programme"
    return bool(_AT.search(before) or _AT_KOREAN.match(after))


def _weapons(text: str, mentions: Sequence[Mention], main: str) -> list[Mention]:
    """Return the weapons of the event: those of the North only, where only it can fire them."""
    found = [m for m in mentions if m.kind == "weapon" and not _before(text, m)]
    if main in _DPRK_WEAPONS:
        found = [m for m in found if m.group not in _FOREIGN]
    return found


def _date_evidence(when: DateReading) -> Evidence:
    if when.date is None:
        return Evidence("date", "", "date:unknown")
    hour = f"; time={when.time:%H:%M} UTC" if when.time else ""
    return Evidence("date", when.words or "", f"date:{when.read_from}={when.date}{hour}")


def _count_evidence(count: Count | None) -> Iterable[Evidence]:
    if count is not None:
        why = "count:words" if count.value is None else f"count:number={count.value}"
        yield Evidence("count", count.quote, why)


def _actor_evidence(
    actors: Sequence[str], roles: Sequence[ActorRole], mentions: Sequence[Mention]
) -> Iterable[Evidence]:
    """Yield who does it and to whom, then who else is named, each with the first words that name it."""
    part = {role.id: role.role for role in roles}
    for actor in actors:
        yield Evidence("actor", words_for(actor, mentions), f"actor:{part.get(actor, 'named')}={actor}")
