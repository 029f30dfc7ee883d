"""When each channel and person gets the digest, and which was the last."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.model.message import DigestSetting
from bot.store import meta
from bot.store.codec import to_json, to_text, to_time
from bot.store.installations import IN_USE

_COLUMNS = (
    "workspace, target, hour, zone, days, enabled, last_slot, last_sent_until, created_at,"
    " min_severity, query, last_sent_from"
)
A_DAY = timedelta(days=1)


def get(db: Database, workspace: str, target: str) -> DigestSetting | None:
    """Return the setting of a channel or person, None when there is none."""
    found = _many(db, "WHERE workspace = ? AND target = ?", [workspace, target])
    return found[0] if found else None


def put(db: Database, setting: DigestSetting, now: datetime) -> None:
    """Keep hour, zone, days, what is in it and whether it is on; what was sent last stays as it is.

    One that was off for a day or longer and is turned on begins anew: its next digest is a first one,
    and does not go back over all the time in which nobody wanted one.
    """
    known = get(db, setting.workspace, setting.target)
    if known is not None and known.enabled != setting.enabled:
        _turned(db, known, now)
    db.execute(
        f"INSERT INTO digest_settings ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (workspace, target) DO UPDATE SET hour = excluded.hour, zone = excluded.zone,"
        " days = excluded.days, enabled = excluded.enabled, min_severity = excluded.min_severity,"
        " query = excluded.query",
        [
            setting.workspace,
            setting.target,
            setting.hour,
            setting.zone,
            to_json(list(setting.days)),
            int(setting.enabled),
            setting.last_slot,
            to_text(setting.last_sent_until),
            to_text(setting.created_at or now),
            setting.min_severity,
            setting.query,
            to_text(setting.last_sent_from),
        ],
    )


def _turned(db: Database, known: DigestSetting, now: datetime) -> None:
    """Remember when a digest was turned off; turned on a day later or more, it forgets its last."""
    key = f"digest_off:{known.workspace}:{known.target}"
    if known.enabled:
        meta.set_to(db, key, "yes", now)
        return
    off = meta.at(db, key) or known.last_sent_until
    if off is not None and now - off >= A_DAY:
        db.execute(
            "UPDATE digest_settings SET last_slot = NULL, last_sent_until = NULL, last_sent_from = NULL"
            " WHERE workspace = ? AND target = ?",
            [known.workspace, known.target],
        )


def enabled(db: Database, workspace: str | None = None) -> list[DigestSetting]:
    """Return the settings that are on, of one workspace or all."""
    if workspace is None:
        return _many(db, f"WHERE enabled = 1 AND {IN_USE} ORDER BY workspace, target", [])
    return _many(db, f"WHERE enabled = 1 AND {IN_USE} AND workspace = ? ORDER BY target", [workspace])


def decided(
    db: Database, workspace: str, target: str, slot: str, until: datetime, *, since: datetime | None = None
) -> None:
    """Remember the last digest that was decided: its local date, and where its window ends and began."""
    db.execute(
        "UPDATE digest_settings SET last_slot = ?, last_sent_from = ?, last_sent_until = ?"
        " WHERE workspace = ? AND target = ?",
        [slot, to_text(since), to_text(until), workspace, target],
    )
    forget_told(db, workspace, target)


def sent_at_will(
    db: Database, setting: DigestSetting, until: datetime, *, since: datetime, now: datetime
) -> None:
    """Remember a digest that somebody asked for: the next begins where it ends. The day's own still comes.

    Where there is no daily one the setting is kept all the same, turned off.

    Args:
        db: an open transaction.
        setting: whose digest.
        until: where its window ends.
        since: where it began.
        now: the present.
    """
    if get(db, setting.workspace, setting.target) is None:
        put(db, replace(setting, enabled=False), now)
    db.execute(
        "UPDATE digest_settings SET last_sent_from = ?, last_sent_until = ? WHERE workspace = ? AND target = ?",
        [to_text(since), to_text(until), setting.workspace, setting.target],
    )
    forget_told(db, setting.workspace, setting.target)


def remember_told(db: Database, now: datetime) -> None:
    """Keep what digests told that ended later than the clock shows, now that it was set back.

    Their next window begins now, so time alone would have it told again.

    Args:
        db: an open transaction.
        now: the present, since the clock was set back.
    """
    later = db.execute(
        "SELECT workspace, target, last_sent_until FROM digest_settings WHERE last_sent_until > ?",
        [to_text(now)],
    ).fetchall()
    for workspace, target, until in later:
        rows = db.execute(
            "SELECT id, (SELECT coalesce(max(number), 0) FROM revisions WHERE event_id = events.id AND at < ?1)"
            " FROM events WHERE created_at < ?1 AND updated_at >= ?2",
            [until, to_text(now)],
        ).fetchall()
        told = {int(id_): int(number) for id_, number in rows} | told_before(db, workspace, target)
        meta.set_to(db, _told_key(workspace, target), to_json({str(id_): n for id_, n in told.items()}), now)


def told_before(db: Database, workspace: str, target: str) -> dict[int, int]:
    """Return events that a digest told although they seem later than it, each with its last revision then.

    There are such only after the clock was set back, until the next digest.
    """
    kept = meta.get(db, _told_key(workspace, target))
    return {int(id_): int(number) for id_, number in json.loads(kept).items()} if kept else {}


def forget_told(db: Database, workspace: str, target: str) -> None:
    """Let go of them: a digest has passed them, or the one that told them was refused."""
    db.execute("DELETE FROM meta WHERE key = ?", [_told_key(workspace, target)])


def _told_key(workspace: str, target: str) -> str:
    return f"digest_told:{workspace}:{target}"


def _many(db: Database, tail: str, args: list[Any]) -> list[DigestSetting]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM digest_settings {tail}", args).fetchall()
    return [_setting(row) for row in rows]


def _setting(row: tuple[Any, ...]) -> DigestSetting:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    values["days"] = tuple(json.loads(values["days"]))
    values["enabled"] = bool(values["enabled"])
    values["last_sent_until"] = to_time(values["last_sent_until"])
    values["created_at"] = to_time(values["created_at"])
    values["last_sent_from"] = to_time(values["last_sent_from"])
    return DigestSetting(**values)
