"""Tells whether the words before a day speak of what is to come ("will meet on") or begins now ("open talks on")."""

from __future__ import annotations

import re

_WILL = re.compile(
    r"\b(?:will|would|(?<!up )(?<!according )(?<!way )(?<!ability )(?<!efforts )(?<!effort )(?<!bid )(?<!need )to(?=\s(?-i:[a-z]))(?!\s(?:the|a|an|its|his|their|be)\b)|plans?|planned|planning|expected|"
    r"scheduled|set|due|slated|upcoming|ahead of)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|says|told|held|met|sent|were|was|took|gave|went|left|came|began|struck|shot|made|\w{3,}ed)\b",
    re.IGNORECASE,
)
# "(Seoul says that) five hackers secretly stole": a headline that tells of a deed as done, and not of today's.
_DID = (
    r"(?:[a-z-]+s\s)?(?:ha[sd]\s|have\s)?(?:[a-z]+ly\s)?"
    r"(?:held|met|sent|were|was|took|gave|went|left|came|began|struck|shot|made|stole|fell|rose|sold|bought|built|fled|[a-z]{2,}ed)\s"
    r"(?!by\b)"
)
_TOLD_AS_DONE = re.compile(
    r"^(?:[^:;\n]{0,90}?\b(?:says?|said|claims?|claimed|reports?|reported|reveals?|announce[sd]|confirms?|finds?)\s(?:that\s)?(?:[^\s,;:]+\s){1,9}?|"
    r"[Aa]ccording to [^,\n]{1,50},\s(?:[^\s,;:]+\s){1,9}?|"
    r"(?:(?:[A-Z0-9][\w.’'&-]*,?|and|of|the|an?|more|than|nearly|about|over|around)\s){1,7})"
    rf"{_DID}(?!.*\b(?:who|which|that|when|where|whose)\b)[^,;:\n]*$"
)


def speaks_of_future(text: str, at: int) -> bool:
    """Tell whether the words just before `at` speak of what is to come ("will meet on")."""
    clause = re.split(r"[.;:!?—\n]|, (?=[a-z]+ said)", text[max(0, at - 90) : at])[-1]
    wills = [m.end() for m in _WILL.finditer(clause)]
    return bool(wills) and not _PAST.search(clause[wills[-1] :])


def tells_as_done(title: str) -> bool:
    """Tell whether a headline, up to a month, tells of what was done in it ("hackers stole a billion in")."""
    return _TOLD_AS_DONE.match(title) is not None


def speaks_of_now(text: str, at: int) -> bool:
    """Tell whether the words before `at` say that something begins or meets ("begin talks in Hanoi on")."""
    clause = _CLAUSE.split(text[max(0, at - 120) : at])[-1]
    return _BEGINS.search(clause) is not None and _PAST.search(clause) is None


_CLAUSE = re.compile(r"[.;:!?—\n]\s")
_BEGINS = re.compile(
    r"\b(?:begins?|starts?|opens?|meets?|holds?|convenes?|sits? down|approves?)\b", re.IGNORECASE
)
