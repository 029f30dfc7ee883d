"""Messages decided and not yet settled. A row is written with the change it tells of."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.model.message import Message
from bot.store import parked
from bot.store.codec import to_json, to_text, to_time

_COLUMNS = (
    "id, workspace, dedup_key, kind, channel, payload, state, event_id, root_id, subscription_id, not_before, "
    "attempts, looks, sending_at, sent_at, ts, posted_channel, error, revision, created_at, meant_at"
)


_OPEN = "state IN ('pending', 'sending', 'unknown')"  # as the index outbox_open has it, or it is not used
_AFTER_ANOTHER = (
    "(o.kind IN ('thread', 'digest') AND EXISTS (SELECT 1 FROM outbox e"
    f" WHERE e.{_OPEN} AND e.id < o.id AND e.kind = o.kind"
    " AND (e.root_id = o.root_id"
    " OR o.kind = 'digest' AND e.channel = o.channel AND e.created_at = o.created_at)))"
)


# what Slack may have had for minutes: it was away, and what was decided later waits until that is known
_AFTER_OUTAGE = (
    f"EXISTS (SELECT 1 FROM outbox u WHERE u.{_OPEN} AND u.state = 'unknown' AND u.channel = o.channel"
    " AND u.id < o.id AND u.sending_at BETWEEN ? AND ?)"
)
_OUTAGE = (timedelta(days=2), timedelta(minutes=5))


def put(
    db: Database,
    *,
    workspace: str,
    dedup_key: str,
    kind: str,
    channel: str,
    payload: Mapping[str, Any],
    now: datetime,
    event_id: int | None = None,
    root_id: int | None = None,
    subscription_id: int | None = None,
    not_before: datetime | None = None,
    revision: int = 0,
    meant_at: datetime | None = None,
) -> int | None:
    """Add a message to send.

    Args:
        dedup_key: says for ever that this was decided, e.g. `alert:T1:C1:412`.
        kind: one of `bot.model.message.MESSAGE_KINDS`.
        channel: a channel id, or a user id for a direct message.
        payload: `{"text", "blocks"?}`.
        root_id: the outbox row that an `edit` edits or a `thread` answers.
        not_before: when it may be sent, at the earliest.
        meant_at: when its news could have been told, where it was read late.

    Returns:
        The row's id, or None when this key was decided before.
    """
    row = db.execute(
        "INSERT INTO outbox (workspace, dedup_key, kind, channel, payload, event_id, root_id, subscription_id,"
        " not_before, revision, created_at, meant_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (dedup_key) DO NOTHING RETURNING id",
        [
            workspace,
            dedup_key,
            kind,
            channel,
            to_json(dict(payload)),
            event_id,
            root_id,
            subscription_id,
            to_text(not_before),
            revision,
            to_text(now),
            to_text(meant_at),
        ],
    ).fetchone()
    return None if row is None else int(row[0])


def put_edit(
    db: Database,
    root: Message,
    payload: Mapping[str, Any],
    *,
    revision: int,
    now: datetime,
    not_before: datetime | None,
) -> None:
    """Say that a message shall now read otherwise; an unsent earlier edit is overtaken.

    A root that was not tried yet, or is refused, is simply rewritten: it will be posted in its latest
    form. An edit that waits takes the new words and the earlier of the two times; one that failed
    keeps its wait.
    """
    words = to_json(dict(payload))
    rewritten = db.execute(
        "UPDATE outbox SET payload = ?, revision = ? WHERE id = ?"
        " AND (state = 'pending' AND attempts = 0 OR state = 'blocked')",
        [words, revision, root.id],
    ).rowcount
    if rewritten:
        return
    at = to_text(not_before)
    coalesced = db.execute(
        "UPDATE outbox SET payload = ?, revision = ?, not_before ="
        " CASE WHEN attempts > 0 THEN not_before ELSE min(not_before, ?) END"
        " WHERE root_id = ? AND kind = 'edit' AND state = 'pending'",
        [words, revision, at, root.id],
    ).rowcount
    if coalesced:
        return
    earlier = db.execute("SELECT count(*) FROM outbox WHERE root_id = ?", [root.id]).fetchone()[0]
    put(
        db,
        workspace=root.workspace,
        dedup_key=f"edit:{root.id}:{revision}:{to_text(now)}:{earlier}",
        kind="edit",
        channel=root.channel,
        payload=payload,
        event_id=root.event_id,
        root_id=root.id,
        revision=revision,
        not_before=not_before,
        now=now,
    )


def get(db: Database, message_id: int) -> Message | None:
    """Return one message."""
    return _one(db, "WHERE id = ?", [message_id])


def roots_of(db: Database, event_id: int) -> list[Message]:
    """Return the alerts of an event: one a channel."""
    return _many(db, "WHERE event_id = ? AND kind = 'alert' AND state != 'dropped' ORDER BY id", [event_id])


def last_edit_at(db: Database, root_id: int) -> datetime | None:
    """Return when a message was last edited or first sent."""
    row = db.execute(
        "SELECT max(sent_at) FROM outbox WHERE id = ? OR (root_id = ? AND kind = 'edit')", [root_id, root_id]
    ).fetchone()
    return to_time(row[0])


def claim(
    db: Database, now: datetime, *, blocked: Mapping[str, datetime], away: Collection[str] = ()
) -> Message | None:
    """Mark the next message that may go as `sending` and return it.

    Oldest first within a channel; one that was tried keeps its place. An edit or a thread reply waits
    until its root is sent, a reply until the earlier replies are settled, and each part of a digest
    until the part before it is.

    Args:
        blocked: channels that must rest, and until when (pace, 429).
        away: workspaces to which nothing is sent now.
    """
    _settle_pointless(db)
    waiting = [channel for channel, until in blocked.items() if until > now]
    marks, homes = ",".join("?" * len(waiting)), ",".join("?" * len(away))
    row = db.execute(
        f"SELECT o.id FROM outbox o LEFT JOIN outbox root ON root.id = o.root_id"
        f" WHERE o.{_OPEN} AND o.state = 'pending' AND (o.not_before IS NULL OR o.not_before <= ?)"
        f" AND (o.root_id IS NULL OR root.ts IS NOT NULL) AND o.channel NOT IN ({marks})"
        f" AND o.workspace NOT IN ({homes}) AND NOT {_AFTER_ANOTHER}"
        f" AND NOT {_AFTER_OUTAGE}"
        f" ORDER BY o.not_before IS NOT NULL AND o.attempts = 0, o.id LIMIT 1",
        [to_text(now), *waiting, *away, *(to_text(now - span) for span in _OUTAGE)],
    ).fetchone()
    if row is None:
        return None
    db.execute(
        "UPDATE outbox SET state = 'sending', sending_at = ?, attempts = attempts + 1, looks = 0 WHERE id = ?",
        [to_text(now), row[0]],
    )
    return get(db, row[0])


def _settle_pointless(db: Database) -> None:
    """Give up edits that a later one of the same message overtook, and what belongs to no message."""
    db.execute(
        "UPDATE outbox SET state = 'dropped', error = 'a later edit overtook it'"
        f" WHERE {_OPEN} AND state != 'sending' AND kind = 'edit' AND EXISTS"
        " (SELECT 1 FROM outbox later WHERE later.id > outbox.id AND later.root_id = outbox.root_id"
        " AND later.kind = 'edit' AND later.state IN ('pending', 'sending', 'unknown', 'sent'))"
    )
    db.execute(
        "UPDATE outbox SET state = 'dropped', error = 'the message it belongs to is not in Slack'"
        f" WHERE {_OPEN} AND state = 'pending' AND root_id IS NOT NULL AND EXISTS (SELECT 1 FROM outbox root"
        " WHERE root.id = outbox.root_id AND root.state IN ('dropped', 'blocked') AND root.ts IS NULL)"
    )


def settle_sent(db: Database, message_id: int, *, ts: str, channel: str, now: datetime) -> None:
    """Record that Slack has it."""
    db.execute(
        "UPDATE outbox SET state = 'sent', ts = ?, posted_channel = ?, sent_at = ?, error = NULL WHERE id = ?",
        [ts, channel, to_text(now), message_id],
    )


def settle_later(db: Database, message_id: int, *, not_before: datetime, error: str) -> None:
    """Record that Slack certainly has not got it, and when to try again."""
    db.execute(
        "UPDATE outbox SET state = 'pending', not_before = ?, error = ? WHERE id = ?",
        [to_text(not_before), error, message_id],
    )


def settle_unknown(db: Database, message_id: int, *, error: str) -> None:
    """Record that nobody knows whether Slack has it: it is looked for before it is repeated."""
    db.execute("UPDATE outbox SET state = 'unknown', error = ? WHERE id = ?", [error, message_id])


def settle_blocked(db: Database, message_id: int, *, error: str) -> None:
    """Record that Slack refuses it and a person is needed; it takes the words of an edit that waits."""
    db.execute(
        "UPDATE outbox SET payload = edit.payload, revision = edit.revision FROM"
        " (SELECT payload, revision FROM outbox WHERE root_id = ? AND kind = 'edit' AND state = 'pending'"
        " ORDER BY id DESC LIMIT 1) AS edit WHERE outbox.id = ?",
        [message_id, message_id],
    )
    db.execute("UPDATE outbox SET state = 'blocked', error = ? WHERE id = ?", [error, message_id])


def looked(db: Database, message_id: int, *, not_before: datetime) -> None:
    """Record that an unknown message was looked for and not found."""
    db.execute(
        "UPDATE outbox SET looks = looks + 1, not_before = ? WHERE id = ?", [to_text(not_before), message_id]
    )


def look_later(db: Database, message_id: int, *, not_before: datetime) -> None:
    """Record that an unknown message could not be looked for, and when to try that again."""
    db.execute("UPDATE outbox SET not_before = ? WHERE id = ?", [to_text(not_before), message_id])


def resolve(db: Database, message_id: int, *, state: str, now: datetime) -> bool:
    """Let a person decide a blocked or unknown message: `pending` (try again, its channel too) or `dropped`."""
    if state == "pending":
        parked.reopen(db, message_id)
    return bool(
        db.execute(
            "UPDATE outbox SET state = ?, not_before = ?, looks = 0 WHERE id = ?"
            " AND state IN ('blocked', 'unknown', 'pending')",
            [state, to_text(now), message_id],
        ).rowcount
    )


def abandoned(db: Database) -> int:
    """Turn rows that a dead process left in `sending` into `unknown`; return how many."""
    return int(
        db.execute(
            "UPDATE outbox SET state = 'unknown', error = 'the process ended while sending' WHERE state = 'sending'"
        ).rowcount
    )


def unknown(db: Database, now: datetime, *, wait: timedelta) -> list[Message]:
    """Return the messages to look for: tried at least `wait` ago, and not looked for too lately."""
    return _many(
        db,
        "WHERE state = 'unknown' AND (sending_at IS NULL OR sending_at <= ?)"
        " AND (not_before IS NULL OR not_before <= ?) ORDER BY id",
        [to_text(now - wait), to_text(now)],
    )


def counts(db: Database) -> dict[str, int]:
    """Return how many messages are in each state."""
    return {
        state: int(n)
        for state, n in db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall()
    }


def oldest_pending(db: Database) -> datetime | None:
    """Return since when the oldest message that could go is waiting."""
    row = db.execute(
        "SELECT min(coalesce(not_before, created_at)) FROM outbox WHERE state IN ('pending', 'sending', 'unknown')"
    ).fetchone()
    return to_time(row[0])


def listing(db: Database, *, states: tuple[str, ...] = (), limit: int = 50) -> list[Message]:
    """Return the latest messages, of some states or all."""
    marks = ",".join("?" * len(states))
    where = f"WHERE state IN ({marks})" if states else ""
    return _many(db, f"{where} ORDER BY id DESC LIMIT ?", [*states, limit])


def _one(db: Database, where: str, args: list[Any]) -> Message | None:
    found = _many(db, where, args)
    return found[0] if found else None


def _many(db: Database, tail: str, args: list[Any]) -> list[Message]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM outbox {tail}", args).fetchall()
    return [_message(row) for row in rows]


def _message(row: tuple[Any, ...]) -> Message:
    fields = dict(zip((name.strip() for name in _COLUMNS.split(",")), row, strict=True))
    for name in ("not_before", "sending_at", "sent_at", "created_at", "meant_at"):
        fields[name] = to_time(fields[name])
    fields["payload"] = json.loads(fields["payload"])
    return Message(**fields)
