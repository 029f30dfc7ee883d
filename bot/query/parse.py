"""Reading a query: fields and operators by a small grammar, the rest as plain speech.

query  = either*
either = all ("OR" all)*
all    = ("-" | "NOT")? one …
one    = "(" query ")" | field | "phrase" | words
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.gazetteer import Gazetteer
from bot.model.errors import QueryError
from bot.query.fields import ALIASES, DATES, Known, read_field
from bot.query.lex import Token, tokens, unescape
from bot.query.model import All, And, Field, Node, Not, Or, Query, Span, Words
from bot.query.speech import read_speech
from bot.taxonomy import Taxonomy
from bot.text import shorten, squash

MAX_LENGTH = 500
MAX_DEPTH = 10


def parse_query(
    text: str, taxonomy: Taxonomy, gazetteer: Gazetteer, *, now: datetime, zone: str = "Asia/Seoul"
) -> Query:
    """Read what a person asks for.

    Args:
        text: as typed, in Slack's escaping or not.
        taxonomy, gazetteer: the names it may use.
        now: the present (aware); "last year" counts from it.
        zone: the asker's IANA zone.

    Returns:
        The query; an empty text asks for everything.

    Raises:
        QueryError: a word cannot be read; `word` is that word and the hint what would do.
    """
    plain = squash(unescape(text))
    if len(plain) > MAX_LENGTH:
        raise QueryError(f"The query is {len(plain)} characters long; {MAX_LENGTH} is the most.")
    today = now.astimezone(ZoneInfo(zone)).date() if now.tzinfo else now.replace(tzinfo=UTC).date()
    reader = _Reader(tokens(plain), Known(taxonomy, gazetteer, today))
    node = reader.query(depth=0)
    reader.expect_end()
    if isinstance(node, All) and plain and (reader.unread or not any(c.isalnum() for c in plain)):
        raise QueryError(
            f"There is no word to search for in “{shorten(plain, 40)}”.",
            word=plain,
            hint="Try icbm, balloons since 2024 or place:Sunan.",
        )
    return Query(_merge_spans(node), plain, reader.newest, reader.undated_text())


class _Reader:
    """Walks over the tokens of one query."""

    def __init__(self, pieces: list[Token], known: Known) -> None:
        self._pieces = pieces
        self._known = known
        self._at = 0
        self.newest: int | None = None
        self.undated: list[str] = []
        self.unread: list[str] = []

    def query(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise QueryError("The parentheses are nested too deep.", word="(")
        options = [self._all(depth)]
        while self._kind() == "or":
            word = self._next().text
            if self._kind() in (None, "close", "or"):
                raise QueryError(f"Nothing stands after {word}.", word=word, hint="Try: balloons OR drones")
            options.append(self._all(depth))
        if len(options) > 1 and any(isinstance(o, All) for o in options):
            raise QueryError("Nothing stands before OR.", word="OR", hint="Try: balloons OR drones")
        return options[0] if len(options) == 1 else _either(options)

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
        if token.kind == "and":
            return All()
        if token.kind == "not":
            if self._kind() in (None, "or", "close", "and"):
                raise QueryError(
                    "Nothing stands after the minus.", word=token.text, hint="Try: missile -cruise"
                )
            inner = self._negated(depth)
            return inner if isinstance(inner, All) else Not(inner)
        if token.kind == "open":
            inner = self.query(depth + 1)
            if self._kind() != "close":
                raise QueryError("A parenthesis is not closed.", word="(", hint="Write ( … ).")
            self._next()
            return inner
        if token.kind == "field":
            name, _, value = token.value.partition("\x1f")
            return read_field(name, token.op, value, self._known)
        if token.kind == "phrase":
            return Words(token.text, phrase=True) if any(c.isalnum() for c in token.text) else All()
        run = [token.text]
        while self._kind() == "word":
            run.append(self._next().text)
        return self._speech(run)

    def _negated(self, depth: int) -> Node:
        """Only the next word is excluded, not the whole run after it."""
        if self._kind() == "word":
            word = self._next().text
            node = self._speech([word])
            return Words(word) if isinstance(node, All) and any(c.isalnum() for c in word) else node
        return self._one(depth)

    def _speech(self, run: list[str]) -> Node:
        speech = read_speech(run, self._known)
        self.newest = self.newest or speech.newest
        self.undated += speech.undated
        self.unread += speech.unread
        nodes = speech.nodes
        if not nodes:
            return All()
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _kind(self) -> str | None:
        return self._pieces[self._at].kind if self._at < len(self._pieces) else None

    def _next(self) -> Token:
        token = self._pieces[self._at]
        self._at += 1
        if token.kind == "field":
            name = token.value.partition("\x1f")[0].lower()
            self.undated += [] if ALIASES.get(name, name) in DATES else [token.text]
        elif token.kind != "word":
            self.undated.append(f'"{token.text}"' if token.kind == "phrase" else token.text)
        return token

    def undated_text(self) -> str:
        """Return the query as typed, without what it says of dates."""
        return re.sub(r"(?<!\S)([-–—]) ", r"\1", " ".join(self.undated))


def _either(options: list[Node]) -> Node:
    """Return any of some conditions; days said once, at the end, are meant for all of them."""
    last = options[-1]
    if (
        isinstance(last, And)
        and isinstance(last.nodes[-1], Span)
        and not any(_dated(o) for o in options[:-1])
    ):
        rest = last.nodes[:-1]
        options = [*options[:-1], rest[0] if len(rest) == 1 else And(rest)]
        return And((_any_of(options), last.nodes[-1]))
    return _any_of(options)


def _any_of(options: list[Node]) -> Node:
    """Return any of some conditions; types among themselves are one condition."""
    types = [o for o in options if isinstance(o, Field) and o.name == "type"]
    return _any_type(types) if len(types) == len(options) else Or(tuple(options))


def _any_type(types: list[Field]) -> Field:
    values = tuple(dict.fromkeys(v for t in types for v in t.values))
    return Field("type", values, label=" or ".join(dict.fromkeys(t.label for t in types)))


def _dated(node: Node) -> bool:
    if isinstance(node, (And, Or)):
        return any(_dated(n) for n in node.nodes)
    return isinstance(node, Span)


def _merge_spans(node: Node) -> Node:
    """Join the spans that must hold together, and let several types mean any of them."""
    if not isinstance(node, And):
        return node
    spans = [n for n in node.nodes if isinstance(n, Span)]
    types = [n for n in node.nodes if isinstance(n, Field) and n.name == "type"]
    rest = [n for n in node.nodes if n not in spans and n not in types]
    if len(types) > 1:
        types = [_any_type(types)]
    if len(spans) > 1:
        since = max((s.since for s in spans if s.since), default=None)
        until = min((s.until for s in spans if s.until), default=None)
        if since and until and since > until:
            raise QueryError(f"No day is both since {since} and until {until}.", word=until)
        spans = [Span(since, until)]
    parts: list[Node] = [*types, *rest, *spans]
    return parts[0] if len(parts) == 1 else And(tuple(parts))
