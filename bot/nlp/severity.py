"""How grave an event is, 1 to 5: its type's and subtype's default, moved by the file's exceptions.

[[severity_rules]]
when = "overflies_japan"     # a name for people
add = 1                      # or: severity = 5
subtype = "icbm"             # only for this subtype
en = ["over japan"]          # words that tell it, `*` ends any way
ko = ["일본 상공"]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.model.verdict import Evidence
from bot.taxonomy import EventType


def read_severity(kind: EventType, subtype: str | None, text: str) -> tuple[int, Evidence]:
    """Return the severity of an event of a type, and what moved it.

    Args:
        kind: the type.
        subtype: its subtype where it is known.
        text: what the item says; exceptions are read from it.

    The evidence is `severity:type=3` (the default of the type, or `severity:subtype=5`), or names the
    last exception that moved it, with its words: `severity:overflies_japan=5`.
    """
    severity = kind.base_severity(subtype)
    words, why = "", "subtype" if severity != kind.base_severity(None) else "type"
    for rule in kind.severity_rules:
        found = _cue(_words(rule)).search(text) if rule.get("subtype") in (None, subtype) else None
        if found is None:
            continue
        moved = max(severity, rule.get("severity", 0)) + rule.get("add", 0)
        if moved != severity:
            severity, words, why = moved, found.group(), rule.get("when", "exception")
    severity = max(1, min(5, severity))
    return severity, Evidence("severity", words, f"severity:{why}={severity}")


def _words(rule: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(rule.get("en", ())), tuple(rule.get("ko", ()))


@lru_cache(maxsize=256)
def _cue(words: tuple[tuple[str, ...], tuple[str, ...]]) -> re.Pattern[str]:
    english, korean = words
    parts = [rf"\b{_phrase(e)}(?!\w)" for e in english]
    return re.compile("|".join([*parts, *map(re.escape, korean)]) or r"(?!)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    escaped = re.escape(phrase)
    return escaped.replace(re.escape("*"), r"\w*")
