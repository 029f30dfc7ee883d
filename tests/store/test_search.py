"""Queries as SQL on a real database: the same answer as a query gives of each event."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.gazetteer import shipped_gazetteer
from bot.model.errors import InputError, QueryError
from bot.model.event import Event
from bot.pipeline.history import load_history
from bot.query import All, Query, Span, parse_query
from bot.store import events, reports, search
from bot.store.db import Store
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock
from tests.pipeline.flow import Flow

NOW = FakeClock().now()


def read(text: str) -> Query:
    """Read a query with the shipped names."""
    return parse_query(text, shipped_taxonomy(), shipped_gazetteer(), now=NOW)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped record, loaded once."""
    flow = Flow(tmp_path_factory.mktemp("record"))
    load_history(flow.services)
    return flow.store


@pytest.mark.parametrize(
    "text",
    [
        "icbm since 2022", "type:missile_test -icbm", "severity:>=4 until:2000", "place:Pyongyang", "weapon:Hwasong-17",
        "(balloons OR loudspeaker) since:2024", "nuclear test", "submarine", "\"east sea\"", "count:>5", "distance:>1000",
        "origin:document", "is:confirmed", "in 2017", "actor:Russia", "on:2022-11-18", "status:historical", "NOT missile",
        "\"east sea\" -cruise", "sea -\"east sea\" -drill severity:>=3", "fired japan -submarine", "-sea -missile", "(sea OR japan) -cruise",
    ],
)  # fmt: skip
def test_a_search_finds_exactly_the_events_that_a_query_matches(record: Store, text: str) -> None:
    """Subscriptions and searches agree on what a query means."""
    query = read(text)
    with record.read() as db:
        everything = search.iterate(db, read(""))
        found = {e.id for e in search.iterate(db, query)}
        matched = {
            e.id
            for e in everything
            if query.matches(e, events.words(db, e.id), tuple(r.source for r in reports.of_event(db, e.id)))
        }
    assert found == matched


@pytest.mark.parametrize("many", [0, search.MANY])
def test_pages_follow_one_another_without_gap_or_double(
    record: Store, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By key, newest first, whether the answers are sorted or met while walking back through the days."""
    monkeypatch.setattr(search, "MANY", many)
    query = read("missile")
    seen: list[int] = []
    mark = None
    with record.read() as db:
        total = search.count(db, query)
        while True:
            page = search.search(db, query, limit=37, after=mark)
            seen += [e.id for e in page.events]
            mark = page.next
            if mark is None:
                break
        dates = [events.get(db, i).event_date for i in seen]  # type: ignore[union-attr]
    assert len(seen) == len(set(seen)) == total
    known = [d for d in dates if d and len(d) == 10]
    assert known == sorted(known, reverse=True)


def test_a_page_mark_that_is_no_mark_is_refused(record: Store) -> None:
    """A button of an older version says so instead of failing."""
    with record.read() as db, pytest.raises(InputError):
        search.search(db, read("icbm"), after="bm90IGEgbWFyaw==")


def test_counts_by_year_add_up(record: Store) -> None:
    """Each event with a date is in one year."""
    with record.read() as db:
        counted = search.count_by(db, read("icbm"), "year")
        assert sum(n for _, n in counted) == search.count(db, read("icbm"))
        with pytest.raises(InputError, match="weekday"):
            search.count_by(db, read("icbm"), "weekday")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_nothing_a_person_types_is_an_error_of_the_database(record: Store, text: str) -> None:
    """Quotes, operators, control characters and other scripts are words or nothing."""
    with record.read() as db:
        with contextlib.suppress(
            QueryError
        ):  # a word that cannot be read is told; the grammar's tests see to it
            search.search(db, read(text))
        expression = search.fts_expression(text)
        if expression is not None:
            db.execute("SELECT count(*) FROM events_fts WHERE events_fts MATCH ?", [expression]).fetchone()


@pytest.mark.parametrize("word", ["북한이", "탄도미사일", "미사일"])
def test_korean_words_are_asked_for_by_their_pairs(word: str) -> None:
    """A word inside a compound is found."""
    expression = search.fts_expression(word)
    assert expression is not None
    assert expression.startswith("hangul : ")


@pytest.fixture(scope="module")
def everyone(record: Store) -> list[Event]:
    """All events of the record."""
    with record.read() as db:
        return search.iterate(db, Query(All(), ""))


DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31)).map(date.isoformat)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.tuples(st.none() | DAYS, st.none() | DAYS, st.sampled_from([0, 1, 20, 31, 300, 366])))
def test_dates_mean_the_same_in_a_search_and_in_a_query(
    record: Store, everyone: list[Event], ends: tuple[str | None, str | None, int]
) -> None:
    """Events known to the day, the month or the year, in any stretch of days."""
    since, until, length = ends
    if since and until:
        until = (date.fromisoformat(since) + timedelta(length)).isoformat()
    query = Query(Span(since, until), "")
    with record.read() as db:
        found = {e.id for e in search.iterate(db, query)}
        assert found == {e.id for e in everyone if query.matches(e)}


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("2025", True),
        ("since:2025-06", True),
        ("on:2025-05", False),
        ("on:2025-05-09", False),
        ("2024-2026", True),
    ],
)
def test_what_is_known_to_the_year_only_is_no_answer_to_a_day(record: Store, text: str, finds: bool) -> None:
    """It would stand in every day of that year."""
    with record.read() as db:
        found = {e.event_date for e in search.iterate(db, read(text))}
    assert ("2025" in found) is finds


def test_the_newest_few_are_paged_and_end(record: Store) -> None:
    """Twelve are asked for: ten, then two, and no more."""
    query = read("last 12 missile launches")
    with record.read() as db:
        first = search.search(db, query)
        second = search.search(db, query, after=first.next)
    assert (len(first.events), first.total, len(second.events), second.next) == (10, 12, 2, None)
    assert not {e.id for e in first.events} & {e.id for e in second.events}


def test_as_many_as_were_asked_for_are_listed_counted_and_exported(record: Store) -> None:
    """The last five are five everywhere, and the same five."""
    query = read("last 5 missile launches")
    with record.read() as db:
        shown = [e.id for e in search.search(db, query).events]
        assert sorted(e.id for e in search.iterate(db, query)) == sorted(shown)
        assert search.count(db, query) == 5
        assert sum(n for _, n in search.count_by(db, query, "type")) == 5
    assert len(shown) == 5
