"""Queries as SQL: newest first, a page at a time by key, words through the full-text index."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.model.errors import InputError
from bot.model.event import Event
from bot.query import All, And, Field, Node, Not, Or, Query, Span, Words
from bot.store import events
from bot.text import hangul_bigrams, squash

COUNT_CAP = 10_000
# of more answers than this the newest are found sooner by walking back through the days than by sorting
MANY = 1_000
GROUPS = ("month", "year", "type", "place", "weapon")
_NUMBER_COLUMNS = {
    "severity": "e.severity",
    "count": "e.count",
    "distance": "e.distance_km",
    "apogee": "e.apogee_km",
    "sources": "e.sources",
}
_VISIBLE = "e.merged_into IS NULL AND e.dismissed_at IS NULL"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of results. `next` asks for the following one, None at the end."""

    events: tuple[Event, ...]
    total: int
    capped: bool
    next: str | None


@dataclass(frozen=True, slots=True)
class Where:
    """An SQL condition on `events e` and its values."""

    sql: str
    args: tuple[Any, ...] = ()


def search(db: Database, query: Query, *, limit: int = 10, after: str | None = None) -> Page:
    """Return the events that answer a query, newest first.

    Args:
        limit: how many a page holds.
        after: `next` of the page before.

    Raises:
        InputError: `after` is no page mark.
    """
    where = compile_query(query)
    total = _count(db, where)
    if not total:
        return Page((), 0, capped=False, next=None)
    walk = " INDEXED BY events_newest" if total > MANY else ""
    left = query.newest  # how many may still be shown
    key = Where("1")
    if after is not None:
        sort_date, event_id, shown = _decode(after)
        key = Where("(e.sort_date, e.id) < (?, ?)", (sort_date, event_id))
        left = max(0, left - shown) if left else None
    if query.newest and left is not None:
        limit, total = min(limit, left), min(total, query.newest)
    rows = db.execute(
        f"SELECT e.id, e.sort_date FROM events e{walk} WHERE {_VISIBLE} AND {where.sql} AND {key.sql}"
        " ORDER BY e.sort_date DESC, e.id DESC LIMIT ?",
        [*where.args, *key.args, limit + 1],
    ).fetchall()
    found = _in_order(db, [row[0] for row in rows[:limit]])
    mark = None
    if len(rows) > limit > 0 and (left is None or left > limit):
        mark = _encode(rows[limit - 1][1], rows[limit - 1][0], (query.newest or 0) - (left or 0) + limit)
    return Page(tuple(found), min(total, COUNT_CAP), total > COUNT_CAP, mark)


def iterate(db: Database, query: Query) -> list[Event]:
    """Return every event that answers a query, oldest first (for export)."""
    where = _asked(query)
    rows = db.execute(
        f"SELECT e.id FROM events e WHERE {_VISIBLE} AND {where.sql} ORDER BY e.sort_date, e.id",
        where.args,
    ).fetchall()
    return _in_order(db, [row[0] for row in rows])


def _in_order(db: Database, ids: list[int]) -> list[Event]:
    known = {event.id: event for event in events.several(db, ids)}
    return [known[i] for i in ids]


def count(db: Database, query: Query) -> int:
    """Return how many events answer a query, counted up to COUNT_CAP + 1."""
    return _count(db, _asked(query))


