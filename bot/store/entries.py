"""Entries: items of feeds as they came, and the names they are known by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.model.feed import Entry
from bot.model.verdict import Item
from bot.store.codec import to_text, to_time

MAX_TRIES = 3
_COLUMNS = (
    "id, feed_id, guid, url, canonical_url, title, summary, publisher, published, updated, first_seen, lang,"
    " backlog, sample, edits, expected_at"
)


def add(db: Database, entry: Entry, content_hash: str, keys: Iterable[str] = ()) -> int:
    """Keep a new item, to be classified, and return its id; the entry's own `id` and `edits` do not count.

    Args:
        entry: the item.
        content_hash: what its words come to (`bot.policy.identity.content_hash`).
        keys: the names it is known by from now on (`bot.policy.identity.Keys.all`).
    """
    row = db.execute(
        "INSERT INTO entries (feed_id, guid, url, canonical_url, content_hash, title, summary, publisher, lang,"
        " published, updated, first_seen, backlog, sample, expected_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        [
            entry.feed_id,
            entry.guid,
            entry.url,
            entry.canonical_url,
            content_hash,
            entry.title,
            entry.summary,
            entry.publisher,
            entry.lang,
            to_text(entry.published),
            to_text(entry.updated),
            to_text(entry.first_seen),
            int(entry.backlog),
            int(entry.sample),
            to_text(entry.expected_at),
        ],
    ).fetchone()
    entry_id = int(row[0])
    names = list(keys)
    if names:  # a name used before for another item now means this one
        rows = ",".join(["(?, ?)"] * len(names))
        values = [value for name in names for value in (name, entry_id)]
        db.execute(f"INSERT OR REPLACE INTO entry_keys (key, entry_id) VALUES {rows}", values)
    return entry_id


def find(db: Database, keys: Sequence[str]) -> dict[str, Entry]:
    """Return the entries that have these names, by name."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        marks = ",".join("?" * len(part))
        found.update(
            db.execute(f"SELECT key, entry_id FROM entry_keys WHERE key IN ({marks})", part).fetchall()
        )
    entries = {e.id: e for e in by_ids(db, list(set(found.values())))}
    return {key: entries[entry_id] for key, entry_id in found.items()}


def add_keys(db: Database, entry_id: int, keys: Iterable[str]) -> None:
    """Know an entry by more names; those that mean another entry keep their meaning."""
    for key in keys:
        db.execute("INSERT OR IGNORE INTO entry_keys (key, entry_id) VALUES (?, ?)", [key, entry_id])


def edit(
    db: Database,
    entry_id: int,
    *,
    title: str,
    summary: str,
    content_hash: str,
    updated: datetime | None,
    published: datetime | None = None,
) -> None:
    """Keep what an outlet made of an item, and have it classified again.

    Args:
        published: fills a date that was not known; a known one stays, because outlets re-date old items.
    """
    db.execute(
        "UPDATE entries SET title = ?, summary = ?, content_hash = ?, updated = coalesce(?, updated),"
        " published = coalesce(published, ?), edits = edits + 1, state = 'new', tries = 0 WHERE id = ?",
        [title, summary, content_hash, to_text(updated), to_text(published), entry_id],
    )


def get(db: Database, entry_id: int) -> Entry | None:
    """Return one entry."""
    found = by_ids(db, [entry_id])
    return found[0] if found else None


def by_ids(db: Database, ids: Sequence[int]) -> list[Entry]:
    """Return entries by their ids, in the order of ids, without those there are none of."""
    rows: dict[int, Entry] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        for row in db.execute(f"SELECT {_COLUMNS} FROM entries WHERE id IN ({marks})", part).fetchall():
            rows[row[0]] = _entry(row)
    return [rows[i] for i in ids if i in rows]


