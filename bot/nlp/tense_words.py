"""Tells whether the words before a day speak of what is to come ("will meet on") or begins now ("open talks on")."""

from __future__ import annotations

import re

_WILL = re.compile(
    r"\b(?:will|would|(?<!up )(?<!according )(?<!way )(?<!ability )(?<!efforts )(?<!effort )(?<!bid )(?<!need )to(?=\s[a-z])(?!\s(?:the|a|an|its|his|their|be)\b)|plans?|planned|planning|expected|"
    r"scheduled|set|due|slated|upcoming|ahead of)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:said|says|told|held|met|sent|were|was|took|gave|went|left|came|began|struck|shot|made|\w{3,}ed)\b",
    re.IGNORECASE,
)


def speaks_of_future(text: str, at: int) -> bool:
    """Tell whether the words just before `at` speak of what is to come ("will meet on")."""
    clause = re.split(r"[.;:!?—\n]|, (?=[a-z]+ said)", text[max(0, at - 90) : at])[-1]
    wills = [m.end() for m in _WILL.finditer(clause)]
    return bool(wills) and not _PAST.search(clause[wills[-1] :])


def speaks_of_now(text: str, at: int) -> bool:
    """Tell whether the words before `at` say that something begins or meets ("begin talks in Hanoi on")."""
    clause = _CLAUSE.split(text[max(0, at - 120) : at])[-1]
    return _BEGINS.search(clause) is not None and _PAST.search(clause) is None


_CLAUSE = re.compile(r"[.;:!?—\n]\s")
_BEGINS = re.compile(
    r"\b(?:begins?|starts?|opens?|meets?|holds?|convenes?|sits? down|approves?)\b", re.IGNORECASE
)
