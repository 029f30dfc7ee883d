"""Tells how an item stands to its event: first telling, confirmation, revision, denial, reaction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model.verdict import Item, TypeScore
from bot.policy.denial import denies, first_sentence
from bot.policy.merging.duration import day_of

_I = re.IGNORECASE
_REVISION = re.compile(
    r"\b(revis(?:es|ed|ing)|re-?assess(?:es|ed)?|re-?classif(?:y|ies|ied)|updat(?:es|ed) (?:the |its )?(?:count|number|toll|estimate|assessment|analysis)|"
    r"corrects?|corrected|raises? .{0,20}(?:toll|count|number)|(?:up|down)grad(?:es|ed) .{0,20}(?:assessment|estimate)|"
    r"(?:count|number|tally|toll|total|figure|estimate)s?\b.{0,45}\b(?:raised|revised|lowered|cut|rises?|rose|climbs?|updated) (?:up |down )?to|"
    r"after (?:further|additional|closer|detailed) (?:analysis|review)|turn(?:s|ed) out|"
    r"not \w+ but|instead of|death toll (?:rises|climbs)|toll rises|now (?:says|believed|thought|put at))\b|"
    r"\(\d(?:st|nd|rd|th) (?:LD|LEAD)\)|정정|수정 발표|재평가|재분석|추가 분석|정밀 분석|늘어|늘었",
    _I,
)
_OWN = r"(?:north korea|n\.? ?korea|nk|dprk|pyongyang|kcna|kim(?: jong[- ]un)?)"
_CONFIRMATION = re.compile(
    r"\b(?:confirms?|confirmed|confirming|acknowledg(?:es|ed)|admit(?:s|ted)?|identif(?:ies|ied) .{0,40}\bas|verif(?:ies|ied)|"
    r"kcna (?:says|said|reports|claims|calls)|state (?:media|tv|television|radio) (?:say|says|said|report|reports|claim|claims|confirm|show|shows|release|releases)|"
    rf"{_OWN} (?:says|said|claims?|claimed|boasts|touts|hails|reveals?) (?:(?:that )?it (?:has )?(?:successfully )?"
    r"(?:test|launch|fir|conduct|sent|perform|simulat|practi|stag|held|carried)|(?:its |the |a |first |new |third |second |successful |latest )*"
    r"(?:test|launch|weapon|missile|rocket|warhead|sub(?:marine)?\b|satellite|hypersonic|icbm)\b)|"
    rf"{_OWN} (?:claims?|claimed|boasts|touts) )|"
    r"(?:[:,\u2013\u2014-] ?(?:kcna|state media)\s*$)|"
    r"\b(?:photos?|pictures|images|footage|video)\b.{0,40}\b(?:launch|test|missile|rocket)|"
    r"\b(?:releases?|publish(?:es)?|airs|unveils|shows?) (?:\w+ )?(?:photos?|pictures|images|footage|video)\b|"
    r"확인했|확인됐|시인|조선중앙통신|노동신문|중앙TV|인정|(?:성공|진행|실시)했다고|발사\s?성공|성공 주장|시험\s?발사\s?주장|사진 공개|영상 공개|^북(?:한)? [\"“”]",
    _I,
)
_EVENT = (  # what somebody else has said or done, as one speaks of it afterwards
    r"(?:(?:missile|rocket|nuclear|bomb|weapons?|satellite|icbm|ballistic|hydrogen|overnight|latest|recent|new|h-bomb|nuke)[\w-]* (?:\w+ ){0,2})?"
    r"(?:launch(?:es)?|tests?|firings?|shelling|attacks?|sinking|provocations?|balloons?|drills?|exercises?|deployment|sanctions|"
    r"threats?|claims?|offers?|proposals?|declarations?|comments?|remarks|statements?|summit|talks|announcement|explosion|exchange of)"
)
_JUDGES = re.compile(
    r"\b(?:condemn\w*|denounc\w*|reacts?|reacted|reactions?|respon(?:d|ds|ded|ding|se)|slam\w*|blast(?:s|ed)|rips?|decr(?:y|ies|ied)|protest(?:s|ed)?|deplor\w*|"
    r"criticiz\w*|criticis\w*|oppos(?:es|ed|ition)|welcomes?|welcomed|hails?|hailed|prais(?:es|ed)|applauds?|dismiss(?:es|ed)|"
    r"brush(?:es|ed) (?:\w+ )?aside|shrugs? off|tamps? down|play(?:s|ed)? down|accepts?|accepted|rejects?|rejected|outrage|outcry|"
    r"unacceptable|urges?|urged|demands?|calls? (?:on|for)|doubts)\b|규탄|비난|반발|촉구|항의|환영|유감|우려 표명|반응",
    _I,
)
_SAYS = re.compile(
    r"\b(?:says?|said|states|stated|tells?|told|tweets?|tweeted|calls?|called|warns?|warned|vows?|vowed|threatens?|threatened|orders?|ordered|promises|pledges?)\b|:\s",
    _I,
)
_AFTERWARDS = re.compile(
    rf"\b(?:after|following|over|on|to|in response to|in retaliation for|responding to|about)\b (?:[\w.'\u2019-]+ ){{0,5}}?{_EVENT}\b",
    _I,
)
_NOT_YET = re.compile(
    r"\b(?:in case of|ahead of|if|unless|not to|before|planned|possible|potential|any further|upcoming|annual|should|will respond|would respond)\b|(?:할|하면|시) (?:경우|대가)",
    _I,
)
_PAST_EVENT = re.compile(
    rf"\b{_EVENT}\b|발사|실험|훈련|제재|풍선|도발|포격|파병|담화|제안|핵실험",
    _I,
)
_ANOTHER = re.compile(
    r"\b(?<!following )(?<!after )(?<!for )(?:another|again|once more|second|third|fourth|fifth|sixth|2nd|3rd|4th|new round|more (?:missiles?|balloons?|shells?|rockets?|troops))\b|또 |또다시|추가 발사|재차|연이어",
    _I,
)
_WORDS_ONLY = frozenset(
    {"statement_threat", "diplomatic_talks", "sanctions", "allied_exercise", "inter_korean"}
)
_STATED = frozenset({"statement_threat", "diplomatic_talks"})


def relation_of(item: Item, types: Sequence[TypeScore], background: Sequence[str]) -> str:
    """Return how an item stands to its event (one of `bot.model.event.RELATIONS`).

    Args:
        item: the text.
        types: what it was recognised as, the main type first.
        background: types whose triggers stand in its background clauses.
    """
    title = item.title
    main = types[0].id if types else None
    if denies(title):  # a denial in words of its own is a statement, and no more
        return "report" if main == "statement_threat" else "denial"
    if main in _WORDS_ONLY and _reacts(title, main):
        return "reaction"
    if _REVISION.search(title):
        return "revision"
    if main not in _STATED and _CONFIRMATION.search(first_sentence(title)):
        return "confirmation"
    return "report"


def _reacts(title: str, type_id: str | None) -> bool:
    """Tell whether a headline answers what another has said or done: it judges it, or is said after it."""
    if _NOT_YET.search(title):
        return False
    if _JUDGES.search(title) and _PAST_EVENT.search(title):
        return True
    return type_id in _STATED and bool(_SAYS.search(title)) and bool(_AFTERWARDS.search(title))


def opens_new(item: Item) -> bool:
    """Tell whether an item says of itself that its event is another one ("again", "second")."""
    title = item.title
    return bool(_ANOTHER.search(title)) and day_of(title) == 1 and not _REVISION.search(title)
