"""Reading a query: fields and operators by a small grammar (`walk.py`), the rest as plain speech."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.gazetteer import Gazetteer
from bot.model.errors import QueryError
from bot.query.fields import ALIASES, DATES, Known, read_field
from bot.query.lex import Token
from bot.query.model import Query
from bot.query.nodes import All, And, Field, Node, Or, Span, Words
from bot.query.speech import read_speech
from bot.query.walk import Walker, all_of, plain_query
from bot.taxonomy import Taxonomy
from bot.text import shorten


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
    plain = plain_query(text)
    moment = now if now.tzinfo else now.replace(tzinfo=UTC)
    today, korea = (moment.astimezone(ZoneInfo(place)).date() for place in (zone, "Asia/Seoul"))
    reader = _Reader(plain, Known(taxonomy, gazetteer, today, korea))
    node = reader.read()
    if isinstance(node, All) and plain and (reader.unread or not any(c.isalnum() for c in plain)):
        raise QueryError(
            f"There is no word to search for in “{shorten(plain, 40)}”.",
            word=plain,
            hint="Try icbm, balloons since 2024 or place:Sunan.",
        )
    return Query(_merge_spans(node), plain, reader.newest, reader.undated_text())


class _Reader(Walker):
    """Walks over the tokens of one query, and keeps what it says of time."""

    def __init__(self, text: str, known: Known) -> None:
        super().__init__(text)
        self._known = known
        self.newest: int | None = None
        self.undated: list[str] = []
        self.unread: list[str] = []

    def undated_text(self) -> str:
        """Return the query as typed, without what it says of dates."""
        return re.sub(r"(?<!\S)([-–—]) ", r"\1", " ".join(self.undated))

    def _either(self, options: list[Node], word: str) -> Node:
        if any(isinstance(o, All) for o in options):
            raise QueryError("Nothing stands before OR.", word="OR", hint=f"Try: {self.alternatives}")
        return _either(options)

    def _leaf(self, token: Token) -> Node:
        if token.kind == "field":
            name, _, value = token.value.partition("\x1f")
            return read_field(name, token.op, value, self._known)
        if token.kind == "phrase":
            return Words(token.text, phrase=True) if any(c.isalnum() for c in token.text) else All()
        run = [token.text]
        while self._kind() == "word":
            run.append(self._next().text)
        return self._speech(run)

    def _excluded(self, depth: int) -> Node:
        """Only the next word is excluded, not the whole run after it."""
        if self._kind() != "word":
            return self._one(depth)
        word = self._next().text
        node = self._speech([word])
        return Words(word) if isinstance(node, All) and any(c.isalnum() for c in word) else node

    def _speech(self, run: list[str]) -> Node:
        speech = read_speech(run, self._known)
        self.newest = self.newest or speech.newest
        self.undated += speech.undated
        self.unread += speech.unread
        return all_of(list(speech.nodes))

    def _next(self) -> Token:
        token = super()._next()
        if token.kind == "field":
            name = token.value.partition("\x1f")[0].lower()
            self.undated += [] if ALIASES.get(name, name) in DATES else [token.text]
        elif token.kind != "word":
            self.undated.append(f'"{token.text}"' if token.kind == "phrase" else token.text)
        return token


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
