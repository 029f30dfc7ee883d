"""Workspaces that installed the app, each with its token; and installations begun in a browser."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.store.codec import to_text, to_time

_COLUMNS = (
    "workspace, name, app_id, bot_id, bot_user, scopes, token, encrypted, installed_by, installed_at,"
    " parked_at, parked_why"
)


IN_USE = "workspace NOT IN (SELECT workspace FROM installations WHERE parked_at IS NOT NULL)"
"""A condition on rows of others' tables: nothing is decided for a workspace that has removed the app."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A workspace that installed the app. `token` is as it is kept: sealed where `encrypted`.

    Parked: Slack takes the token no more (`parked_why` is its code), so nothing is decided or sent there.
    """

    workspace: str
    name: str
    app_id: str | None
    bot_id: str
    bot_user: str
    scopes: tuple[str, ...]
    token: str
    encrypted: bool
    installed_by: str | None
    installed_at: datetime
    parked_at: datetime | None = None
    parked_why: str | None = None


def save(db: Database, made: Installation) -> None:
    """Keep an installation; one made again takes the new token and is no longer parked."""
    db.execute(
        f"INSERT INTO installations ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)"
        " ON CONFLICT (workspace) DO UPDATE SET name = excluded.name, app_id = excluded.app_id,"
        " bot_id = excluded.bot_id, bot_user = excluded.bot_user, scopes = excluded.scopes,"
        " token = excluded.token, encrypted = excluded.encrypted, installed_by = excluded.installed_by,"
        " parked_at = NULL, parked_why = NULL",
        [
            made.workspace,
            made.name,
            made.app_id,
            made.bot_id,
            made.bot_user,
            ",".join(made.scopes),
            made.token,
            int(made.encrypted),
            made.installed_by,
            to_text(made.installed_at),
        ],
    )


def get(db: Database, workspace: str) -> Installation | None:
    """Return a workspace's installation, a parked one too."""
    found = _many(db, "WHERE workspace = ?", [workspace])
    return found[0] if found else None


def every(db: Database) -> list[Installation]:
    """Return all installations, the first one made first."""
    return _many(db, "ORDER BY installed_at, workspace", [])


def home(db: Database) -> str | None:
    """Return the workspace that runs the bot: the first one that installed it; None before that."""
    row = db.execute(
        "SELECT workspace FROM installations ORDER BY installed_at, workspace LIMIT 1"
    ).fetchone()
    return None if row is None else str(row[0])


def park(db: Database, workspace: str, why: str, now: datetime) -> bool:
    """Note that Slack takes a workspace's token no more; False when that was known or nobody is there.

    Messages that wait for it are blocked: a person may have them sent when it is back.
    """
    parked = db.execute(
        "UPDATE installations SET parked_at = ?, parked_why = ? WHERE workspace = ? AND parked_at IS NULL",
        [to_text(now), why, workspace],
    ).rowcount
    if parked:
        db.execute(
            "UPDATE outbox SET state = 'blocked', error = ? WHERE workspace = ?"
            " AND state IN ('pending', 'unknown')",
            [why, workspace],
        )
    return bool(parked)


def seal(db: Database, workspace: str, token: str) -> None:
    """Replace a token that stands open by its sealed form."""
    db.execute("UPDATE installations SET token = ?, encrypted = 1 WHERE workspace = ?", [token, workspace])


def begin(db: Database, state: str, expires: datetime, now: datetime) -> None:
    """Remember that an installation was begun, and forget those that came to nothing."""
    db.execute("DELETE FROM oauth_states WHERE expires_at <= ?", [to_text(now)])
    db.execute(
        "INSERT INTO oauth_states (digest, expires_at) VALUES (?, ?)", [_digest(state), to_text(expires)]
    )


def finish(db: Database, state: str, now: datetime) -> bool:
    """Tell whether an installation was begun with this state and may end now; each ends once."""
    row = db.execute(
        "DELETE FROM oauth_states WHERE digest = ? RETURNING expires_at > ?", [_digest(state), to_text(now)]
    ).fetchall()
    return bool(row and row[0][0])


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _many(db: Database, tail: str, args: list[Any]) -> list[Installation]:
    found = []
    for row in db.execute(f"SELECT {_COLUMNS} FROM installations {tail}", args).fetchall():
        values = dict(zip((name.strip() for name in _COLUMNS.split(",")), row, strict=True))
        values["scopes"] = tuple(s for s in values["scopes"].split(",") if s)
        values["encrypted"] = bool(values["encrypted"])
        for name in ("installed_at", "parked_at"):
            values[name] = to_time(values[name])
        found.append(Installation(**values))
    return found
