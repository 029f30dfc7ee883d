"""A database of before the subscriptions to words keeps its rows, and what was asked for once stays once."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from bot.model.message import Choices
from bot.store import people, subscriptions
from bot.store.db import Store
from bot.store.migrations import migrations
from tests.builders import NOW

NEW = "005_keywords"


def test_subscriptions_and_people_of_before_are_kept(tmp_path: Path) -> None:
    """They ask for events, not for words; nobody is a guest; words may be asked for beside them."""
    path = tmp_path / "kp-events.db"
    db = Database(path)
    migrations.apply(db, stop_before=NEW)
    db.execute(
        "INSERT INTO subscriptions (workspace, target, query, delivery, created_by, created_at)"
        " VALUES ('T1', 'C1', 'icbm', 'hourly', 'U1', '2026-11-01T00:00:00Z')"
    )
    db.execute(
        "INSERT INTO people (workspace, user, name, zone, admin, at)"
        " VALUES ('T1', 'U1', 'Ana', 'Asia/Seoul', 1, '2026-11-01T00:00:00Z')"
    )
    db.conn.commit()
    db.close()
    store = Store(path)
    assert NEW in store.migrate()
    with store.write() as writing:
        (kept,) = subscriptions.all_of(writing, "T1")
        assert (kept.query, kept.delivery, kept.words) == ("icbm", "hourly", False)
        known = people.get(writing, "T1", "U1")
        assert known is not None
        assert (known.admin, known.guest) == (True, False)
        for words in (False, True):
            wish = Choices("icbm", "C1", words=words)
            subscriptions.save(writing, wish, workspace="T1", created_by="U1", now=NOW)
        assert [s.words for s in subscriptions.all_of(writing, "T1")] == [False, True]
