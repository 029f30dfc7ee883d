"""A database of before digests could be narrowed keeps its hours, and its digests hold everything."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from bot.store import digest_settings
from bot.store.db import Store
from bot.store.migrations import migrations

NEW = "007_digest_choices"


def test_digests_of_before_keep_their_hours_and_hold_everything(tmp_path: Path) -> None:
    """Of any severity, of any kind, and with the last one they had."""
    path = tmp_path / "kp-events.db"
    db = Database(path)
    migrations.apply(db, stop_before=NEW)
    db.execute(
        "INSERT INTO digest_settings (workspace, target, hour, zone, days, last_slot, last_sent_until, created_at)"
        " VALUES ('T1', 'C1', '07:30', 'Europe/Berlin', '[1,2]', '2026-11-20', '2026-11-20T06:30:00Z',"
        " '2026-11-01T00:00:00Z')"
    )
    db.conn.commit()
    db.close()
    store = Store(path)
    assert NEW in store.migrate()
    with store.read() as read:
        (kept,) = digest_settings.enabled(read, "T1")
    assert (kept.hour, kept.zone, kept.days, kept.last_slot) == (
        "07:30",
        "Europe/Berlin",
        (1, 2),
        "2026-11-20",
    )
    assert (kept.min_severity, kept.query, kept.last_sent_from) == (1, "", None)
