"""Reads how many of what an event is counted by: missiles, balloons, soldiers, people named by sanctions.

A number is kept with its hedge ("around 10"); where no number is told, the words that stand for one
are ("several", "a salvo of").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.nlp.counting.number_words import FIGURE, SCALE, Figure, in_background, value_of


@dataclass(frozen=True, slots=True)
class Count:
    """How many were told: the number, or None where only words tell it.

    `words` is how it was said ("around 10", "several"), `quote` with what was counted.
    """

    value: int | None
    words: str
    quote: str


_VAGUE_WORDS = (
    r"several|multiple|many|a few|few|a number of|dozens of|scores of|hundreds of|thousands of|tens of thousands of|"
    r"a salvo of|a barrage of|a volley of|a series of|(?:an\s)?unspecified number of"
)
_VAGUE = re.compile(rf"(?:\b(?:{_VAGUE_WORDS})|수|여러|수십|수백)\s?$", re.IGNORECASE)
_ADJECTIVES = r"(?:(?!the\b|and\b|or\b|of\b|in\b|on\b|at\b|to\b|from\b|after\b|with\b|days?\b|years?\b|times?\b|km\b|th\b)[\w'’./()-]+\s){0,5}?"
# What is counted, by type of event.
_THINGS = {
    "missile_test": r"(?:missiles?|projectiles?|rockets?|SRBMs?|IRBMs?|ICBMs?|SLBMs?)",
    "artillery_fire": r"(?:(?:artillery\s)?(?:shells?|rounds?|shots?)|rockets?)",
    "air_activity": r"(?:aircraft|airplanes?|planes?|warplanes?|jets?|fighters?|bombers?|drones?|flights?|helicopters?)",
    "propaganda_campaign": r"(?:balloons?|leaflets?)",
    "troop_deployment": r"(?:troops?|soldiers?|personnel|workers?|sappers?|engineers?|combatants?|men)",
    "arms_transfer": r"(?:containers?|shells?|rounds?|missiles?|rockets?|munitions?|wagons?|guns?|howitzers?)",
    "people_movement": r"(?:defectors?|people|persons?|soldiers?|North Koreans?|sailors?|fishermen|nationals?|citizens?|refugees?|workers?|"
    r"prisoners?|detainees?|Americans?|abductees?)",
    "border_incident": r"(?:soldiers?|troops?|boats?|vessels?|ships?|shots?|drones?|rounds?|guards?|personnel)",
    "sanctions": r"(?:individuals?|entities|people|persons?|firms?|companies|bankers?|vessels?|ships?|organi[sz]ations?|officials?)",
    "dprk_exercise": r"(?:troops?|soldiers?|aircraft|warplanes?|shells?|rounds?|guns?|rockets?)",
    "satellite_launch": r"(?:satellites?|rockets?)",
}
_THINGS["weapons_development"] = _THINGS["missile_test"]
_PART_OF = (
    r"(?:tests?\b|test-|systems?\b|engines?\b|programs?\b|programmes?\b|bases?\b|sites?\b|launch|technolog|attack|strike|threat|drill|"
    r"defen[cs]e|(?:were\s|was\s|is\s|are\s)?(?:killed|dead|died|wounded|injured)\b)"
)
# "a missile" is one missile; "a soldier" in a story is any soldier.
_ARTICLE_COUNTS = frozenset({"missile_test", "satellite_launch"})
_KOREAN_THINGS = {
    "missile_test": r"발|기",
    "artillery_fire": r"발",
    "dprk_exercise": r"발|문|명",
    "air_activity": r"대|기|편|회|여대|여기",
    "propaganda_campaign": r"개|장",
    "troop_deployment": r"명",
    "people_movement": r"명",
    "border_incident": r"명|척|발|대",
    "arms_transfer": r"개|발|문|대|기",
    "sanctions": r"명|곳|개|척",
}
_KOREAN_FIGURE = (
    r"(?<![\d.,])(?P<man>\d{1,4}(?:\.\d)?만\s?)?(?P<chon>\d천)?(?P<rest>\d{1,3}(?:,\d{3})+|\d{1,6})?\s?여?\s?"
)
_HEDGE = re.compile(
    r"\b(?:around|about|some|nearly|almost|roughly|approximately|at least|at most|no fewer than|as many as|up to|more than|over|"
    r"fewer than|less than|(?:an )?estimated|(?:약|최소|최대|적어도))\s?$",
    re.IGNORECASE,
)
_MANY = 10_000_000  # more is no count of anything here

# "Count of balloons raised to 120": what is counted stands before the figure.
_REVISED_TO = re.compile(
    rf"\b(?:count|number|tally|total)\sof\s[^.;\n]{{1,60}}?\s(?:(?:is|was|has been)\s)?"
    rf"(?:raised|revised|lowered|cut|rises|rose|climbs|updated)\s(?:up\s|down\s)?to\s(?:about\s|around\s|some\s)?"
    rf"{FIGURE}{SCALE}(?!\s?(?:percent|%|km|years?|days?))(?![\d.,]*\d)",
    re.IGNORECASE,
)


def count_of(text: str, type_id: str) -> Count | None:
    """Return how many of what a type counts were told ("around 10", "several"), or None.

    The first number outside an "after …" clause counts; words only where there is no number.
    """
    figure = _korean_count(text, type_id) or _english_count(text, type_id)
    if figure is None:
        return _vague_count(text, type_id)
    at = text.find(figure.words)
    hedge = _HEDGE.search(text, max(0, at - 20), at) if at > 0 else None
    before = f"{hedge.group().strip()} " if hedge else ""
    said = _NUMBER.search(figure.words)
    number = said.group() if said else figure.words  # Korean: "10여 발"
    return Count(int(figure.value), f"{before}{number}", f"{before}{figure.words}")


_NUMBER = re.compile(
    rf"^{FIGURE}{SCALE}(?=\s[^가-힣])|(?<=\s){FIGURE.replace('figure', 'last')}$", re.IGNORECASE
)


def _english_count(text: str, type_id: str) -> Figure | None:
    if type_id not in _THINGS:
        return None
    revised = _REVISED_TO.search(text)
    if (
        revised is not None
        and (value := value_of(revised["figure"], revised["scale"]))
        and value == int(value)
    ):
        return Figure(value, " ".join(revised.group().split()))
    for found in _counted(type_id).finditer(text):
        if (
            in_background(text, found.start())
            or _VAGUE.search(text[max(0, found.start() - 40) : found.start()])
            or _no_count(text, found, type_id)
        ):
            continue
        value = value_of(found["figure"], found["scale"])
        if value == int(value) and 0 < value < _MANY:
            return Figure(value, " ".join(found.group().split()))
    return None


def _vague_count(text: str, type_id: str) -> Count | None:
    """Return the words that stand for a number ("several missiles", "미사일 수 발"), or None."""
    for pattern in _vaguely_counted(type_id):
        for found in pattern.finditer(text):
            if not in_background(text, found.start()):
                return Count(None, " ".join(found["vague"].split()), " ".join(found.group().split()))
    return None


@cache
def _counted(type_id: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b{FIGURE}{SCALE}\s{_ADJECTIVES}{_THINGS[type_id]}\b(?!-)(?!\s{_PART_OF})", re.IGNORECASE
    )


@cache
def _vaguely_counted(type_id: str) -> tuple[re.Pattern[str], ...]:
    found = []
    if type_id in _THINGS:
        found.append(
            re.compile(
                rf"\b(?P<vague>{_VAGUE_WORDS})\s{_ADJECTIVES}{_THINGS[type_id]}\b(?!-)(?!\s{_PART_OF})",
                re.IGNORECASE,
            )
        )
    if type_id in _KOREAN_THINGS:
        found.append(
            re.compile(
                rf"(?P<vague>수십|수백|수천|여러|다수의?|수)\s?(?:{_KOREAN_THINGS[type_id]})(?![가-힣]?\s?대)"
            )
        )
    return tuple(found)


def _no_count(text: str, found: re.Match[str], type_id: str) -> bool:
    """Tell whether a figure is a year, an age, an ordinal, a name's number or a calibre."""
    figure, head = found["figure"], text[max(0, found.start() - 12) : found.start()]
    words = found.group()
    if re.fullmatch(r"(?:19|20)\d\d", figure) or re.search(
        r"[-–$₩£€.:]$|\b(?:No|Hwasong|KN|Unha|type)[. -]?$", head
    ):
        return True
    if re.match(
        rf"{re.escape(figure)}[\s-]?(?:mm|km|years?|percent|%|st\b|nd\b|rd\b|th\b|days?|minutes?|hours?|tons?)",
        words,
        re.IGNORECASE,
    ):
        return True
    if figure.lower() not in ("a", "an", "another"):
        return False
    return type_id not in _ARTICLE_COUNTS or bool(
        re.search(
            r"\b(?:number|series|salvo|barrage|volley|types? of|new type|kind of|few)\b|missiles\b|rockets\b",
            words,
            re.IGNORECASE,
        )
    )


def _korean_count(text: str, type_id: str) -> Figure | None:
    things = _KOREAN_THINGS.get(type_id)
    if things is None or not re.search(r"[가-힣]", text):
        return None
    for found in re.finditer(rf"{_KOREAN_FIGURE}(?:{things})(?![가-힣]?\s?대)", text):
        if not (found["man"] or found["chon"] or found["rest"]):
            continue
        value = (
            float((found["man"] or "0").strip().rstrip("만") or 0) * 10_000
            + float((found["chon"] or "0").rstrip("천") or 0) * 1000
            + float((found["rest"] or "0").replace(",", ""))
        )
        if 0 < value < _MANY:
            return Figure(float(int(value)), found.group().strip())
    return None
