"""Reports: what is kept of them, also in a record from before reasons were kept."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.gazetteer import shipped_gazetteer
from bot.store import events, reports
from bot.store.db import Store
from bot.store.migrations import migrations
from bot.taxonomy import shipped_taxonomy
from tests.builders import NOW, make_event, make_report
from tests.fakes import new_store


def test_a_report_keeps_why_it_joined_and_a_telling_its_outlet(tmp_path: Path) -> None:
    """Word for word; without a reason there is none."""
    store = new_store(tmp_path)
    with store.write() as db:
        event = events.insert(db, make_event(), shipped_taxonomy(), shipped_gazetteer(), published=NOW)
        for why in ("Joined: same day, Sunan; 92% alike", None):
            reports.add(db, make_report(event_id=event.id, why=why, source="Yonhap"))
    with store.read() as db:
        assert [r.why for r in reports.of_event(db, event.id)] == ["Joined: same day, Sunan; 92% alike", None]
        assert {t.source for t in reports.tellings(db, [event.id])[event.id]} == {"Yonhap"}


def test_the_reports_of_many_events_are_read_at_once(tmp_path: Path) -> None:
    """Each event's in the order they came; one without reports is not named."""
    store = new_store(tmp_path)
    with store.write() as db:
        made = [
            events.insert(db, make_event(), shipped_taxonomy(), shipped_gazetteer(), published=NOW).id
            for _ in range(3)
        ]
        for event_id, source in ((made[1], "B"), (made[0], "A"), (made[1], "C")):
            reports.add(db, make_report(event_id=event_id, source=source))
    with store.read() as db:
        told = reports.of_events(db, made)
        assert told == {id_: reports.of_event(db, id_) for id_ in made[:2]}
    assert [r.source for r in told[made[1]]] == ["B", "C"]


def test_a_record_from_before_reasons_is_taken_over_whole(tmp_path: Path) -> None:
    """Its reports have no reason, and new ones may have one."""
    path = tmp_path / "kp-events.db"
    connection = sqlite3.connect(str(path))
    old = Database(connection)
    migrations.apply(old, stop_before="004_reasons")
    assert "why" not in old["reports"].columns_dict
    old.execute(
        "INSERT INTO reports (event_id, source, title, relation, added_at)"
        " VALUES (1, 'Example News', 'Missiles fired', 'report', '2026-11-20T00:00:00Z')"
    )
    connection.commit()
    connection.close()
    store = Store(path)
    assert "004_reasons" in store.migrate()
    with store.read() as db:
        (kept,) = reports.of_event(db, 1)
    assert (kept.source, kept.why) == ("Example News", None)
