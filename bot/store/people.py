"""What Slack said of people, kept for a while: names, zones, who administers the workspace."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.ports import Person
from bot.store.codec import to_text

FRESH = timedelta(hours=12)


def get(db: Database, workspace: str, user: str, *, newer_than: datetime | None = None) -> Person | None:
    """Return a person as last heard of; None when never, or not since `newer_than`."""
    row = db.execute(
        "SELECT user, name, zone, admin, guest FROM people WHERE workspace = ? AND user = ? AND at >= ?",
        [workspace, user, to_text(newer_than) or ""],
    ).fetchone()
    return None if row is None else Person(row[0], row[1] or row[0], row[2], bool(row[3]), bool(row[4]))


def put(db: Database, workspace: str, person: Person, now: datetime) -> None:
    """Keep what Slack said of a person."""
    db.execute(
        "INSERT INTO people (workspace, user, name, zone, admin, guest, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (workspace, user) DO UPDATE SET name = excluded.name, zone = excluded.zone,"
        " admin = excluded.admin, guest = excluded.guest, at = excluded.at",
        [
            workspace,
            person.id,
            person.name,
            person.zone,
            int(person.admin),
            int(person.guest),
            to_text(now),
        ],
    )


def names(db: Database, workspace: str) -> dict[str, str]:
    """Return the names of all people heard of, by id."""
    rows = db.execute("SELECT user, name FROM people WHERE workspace = ?", [workspace]).fetchall()
    return {str(user): str(name or user) for user, name in rows}
