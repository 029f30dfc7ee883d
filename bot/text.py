"""Text: cleaned, shortened, escaped, folded, compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_OPEN = {"“": "”", '"': '"'}
_SPACE = re.compile(r"\s+")
_HANGUL_RUN = re.compile(r"[\uac00-\ud7a3]+")
_NO_WORD = re.compile(r"[^\w\s]")
_ASCII_NO_WORD = {n: " " for n in range(128) if _NO_WORD.match(chr(n))}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def squash(text: str) -> str:
    """Return text on one line: control and direction marks gone, runs of space made one."""
    if text.isprintable():  # nothing but plain spaces to look for
        return " ".join(text.split())
    return _SPACE.sub(" ", _CONTROL.sub("", text)).strip()


def shorten(text: str, limit: int) -> str:
    """Return text of at most `limit` characters, cut at a word where one is near, with an ellipsis."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return "…"[:limit]
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    if space > limit * 0.6:
        cut = cut[:space]
    return cut.rstrip(" ,;:-–—") + "…"


def escape(text: str) -> str:
    """Return text safe in Slack's mrkdwn: exactly `&`, `<` and `>` are replaced.

    Source: Slack's documentation on formatting text. Shorten first and escape last, so that no
    entity is cut.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fold_title(title: str) -> str:
    """Return a title in the form near copies share: folded case, no accents, no punctuation."""
    plain = title.casefold()
    if plain.isascii():
        return " ".join(plain.translate(_ASCII_NO_WORD).split())
    plain = unicodedata.normalize("NFKD", plain)
    plain = unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))
    return _SPACE.sub(" ", _NO_WORD.sub(" ", plain)).strip()


def hangul_bigrams(text: str) -> str:
    """Return the Hangul of a text as overlapping pairs, separated by spaces.

    A phrase of pairs finds a word inside a compound, which FTS5's own tokenizers do not.
    """
    pairs: list[str] = []
    for run in _HANGUL_RUN.findall(text):
        pairs.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
    return " ".join(pairs)


def short_date(text: str) -> str:
    """Return a date (YYYY, YYYY-MM or YYYY-MM-DD) as people read it: "2026", "Nov 2026", "20 Nov 2026"."""
    if len(text) == 4:
        return text
    day = date.fromisoformat(f"{text}-01" if len(text) == 7 else text[:10])
    return f"{day:%b %Y}" if len(text) == 7 else f"{day.day} {day:%b %Y}"


def quoted(words: str) -> str:
    """Return words in quotation marks; what stands in such marks itself is not given a second pair.

    Quotes within them become single ones: “‘Hwasong-17’, since 2022”.
    """
    inner = words[1:-1]
    if words[:1] in _OPEN and words[-1:] == _OPEN[words[0]] and not any(mark in inner for mark in '“”"'):
        return f"“{inner}”"
    return f"“{words.replace('“', '‘').replace('”', '’')}”"


def begin(words: str) -> str:
    """Return words as a line begins: the first letter a capital, the rest as it is."""
    return words[:1].upper() + words[1:]


def plural(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun: "1 source", "2 sources"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def ordinal(n: int) -> str:
    """Return a number as a rank: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    if 10 <= n % 100 <= 20:
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"
