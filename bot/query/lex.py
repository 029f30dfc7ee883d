"""Splitting a query into tokens, forgiving what phones and Slack do to text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model.errors import QueryError
from bot.query.fields import NAMES
from bot.query.measures import spelled_out

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"})
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<open>\() | (?P<close>\)) |
      (?P<not>[-–—](?=[^\s\d])|(?:NOT|not|except|excluding|without|other\s+than|(?:(?:everything|anything|all)\s+)but(?!\s+not))(?=[\s(])) |
      (?P<field>[A-Za-z]+)\s?(?P<op>>=|<=|=|:|>|<)\s*(?P<more>>=|<=|=|>|<)?\s*(?:"(?P<qvalue>[^"]*)"|(?P<value>[^\s()]+)) |
      "(?P<phrase>[^"]*)" |
      (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: kind is open, close, not, or, field, phrase or word."""

    kind: str
    text: str
    op: str = ""
    value: str = ""


def tokens(text: str) -> list[Token]:
    """Return the pieces of a query.

    Raises:
        QueryError: a quotation is not closed.
    """
    plain = unescape(text).translate(_QUOTES).replace("≥", ">=").replace("≤", "<=").replace("\x00", " ")
    if plain.count('"') % 2:
        raise QueryError('A quotation mark (") is not closed.', word='"', hint='Write "like this".')
    plain = spelled_out(plain)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if match is None:
            break
        at = match.end()
        found.append(_token(match))
    return [t for t in found if t.kind != "word" or t.text.strip(",;?!.")]


def unescape(text: str) -> str:
    """Undo Slack's escaping of what a person typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _token(match: re.Match[str]) -> Token:
    for kind in ("open", "close", "not"):
        if match[kind]:
            return Token(kind, match[kind])
    if match["field"]:
        value = match["qvalue"] if match["qvalue"] is not None else match["value"]
        op = match["more"] or (match["op"] if match["op"] != ":" else "=")
        return Token("field", match[0].strip(), op, f"{match['field']}\x1f{value}")
    if match["phrase"] is not None:
        return Token("phrase", match["phrase"])
    word = match["word"]
    if word[-1:] in ":=" and word[:-1].lower() in NAMES:
        return Token("field", word, "=", f"{word[:-1]}\x1f")
    if word in ("OR", "or", "|", "||"):
        return Token("or", word)
    if word in ("AND", "&", "&&"):
        return Token("and", word)
    return Token("word", word)
