"""What people type is a question, never SQL, never a pattern."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.model.errors import InputError
from bot.pipeline.history import load_history
from bot.query import Query, parse_query
from bot.query.literal import parse_words
from bot.store import events, search
from bot.store.db import Store
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock
from tests.pipeline.flow import Flow

NOW = FakeClock().now()
PIECES = [
    '"', "'", "''", "`", ";", "--", "/*", "*/", "(", ")", "*", "^", "+", "-", ":", "{", "}", "[", "]", "\\", "%", "_", "?", "?1", ":a", "@b", "$c",
    "NEAR", "NEAR(a b, 3)", "AND", "OR", "NOT", "MATCH", "words:", "hangul:", "{words} :", "rowid", "events_fts", "rank",
    "DROP TABLE events", "' OR 1=1 --", "1; DELETE FROM events", "UNION SELECT value FROM meta", "x' AND 1=(SELECT 1)", "sqlite_master",
    "\x00", "\u202e", "\ud7ff", "￾", "🚀", "북한", "미사일", "é", "İ", "ß", "\t", "\n", "type:", "type:missile_test", "place:",
    "severity:>=", "severity:>=4", "since:", "since:9999-99-99", "until:0000", "count:>99999999999999999999", "on:2026-02-30", "is:", "source:",
    "icbm", "launch", "a", "-a", "--a", "(((((", ")))))", '""', "“", "”", "since", "until", "in", "2022", "last year", "99999", "0", "-1", "1e309",
]  # fmt: skip
TABLES = ("events", "reports", "meta", "outbox", "feeds")


def hostile(rng: random.Random) -> str:
    """A query made of what breaks queries."""
    parts = [
        rng.choice(PIECES)
        if rng.random() < 0.85
        else "".join(rng.choices(string.printable, k=rng.randrange(1, 12)))
        for _ in range(rng.randrange(1, 9))
    ]
    return rng.choice(["", " ", " "]).join(parts)


def read(text: str) -> Query:
    """Read a query with the shipped names."""
    return parse_query(text, shipped_taxonomy(), shipped_gazetteer(), now=NOW)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped record, loaded once."""
    flow = Flow(tmp_path_factory.mktemp("record"))
    load_history(flow.services)
    return flow.store


def test_no_query_is_an_error(
    record: Store, many: Callable[[int], int], count: Callable[[str, int, int], None]
) -> None:
    """Each is answered, or refused with a sentence; the tables stay as they were."""
    rng = random.Random(5)
    tried, refused, wrong = many(20_000), 0, []
    with record.read() as db:
        before = {table: db[table].count for table in TABLES}
        for _ in range(tried):
            text = hostile(rng)
            try:
                found = search.search(db, read(text), limit=3)
            except InputError as error:
                refused += 1
                if not error.message.endswith((".", "?", "!")):
                    wrong.append((text, str(error)))
            except Exception as error:  # noqa: BLE001 - the count is what is tested
                wrong.append((text, repr(error)))
            else:
                assert len(found.events) <= 3
        assert {table: db[table].count for table in TABLES} == before
    assert refused < tried, "some are answered"
    assert not wrong, wrong[:3]
    count("hostile queries", tried, len(wrong))


def bad_patterns() -> list[str]:
    """200 patterns over which a regular expression's engine would brood for years."""
    cores = ["a+", "a*", "(a|a)", "(a|aa)", "[a-z]+", "\\w+", "\\w*", "(.*)", ".*", "(\\s|a)", "(a?){40}", "(?:a+)", "([a-zA-Z]+)", "(x+x+)", "(\\d|a)", "(a|a?)", "[^b]*", "(?=a+)", "\\S+", "(a{1,9})"]  # fmt: skip
    ends = ["$", "b", "!", "y", "\\1$", "(?!a)", "$b", "X\\b", "{50}", "+$"]
    return [f"({core})+{end}" for core in cores for end in ends]


def test_words_are_never_a_pattern(record: Store, count: Callable[[str, int, int], None]) -> None:
    """200 patterns that would take years are looked for letter by letter, each within 50 ms."""
    patterns = bad_patterns()
    assert len(set(patterns)) == 200
    title = "a" * 3_000 + "!"
    slow = []
    with record.read() as db:
        event = search.search(db, read(""), limit=1).events[0]
        words = events.words(db, event.id) + " " + title
        read("icbm"), parse_words("icbm")  # what is made once is no pattern's time
        for pattern in patterns:
            began = time.thread_time()
            for make in (read, parse_words):
                try:
                    query = make(pattern)
                except InputError:
                    continue
                query.matches(event, words, ("Example News",))
                search.search(db, query, limit=3)
            if time.thread_time() - began > 2 * 0.05:
                slow.append((pattern, time.thread_time() - began))
    count("bad patterns", len(patterns), len(slow))
