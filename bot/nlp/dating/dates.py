"""Reads when an event happened, in Korea, from the words of an item and the day it was published.

The words are found by `date_words` (English) and `date_words_ko` (Korean); here is decided which of
them tells of the event: not the dateline, not the anniversary, not what happened before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.nlp.dating.clock_words import SEOUL
from bot.nlp.dating.date_words import WEEKDAYS, DateWords, Frame, english_dates
from bot.nlp.dating.date_words_ko import korean_dates
from bot.nlp.dating.tense_words import tells_as_done


@dataclass(frozen=True, slots=True)
class DateReading:
    """When something happened, as far as a text says it.

    `date` is the Korean local date (YYYY-MM-DD, YYYY-MM or YYYY), `time` an aware UTC datetime
    where an hour was told, `words` what it was read from. `historical`: the text marks it as the
    anniversary of something old. `read_from` tells how: `words`, `published` (the day of
    publication), `day_before` (of publication) or `unknown`.
    """

    date: str | None = None
    precision: str | None = None  # day | month | year | published
    time: datetime | None = None
    words: str | None = None
    historical: bool = False
    read_from: str = "unknown"


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
    r"\([가-힣·]{2,12}=[가-힣A-Z0-9·]{2,10}\)[^.]{0,20}(?:기자|특파원)|(?:\d{1,2}월\s?)?\d{1,2}일발\s?조선중앙통신"
)
_ANNIVERSARY = re.compile(
    r"\b\d{1,3}(?:st|nd|rd|th)\s(?:birth(?:day|\sanniversary)|anniversary)|\banniversary\b|\d{1,3}\s?(?:주년|돌)|기념일|(?:years|decades)\sago\stoday|on this day",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:since|after|(?<!the )following|despite|amid|prior to|ahead of|days? after|compared (?:to|with)|recalling|"
    r"mark(?:s|ing)|dating|unlike)\b|\b(?:by|before|until|till)\s(?:early\s|late\s)?$|"
    r"\bas (?:soon|early) as\b|\b(?:was|were|been)\s(?:originally\s)?(?:scheduled|set|planned|due)\s",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s(?:early\s|late\s)?$", re.IGNORECASE)
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
    r"(?:^|\n)\W{0,3}(?:WASHINGTON|UNITED NATIONS|NEW YORK|CAMP DAVID|[A-Z][A-Za-z. ]{2,40},\s(?:Ala|Ariz|Calif|Colo|Conn|Fla|Ga|Ill|"
    r"Mass|Md|Mich|Minn|N\.?C|N\.?J|N\.?Y|Pa|Tenn|Va|Wash|Alaska|Florida|Hawaii|Nebraska|Texas))[A-Za-z., /]{0,14}\s?(?:\(|—|–|-)"
)
# A date that names a thing: "the September 19 military agreement", "the June 12 summit".
_NAMES_A_THING = re.compile(
    r"\s(?:(?:inter-Korean|comprehensive|military|joint|North-South|Panmunjom|Singapore|historic)\s){0,2}"
    r"(?:agreement|declaration|accord|communiqu|summit\b(?!\s(?:opened|began|took)))|(?<=월 \d{2}일)\s(?:남북\s?)?군사\s?합의"
)
_RECURS = re.compile(
    r"\s(?:and|or)\s(?:the\s)?\d{1,2}(?:st|nd|rd|th)\b|\sof\s(?:each|every)\b"
)  # "on the 5th of each month"
_CAPTION = re.compile(r"[^|\n]{0,130}\|\s?[^|\n]{0,60}(?:Photo|Getty|\bAP\b)")  # "… on April 15. | AP Photo"
# What New York and Washington decide in their afternoon is the next day's in Korea; a bare day cannot tell which.
_ACROSS_THE_OCEAN = re.compile(
    r"\b(?:Security Council|UNSC)\s(?:unanimously\s|meeting\s)?(?:adopts|approves|votes|imposes|condemns|passes|regarding|agrees)\b|"
    r"\b(?:addressing|at|before|to)\s(?:the\s)?(?:UN|United Nations|U\.N\.) General Assembly|"
    r"\b(?:Trump|Biden|Obama|Bush|White House)\s(?:(?:officially|formally|just)\s)?"
    r"(?:accepts|asks|removes|declares|signs|puts?|agrees)\b",
    re.IGNORECASE,
)
# "Lavrov to visit Pyongyang": it is still to come, and no word tells when.
_TO_COME = re.compile(
    r"^(?:\([A-Z]+\)\s)?(?:(?!(?:Refuses|Threatens|Fails|Agrees|Vows|Offers|Urges|Wants)\s)"
    r"(?:[A-Z][\w.’'-]*,?|and|of|the|top|envoys?|leaders?|ministers?)\s){1,7}to\s"
    r"(?i:visit|hold|meet|travel|go|host|attend|open|reopen|resume|restart|begin|start|convene|conduct|stage|join|talk)\b",
)
# Papers that print their stories as features, the day they tell of or the day after: which one, only the text can say.
_FEATURES = re.compile(r"New York Times", re.IGNORECASE)
# A finding about an old test: "the ministry says the launch was a disguised missile test".
_FINDING = re.compile(
    r"\b(?:says?|said|confirms?|believes?|estimates?|concludes?|finds?)\b.{0,60}\b(?:launch|test|blast|explosion|missiles?|satellite)\b.{0,60}"
    r"\b(?:was|were|had|used|has been)\b|\bconfirms? that\b|\btest used\b",
    re.IGNORECASE,
)
_TESTS = frozenset({"nuclear_test", "satellite_launch"})
_TELLS_THAT = re.compile(
    r"\b(?:reports?|reported|confirms?|confirmed|claims?|alleges?|announce[sd]?|says?)\b", re.IGNORECASE
)
_KIM_ACTS = re.compile(
    r"\bKim Jong[ -][UI](?:n|l)\b.{0,40}?\b(?:visit|inspect|oversee|guid|meet|receiv|attend|tour|send|sent|give|conven|watch|"
    r"preside|make|clarif|observ|direct|suprevis|supervis|congratulat|console|speech)",
    re.IGNORECASE,
)
_SPOKEN = frozenset({"statement_threat", "diplomatic_talks", "sanctions", "inter_korean"})
_DEEDS = frozenset(
    {"missile_test", "nuclear_test", "satellite_launch", "leadership_activity", "artillery_fire"}
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
    if source and today and _DIARY.search(source):
        fitting = [w for w in fitting if _late_news(w, text, today, types)]
    best = _choose(fitting, text, frame, types)
    if best and frame.stateside and published_precision == "day" and _of_today(best, text, today):
        return DateReading(historical=anniversary)  # that day's afternoon there is the next day here
    if best is not None:
        precision = {10: "day", 7: "month", 4: "year"}[len(best.value)]
        said = text[best.start : best.end]
        return DateReading(best.value, precision, best.time, said, anniversary, "words")
    if today is None:
        return DateReading(historical=anniversary)
    if _cannot_tell(text, published_precision, source, types):
        return DateReading(historical=anniversary)
    shift = _unspoken_shift(text, source, types, found)
    day = (today + timedelta(days=shift)).isoformat()
    return DateReading(
        day, "published", historical=anniversary, read_from="day_before" if shift else "published"
    )


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
    return next((w for w in fitting if tells_as_done(text[: w.start])), None)


_REPORTS = re.compile(r"\b(?:report|said|says|announc|confirm|claim|state media|KCNA)", re.IGNORECASE)


def _tells_of_event(
    words: DateWords, text: str, frame: Frame, types: frozenset[str], *, korean: bool
) -> bool:
    """Tell whether date words are about the event, and not its dateline, background or anniversary."""
    if any(d.start() <= words.start < d.end() for d in _DATELINE.finditer(text)):
        return False
    if re.match(r"\s\w*\s?anniversary", text[words.end :], re.IGNORECASE):
        return False
    if (
        any(p.match(text, words.end) for p in (_NAMES_A_THING, _RECURS, _CAPTION))
        and words.kind == "calendar"
    ):
        return False
    if korean and _KOREAN_BACKGROUND.match(text[words.end :]):
        return False
    if not korean and _is_background(text, words, frame.day):
        return False
    return _within_reach(words, frame, types)


def _of_today(words: DateWords, text: str, today: date | None) -> bool:
    """Tell whether words name the weekday of publication itself."""
    said = WEEKDAYS.get(text[words.start : words.end].lower().split()[-1])
    return words.kind == "weekday" and today is not None and said == today.weekday()


def _late_news(words: DateWords, text: str, today: date, types: frozenset[str]) -> bool:
    """Tell whether a diary's entry tells on its day of a deed done before: "confirms a test on October 9"."""
    day = words.day
    if day is None:
        return tells_as_done(text[: words.start])
    told = types & _DEEDS and _TELLS_THAT.search(text.partition("\n")[0])
    return bool(told) and day < today


def _cannot_tell(text: str, precision: str, source: str | None, types: frozenset[str]) -> bool:
    """Tell whether publication says too little of the day: no date is then better than a wrong one."""
    title = text.partition("\n")[0]
    if types & COMING and _TO_COME.match(title):
        return True
    if types & _TESTS and _FINDING.search(title):
        return True
    if precision != "day":  # an instant has its Korean day
        return False
    feature = source and _FEATURES.match(source) and not types & _SPOKEN
    return bool(feature) or _ACROSS_THE_OCEAN.search(title) is not None


def _is_background(text: str, words: DateWords, today: date | None) -> bool:
    clause = _BREAK.split(text[max(0, words.start - 100) : words.start])[-1]
    if _BETWEEN.search(clause):  # of a span that is past the end tells, of one to come the start
        return words.day is None or today is None or words.day <= today
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
        return -1 if "dprk_exercise" in types and _STATE_MEDIA.search(text) else 0
    if types & _NEXT_DAY and not any(w.day for w in found) and _CLAIMED.search(title):
        return -1
    return 0


def _mostly_hangul(text: str) -> bool:
    hangul = sum("가" <= c <= "힣" for c in text)
    return hangul * 3 > sum(c.isalpha() for c in text)
