"""A record made large for measurements: its own events again and again, on other days."""

from __future__ import annotations

from sqlite_utils import Database

STEP_DAYS = 3  # between an event and its next copy


def grow(db: Database, wanted: int) -> int:
    """Copy the record's dated events, with their names, words and reports, until there are `wanted`.

    Args:
        db: open for writing; a record to throw away.
        wanted: events in all.

    Returns:
        How many events there are.
    """
    columns = [row[1] for row in db.execute("PRAGMA table_info(events)").fetchall()]
    own = [c for c in columns if c not in ("id", "key", "event_date", "sort_date")]
    base = "FROM events WHERE id <= ? AND length(event_date) = 10 AND merged_into IS NULL"
    last = int(db.execute("SELECT max(id) FROM events").fetchone()[0])
    total = int(db.execute("SELECT count(*) FROM events").fetchone()[0])
    each = int(db.execute(f"SELECT count(*) {base}", [last]).fetchone()[0])
    copy = 0
    while total < wanted:
        copy += 1
        shift, offset = f"-{copy * STEP_DAYS} days", last * copy
        take = min(each, wanted - total)
        db.execute(
            f"INSERT INTO events (id, event_date, sort_date, {', '.join(own)}) SELECT id + ?, date(event_date, ?),"
            f" date(event_date, ?), {', '.join(own)} {base} ORDER BY id LIMIT ?",
            [offset, shift, shift, last, take],
        )
        _copy_beside(db, offset, last)
        total += take
    return total


def _copy_beside(db: Database, offset: int, last: int) -> None:
    """Copy what belongs to the events that were just copied."""
    made = "event_id <= ? AND event_id + ? IN (SELECT id FROM events)"
    db.execute(
        f"INSERT INTO event_tags (kind, tag, event_id) SELECT kind, tag, event_id + ? FROM event_tags WHERE {made}",
        [offset, last, offset],
    )
    db.execute(
        "INSERT INTO reports (event_id, source, url, title, published, relation, added_at) SELECT event_id + ?, source,"
        f" url, title, published, relation, added_at FROM reports WHERE {made}",
        [offset, last, offset],
    )
    db.execute(
        "INSERT INTO events_fts (rowid, words, hangul) SELECT rowid + ?, words, hangul FROM events_fts"
        " WHERE rowid <= ? AND rowid + ? IN (SELECT id FROM events)",
        [offset, last, offset],
    )
