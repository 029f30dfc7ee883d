"""Channels, messages, views and files of the local workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.store.codec import to_json, to_text, to_time

_MESSAGE = "channel, ts, thread_ts, user, ephemeral, payload, edited_at"
# what stands in a channel itself: no replies, but those that were sent to the channel as well
_ROOT = "(thread_ts IS NULL OR json_extract(payload, '$.reply_broadcast') = 1)"


@dataclass(frozen=True, slots=True)
class LocalChannel:
    """A channel (`kind` channel) or direct message (`im`)."""

    id: str
    name: str
    kind: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """A message as it stands. `ts` is its id in its channel; `payload` holds text, blocks and the like."""

    channel: str
    ts: str
    thread_ts: str | None
    user: str
    ephemeral: bool
    payload: dict[str, Any]
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LocalView:
    """A modal or the App Home. `parent` is the modal under it."""

    id: str
    kind: str
    user: str
    payload: dict[str, Any]
    parent: str | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that was uploaded."""

    id: str
    name: str
    type: str
    content: bytes


# channels


def put_channel(db: Database, channel: LocalChannel) -> None:
    """Make a channel, or rename it."""
    db.execute(
        "INSERT INTO local_channels (id, name, kind, topic) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, topic = excluded.topic",
        [channel.id, channel.name, channel.kind, channel.topic],
    )


def channels(db: Database) -> list[LocalChannel]:
    """Return all channels, direct messages last."""
    rows = db.execute("SELECT id, name, kind, topic FROM local_channels ORDER BY kind, name").fetchall()
    return [LocalChannel(*row) for row in rows]


def channel(db: Database, channel_id: str) -> LocalChannel | None:
    """Return a channel, None when there is none of that id."""
    row = db.execute("SELECT id, name, kind, topic FROM local_channels WHERE id = ?", [channel_id]).fetchone()
    return None if row is None else LocalChannel(*row)


# messages


def next_ts(db: Database, channel_id: str, now: datetime) -> str:
    """Return the id of a channel's next message: the time in microseconds, later than the last one's.

    Call it within the transaction that adds the message.
    """
    row = db.execute("SELECT max(ts) FROM local_messages WHERE channel = ?", [channel_id]).fetchone()
    moment = int(now.timestamp() * 1_000_000)
    if row[0] is not None:
        moment = max(moment, int(row[0].replace(".", "")) + 1)
    return f"{moment // 1_000_000}.{moment % 1_000_000:06d}"


def add_message(db: Database, message: LocalMessage) -> None:
    """Keep a new message."""
    db.execute(
        "INSERT INTO local_messages (channel, ts, thread_ts, user, ephemeral, payload) VALUES (?, ?, ?, ?, ?, ?)",
        [
            message.channel,
            message.ts,
            message.thread_ts,
            message.user,
            int(message.ephemeral),
            to_json(message.payload),
        ],
    )


def change_message(
    db: Database, channel_id: str, ts: str, payload: Mapping[str, Any], edited: datetime | None
) -> None:
    """Replace what a message says; `edited` is None where it is not to be shown as edited."""
    db.execute(
        "UPDATE local_messages SET payload = ?, edited_at = coalesce(?, edited_at) WHERE channel = ? AND ts = ?",
        [to_json(dict(payload)), to_text(edited), channel_id, ts],
    )


def delete_message(db: Database, channel_id: str, ts: str, now: datetime) -> None:
    """Take a message away; its id is never given again."""
    db.execute(
        "UPDATE local_messages SET deleted_at = ?, payload = '{}' WHERE channel = ? AND ts = ?",
        [to_text(now), channel_id, ts],
    )


def message(db: Database, channel_id: str, ts: str) -> LocalMessage | None:
    """Return a message, None when there is none or it was deleted."""
    row = db.execute(
        f"SELECT {_MESSAGE} FROM local_messages WHERE channel = ? AND ts = ? AND deleted_at IS NULL",
        [channel_id, ts],
    ).fetchone()
    return None if row is None else _message(row)


