"""Turns a headline that denies something into one that says it, to know what it is that is denied.

"Pyongyang denies sending arms to Russia" is no event, but it belongs to one: whoever told of the arms
is contradicted. What it denies is read from the same words with the denial taken out, as any other
headline is.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
_TOLD = r"(?:claims?|reports?|allegations?|accusations?|rumou?rs?|announcements?|alerts?|charges?)"
_UNTRUE = (
    r"[\"'“‘]?(?:untrue|not true|false|fake|fabricat(?:ed|ions?)|baseless|groundless|unfounded|nonsense|"
    r"without (?:any )?(?:basis|foundation))[\"'”’]?"
)
_TURNED = (
    (
        re.compile(
            rf"\b(?:calls?|called|brands?|branded|terms?)\s(?={_TOLD}|(?:the|a)\s{_TOLD}|stor|talk)", _I
        ),
        "confirms ",
    ),
    (
        re.compile(
            rf"\s(?:(?:is|are|was|were|as)\s)?(?:an?\s|sheer\s|pure\s)?{_UNTRUE}(?=\s?(?:$|[,;:.(]|says?\b|said\b))",
            _I,
        ),
        "",
    ),
    (re.compile(rf"^{_UNTRUE}[:,]\s", _I), ""),
    (re.compile(r"^(?:claims?|reports?|rumou?rs?|stor(?:y|ies)|talk)\s(?:that|of)\s", _I), ""),
    (
        re.compile(
            r"\b(?:den(?:y|ies|ied|ying)|refut(?:es?|ed)|reject(?:s|ed)?|dismiss(?:es|ed)?|retract(?:s|ed)?|"
            rf"withdr(?:aws?|ew)|takes? back|took back)\b(?:\s(?:[\w.'’-]+\s){{0,3}}?{_TOLD}\b(?:\s(?:that|of|it)\b)?)?",
            _I,
        ),
        "confirms",
    ),
    (re.compile(r"\b(has|have|had|did|was|were)(?:\snot|n['’]t)\b(?:\syet\b)?", _I), r"\1"),
    (re.compile(r"(^|[:,;]\s|\bsays?\s|\bsaid\s|\bthat\s)(?:there was\s)?no\s", _I), r"\1"),
    (
        re.compile(
            r"(?:을|를|설|의혹)?\s?(?:전면\s)?(?:부인|일축)|사실무근|사실이\s?아니\w*|사실과\s?다르\w*"
        ),
        " 확인",
    ),
    (re.compile(r"(하|쏘|넘)지\s?않"), r"\1"),
)


def asserted(title: str) -> str:
    """Return what a headline would say if it did not deny it; one that denies nothing stays as it is."""
    for denial, instead in _TURNED:
        title = denial.sub(instead, title)
    return title
