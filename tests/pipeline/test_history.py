"""The shipped record."""

from __future__ import annotations

from pathlib import Path

from bot.pipeline.history import load_history
from bot.store import events, reports
from tests.pipeline.flow import Flow


def test_the_record_is_loaded_once_in_the_order_of_time(tmp_path: Path) -> None:
    """Ids grow with time, and loading again changes nothing."""
    flow = Flow(tmp_path)
    first = load_history(flow.services)
    assert first.added > 400
    before = flow.events()
    days = [events.sort_date(e.event_date, None) for e in before]
    assert days == sorted(days)
    again = load_history(flow.services)
    assert (again.added, again.known, again.joined) == (0, first.added, 0)
    assert flow.events() == before


def test_a_document_that_tells_of_a_known_event_is_a_report_of_it(tmp_path: Path) -> None:
    """The nuclear test of 2006 has the databases and the document as its sources."""
    flow = Flow(tmp_path)
    load_history(flow.services)
    with flow.store.read() as db:
        tests = [
            e for e in flow.events() if e.type == "nuclear_test" and (e.event_date or "").startswith("2006")
        ]
        assert len(tests) == 1
        assert len({r.source for r in reports.of_event(db, tests[0].id)}) >= 2


def test_the_record_can_be_searched_by_words(tmp_path: Path) -> None:
    """Titles, types and names are indexed."""
    flow = Flow(tmp_path)
    load_history(flow.services)
    event = next(e for e in flow.events() if e.weapons)
    with flow.store.read() as db:
        assert event.title in events.words(db, event.id)
        assert db.execute("SELECT count(*) FROM event_tags WHERE event_id = ?", [event.id]).fetchone()[0] > 0
