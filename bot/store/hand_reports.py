"""Entries that people put in by hand: who did, whose words they are, and whether it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.store.codec import to_text, to_time


@dataclass(frozen=True, slots=True)
class HandReport:
    """Who put an entry in (`user` of `workspace`), and whose words it is (`author`, None: a web page's)."""

    entry_id: int
    workspace: str
    user: str
    author: str | None
    at: datetime
    undone_at: datetime | None = None


def put(db: Database, entry_id: int, *, workspace: str, user: str, author: str | None, now: datetime) -> None:
    """Keep who put an entry in; one that was taken back counts again, as theirs."""
    db.execute(
        "INSERT INTO hand_reports (entry_id, workspace, user, author, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (entry_id) DO UPDATE SET workspace = excluded.workspace, user = excluded.user,"
        " author = excluded.author, at = excluded.at, undone_at = NULL",
        [entry_id, workspace, user, author, to_text(now)],
    )


def get(db: Database, workspace: str, entry_id: int) -> HandReport | None:
    """Return what a workspace's person put in, None where it is not theirs."""
    row = db.execute(
        "SELECT entry_id, workspace, user, author, at, undone_at FROM hand_reports"
        " WHERE entry_id = ? AND workspace = ?",
        [entry_id, workspace],
    ).fetchone()
    if row is None:
        return None
    at = to_time(row[4])
    assert at is not None  # noqa: S101 - NOT NULL
    return HandReport(row[0], row[1], row[2], row[3], at, to_time(row[5]))


def undo(db: Database, entry_id: int, now: datetime) -> None:
    """Note that what was put in was taken back."""
    db.execute("UPDATE hand_reports SET undone_at = ? WHERE entry_id = ?", [to_text(now), entry_id])


def undone(db: Database, entry_id: int) -> bool:
    """Tell whether an entry was put in by hand and taken back, in any workspace."""
    row = db.execute("SELECT undone_at FROM hand_reports WHERE entry_id = ?", [entry_id]).fetchone()
    return row is not None and row[0] is not None