def history(
    db: Database,
    channel_id: str,
    *,
    oldest: str = "0",
    latest: str = "9999999999.999999",
    limit: int = 100,
    ephemeral: bool = False,
) -> list[LocalMessage]:
    """Return the messages of a channel between two ids (both left out), newest first.

    With `ephemeral` those too that only the reader sees: they come on top of the limit, so that answers
    push nothing off a page, up to three times as many.
    """
    between = f"channel = ? AND ts > ? AND ts < ? AND deleted_at IS NULL AND {_ROOT}"
    args = [channel_id, oldest, latest]
    first = db.execute(
        f"SELECT ts FROM local_messages WHERE {between} AND ephemeral = 0 ORDER BY ts DESC LIMIT 1 OFFSET ?",
        [*args, limit - 1],
    ).fetchone()
    rows = db.execute(
        f"SELECT {_MESSAGE} FROM local_messages WHERE {between} AND ephemeral <= ? AND ts >= ?"
        " ORDER BY ts DESC LIMIT ?",
        [*args, int(ephemeral), first[0] if first else "0", limit * 4 if ephemeral else limit],
    ).fetchall()
    return [_message(row) for row in rows]


def replies(
    db: Database,
    channel_id: str,
    thread_ts: str,
    *,
    oldest: str = "0",
    limit: int = 1000,
    ephemeral: bool = False,
) -> list[LocalMessage]:
    """Return the replies in a thread, oldest first."""
    rows = db.execute(
        f"SELECT {_MESSAGE} FROM local_messages WHERE channel = ? AND thread_ts = ? AND ts > ?"
        " AND deleted_at IS NULL AND ephemeral <= ? ORDER BY ts LIMIT ?",
        [channel_id, thread_ts, oldest, int(ephemeral), limit],
    ).fetchall()
    return [_message(row) for row in rows]


def thread_sizes(db: Database, channel_id: str, roots: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return, for each of these messages that has replies, how many and the id of the last."""
    wanted = list(roots)
    marks = ", ".join("?" * len(wanted))
    rows = db.execute(
        "SELECT thread_ts, count(*), max(ts) FROM local_messages WHERE channel = ? AND deleted_at IS NULL"
        f" AND ephemeral = 0 AND thread_ts IN ({marks}) GROUP BY thread_ts",
        [channel_id, *wanted],
    ).fetchall()
    return {row[0]: (int(row[1]), row[2]) for row in rows}


def last_posted(db: Database) -> dict[str, list[str]]:
    """Return the ids of each channel's latest messages from the bot, newest first: what unread is counted from."""
    found: dict[str, list[str]] = {}
    for one in channels(db):
        found[one.id] = [m.ts for m in history(db, one.id, limit=50)]
    return found


def _message(row: tuple[Any, ...]) -> LocalMessage:
    return LocalMessage(
        channel=row[0],
        ts=row[1],
        thread_ts=row[2],
        user=row[3],
        ephemeral=bool(row[4]),
        payload=json.loads(row[5]),
        edited_at=to_time(row[6]),
    )


# views


def put_view(db: Database, view: LocalView) -> None:
    """Keep a view, or replace the one of its id."""
    db.execute(
        "INSERT INTO local_views (id, kind, user, payload, parent, closed) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, parent = excluded.parent,"
        " closed = excluded.closed",
        [view.id, view.kind, view.user, to_json(view.payload), view.parent, int(view.closed)],
    )


def view(db: Database, view_id: str) -> LocalView | None:
    """Return a view, None when there is none of that id."""
    row = db.execute(
        "SELECT id, kind, user, payload, parent, closed FROM local_views WHERE id = ?", [view_id]
    ).fetchone()
    return (
        None if row is None else LocalView(row[0], row[1], row[2], json.loads(row[3]), row[4], bool(row[5]))
    )


def view_named(db: Database, external_id: str) -> LocalView | None:
    """Return the open view that its maker named so."""
    row = db.execute(
        "SELECT id FROM local_views WHERE closed = 0 AND json_extract(payload, '$.external_id') = ?",
        [external_id],
    ).fetchone()
    return None if row is None else view(db, row[0])


def forget_modals(db: Database) -> None:
    """Drop the modals of earlier pages: nobody can see them any more."""
    db.execute("DELETE FROM local_views WHERE kind = 'modal'")


# files


def put_file(db: Database, file: LocalFile, now: datetime) -> None:
    """Keep a file."""
    db.execute(
        "INSERT INTO local_files (id, name, type, content, created_at) VALUES (?, ?, ?, ?, ?)",
        [file.id, file.name, file.type, file.content, to_text(now)],
    )


def file(db: Database, file_id: str) -> LocalFile | None:
    """Return a file, None when there is none of that id."""
    row = db.execute("SELECT id, name, type, content FROM local_files WHERE id = ?", [file_id]).fetchone()
    return None if row is None else LocalFile(row[0], row[1], row[2], bytes(row[3]))
