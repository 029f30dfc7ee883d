"""Walking over the tokens of a query: OR, parentheses, minus and length, the same for both ways to read one."""

from __future__ import annotations

from abc import ABC, abstractmethod

from bot.model.errors import QueryError
from bot.query.lex import Token, tokens, unescape
from bot.query.nodes import All, And, Node, Not
from bot.text import squash

MAX_LENGTH = 500
MAX_DEPTH = 10


def plain_query(text: str) -> str:
    """Return a query as it was typed, without Slack's escaping.

    Raises:
        QueryError: it is too long.
    """
    plain = squash(unescape(text))
    if len(plain) > MAX_LENGTH:
        raise QueryError(f"The query is {len(plain)} characters long; {MAX_LENGTH} is the most.")
    return plain


class Walker(ABC):
    """Reads one query, token by token; what words and fields mean is for who inherits.

    query = all ("OR" all)*
    all   = ("-" | "NOT")? one …
    one   = "(" query ")" | field | "phrase" | words
    """

    # examples of what a minus and an OR are for
    excluded = "missile -cruise"
    alternatives = "balloons OR drones"

    def __init__(self, text: str) -> None:
        self._pieces = tokens(text)
        self._at = 0

    def read(self) -> Node:
        """Return the whole query.

        Raises:
            QueryError: it cannot be read.
        """
        node = self._query(0)
        if self._kind() == "close":
            raise QueryError("A parenthesis is closed that was not opened.", word=")")
        return node

    @abstractmethod
    def _either(self, options: list[Node], word: str) -> Node:
        """Return any of several conditions with `word` (OR) between them."""

    @abstractmethod
    def _leaf(self, token: Token) -> Node:
        """Return what a field, a phrase or a run of words that begins with a token asks for."""

    def _excluded(self, depth: int) -> Node:
        """Return what stands after a minus."""
        return self._one(depth)

    def _query(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QueryError("The parentheses are nested too deep.", word="(")
        options, word = [self._all(depth)], ""
        while self._kind() == "or":
            word = self._next().text
            if self._kind() in (None, "close", "or"):
                raise QueryError(f"Nothing stands after {word}.", word=word, hint=f"Try: {self.alternatives}")
            options.append(self._all(depth))
        return self._either(options, word) if word else options[0]

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while self._kind() not in (None, "or", "close"):
            part = self._one(depth)
            parts.extend(part.nodes if isinstance(part, And) else [part])
        return all_of([p for p in parts if not isinstance(p, All)])

    def _one(self, depth: int) -> Node:
        token = self._next()
        match token.kind:
            case "and":
                return All()
            case "not":
                return self._not(token, depth)
            case "open":
                return self._group(depth)
            case _:
                return self._leaf(token)

    def _not(self, token: Token, depth: int) -> Node:
        if self._kind() in (None, "or", "close", "and"):
            raise QueryError("Nothing stands after the minus.", word=token.text, hint=f"Try: {self.excluded}")
        inner = self._excluded(depth)
        return inner if isinstance(inner, All) else Not(inner)

    def _group(self, depth: int) -> Node:
        inner = self._query(depth + 1)
        if self._kind() != "close":
            raise QueryError("A parenthesis is not closed.", word="(", hint="Write ( … ).")
        self._next()
        return inner

    def _kind(self) -> str | None:
        return self._pieces[self._at].kind if self._at < len(self._pieces) else None

    def _next(self) -> Token:
        token = self._pieces[self._at]
        self._at += 1
        return token


def all_of(nodes: list[Node]) -> Node:
    """Return several conditions that must hold together; none ask for everything."""
    if not nodes:
        return All()
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))
