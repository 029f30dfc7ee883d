"""Queries as people, phones and accidents make them; the same seed makes the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

WORDS = (
    "icbm", "icbms", "missile", "missiles", "ballistic", "cruise", "nuclear test", "balloons", "leaflets", "drill", "drills",
    "launch", "launches", "satellite", "artillery", "russian", "troops", "china", "trade", "kim jong un", "putin", "trump",
    "summit", "sunan", "pyongyang", "Wonsan", "dmz", "East Sea", "hwasong-18", "kn23", "freedom shield", "failed", "confirmed",
    "north korea", "the", "of", "in", "and", "what happened", "how many", "last", "latest", "limousine", "embassy", "북한",
    "미사일", "탄도미사일", "풍선", "김정은", "Sunnan", "balistic", "hwasog", "pyongyng", "xyzzy", "🚀", ":rocket:", "!!", "…", "&", "<b>",
)  # fmt: skip
FIELDS = (
    "type:icbm", "type:missile_test", "type:icbm,srbm", "type:foo", "tpye:icbm", "place:Sunan", "place:Sunnan", "actor:Russia",
    "weapon:KN-23", "exercise:freedom_shield", "status:occurred", "status:maybe", "severity:>=4", "severity>3", "severity:2-3",
    "severity:9", "count:>5", "distance:>500", "sources:>=2", "source:Yonhap", 'source:"KCNA Watch"', "is:confirmed", "is:sure",
    "origin:history", "outcome:failure", "place:", "type:", "foo:bar", "since:", "count:many", "weapon:kn23", "apogee:<100",
)  # fmt: skip
DATES = (
    "last year", "this week", "since 2022", "since May 2024", "until 2020", "before 2019", "in 2017", "2016", "2020-2022",
    "between 2016 and 2018", "on:2017-09-03", "since:2024-05 until:2025", "past 30 days", "summer 2017", "early 2022", "march",
    "28 May to 9 June 2024", "5/11/2025", "yesterday", "last 48 hours", "since someday", "on:2024-13", "after 2022", "1990s",
    "since:2024 until:2023", "q1 2022", "last weekend", "week of 2017-09-03",
)  # fmt: skip
MEASURES = (
    "severity 4 or higher",
    "more than 5 missiles",
    "over 500 km",
    "at least 2 sources",
    "severity 3",
    "last 3",
)
JOINTS = (" ", " ", " ", " ", " OR ", " or ", " | ", " AND ", " -", " not ", " except ", "  ", ", ")
NOISE = "()\"'-:*<>=&;%_\\|/#@ \t\n\x00\u200b“”’–—≥한가é𝔸"


def queries(many: int, seed: int) -> Iterator[str]:
    """Yield so many queries."""
    chance = random.Random(seed)
    for _ in range(many):
        text = _query(chance, 0)
        for _ in range(chance.choice((0, 0, 0, 1, 2, 5))):
            text = _spoiled(chance, text)
        yield text[: chance.choice((500, 500, 500, 700))]


def _query(chance: random.Random, depth: int) -> str:
    parts = [_part(chance, depth) for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4, 6)))]
    text = ""
    for part in parts:
        text += (chance.choice(JOINTS) if text else "") + part
    return text


def _part(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(WORDS)
    if kind < 0.6:
        return chance.choice(FIELDS)
    if kind < 0.8:
        return chance.choice(DATES)
    if kind < 0.86:
        return chance.choice(MEASURES)
    if kind < 0.92:
        return f'"{chance.choice(WORDS)}"'
    return f"({_query(chance, depth + 1)})" if depth < 3 else chance.choice(WORDS)


def _spoiled(chance: random.Random, text: str) -> str:
    """Return a text with a character lost, doubled, put in or changed, as thumbs do."""
    at = chance.randrange(len(text) + 1)
    match chance.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        case 2:
            return text[:at] + chance.choice(NOISE) + text[at:]
        case _:
            return text[:at] + chr(chance.randrange(32, 0x3000)) + text[at + 1 :]
