"""Who is behind a report: outlet families, and wire stories that many outlets carry.

Independent publishers count as sources. A syndicated wire counts once, as that wire, however many
outlets carry it; one outlet's two feeds are one outlet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from bot.text import fold_title

# an agency and the names it goes by, folded
_AGENCIES = {
    "Reuters": ("reuters", "thomson reuters"),
    "AP": ("ap", "associated press", "the associated press", "ap news", "apnews"),
    "AFP": ("afp", "agence france presse", "afp news"),
    "Yonhap": (
        "yonhap",
        "yonhap news",
        "yonhap news agency",
        "yna",
        "yna co kr",
        "연합뉴스",
        "english yonhapnews co kr",
    ),
    "Kyodo": ("kyodo", "kyodo news", "kyodo news agency"),
    "KCNA": ("kcna", "korean central news agency", "kcna watch", "조선중앙통신", "rodong sinmun", "노동신문"),
    "Xinhua": ("xinhua", "xinhua news agency"),
    "TASS": ("tass", "itar tass"),
    "UPI": ("upi", "united press international"),
    "Bloomberg": ("bloomberg", "bloomberg news"),
}
_FAMILY = {name: family for family, names in _AGENCIES.items() for name in names}
_OUTLETS = {
    "bbc": "BBC",
    "bbc news": "BBC",
    "bbc world service": "BBC",
    "theguardian": "The Guardian",
    "cnn": "CNN",
    "guardian": "The Guardian",
    "new york times": "The New York Times",
    "nytimes": "The New York Times",
    "nk news": "NK News",
    "nknews": "NK News",
    "joint chiefs of staff": "JCS",
    "합동참모본부": "JCS",
}
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_SECOND_LEVEL = frozenset({"co", "com", "or", "org", "go", "ac", "ne", "gov", "net"})

_WIRE_NAMES = r"Reuters|AP|AFP|Yonhap|Kyodo|Xinhua|TASS|UPI|Bloomberg|연합뉴스"
_DATELINE = re.compile(
    rf"^[^a-z\n]{{2,60}}?(?:,\s*\w+\.?\s*\d{{1,2}}\s*)?\((?P<a>{_WIRE_NAMES})\)\s*[-–—:]?"
    rf"|^\((?P<b>{_WIRE_NAMES})\)\s*[-–—:]?"
    rf"|\((?P<c>{_WIRE_NAMES})\)\s*$"
    rf"|\s[-–—|]\s(?P<d>{_WIRE_NAMES})\s*$"
    rf"|^(?P<e>{_WIRE_NAMES})\s[-–—]\s"
)
_BYLINE = re.compile(r"\bBy [A-Z][\w.' -]{2,40}, (?P<a>Associated Press|Reuters|AFP|AP|Bloomberg)\b")


CONFIRMED_AT = 3  # independent publishers
BY_HAND = "By hand"  # the outlet of words that a person put in: they publish nothing


class _Told(Protocol):
    @property
    def relation(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def syndicated_from(self) -> str | None: ...

    @property
    def title(self) -> str: ...


def family(source: str) -> str:
    """Return the outlet family that a source's name or address stands for.

    An address counts as its registered name (`edition.cnn.com` is CNN); an aggregator that names
    an outlet's address in brackets counts as that outlet.
    """
    named = re.sub(r"\s+citing\s.*$", "", source.strip())
    host = _HOST.search(named)
    if host and (host.group() == named or named.startswith("http") or named.endswith(f"({host.group()})")):
        named = _registered(host.group())
    folded = re.sub(r"^the ", "", fold_title(named))
    return _FAMILY.get(folded) or _OUTLETS.get(folded) or named


def _registered(host: str) -> str:
    """Return the name a host is registered by: what stands before .com, .co.kr and their like."""
    labels = host.lower().split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    return labels[-1]


def wire_of(title: str, summary: str, source: str) -> str | None:
    """Return the agency whose story an item is, None where it is the outlet's own.

    Read from datelines ("SEOUL (Reuters) -"), endings ("… | Yonhap") and bylines.
    """
    for text in (summary.strip(), title.strip()):
        for pattern in (_DATELINE, _BYLINE):
            match = pattern.search(text[:400])
            if match:
                name = next(value for value in match.groupdict().values() if value)
                wire = family(name)
                return None if wire == family(source) else wire
    return None


def independent(reports: Iterable[_Told]) -> tuple[str, ...]:
    """Return the independent publishers of an event, in the order they came.

    A long title that an earlier report carries word for word is a copy of it. Who denies an event is
    no source of it; where nobody tells of it but those who deny it, they are the sources of the denial.
    Nor is who put it in by hand, where an outlet tells of it too.
    """
    every = list(reports)
    told = [r for r in every if r.source != BY_HAND] or every
    found: dict[str, None] = {}
    titles: dict[str, str] = {}
    for report in [r for r in told if r.relation != "denial"] or told:
        who = report.syndicated_from or family(report.source)
        folded = fold_title(report.title)
        if len(folded.split()) >= 7:
            who = titles.setdefault(folded, who)
        found.setdefault(who)
    return tuple(found)


def confirm(reports: Iterable[_Told]) -> bool:
    """Tell whether so many independent publishers tell of an event that it counts as confirmed."""
    return len(independent(r for r in reports if r.relation != "denial")) >= CONFIRMED_AT
