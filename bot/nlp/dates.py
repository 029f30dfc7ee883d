"""Reads when an event happened, in Korea, from the words of an item and the day it was published.

The words are found by `date_words` (English) and `date_words_ko` (Korean); here is decided which of
them tells of the event: not the dateline, not the anniversary, not what happened before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.nlp.clock_words import SEOUL
from bot.nlp.date_words import DateWords, Frame, english_dates
from bot.nlp.date_words_ko import korean_dates


@dataclass(frozen=True, slots=True)
class DateReading:
    """When something happened, as far as a text says it.

    `date` is the Korean local date (YYYY-MM-DD, YYYY-MM or YYYY), `time` an aware UTC datetime
    where an hour was told, `words` what it was read from. `historical`: the text marks it as the
    anniversary of something old.
    """

    date: str | None = None
    precision: str | None = None  # day | month | year | published
    time: datetime | None = None
    words: str | None = None
    historical: bool = False


# Kinds of event that are announced for a day to come, so that a coming day is theirs.
COMING = frozenset(
    {
        "summit_visit",
        "diplomatic_talks",
        "domestic_politics",
        "allied_exercise",
        "dprk_exercise",
        "satellite_launch",
        "inter_korean",
    }
)
# Kinds that are told of by the month or year rather than by the day.
SLOW = frozenset(
    {
        "economy_trade",
        "arms_transfer",
        "sanctions_evasion",
        "humanitarian",
        "troop_deployment",
        "air_activity",
    }
)
# What state media tell of the day after.
_NEXT_DAY = frozenset(
    {"leadership_activity", "missile_test", "weapons_development", "dprk_exercise", "satellite_launch"}
)

_AMERICAN = re.compile(
    r"\b(?:usa today|fox|newsmax|cnn|washington (?:times|post|examiner)|new york (?:times|post)|theblaze|daily caller|"
    r"politico|vox|cbn|npr|nbc|cbs|abc news|wall street journal|bloomberg|voa|associated press|ap|breitbart|the hill|"
    r"national review|huffpost|time magazine|slate|los angeles times|newsweek|townhall)\b",
    re.IGNORECASE,
)
_STATE_MEDIA = re.compile(r"\bKCNA\b|Rodong|조선중앙통신|로동신문|노동신문|Naenara", re.IGNORECASE)
_DATELINE = re.compile(
    r"\b[A-Z][\w. ]{2,24},\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]{2,8})(?:,?\s\d{4})?\s?[,/]?\s?(?:\([A-Za-z/ ]{2,24}\)|--|—)|"
    r"\([가-힣·]{2,12}=[가-힣A-Z0-9·]{2,10}\)[^.]{0,20}(?:기자|특파원)|\d{1,2}일발\s?조선중앙통신"
)
_ANNIVERSARY = re.compile(
    r"\b\d{1,3}(?:st|nd|rd|th)\s(?:birth(?:day|\sanniversary)|anniversary)|\banniversary\b|\d{1,3}\s?(?:주년|돌)|기념일|(?:years|decades)\sago\stoday|on this day",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:since|after|(?<!the )following|despite|amid|prior to|ahead of|days? after|compared (?:to|with)|recalling|"
    r"mark(?:s|ing)|dating|unlike)\b|\b(?:by|before|until|till|between)\s(?:early\s|late\s)?$",
    re.IGNORECASE,
)
_KOREAN_BACKGROUND = re.compile(
    r"^\s?(?:이후|부터|까지|뒤|후|당시|이래|의\s|에 이어|앞서)|^\s?\S{0,12}\s?이후"
)
_BREAK = re.compile(r"[.;:!?\n—]\s|,\s")
_CHRONICLE = re.compile(r"Wikipedia|Beyond Parallel|\btimeline\b|\bdatabase\b", re.IGNORECASE)
_DIARY = re.compile(r"Wikipedia", re.IGNORECASE)  # files each thing under the day it happened
_CLAIMED = re.compile(
    r"\b(?:N\.?\s?Korea|North Korea|NKorea|Pyongyang|North|DPRK|KCNA|state media|it)(?:['’]s)?(?:\s\w+){0,2}\s"
    r"(?:says?|claims?|confirms?|reports?|releases?|parades?|unveils?|shows? off)\b|\bKCNA\b|state media",
    re.IGNORECASE,
)
_US_DATELINE = re.compile(
    r"(?:^|\n)\W{0,3}(?:WASHINGTON|UNITED NATIONS|NEW YORK|CAMP DAVID)[A-Za-z., ]{0,12}\s?(?:\(|—|–|-)"
)
_KIM_ACTS = re.compile(
    r"\bKim Jong[ -][UI](?:n|l)\b.{0,40}?\b(?:visit|inspect|oversee|guid|meet|receiv|attend|tour|send|sent|give|conven|watch|"
    r"preside|make|clarif|observ|direct|suprevis|supervis|congratulat|console|speech)",
    re.IGNORECASE,
)
_RECENT = timedelta(days=60)
_AHEAD = timedelta(days=120)


def resolve_date(
    text: str,
    published: datetime | None,
    published_precision: str = "second",
    lang: str | None = None,
    source: str | None = None,
    kinds: Iterable[str] = (),
) -> DateReading:
    """Return when the event of a text happened; the publication date where the text does not say.

    Args:
        text: title and summary, on two lines.
        published: aware UTC, or None: then nothing relative can be read and nothing is invented.
        published_precision: `day` where `published` is only a date (midnight in Seoul).
        lang: language of the text, or None to tell by its letters.
        source: who published it; North Korean state media write the day after.
        kinds: the event types it was recognised as; some are announced ahead, some last for months.
    """
    types = frozenset(kinds)
    today = published.astimezone(SEOUL).date() if published else None
    american = published_precision == "day" and bool(source and _AMERICAN.search(source))
    frame = Frame(today, american, stateside=_US_DATELINE.search(text) is not None)
    korean = lang == "ko" or (lang is None and _mostly_hangul(text))
    found = (korean_dates if korean else english_dates)(text, frame)
    anniversary = _ANNIVERSARY.search(text) is not None
    fitting = [w for w in found if _tells_of_event(w, text, frame, types, korean=korean)]
    best = None if source and today and _DIARY.search(source) else _choose(fitting, text, frame, types)
    if best is not None:
        precision = {10: "day", 7: "month", 4: "year"}[len(best.value)]
        return DateReading(best.value, precision, best.time, text[best.start : best.end], anniversary)
    if today is None:
        return DateReading(historical=anniversary)
    shift = _unspoken_shift(text, source, types, found)
    return DateReading((today + timedelta(days=shift)).isoformat(), "published", historical=anniversary)


def _choose(fitting: list[DateWords], text: str, frame: Frame, types: frozenset[str]) -> DateWords | None:
    """Return the words that tell best: a day before a month, "Thursday's test" before "said Friday"."""
    days = [w for w in fitting if w.day is not None]
    if days:
        first = days[0]
        owned = [w for w in days if w.owned and w.kind == "weekday"]
        if (
            owned
            and first.kind == "weekday"
            and not first.owned
            and _REPORTS.search(text[max(0, first.start - 30) : first.end + 30])
        ):
            return owned[0]
        return first
    if frame.day is None or types & SLOW:
        return fitting[0] if fitting else None
    return None


_REPORTS = re.compile(r"\b(?:report|said|says|announc|confirm|claim|state media|KCNA)", re.IGNORECASE)


def _tells_of_event(
    words: DateWords, text: str, frame: Frame, types: frozenset[str], *, korean: bool
) -> bool:
    """Tell whether date words are about the event, and not its dateline, background or anniversary."""
    if any(d.start() <= words.start < d.end() for d in _DATELINE.finditer(text)):
        return False
    if re.match(r"\s\w*\s?anniversary", text[words.end :], re.IGNORECASE):
        return False
    if korean and _KOREAN_BACKGROUND.match(text[words.end :]):
        return False
    if not korean and _is_background(text, words):
        return False
    return _within_reach(words, frame, types)


def _is_background(text: str, words: DateWords) -> bool:
    clause = _BREAK.split(text[max(0, words.start - 100) : words.start])[-1]
    return _BACKGROUND.search(clause) is not None


def _within_reach(words: DateWords, frame: Frame, types: frozenset[str]) -> bool:
    """Tell whether the day lies where the event of a piece of news can lie."""
    if frame.day is None:
        return True
    day = words.day
    if day is None:
        return (
            words.value <= frame.day.isoformat()[: len(words.value)]
            and _months_back(words.value, frame.day) <= 14
        )
    ahead = day - frame.day
    tomorrow_there = frame.american or words.kind == "calendar"
    if ahead > timedelta(days=1) or (ahead > timedelta() and not tomorrow_there):
        return ahead <= _AHEAD and bool(types & COMING)
    return -ahead <= _RECENT


def _months_back(value: str, today: date) -> int:
    year, month = int(value[:4]), int(value[5:7] or 12)
    return max(0, (today.year - year) * 12 + today.month - month)


def _unspoken_shift(text: str, source: str | None, types: frozenset[str], found: list[DateWords]) -> int:
    """Return the days between publication and an event whose day the text does not tell."""
    title = text.partition("\n")[0]
    if source and _STATE_MEDIA.search(source):
        return -1 if _KIM_ACTS.search(title) else 0
    if source and _CHRONICLE.search(source):
        return 0
    if types & _NEXT_DAY and not any(w.day for w in found) and _CLAIMED.search(title):
        return -1
    return 0


def _mostly_hangul(text: str) -> bool:
    hangul = sum("가" <= c <= "힣" for c in text)
    return hangul * 3 > sum(c.isalpha() for c in text)