def count_by(db: Database, query: Query, by: str) -> list[tuple[str, int]]:
    """Return how many events answer a query in each month, year, type, place or weapon.

    Months and years come in order; types, places and weapons by count, as ids. Events without a
    date are left out of months and years.
    """
    if by not in GROUPS:
        raise InputError(f"Events cannot be counted by {by!r}.", hint="By " + ", ".join(GROUPS) + ".")
    where = _asked(query)
    column = {"month": "substr(e.event_date, 1, 7)", "year": "substr(e.event_date, 1, 4)", "type": "e.type"}
    if by in column:
        short = " AND length(e.event_date) >= 7" if by == "month" else ""
        order = "2 DESC, 1" if by == "type" else "1"
        sql = (
            f"SELECT {column[by]}, count(*) FROM events e WHERE {_VISIBLE} AND {where.sql}"
            f" AND {column[by]} IS NOT NULL{short} GROUP BY 1 ORDER BY {order}"
        )
        return [(str(name), int(n)) for name, n in db.execute(sql, where.args).fetchall()]
    sql = (  # many events name the same places: a list is read once, however many have it
        f"SELECT j.value, sum(n) FROM (SELECT e.{by}s AS named, count(*) AS n FROM events e"
        f" WHERE {_VISIBLE} AND {where.sql} GROUP BY 1), json_each(named) j GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [(str(name), int(n)) for name, n in db.execute(sql, where.args).fetchall()]


def compile_query(query: Query) -> Where:
    """Return a query as a condition; every value is a parameter."""
    return _node(query.node)


def _asked(query: Query) -> Where:
    """Return a query as a condition that holds for as many of the newest as were asked for."""
    where = compile_query(query)
    if query.newest is None:
        return where
    newest = f"SELECT e.id FROM events e WHERE {_VISIBLE} AND {where.sql} ORDER BY e.sort_date DESC, e.id DESC LIMIT ?"
    return Where(f"e.id IN ({newest})", (*where.args, query.newest))


def _node(node: Node) -> Where:
    match node:
        case All():
            return Where("1")
        case And(nodes):
            return _all(nodes)
        case Or(nodes):
            return _join([_node(n) for n in nodes], " OR ")
        case Not(inner):
            found = _node(inner)
            return Where(f"NOT coalesce({found.sql}, 0)", found.args)
        case Words():
            match = fts_expression(node.text, phrase=node.phrase)
            return Where("1") if match is None else _told(match)
        case Span(since, until):
            return _span(since, until, node.coarsest)
        case Field():
            return _field(node)


def _join(parts: list[Where], how: str) -> Where:
    return Where("(" + how.join(p.sql for p in parts) + ")", tuple(a for p in parts for a in p.args))


def _all(nodes: tuple[Node, ...]) -> Where:
    """Ask for all words in one go, wanted and unwanted: the full-text index joins them before ids are listed."""
    wanted: list[str] = []
    unwanted: list[str] = []
    others: list[Node] = []
    for node in nodes:
        words = node.node if isinstance(node, Not) else node
        match = fts_expression(words.text, phrase=words.phrase) if isinstance(words, Words) else None
        if match is None:
            others.append(node)
        else:
            (unwanted if isinstance(node, Not) else wanted).append(f"({match})")
    if not wanted:  # unwanted words alone take little from all there is
        return _join([_node(n) for n in nodes], " AND ")
    told = _told(" AND ".join(wanted) + "".join(f" NOT {match}" for match in unwanted))
    return _join([told, *(_node(n) for n in others)], " AND ")


def _told(match: str) -> Where:
    return Where("e.id IN (SELECT rowid FROM events_fts WHERE events_fts MATCH ?)", (match,))


def fts_expression(text: str, *, phrase: bool = False) -> str | None:
    """Return a full-text expression that cannot be malformed, or None when no word is left.

    Each token is quoted, so nothing a person types is an operator. Hangul is asked for as a phrase
    of its pairs; other words of four letters and more may go on.
    """
    plain = squash(text).replace('"', " ")
    hangul = hangul_bigrams(plain)
    other = " ".join(
        "".join(c if c.isalnum() and not "\uac00" <= c <= "\ud7a3" else " " for c in plain).split()
    )
    parts: list[str] = []
    if hangul:
        parts.append(
            f'hangul : "{hangul}"' if " " in hangul or len(hangul) == 2 else f'hangul : "{hangul}" *'
        )
    if other:
        more = " *" if not phrase and len(other) >= 4 else ""
        parts.append(f'words : "{other}"{more}')
    return " AND ".join(parts) or None


def _span(since: str | None, until: str | None, coarsest: int) -> Where:
    """An event is within a stretch when any day it may have been on is, unless it is known less finely."""
    first = "CASE length(e.event_date) WHEN 4 THEN e.event_date || '-01-01' WHEN 7 THEN e.event_date || '-01' ELSE e.event_date END"
    last = "CASE length(e.event_date) WHEN 4 THEN e.event_date || '-12-31' WHEN 7 THEN e.event_date || '-31' ELSE e.event_date END"
    parts = [Where("e.event_date IS NOT NULL"), Where("length(e.event_date) >= ?", (coarsest,))]
    if since:  # the bounds on sort_date follow from the others, and have an index
        parts.append(Where("e.sort_date >= ?", ((since[:coarsest] + "-01-01")[:10],)))
        parts.append(Where(f"{last} >= ?", (since,)))
    if until:
        parts.append(Where("e.sort_date <= ?", (until,)))
        parts.append(Where(f"{first} <= ?", (until,)))
    return _join(parts, " AND ")


def _field(node: Field) -> Where:
    if node.name in _NUMBER_COLUMNS:
        column = _NUMBER_COLUMNS[node.name]
        parts = [Where(f"{column} IS NOT NULL")]
        if node.low is not None:
            parts.append(Where(f"{column} >= ?", (node.low,)))
        if node.high is not None:
            parts.append(Where(f"{column} <= ?", (node.high,)))
        return _join(parts, " AND ")
    values = json.dumps(node.values)
    many = "(SELECT value FROM json_each(?))"
    match node.name:
        case "type":
            return _types(node.values)
        case "status" | "origin" | "outcome":
            return Where(f"e.{node.name} IN {many}", (values,))
        case "is":
            return _join([Where(_FLAGS[value]) for value in node.values], " OR ")
        case "source":
            likes = [Where("r.source LIKE ? ESCAPE '\\'", (f"%{_like(v)}%",)) for v in node.values]
            inner = _join(likes, " OR ")
            return Where(
                f"EXISTS (SELECT 1 FROM reports r WHERE r.event_id = e.id AND {inner.sql})", inner.args
            )
        case _:
            return Where(
                f"e.id IN (SELECT event_id FROM event_tags WHERE kind = ? AND tag IN {many})",
                (node.name, values),
            )


def _types(values: tuple[str, ...]) -> Where:
    """An event is of any of some types; the types stand first and by themselves, where an index finds them."""
    kinds: dict[str, list[str]] = {}
    for value in values:
        kind, _, subtype = value.partition(".")
        kinds.setdefault(kind, []).append(subtype)
    each = []
    for kind, subtypes in kinds.items():
        if "" in subtypes:
            each.append(Where("e.type = ?", (kind,)))
        else:
            marks = ",".join("?" * len(subtypes))
            each.append(Where(f"(e.type = ? AND e.subtype IN ({marks}))", (kind, *subtypes)))
    if len(each) == 1:
        return each[0]
    marks = ",".join("?" * len(kinds))
    return _join([Where(f"e.type IN ({marks})", tuple(kinds)), _join(each, " OR ")], " AND ")


_FLAGS = {
    "confirmed": "e.confirmed = 1",
    "unconfirmed": "e.confirmed = 0",
    "review": "e.review = 1",
    "sure": "e.review = 0",
    "sample": "e.sample = 1",
}


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _count(db: Database, where: Where) -> int:
    row = db.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM events e WHERE {_VISIBLE} AND {where.sql} LIMIT ?)",
        [*where.args, COUNT_CAP + 1],
    ).fetchone()
    return int(row[0])


def _encode(sort_date: str, event_id: int, shown: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort_date, event_id, shown]).encode()).decode()


def _decode(mark: str) -> tuple[str, int, int]:
    try:
        sort_date, event_id, *shown = json.loads(base64.urlsafe_b64decode(mark.encode()))
        return str(sort_date), int(event_id), int(shown[0]) if shown else 0
    except (ValueError, TypeError, binascii.Error) as error:
        raise InputError("This page is no longer there.", hint="Search again.") from error
