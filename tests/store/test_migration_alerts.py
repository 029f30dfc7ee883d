"""A database of before the alerts lived keeps its rows, and its subscriptions mean what they meant."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from bot.model.message import ALERT_ON
from bot.store import outbox, subscriptions
from bot.store.db import Store
from bot.store.migrations import migrations

NEW = "006_living_alerts"


def test_subscriptions_and_messages_of_before_are_kept(tmp_path: Path) -> None:
    """They alert on everything, have no quiet hours, and nothing is broadcast."""
    path = tmp_path / "kp-events.db"
    db = Database(path)
    migrations.apply(db, stop_before=NEW)
    db.execute(
        "INSERT INTO subscriptions (workspace, target, query, delivery, created_by, created_at)"
        " VALUES ('T1', 'C1', 'icbm', 'now', 'U1', '2026-11-01T00:00:00Z')"
    )
    db.execute(
        "INSERT INTO outbox (workspace, dedup_key, kind, channel, payload, created_at)"
        " VALUES ('T1', 'a', 'alert', 'C1', '{\"text\": \"x\"}', '2026-11-01T00:00:00Z')"
    )
    db.conn.commit()
    db.close()
    store = Store(path)
    assert NEW in store.migrate()
    with store.read() as read:
        (kept,) = subscriptions.all_of(read, "T1")
        assert (kept.query, kept.alert_on, kept.quiet_from, kept.zone) == ("icbm", ALERT_ON, None, None)
        assert not kept.pass_critical
        assert not kept.broadcast
        assert [m.dedup_key for m in outbox.listing(read)] == ["a"]
        assert read.execute("SELECT count(*) FROM event_moves").fetchone()[0] == 0
