"""Links between events: a reaction and its cause, and two that may be one."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.store.codec import to_text


def add(db: Database, event_id: int, other_id: int, kind: str, now: datetime) -> None:
    """Link two events once. `kind` is `reacts_to` (event to its cause) or `possibly_same`."""
    db.execute(
        "INSERT INTO event_links (event_id, other_id, kind, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [event_id, other_id, kind, to_text(now)],
    )


def remove(db: Database, event_id: int, other_id: int, kind: str) -> bool:
    """Take a link away, whichever of the two it was made from; tell whether there was one."""
    return bool(
        db.execute(
            "DELETE FROM event_links WHERE kind = ?3 AND (event_id = ?1 AND other_id = ?2"
            " OR event_id = ?2 AND other_id = ?1)",
            [event_id, other_id, kind],
        ).rowcount
    )


def of_event(db: Database, event_id: int) -> list[tuple[str, int]]:
    """Return (kind, other event): `reacts_to`, `reaction` (the other reacts to it), `possibly_same`."""
    rows = db.execute(
        "SELECT kind, other_id FROM event_links WHERE event_id = ?1"
        " UNION SELECT CASE kind WHEN 'reacts_to' THEN 'reaction' ELSE kind END, event_id FROM event_links"
        " WHERE other_id = ?1 ORDER BY 1, 2",
        [event_id],
    ).fetchall()
    return [(str(kind), int(other)) for kind, other in rows]
