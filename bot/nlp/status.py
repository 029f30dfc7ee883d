"""Tells whether an item reports, announces, assesses, denies, remembers or supposes its event.

Denials, memories and suppositions are told by their words; between what happened, what is announced
and what is somebody's assessment the learned model decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.model.verdict import Evidence, Item, TypeScore
from bot.nlp.learned.status_model import Features, shipped_status_model, status_features
from bot.policy.denial import denies

_HANGUL = re.compile(r"[가-힣]")
_DENIED = re.compile(
    r"^(?:[^,;:.]|(?<=\b[A-Z])\.){0,90}?\b(?:den(?:y|ies)|refutes?|(?<!were )(?<!was )(?<!being )(?<!be )denied(?=\s(?:that|it|having|any|reports?|claims?|"
    r"allegations?|accusations?|sending|launching|selling|firing|supplying))|"
    r"(?:rejects?|rejected|dismiss(?:es|ed)?)\s(?:\w+\s){0,3}(?:claims?|reports?|allegations?|accusations?|rumou?rs?|charges?))\b|"
    r"\bdid not (?:happen|take place|launch|fire|send)\b|부인(?!과)|사실무근|사실이\s?아니|사실과\s?다르|허위|일축",
    re.IGNORECASE,
)
_MAY_DENY = re.compile(r"den[iy]|refut|reject|dismiss|did not|부인|사실|허위|일축", re.IGNORECASE)
_MEMORY = re.compile(
    r"\b\d{1,3}(?:st|nd|rd|th)\sanniversary\b|\banniversary of\b|"
    r"\b(?:\d{1,3}|ten|twenty|thirty|forty|fifty|sixty|seventy)\syears\s(?:on\b|later\b)|"
    r"\b(?:looking back|remembering|on this day|decades (?:later|on))\b|"
    r"\bthe (?:19|20)\d\d (?:incident|operation|attack|raid|sinking|shelling)\b|\d{1,3}\s?주년|\d{1,2}주기",
    re.IGNORECASE,
)
_FRESH = re.compile(
    r"\b(?:fires?|fired|launch\w*|parade|holds?|held|visit\w*|sends?|sent|greet\w*|message|celebrat\w*|tests?|tested|warns?|vows?|"
    r"calls?|meets?|attend\w*|ceremony|unveil\w*|release\w*|announce\w*|marks|marked|fails?|failed|opens?|returns?|moves?|"
    r"introduc\w*|speech|reports?|says?|said)\b|열병식|발사|축전|개최|보고대회|연설",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"^(?:what if|if |could |would |should |can |might |how .{3,40}\b(?:could|would|might)\b)|"
    r"\bwould\s(?:\w+\s){1,4}if\b|\bif (?:north korea|pyongyang|kim|attacked|provoked|it|trump|talks)\b.{0,60}\b(?:would|will|could)\b|"
    r"만약|할\s?경우",
    re.IGNORECASE,
)
WORDS_ONLY = frozenset({"statement_threat", "diplomatic_talks"})

_DEEDS = frozenset({"missile_test", "nuclear_test", "propaganda_campaign", "border_incident"})
_HIDDEN = frozenset(
    {
        "arms_transfer",
        "troop_deployment",
        "cyber_operation",
        "nuclear_program",
        "weapons_development",
        "sanctions_evasion",
    }
    | {"gps_jamming", "humanitarian", "leadership_activity", "economy_trade", "air_activity"}
)
_PLANNED = frozenset(
    {
        "summit_visit",
        "allied_exercise",
        "dprk_exercise",
        "diplomatic_talks",
        "inter_korean",
        "economy_trade",
        "satellite_launch",
    }
    | {"sanctions", "defense_pact", "people_movement", "humanitarian", "domestic_politics"}
)
_PLAN_CUES = frozenset({"head_to", "says_will"})  # "Putin to visit …", "Seoul says it will send …"
_AHEAD = frozenset({"head_to"})
_TOLD_CUES = frozenset({"told_by", "satellite_image"})  # "…: spy agency", "satellite images show …"
# The model learned from English; Korean headlines say it with endings and set words.
_KOREAN_ASSESSED = re.compile(
    r"38노스|국정원|국가정보원|정보당국|정보기관|국방정보본부|보고서|추정|관측|분석|정황|의혹|첩보|소식통|평가했|평가$|위성사진|파악됐|알려졌|전해졌|"
    r"가능성|징후|동향|MSMT|전문가패널|유엔사무총장"
)
_KOREAN_PLANNED = re.compile(
    r"예정|계획|방침|하기로|추진|예고|제안|합의|검토|다음\s?(?:주|달)|내달|내년|오는\s\d|미룬다|연다|간다|온다|나선다|보낸다|만난다|방문한다|재개한다|할\s?듯"
)


def read_status(
    item: Item, types: Sequence[TypeScore], likely: Mapping[str, float] | None = None
) -> tuple[str, Evidence | None]:
    """Return the status of an item (one of `bot.model.verdict.STATUSES`) and the words it was read from.

    Args:
        item: the text.
        types: what the item was recognised as, the main type first.
        likely: how likely the trained network holds each status to be; it counts for more than the words.
    """
    said = _DENIED.search(item.title) if _MAY_DENY.search(item.title) else None
    if (said or denies(item.title)) and not (types and types[0].id == "statement_threat"):
        return "denied", Evidence("status", said.group() if said else item.title, "rule:denied")
    memory = _MEMORY.search(item.title)
    if memory and not _FRESH.search(item.title):
        return "historical", Evidence("status", memory.group(), "rule:memory")
    supposed = _SUPPOSED.search(item.title)
    if supposed and not (types and types[0].id in WORDS_ONLY):
        return "hypothetical", Evidence("status", supposed.group(), "rule:supposed")
    korean = _korean_status(item, types)
    if korean is not None:
        return korean
    features = status_features(item, types)
    by_rule = _rule_status(features, types[0].id if types else "")
    if by_rule is not None:
        return by_rule
    status, chance, cue = shipped_status_model().read(features, likely)
    if cue is None:
        return status, None
    return status, Evidence("status", features.words[cue], f"model:{cue}={chance:.2f}", chance)


def _rule_status(features: Features, kind: str) -> tuple[str, Evidence] | None:
    """Return the status that a headline's turn of phrase settles for a kind of event, or None."""
    told = _TOLD_CUES & features.in_title if kind in _HIDDEN else frozenset()
    if told:
        return "assessed", Evidence("status", features.words[min(told)], "rule:assessed")
    cues = _PLAN_CUES if kind in _PLANNED else _AHEAD if kind in _HIDDEN or kind in _DEEDS else frozenset()
    ahead = cues & features.in_title
    if ahead:
        return "announced", Evidence("status", features.words[min(ahead)], "rule:announced")
    return None


def _korean_status(item: Item, types: Sequence[TypeScore]) -> tuple[str, Evidence] | None:
    if not types or not _HANGUL.search(item.title):
        return None
    if types[0].id in _HIDDEN:
        found = _KOREAN_ASSESSED.search(f"{item.title}\n{item.summary}")
        if found:
            return "assessed", Evidence("status", found.group(), "rule:assessed_ko")
    if types[0].id in _PLANNED:
        found = _KOREAN_PLANNED.search(item.title)
        if found:
            return "announced", Evidence("status", found.group(), "rule:announced_ko")
    return None
