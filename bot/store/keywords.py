"""News that says somebody's words and is no known event: what came, and which message tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.message import Message
from bot.model.story import Hit, Telling
from bot.store import outbox
from bot.store.codec import to_text, to_time

_TELLING = "e.id, e.title, e.summary, e.publisher, e.url, e.published, e.sample"
_HIT = f"{_TELLING}, h.story_id, h.subscription_id, h.outbox_id, h.held, h.at"
_FROM = "FROM keyword_hits h JOIN entries e ON e.id = h.entry_id"
_LOOK_BACK = 20_000  # items, newest first, that a preview looks through


def add(
    db: Database,
    *,
    workspace: str,
    target: str,
    entry_id: int,
    story: int | None,
    subscription_id: int,
    message_id: int | None,
    held: str | None,
    now: datetime,
) -> None:
    """Keep that an item came for its words.

    Args:
        db: an open transaction.
        workspace: the Slack workspace.
        target: a channel id or a user id.
        entry_id: the item.
        story: the story it belongs to; None: it begins one.
        subscription_id: what asked for it.
        message_id: the message that tells of it, None where none does.
        held: why none does.
        now: the present.
    """
    db.execute(
        "INSERT INTO keyword_hits (workspace, target, entry_id, story_id, subscription_id, outbox_id, held, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            workspace,
            target,
            entry_id,
            entry_id if story is None else story,  # a story is named after its first item
            subscription_id,
            message_id,
            held,
            to_text(now),
        ],
    )


def has(db: Database, workspace: str, target: str, entry_id: int) -> bool:
    """Tell whether an item came to a target before: an edited one is not told again."""
    sql = "SELECT 1 FROM keyword_hits WHERE workspace = ? AND target = ? AND entry_id = ?"
    return db.execute(sql, [workspace, target, entry_id]).fetchone() is not None


def late(db: Database, workspace: str, target: str, since: datetime) -> list[Hit]:
    """Return what came to a target since a time, oldest first."""
    sql = f"SELECT {_HIT} {_FROM} WHERE h.workspace = ? AND h.target = ? AND h.at >= ? ORDER BY h.id"
    return [_hit(row) for row in db.execute(sql, [workspace, target, to_text(since)]).fetchall()]


def in_message(db: Database, message_id: int) -> list[Hit]:
    """Return what one message tells of, in the order it came."""
    sql = f"SELECT {_HIT} {_FROM} WHERE h.outbox_id = ? ORDER BY h.id"
    return [_hit(row) for row in db.execute(sql, [message_id]).fetchall()]


def held_in(db: Database, workspace: str, target: str, since: datetime, until: datetime) -> list[Hit]:
    """Return what a snooze held back from a target in a window, in the order it came."""
    sql = (
        f"SELECT {_HIT} {_FROM} WHERE h.workspace = ? AND h.target = ? AND h.at >= ? AND h.at < ?"
        " AND h.held IS NOT NULL AND h.outbox_id IS NULL ORDER BY h.id"
    )
    return [
        _hit(row) for row in db.execute(sql, [workspace, target, to_text(since), to_text(until)]).fetchall()
    ]


def told_since(db: Database, workspace: str, target: str, since: datetime) -> int:
    """Return how many stories went to a target one by one, or are on their way, since a time."""
    row = db.execute(
        "SELECT count(*) FROM outbox WHERE workspace = ? AND channel = ? AND kind = 'words'"
        " AND state != 'dropped' AND created_at >= ?",
        [workspace, target, to_text(since)],
    ).fetchone()
    return int(row[0])


def message(db: Database, dedup_key: str) -> Message | None:
    """Return the message of a key, None when there is none."""
    row = db.execute("SELECT id FROM outbox WHERE dedup_key = ?", [dedup_key]).fetchone()
    return None if row is None else outbox.get(db, int(row[0]))


def no_event(db: Database, since: datetime) -> Iterator[Telling]:
    """Yield the items first seen since a time that tell of no event, newest first.

    It looks through the last 20,000 items at most. What a feed held when it was first seen is left out.
    """
    rows = db.execute(
        f"SELECT {_TELLING} FROM (SELECT * FROM entries ORDER BY id DESC LIMIT ?) e"
        " WHERE e.first_seen >= ? AND e.backlog = 0 AND e.state = 'done'"
        " AND NOT EXISTS (SELECT 1 FROM reports WHERE entry_id = e.id)",
        [_LOOK_BACK, to_text(since)],
    )
    for row in rows:
        yield _telling(row)


def _hit(row: tuple[Any, ...]) -> Hit:
    at = to_time(row[11])
    assert at is not None  # noqa: S101 - NOT NULL
    return Hit(_telling(row), row[7], row[8], row[9], row[10], at)


def _telling(row: tuple[Any, ...]) -> Telling:
    return Telling(
        entry_id=row[0],
        title=row[1],
        summary=row[2],
        source=row[3],
        url=row[4],
        published=to_time(row[5]),
        sample=bool(row[6]),
    )