def unclassified(db: Database, limit: int) -> list[Entry]:
    """Return entries to classify, oldest first. One with `edits` > 0 may have a verdict already."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM entries WHERE state = 'new' ORDER BY id LIMIT ?", [limit]
    ).fetchall()
    return [_entry(row) for row in rows]


def count_unclassified(db: Database) -> int:
    """Return how many entries wait to be classified."""
    return int(db.execute("SELECT count(*) FROM entries WHERE state = 'new'").fetchone()[0])


_OTHERWISE = (
    "FROM entries WHERE state = 'done' AND sample = 0 AND id > ? AND coalesce(published, first_seen) >= ? AND ? != (SELECT"
    " classifier FROM verdicts WHERE entry_id = entries.id ORDER BY at DESC, id DESC LIMIT 1)"
)


def signed_otherwise(
    db: Database, classifier: str, since: datetime | None, *, after: int, limit: int
) -> list[Entry]:
    """Return entries whose last verdict is another classifier's, in the order of their ids; no samples.

    Args:
        classifier: the version that is not asked for.
        since: only those published (or, undated, first seen) at or after this time.
        after: only ids beyond this one.
        limit: how many at most.
    """
    rows = db.execute(
        f"SELECT {_COLUMNS} {_OTHERWISE} ORDER BY id LIMIT ?",
        [after, to_text(since) or "", classifier, limit],
    ).fetchall()
    return [_entry(row) for row in rows]


def count_signed_otherwise(db: Database, classifier: str, since: datetime | None) -> int:
    """Return how many entries `signed_otherwise` has in all."""
    row = db.execute(f"SELECT count(*) {_OTHERWISE}", [0, to_text(since) or "", classifier]).fetchone()
    return int(row[0])


def set_done(db: Database, entry_id: int) -> None:
    """Record that an entry was classified."""
    db.execute("UPDATE entries SET state = 'done' WHERE id = ?", [entry_id])


def set_failed(db: Database, entry_id: int) -> None:
    """Record that classifying an entry failed; after three tries it is left alone, but for `try_again`."""
    db.execute(
        "UPDATE entries SET tries = tries + 1, state = CASE WHEN tries + 1 >= ? THEN 'failed' ELSE 'new' END"
        " WHERE id = ?",
        [MAX_TRIES, entry_id],
    )


def try_again(db: Database, since: datetime) -> int:
    """Give each entry that was left alone one more try; return how many there are.

    Args:
        since: only those first seen at or after this time.
    """
    return int(
        db.execute(
            "UPDATE entries SET state = 'new', tries = ? WHERE state = 'failed' AND first_seen >= ?",
            [MAX_TRIES - 1, to_text(since)],
        ).rowcount
    )


def counts_by_feed(db: Database, since: datetime | None = None) -> dict[int, int]:
    """Return how many entries each feed has brought.

    Args:
        since: only those first seen at or after this time.
    """
    rows = db.execute(
        "SELECT feed_id, count(*) FROM entries WHERE feed_id IS NOT NULL AND first_seen >= ? GROUP BY feed_id",
        [to_text(since) or ""],
    ).fetchall()
    return {int(feed_id): int(n) for feed_id, n in rows}


def pace(db: Database, feed_id: int, now: datetime) -> tuple[int, float]:
    """Return (entries, days): what a feed brought over the last 14 days, or since it was first seen.

    The backlog of its first sight does not count.
    """
    since = now - timedelta(days=14)
    row = db.execute(
        "SELECT (SELECT count(*) FROM (SELECT first_seen, backlog FROM entries WHERE feed_id = ? ORDER BY id DESC"
        " LIMIT 2000) WHERE first_seen >= ? AND backlog = 0), (SELECT added_at FROM feeds WHERE id = ?)",
        [feed_id, to_text(since), feed_id],
    ).fetchone()
    added = to_time(row[1]) or now
    return int(row[0]), max(0.0, (now - max(added, since)).total_seconds() / 86400)


def as_item(entry: Entry) -> Item:
    """Return an entry as what a classifier reads."""
    return Item(
        id=str(entry.id),
        title=entry.title,
        summary=entry.summary,
        published=entry.published,
        source=entry.publisher,
        url=entry.url,
        lang=entry.lang,
    )


def _entry(row: tuple[Any, ...]) -> Entry:
    return Entry(
        id=row[0],
        feed_id=row[1],
        guid=row[2],
        url=row[3],
        canonical_url=row[4],
        title=row[5],
        summary=row[6],
        publisher=row[7],
        published=to_time(row[8]),
        updated=to_time(row[9]),
        first_seen=to_time(row[10]),  # type: ignore[arg-type]  # NOT NULL
        lang=row[11],
        backlog=bool(row[12]),
        sample=bool(row[13]),
        edits=row[14],
        expected_at=to_time(row[15]),
    )
