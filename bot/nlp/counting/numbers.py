"""Reads the figures of an event: how far, how high, how many hurt, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.nlp.counting.number_words import FIGURE, SCALE, Figure, in_background, value_of

KM_PER_MILE = 1.609344


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


_UNIT = re.compile(r"\d[\s-]?(?:k|K|mi|㎞|킬)")


def _kilometres(
    text: str, patterns: tuple[re.Pattern[str], ...], sane: Callable[[float], bool]
) -> Figure | None:
    if not _UNIT.search(text):
        return None
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
        rf"\b{FIGURE}{SCALE}{_PEOPLE}\s(?:were\s|was\s|are\s|is\s|have\s|has\s|been\s){{0,2}}(?:killed|dead|died|dies|die|drown(?:ed)?|perished)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:kill(?:s|ed|ing)?|claim(?:s|ed|ing)? the lives of|death toll\D{{0,40}}(?:to|at|of|is)|leav(?:es|ing)|left)\s(?:at least\s|about\s|some\s|nearly\s|more than\s|up to\s|around\s)?{FIGURE}{SCALE}\b",
        re.IGNORECASE,
    ),
)
_HURT = (
    re.compile(
        rf"\b{FIGURE}{SCALE}{_PEOPLE}\s(?:were\s|was\s|are\s|is\s)?(?:seriously\s|slightly\s)?(?:wounded|injured|hurt)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:injur(?:es|ed|ing)|wound(?:s|ed|ing))\s(?:at least\s|about\s|some\s|nearly\s|more than\s)?{FIGURE}{SCALE}\b",
        re.IGNORECASE,
    ),
)
_KOREAN_DEAD = re.compile(
    r"(?P<n>\d[\d,]*)\s?여?\s?명[이은가]?\s?(?:\S{0,6}\s)?(?:사망|숨|전사|죽|피살|희생)"
)
_KOREAN_HURT = re.compile(
    r"(?P<n>\d[\d,]*)\s?여?\s?명[이은가]?\s?(?:\S{0,6}\s)?(?:부상|다쳐|다쳤|다친|중상|경상)"
)
_HARM = re.compile(
    r"kill|dead|die[ds]?\b|drown|perish|lives of|toll|injur|wound|hurt|leav|left|명", re.IGNORECASE
)
_LEFT = re.compile(r"^leav|^left", re.IGNORECASE)


def casualties_of(text: str) -> Figure | None:
    """Return the dead and hurt that are told, added up; None where none are told."""
    if not _HARM.search(text):
        return None
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
            value = value_of(found["figure"], found["scale"])
            if value == int(value) and not 1900 <= value <= 2100:
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
        and not in_background(text, failed.start())
        and (not succeeded or failed.start() <= succeeded.start())
    ):
        return "failure", failed.group()
    if succeeded and not in_background(text, succeeded.start()):
        return "success", succeeded.group()
    return None
