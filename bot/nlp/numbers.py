"""Reads the figures of an event: how many, how far, how high, how many hurt, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the words it was read from."""

    value: float
    words: str


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NAMED = {word: n for n, word in enumerate(_ONES)}
_NAMED |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_NAMED |= {
    f"{tens}-{one}": 10 * n + k
    for n, tens in enumerate(_TENS, start=2)
    for k, one in enumerate(_ONES[1:10], start=1)
}
_NAMED |= {
    "a": 1,
    "an": 1,
    "another": 1,
    "single": 1,
    "couple of": 2,
    "pair of": 2,
    "dozen": 12,
    "a dozen": 12,
    "half a dozen": 6,
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "mln": 1_000_000, "dozen": 12}

_FIGURE = (
    r"(?P<figure>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|" + "|".join(sorted(_NAMED, key=len, reverse=True)) + r")"
)
_SCALE = r"(?:[\s-](?P<scale>hundred|thousand|million|mln|dozen))?"
_VAGUE = re.compile(
    r"\b(?:several|multiple|many|a few|few|a number of|dozens of|scores of|hundreds of|thousands of|tens of thousands of|"
    r"a salvo of|a barrage of|a volley of|a series of|unspecified number of|수|여러|수십|수백)\s?$",
    re.IGNORECASE,
)
_ADJECTIVES = r"(?:(?!and\b|or\b|of\b|in\b|on\b|at\b|to\b|from\b|after\b|with\b|days?\b|years?\b|times?\b|km\b|th\b)[\w'’./()-]+\s){0,5}?"

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
_BEFORE = r"(?:\b(?:after|following|since|days after|hours after|weeks after|despite|amid|than)\b)"


# "Count of balloons raised to 120": what is counted stands before the figure.
_REVISED_TO = re.compile(
    rf"\b(?:count|number|tally|total)\sof\s[^.;\n]{{1,60}}?\s(?:(?:is|was|has been)\s)?"
    rf"(?:raised|revised|lowered|cut|rises|rose|climbs|updated)\s(?:up\s|down\s)?to\s(?:about\s|around\s|some\s)?"
    rf"{_FIGURE}{_SCALE}(?!\s?(?:percent|%|km|years?|days?))(?![\d.,]*\d)",
    re.IGNORECASE,
)


def count_of(text: str, type_id: str) -> Figure | None:
    """Return how many of what a type counts were told ("around 10", "at least six"), or None.

    "Several" and "a salvo of" tell no number. The first figure outside an "after …" clause counts.
    """
    korean = _korean_count(text, type_id)
    if korean is not None:
        return korean
    things = _THINGS.get(type_id)
    if things is None:
        return None
    revised = _REVISED_TO.search(text)
    if revised is not None and (value := _value(revised["figure"], revised["scale"])) and value == int(value):
        return Figure(value, " ".join(revised.group().split()))
    pattern = re.compile(rf"\b{_FIGURE}{_SCALE}\s{_ADJECTIVES}{things}\b(?!-)(?!\s{_PART_OF})", re.IGNORECASE)
    for found in pattern.finditer(text):
        if (
            _in_background(text, found.start())
            or _VAGUE.search(text[: found.start()])
            or _no_count(text, found, type_id)
        ):
            continue
        value = _value(found["figure"], found["scale"])
        if value is not None and value == int(value) and 0 < value < 10_000_000:
            return Figure(value, " ".join(found.group().split()))
    return None


def _value(figure: str, scale: str | None) -> float | None:
    word = figure.lower()
    value = float(_NAMED[word]) if word in _NAMED else float(word.replace(",", ""))
    return value * _SCALES[scale.lower()] if scale else value


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
        if 0 < value < 10_000_000:
            return Figure(float(int(value)), found.group().strip())
    return None


def _in_background(text: str, at: int) -> bool:
    clause = re.split(r"[.;:!?\n—]\s|,\s", text[max(0, at - 90) : at])[-1]
    return re.search(_BEFORE, clause, re.IGNORECASE) is not None and "more than" not in clause.lower()


_LENGTH = r"(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?(?:to|-|–)\s?\d[\d,.]*)?[\s-]?(?P<unit>km|kilomet(?:er|re)s?|㎞|mi\b|miles?|킬로미터|킬로메터)"
_FLEW = re.compile(
    rf"(?:flew|flown|flying|travel+ed|travel+ing|covered|soared|distance of|range of about|flight distance)[^.\d]{{0,60}}?{_LENGTH}",
    re.IGNORECASE,
)
_KM_FLOWN = re.compile(
    rf"{_LENGTH}[를을]?\s?(?:\(\S+ \w+\)\s)?(?:before (?:landing|falling|splashing|crashing)|(?:가량|정도)?\s?(?:를|을)?\s?(?:비행|날아))",
    re.IGNORECASE,
)
_KOREAN_FLEW = re.compile(rf"(?:비행\s?거리|사거리)[는가은]?\s?(?:약\s?)?{_LENGTH}")
_HEIGHT = re.compile(
    rf"(?:altitude|apogee|height|peak)[^.\d]{{0,40}}?{_LENGTH}|(?:정점\s?)?고도[는가은]?\s?(?:약\s?)?{_LENGTH.replace('?P<n>', '?P<n2>').replace('?P<unit>', '?P<unit2>')}",
    re.IGNORECASE,
)
_KM_HIGH = re.compile(
    rf"{_LENGTH}\s(?:\([^)]{{0,20}}\)\s)?(?:in altitude|high\b|altitude|apogee)", re.IGNORECASE
)


def distance_of(text: str) -> Figure | None:
    """Return the kilometres something flew ("flew about 320 km", "travelled 124 miles"), or None."""
    return _kilometres(text, (_FLEW, _KM_FLOWN, _KOREAN_FLEW), lambda value: 0 < value < 25_000)


