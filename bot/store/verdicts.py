"""What the classifier said of entries, and which entries it has not seen yet."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.feed import Entry
from bot.model.verdict import ActorRole, Evidence, Facts, TypeScore, Verdict
from bot.store.codec import to_json, to_text, to_time

MAX_TRIES = 3
_ENTRY = (
    "id, feed_id, guid, url, canonical_url, title, summary, publisher, published, updated, first_seen, lang, "
    "backlog, sample"
)


def waiting(db: Database, limit: int) -> list[Entry]:
    """Return entries that were not classified yet, oldest first."""
    return _entries(db, "WHERE state = 'new' ORDER BY id LIMIT ?", [limit])


def entry(db: Database, entry_id: int) -> Entry | None:
    """Return one entry."""
    found = _entries(db, "WHERE id = ?", [entry_id])
    return found[0] if found else None


def failed(db: Database) -> int:
    """Return how many entries were given up on."""
    return int(db.execute("SELECT count(*) FROM entries WHERE state = 'failed'").fetchone()[0])


def give_back(db: Database, entry_id: int) -> bool:
    """Count a failed attempt; return whether the entry will be tried again."""
    row = db.execute(
        "UPDATE entries SET tries = tries + 1, state = CASE WHEN tries + 1 >= ? THEN 'failed' ELSE 'new' END"
        " WHERE id = ? RETURNING state",
        [MAX_TRIES, entry_id],
    ).fetchone()
    return row is not None and row[0] == "new"


def settle(db: Database, entry_id: int) -> bool:
    """Mark an entry as classified; False when another run was faster."""
    return bool(
        db.execute("UPDATE entries SET state = 'done' WHERE id = ? AND state = 'new'", [entry_id]).rowcount
    )


def put(db: Database, entry_id: int, verdict: Verdict, now: datetime) -> None:
    """Keep a verdict; one by the same classifier is replaced."""
    db.execute(
        "INSERT INTO verdicts (entry_id, classifier, at, types, status, severity, facts, relation, opens_new,"
        " review, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (entry_id, classifier) DO UPDATE SET at = excluded.at, types = excluded.types,"
        " status = excluded.status, severity = excluded.severity, facts = excluded.facts,"
        " relation = excluded.relation, opens_new = excluded.opens_new, review = excluded.review,"
        " evidence = excluded.evidence",
        [
            entry_id,
            verdict.classifier,
            to_text(now),
            to_json([asdict(t) for t in verdict.types]),
            verdict.status,
            verdict.severity,
            to_json(_facts(verdict.facts)),
            verdict.relation,
            int(verdict.opens_new),
            int(verdict.review),
            to_json([asdict(e) for e in verdict.evidence]),
        ],
    )


def latest(db: Database, entry_id: int) -> Verdict | None:
    """Return the last verdict on an entry."""
    row = db.execute(
        "SELECT types, status, severity, facts, relation, opens_new, review, evidence, classifier FROM verdicts"
        " WHERE entry_id = ? ORDER BY at DESC, id DESC LIMIT 1",
        [entry_id],
    ).fetchone()
    return None if row is None else _verdict(entry_id, row)


def _verdict(entry_id: int, row: tuple[Any, ...]) -> Verdict:
    return Verdict(
        id=str(entry_id),
        types=tuple(TypeScore(**t) for t in json.loads(row[0])),
        status=row[1],
        severity=row[2],
        facts=_read_facts(json.loads(row[3])),
        relation=row[4],
        opens_new=bool(row[5]),
        review=bool(row[6]),
        evidence=tuple(Evidence(**e) for e in json.loads(row[7])),
        classifier=row[8],
    )


def _facts(facts: Facts) -> dict[str, Any]:
    return asdict(facts) | {"event_time": to_text(facts.event_time)}


def _read_facts(raw: dict[str, Any]) -> Facts:
    lists = {name: tuple(raw[name]) for name in ("actors", "places", "weapons", "exercises")}
    roles = tuple(ActorRole(**role) for role in raw["roles"])
    return Facts(**(raw | lists | {"roles": roles, "event_time": to_time(raw["event_time"])}))


def _entries(db: Database, tail: str, args: list[Any]) -> list[Entry]:
    rows = db.execute(f"SELECT {_ENTRY} FROM entries {tail}", args).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip((name.strip() for name in _ENTRY.split(",")), row, strict=True))
    for name in ("published", "updated", "first_seen"):
        values[name] = to_time(values[name])
    for name in ("backlog", "sample"):
        values[name] = bool(values[name])
    return Entry(**values)
