"""What the classifier said of entries, every version of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.model.verdict import ActorRole, Evidence, Facts, TypeScore, Verdict
from bot.store.codec import to_json, to_text, to_time


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
