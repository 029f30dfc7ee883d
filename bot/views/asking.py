"""Questions answered: the read models of a search and of counts, the same in Slack and terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from sqlite_utils import Database

from bot.model.errors import InputError, QueryError
from bot.model.message import Subscription
from bot.query import Query, Span, parse_query, parse_words
from bot.query.near import nearest as nearest_names
from bot.services import Services
from bot.store import search
from bot.text import squash
from bot.views.charts import StatsModel, stats_rows
from bot.views.results import PAGE, ResultsModel
from bot.views.tries import MOST, nearest, tries
from bot.views.words import Names

RECENT_DAYS = 7
_BY = re.compile(r"\s*\bby\s+(\w+)\s*$", re.IGNORECASE)
_BY_KNOWN = re.compile(rf"\s*\bby\s+((?:{'|'.join(search.GROUPS)})s?)\b", re.IGNORECASE)


def read(services: Services, text: str, *, zone: str = "Asia/Seoul") -> Query:
    """Read a query as of now.

    Raises:
        QueryError: a word cannot be read.
    """
    return parse_query(text, services.taxonomy, services.gazetteer, now=services.now(), zone=zone)


def troubles(services: Services, kept: Iterable[Subscription]) -> dict[int, str]:
    """Return which subscriptions cannot be read any more, by number, and why: a type may leave the list."""
    found: dict[int, str] = {}
    for each in kept:
        try:
            parse_words(each.query) if each.words else read(services, each.query)
        except QueryError as error:
            found[each.id] = error.message
    return found


def trouble(services: Services, query: str) -> str:
    """Return why a query that was kept cannot be read any more; empty where it can."""
    try:
        read(services, query)
    except QueryError as error:
        return error.message
    return ""


def find(
    services: Services,
    text: str,
    *,
    zone: str = "Asia/Seoul",
    after: str | None = None,
    first: int = 1,
    limit: int = PAGE,
) -> ResultsModel:
    """Answer a search; no words ask for the last seven days.

    Args:
        services: the parts.
        text: the query as typed.
        zone: the asker's IANA zone.
        after: cursor of the page before.
        first: number of this page's first row.
        limit: rows on a page.
    """
    text = squash(text)
    query = read(services, text, zone=zone)
    recent = query.is_everything and not text.strip()
    asked = _recent(services) if recent else query
    with services.store.read() as db:
        page = search.search(db, asked, limit=limit, after=after)
        types = tuple(search.count_by(db, asked, "type")) if page.total > limit else ()
        ways_on = () if page.events or recent else _ways_on(db, services, query, zone)
        near, by_date = ((), False) if page.total else nearest(db, asked)
    return ResultsModel(
        text=text.strip(),
        said=query.describe(),
        events=page.events,
        total=page.total,
        capped=page.capped,
        first=first,
        mark=after,
        next=page.next,
        types=types,
        tries=ways_on,
        recent=recent,
        nearest=near,
        missed=asked.span if by_date else None,
        scope=f"since:{asked.span.since}" if recent else "",
    )


def split_by(text: str) -> tuple[str, str | None]:
    """Return a question without its "by month", and what it asked to count by.

    Raises:
        InputError: events cannot be counted by that.
    """
    match = _BY_KNOWN.search(text) or _BY.search(text)
    if match is None:
        return text.strip(), None
    by, rest = match[1].lower().rstrip("s"), squash(f"{text[: match.start()]} {text[match.end() :]}")
    if by not in search.GROUPS:
        raise InputError(
            f"Events cannot be counted by {match[1]}.",
            hint="By " + ", ".join(search.GROUPS) + ".",
            offers=[squash(f"stats {rest} by {near}") for near in nearest_names(by, search.GROUPS)],
        )
    return rest, by


def count(services: Services, text: str, *, by: str | None = None, zone: str = "Asia/Seoul") -> StatsModel:
    """Count the events that answer a question, by what it says or what suits its length of time."""
    asked, said_by = split_by(text)
    query = read(services, asked, zone=zone)
    how = by or said_by or _fitting(services, query)
    names = Names(services.taxonomy, services.gazetteer)
    with services.store.read() as db:
        counted = search.count_by(db, query, how)
        total = search.count(db, query)
    once = sum(n for _, n in counted) if how in ("month", "year", "type") else 0
    total = max(total, once)  # `total` is counted up to a cap, the groups are not
    undated = total - once if how in ("month", "year") else 0
    return StatsModel(asked, query.describe(), how, stats_rows(counted, how, names), total, max(undated, 0))


def _recent(services: Services) -> Query:
    since = (services.now() + timedelta(hours=9)).date() - timedelta(days=RECENT_DAYS)
    return Query(Span(since=since.isoformat()), "")


def _fitting(services: Services, query: Query) -> str:
    """Months for up to three years, else years."""
    since = query.span.since
    if since is None:
        return "year"
    until = query.span.until or services.now().date().isoformat()
    return "month" if int(until[:4]) - int(since[:4]) < 3 else "year"


def _ways_on(db: Database, services: Services, query: Query, zone: str) -> tuple[str, ...]:
    bare = query.without_dates()
    found = tries(
        db, query, lambda text: read(services, text, zone=zone), services.taxonomy, services.gazetteer
    )
    if bare.text and bare.node != query.node and search.count(db, bare):
        found.insert(0, bare.text)
    return tuple(dict.fromkeys(found))[:MOST]
