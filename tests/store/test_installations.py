"""Workspaces that installed the app, and what people put in by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.model.feed import Entry
from bot.store import entries, hand_reports, installations, meta
from bot.store.db import Store
from bot.store.installations import Installation
from bot.store.migrations import migrations
from tests.builders import NOW
from tests.fakes import new_store

NEW = "008_installed"
MADE = Installation("T1", "Desk", "A1", "B1", "U1", ("commands", "chat:write"), "xoxb-1", False, "U9", NOW)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def test_a_database_of_before_keeps_its_rows(tmp_path: Path) -> None:
    """The new tables stand beside the old ones, and are empty."""
    path = tmp_path / "kp-events.db"
    db = Database(path)
    migrations.apply(db, stop_before=NEW)
    db.execute("INSERT INTO meta (key, value, at) VALUES ('workspace', 'T1', '2026-11-01T00:00:00Z')")
    db.conn.commit()
    db.close()
    store = Store(path)
    assert NEW in store.migrate()
    with store.read() as read:
        assert meta.get(read, "workspace") == "T1"
        assert installations.every(read) == []
        assert installations.home(read) is None


def test_an_installation_made_again_takes_the_new_token_and_is_in_use(store: Store) -> None:
    """When it was made first stays: the first workspace is the one that runs the bot."""
    with store.write() as db:
        installations.save(db, MADE)
        installations.save(db, replace(MADE, workspace="T0", installed_at=NOW + timedelta(hours=1)))
        assert installations.park(db, "T1", "token_revoked", NOW)
        assert not installations.park(db, "T1", "token_revoked", NOW)
        parked = installations.get(db, "T1")
        assert parked is not None and (parked.parked_at, parked.parked_why) == (NOW, "token_revoked")
        installations.save(db, replace(MADE, token="xoxb-2", installed_at=NOW + timedelta(days=1)))
        assert installations.get(db, "T1") == replace(MADE, token="xoxb-2")
        assert installations.home(db) == "T1"


def test_a_state_ends_one_installation_in_time(store: Store) -> None:
    """It is good once, for as long as it was given; what is kept of it does not tell it."""
    with store.write() as db:
        installations.begin(db, "abc", NOW + timedelta(minutes=10), NOW)
        assert "abc" not in str(db.execute("SELECT * FROM oauth_states").fetchall())
        assert not installations.finish(db, "other", NOW)
        assert installations.finish(db, "abc", NOW)
        assert not installations.finish(db, "abc", NOW)
        installations.begin(db, "late", NOW + timedelta(minutes=10), NOW)
        assert not installations.finish(db, "late", NOW + timedelta(minutes=11))


def test_a_report_by_hand_is_its_workspace_s_own(store: Store) -> None:
    """Who put it in is told to nobody else; put in again, it counts again."""
    with store.write() as db:
        entry_id = entries.add(db, Entry(title="t", publisher="x", first_seen=NOW), "h")
        hand_reports.put(db, entry_id, workspace="T1", user="U1", author="Ana", now=NOW)
        assert hand_reports.get(db, "T2", entry_id) is None
        hand_reports.undo(db, entry_id, NOW)
        undone = hand_reports.get(db, "T1", entry_id)
        hand_reports.put(db, entry_id, workspace="T1", user="U2", author=None, now=NOW)
        again = hand_reports.get(db, "T1", entry_id)
    assert undone is not None and undone.undone_at == NOW
    assert again is not None and (again.user, again.author, again.undone_at) == ("U2", None, None)
