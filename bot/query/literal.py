"""Reading plain words: what is typed is looked for as it stands, and means no type, place or date.

Words and "phrases", OR, -not, parentheses and source: are all there is; nothing is a pattern.
"""

from __future__ import annotations

from bot.model.errors import QueryError
from bot.query.lex import Token
from bot.query.model import Query
from bot.query.nodes import All, And, Field, Node, Or, Words
from bot.query.walk import Walker, plain_query
from bot.text import shorten

_NO_FIELDS = "Plain words go without fields; only source: may stand beside them."


def parse_words(text: str) -> Query:
    """Read plain words.

    Args:
        text: as typed, in Slack's escaping or not.

    Raises:
        QueryError: there is no word to look for, or something that is no plain word.
    """
    plain = plain_query(text)
    node = _Reader(text).read()
    if not _asks(node):
        raise QueryError(
            f"There is no word to look for in “{shorten(plain, 40)}”." if plain else "Say which words.",
            word=plain,
            hint='Like this: "liaison office" OR Kaesong',
        )
    return Query(node, plain)


def _asks(node: Node) -> bool:
    """Tell whether a part names a word that must be there; -x alone would bring all other news."""
    match node:
        case Words():
            return True
        case And(nodes):
            return any(_asks(n) for n in nodes)
        case Or(nodes):
            return all(_asks(n) for n in nodes)
        case _:
            return False


class _Reader(Walker):
    """Walks over the tokens of plain words."""

    excluded = "Kaesong -football"
    alternatives = "Kaesong OR Kumgang"

    def _either(self, options: list[Node], word: str) -> Node:
        if not all(_asks(o) for o in options):
            raise QueryError(
                f"{word} needs a word on both sides.", word=word, hint=f"Try: {self.alternatives}"
            )
        return Or(tuple(options))

    def _leaf(self, token: Token) -> Node:
        if token.kind == "field":
            return _field(token)
        known = any(c.isalnum() for c in token.text)
        return Words(token.text, phrase=token.kind == "phrase") if known else All()


def _field(token: Token) -> Node:
    name, _, value = token.value.partition("\x1f")
    if name.lower() not in ("source", "outlet") or not value.strip():
        raise QueryError(f"“{token.text}” is no plain word.", word=name, hint=_NO_FIELDS)
    values = tuple(part.strip() for part in value.split(",") if part.strip())
    return Field("source", values, label=" or ".join(values))
