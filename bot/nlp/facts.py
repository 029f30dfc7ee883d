"""Reads what an item says of its event besides the type: date, names, figures, outcome, roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.model.verdict import Evidence, Facts, Item, TypeScore
from bot.nlp.dates import DateReading, resolve_date
from bot.nlp.entities import Mention
from bot.nlp.numbers import Figure, apogee_of, casualties_of, count_of, distance_of, outcome_of
from bot.nlp.roles import actors_of

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
    count = count_of(text, main)
    distance = distance_of(text) if main in _FLIES else None
    apogee = apogee_of(text) if main in _FLIES else None
    hurt = casualties_of(text) if main in _HURTS else None
    outcome = outcome_of(text, main)
    facts = Facts(
        event_date=when.date,
        date_precision=when.precision,
        event_time=when.time,
        actors=actors,
        roles=roles,
        places=_ids(m for m in mentions if m.kind == "place" and _happens_at(text, m)),
        weapons=_ids(_weapons(text, mentions, main)),
        exercises=_ids(m for m in mentions if m.kind == "exercise" and not _before(text, m)),
        count=int(count.value) if count else None,
        distance_km=distance.value if distance else None,
        apogee_km=apogee.value if apogee else None,
        outcome=outcome[0] if outcome else None,
        casualties=int(hurt.value) if hurt else None,
    )
    return facts, tuple(_evidence(when, count, distance, apogee, hurt, outcome))


def _ids(mentions: Iterable[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.id for m in mentions))[:_MOST]


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
    return bool(_AT.search(before) or _AT_KOREAN.match(after))


def _weapons(text: str, mentions: Sequence[Mention], main: str) -> list[Mention]:
    """Return the weapons of the event: those of the North only, where only it can fire them."""
    found = [m for m in mentions if m.kind == "weapon" and not _before(text, m)]
    if main in _DPRK_WEAPONS:
        found = [m for m in found if m.group not in _FOREIGN]
    return found


def _evidence(
    when: DateReading,
    count: Figure | None,
    distance: Figure | None,
    apogee: Figure | None,
    hurt: Figure | None,
    outcome: tuple[str, str] | None,
) -> Iterable[Evidence]:
    if when.words:
        yield Evidence("date", when.words, f"rule:date={when.date}")
    for name, figure in (("count", count), ("distance", distance), ("apogee", apogee), ("casualties", hurt)):
        if figure is not None:
            yield Evidence(name, figure.words, f"rule:{name}={figure.value:g}")
    if outcome is not None:
        yield Evidence("outcome", outcome[1], f"rule:outcome={outcome[0]}")
