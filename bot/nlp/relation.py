"""Tells how an item stands to its event: first telling, confirmation, revision, denial, reaction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model.verdict import Item, TypeScore
from bot.policy.denial import denies
from bot.policy.duration import day_of

_I = re.IGNORECASE
_REVISION = re.compile(
    r"\b(revis(es|ed|ing)|updat(es|ed) (the )?(count|number|toll|estimate)|corrects?|corrected|raises? .{0,20}(toll|count|number)|"
    r"(count|number|tally|toll|total|figure|estimate)s?\b.{0,45}\b(raised|revised|lowered|cut|rises?|rose|climbs?|updated) (up |down )?to|"
    r"not \w+ but|instead of|death toll (rises|climbs)|toll rises|now says)\b|\(\d(st|nd|rd|th) (LD|LEAD)\)|정정|수정 발표|늘어",
    _I,
)
_CONFIRMATION = re.compile(
    r"\b(confirm(s|ed|ing)?|acknowledg(es|ed)|admit(s|ted)?|identified as|verif(ies|ied)|kcna (says|said|reports)|state media (say|says|said|report|reports|confirm)|"
    r"north korea (says|said|claims|claimed) (it|its|that it))\b|확인했|확인됐|시인|조선중앙통신|인정",
    _I,
)
_REACTION = re.compile(
    r"\b(condemn\w*|denounc\w*|react(s|ed|ion)?|respon(d|ds|ded|se)|urges?|slam\w*|protest\w*|calls? (on|for)|criticiz\w*|in response to|warns?|vow(s|ed)?)\b|규탄|비난|반발|촉구|항의",
    _I,
)
_ANOTHER = re.compile(
    r"\b(another|again|once more|second|third|fourth|fifth|sixth|2nd|3rd|4th|new round|more (missiles?|balloons?|shells?|rockets?|troops))\b|또 |또다시|추가 발사|재차|연이어",
    _I,
)
_DEED = re.compile(
    r"\b(launch\w*|tests?|firing|missiles?|shelling|drills?|exercises?|sanctions|balloons?|attack|sinking|deployment)\b|"
    r"발사|실험|훈련|제재|풍선|도발|포격|파병",
    _I,
)
_WORDS_ONLY = frozenset({"statement_threat", "diplomatic_talks", "sanctions", "allied_exercise"})


def relation_of(item: Item, types: Sequence[TypeScore], background: Sequence[str]) -> str:
    """Return how an item stands to its event (one of `bot.model.event.RELATIONS`).

    Args:
        item: the text.
        types: what it was recognised as, the main type first.
        background: types whose triggers stand in its background clauses.
    """
    title = item.title
    if denies(title):  # a denial in words of its own is a statement, and no more
        return "report" if types and types[0].id == "statement_threat" else "denial"
    of_a_deed = bool(background) or bool(_DEED.search(title))
    if types and types[0].id in _WORDS_ONLY and of_a_deed and _REACTION.search(title):
        return "reaction"
    if _REVISION.search(title):
        return "revision"
    if _CONFIRMATION.search(title):
        return "confirmation"
    return "report"


def opens_new(item: Item) -> bool:
    """Tell whether an item says of itself that its event is another one ("again", "second")."""
    title = item.title
    return bool(_ANOTHER.search(title)) and day_of(title) == 1 and not _REVISION.search(title)
