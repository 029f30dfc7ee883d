"""Reading plain words: what is typed is looked for as it stands, and means no type, place or date.

Words and "phrases", OR, -not, parentheses and source: are all there is; nothing is a pattern.
"""

from __future__ import annotations

from bot.model.errors import QueryError
from bot.query.lex import Token, tokens, unescape
from bot.query.model import All, And, Field, Node, Not, Or, Query, Words
from bot.text import shorten, squash

MAX_LENGTH = 500
MAX_DEPTH = 10
_NO_FIELDS = "Plain words go without fields; only source: may stand beside them."


def parse_words(text: str) -> Query:
    """Read plain words.

    Args:
        text: as typed, in Slack's escaping or not.

    Raises:
        QueryError: there is no word to look for, or something that is no plain word.
    """
    plain = squash(unescape(text))
    if len(plain) > MAX_LENGTH:
        raise QueryError(f"The query is {len(plain)} characters long; {MAX_LENGTH} is the most.")
    reader = _Reader(tokens(text))
    node = reader.either(0)
    reader.expect_end()
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


class _Reader:
    """Walks over the tokens of plain words."""

    def __init__(self, pieces: list[Token]) -> None:
        self._pieces = pieces
        self._at = 0

    def either(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QueryError("The parentheses are nested too deep.", word="(")
        options = [self._all(depth)]
        while self._kind() == "or":
            word = self._next().text
            options.append(self._all(depth))
            if not all(_asks(o) for o in options):
                raise QueryError(
                    f"{word} needs a word on both sides.", word=word, hint="Try: Kaesong OR Kumgang"
                )
        return options[0] if len(options) == 1 else Or(tuple(options))

    def expect_end(self) -> None:
        if self._kind() == "close":
            raise QueryError("A parenthesis is closed that was not opened.", word=")")

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._kind() not in (None, "or", "close"):
            part = self._one(depth)
            parts.extend(part.nodes if isinstance(part, And) else [part])
        parts = [p for p in parts if not isinstance(p, All)]
        if not parts:
            return All()
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self, depth: int) -> Node:
        token = self._next()
        match token.kind:
            case "and":
                return All()
            case "not":
                if self._kind() in (None, "or", "close", "and", "not"):
                    raise QueryError(
                        "Nothing stands after the minus.", word=token.text, hint="Try: Kaesong -football"
                    )
                inner = self._one(depth)
                return inner if isinstance(inner, All) else Not(inner)
            case "open":
                inner = self.either(depth + 1)
                if self._kind() != "close":
                    raise QueryError("A parenthesis is not closed.", word="(", hint="Write ( … ).")
                self._next()
                return inner
            case "field":
                return _field(token)
            case _:
                known = any(c.isalnum() for c in token.text)
                return Words(token.text, phrase=token.kind == "phrase") if known else All()

    def _kind(self) -> str | None:
        return self._pieces[self._at].kind if self._at < len(self._pieces) else None

    def _next(self) -> Token:
        token = self._pieces[self._at]
        self._at += 1
        return token


def _field(token: Token) -> Node:
    name, _, value = token.value.partition("\x1f")
    if name.lower() not in ("source", "outlet") or not value.strip():
        raise QueryError(f"“{token.text}” is no plain word.", word=name, hint=_NO_FIELDS)
    values = tuple(part.strip() for part in value.split(",") if part.strip())
    return Field("source", values, label=" or ".join(values))