def apogee_of(text: str) -> Figure | None:
    """Return the greatest height in kilometres ("a maximum altitude of 90 km"), or None."""
    return _kilometres(text, (_HEIGHT, _KM_HIGH), lambda value: 0 < value < 15_000)


def _kilometres(
    text: str, patterns: tuple[re.Pattern[str], ...], sane: Callable[[float], bool]
) -> Figure | None:
    for pattern in patterns:
        found = pattern.search(text)
        if found is None:
            continue
        groups = found.groupdict()
        number, unit = groups.get("n") or groups.get("n2"), groups.get("unit") or groups.get("unit2")
        if not number or not unit:
            continue
        value = float(number.replace(",", ""))
        if unit.lower().startswith("mi"):
            value = round(value * KM_PER_MILE, 1)
        if sane(value):
            return Figure(value, " ".join(found.group().split()))
    return None


_PEOPLE = r"(?:\s(?!and\b|or\b)[\w'’-]+){0,4}?"
_DEAD = (
    re.compile(
        rf"\b{_FIGURE}{_SCALE}{_PEOPLE}\s(?:were\s|was\s|are\s|is\s|have\s|has\s|been\s){{0,2}}(?:killed|dead|died|dies|die|drown(?:ed)?|perished)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:kill(?:s|ed|ing)?|claim(?:s|ed|ing)? the lives of|death toll\D{{0,40}}(?:to|at|of|is)|leav(?:es|ing)|left)\s(?:at least\s|about\s|some\s|nearly\s|more than\s|up to\s|around\s)?{_FIGURE}{_SCALE}\b",
        re.IGNORECASE,
    ),
)
_HURT = (
    re.compile(
        rf"\b{_FIGURE}{_SCALE}{_PEOPLE}\s(?:were\s|was\s|are\s|is\s)?(?:seriously\s|slightly\s)?(?:wounded|injured|hurt)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:injur(?:es|ed|ing)|wound(?:s|ed|ing))\s(?:at least\s|about\s|some\s|nearly\s|more than\s)?{_FIGURE}{_SCALE}\b",
        re.IGNORECASE,
    ),
)
_KOREAN_DEAD = re.compile(
    r"(?P<n>\d[\d,]*)\s?여?\s?명[이은가]?\s?(?:\S{0,6}\s)?(?:사망|숨|전사|죽|피살|희생)"
)
_KOREAN_HURT = re.compile(
    r"(?P<n>\d[\d,]*)\s?여?\s?명[이은가]?\s?(?:\S{0,6}\s)?(?:부상|다쳐|다쳤|다친|중상|경상)"
)
_LEFT = re.compile(r"^leav|^left", re.IGNORECASE)


def casualties_of(text: str) -> Figure | None:
    """Return the dead and hurt that are told, added up; None where none are told."""
    dead = _people(text, _DEAD, _KOREAN_DEAD)
    hurt = _people(text, _HURT, _KOREAN_HURT)
    told = [figure for figure in (dead, hurt) if figure is not None]
    if not told:
        return None
    return Figure(sum(f.value for f in told), "; ".join(f.words for f in told))


def _people(text: str, patterns: tuple[re.Pattern[str], ...], korean: re.Pattern[str]) -> Figure | None:
    for pattern in patterns:
        for found in pattern.finditer(text):
            if _LEFT.match(found.group()) and not re.match(
                r"[\w\s]{0,20}\b(?:dead|killed)", text[found.end() : found.end() + 30]
            ):
                continue
            if found["figure"].lower() in ("a", "an", "another") and not re.search(
                r"soldier|man|woman|civilian|guard|person|official|sailor", found.group(), re.IGNORECASE
            ):
                continue
            if re.search(r"\b(?:no|not)\s$", text[: found.start()], re.IGNORECASE):
                continue
            value = _value(found["figure"], found["scale"])
            if value is not None and value == int(value) and not 1900 <= value <= 2100:
                return Figure(value, " ".join(found.group().split()))
    told = korean.search(text)
    return Figure(float(told["n"].replace(",", "")), told.group()) if told else None


_FAILED = re.compile(
    r"\b(?:fail(?:s|ed|ure)?(?! to (?:detect|report|condemn|agree|respond|track|reach|stop))|unsuccessful(?:ly)?|explod(?:es|ed)|blew up|blows up|"
    r"broke apart|breaks up|disintegrat\w+|crash(?:es|ed)|botched|aborted|went wrong|capsiz\w+)\b|실패|폭발|추락|좌초",
    re.IGNORECASE,
)
_SUCCEEDED = re.compile(
    r"\b(?:success(?:ful|fully)?|succeed(?:s|ed)?|(?:placed|put|entered|enters|puts|places) (?:\w+\s){0,3}(?:in|into) orbit|hit (?:its|the) target)\b|성공|명중|궤도에 진입",
    re.IGNORECASE,
)
_OPENING = 400  # characters; what ended otherwise further down is mostly an older test
_ENDS = frozenset({"missile_test", "satellite_launch", "weapons_development", "nuclear_test"})


def outcome_of(text: str, type_id: str) -> tuple[str, str] | None:
    """Return `success` or `failure` with the words that tell it, or None; the earlier words decide."""
    if type_id not in _ENDS:
        return None
    text = text[:_OPENING]
    failed, succeeded = _FAILED.search(text), _SUCCEEDED.search(text)
    if (
        failed
        and not _in_background(text, failed.start())
        and (not succeeded or failed.start() <= succeeded.start())
    ):
        return "failure", failed.group()
    if succeeded and not _in_background(text, succeeded.start()):
        return "success", succeeded.group()
    return None
