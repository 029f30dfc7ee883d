"""T1: what one poll brought, in one transaction: the feed's state and its new and edited entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.model.feed import Entry, Feed, ParsedEntry, ParsedFeed
from bot.policy.identity import MAX_SILENT_EDITS, Keys, believable, content_hash, document_keys, same_item
from bot.policy.schedule import expected_at, gap_in, is_backlog
from bot.store import entries as entries_table
from bot.store import feeds as feeds_table

SAMPLE_WINDOW = timedelta(hours=24)  # the first minutes of a sample workspace shall show alerts
WINDOW = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many entries a document added, of them for the record only, and how many it edited."""

    new: int = 0
    backlog: int = 0
    edited: int = 0


def record_document(db: Database, feed: Feed, document: ParsedFeed, now: datetime) -> tuple[Feed, Recorded]:
    """Keep what a document brought; return the feed with its newest entry and gap, and the counts.

    Args:
        db: open for writing.
        feed: as it was before this poll.
        document: the body read.
        now: when it came.
    """
    unstable = "unstable_guids" in feed.quirks
    items = [
        _believed(item, now, unstable=unstable) for item in document.entries if item.title or item.summary
    ]
    all_keys = document_keys(items, feed_id=feed.id, publisher=feed.publisher)
    known = entries_table.find(db, [name for keys in all_keys for name in keys.all()])
    any_known = bool(known)
    new = backlog = edited = 0
    for item, keys in _oldest_first(items, all_keys):
        match = _match(item, keys, known)
        if match is None:
            entry = _insert(db, feed, item, keys, now)
            known.update(dict.fromkeys(keys.all(), entry))
            new += 1
            backlog += entry.backlog
        else:
            entries_table.add_keys(db, match.id, [name for name in keys.all() if name not in known])
            edited += _edit(db, feed, match, item)
    newest = max((i.published for i in items if i.published), default=None)
    feed = replace(
        feed,
        gap_at=now if gap_in(items, feed, any_known=any_known) else feed.gap_at,
        newest_entry_at=max(filter(None, (newest, feed.newest_entry_at)), default=None),
    )
    return feed, Recorded(new=new, backlog=backlog, edited=edited)


def save_feed(db: Database, before: Feed, after: Feed, now: datetime) -> None:
    """Keep a feed's new state; where it follows a move, its old address is remembered as left.

    A move to an address that is watched already is not followed, so that nothing is polled twice.
    """
    if after.url != before.url:
        other = feeds_table.by_url(db, after.url)
        if other is not None and other.id != after.id:
            after = replace(after, url=before.url, moved_to=after.url, moved_since=now)
    if feeds_table.save_poll(db, after) and after.url != before.url:
        feeds_table.retire_url(db, before, now)


def language(text: str, said: str | None) -> str | None:
    """Return the language of a text: by its script where that decides, else what its feed says."""
    if text.isascii():
        return said
    letters = len(re.findall(r"[^\W\d_]", text)) or 1
    if len(re.findall(r"[\uac00-\ud7a3]", text)) / letters > 0.3:
        return "ko"
    if len(re.findall(r"[\u3040-\u30ff]", text)) / letters > 0.15:
        return "ja"
    return said


def _believed(item: ParsedEntry, now: datetime, *, unstable: bool) -> ParsedEntry:
    """Return an item without what cannot be true of it: its dates, and an id that changes at every fetch."""
    published, updated = believable(item.published, now), believable(item.updated, now)
    guid = None if unstable else item.guid
    if (published, updated, guid) == (item.published, item.updated, item.guid):
        return item
    return replace(item, published=published, updated=updated, guid=guid)


def _oldest_first(items: list[ParsedEntry], keys: list[Keys]) -> list[tuple[ParsedEntry, Keys]]:
    """Return the items so that ids grow with time; undated ones keep a feed's order, newest first."""
    pairs = list(zip(items, keys, strict=True))[::-1]
    dated = [(item.published, n) for n, (item, _) in enumerate(pairs) if item.published]
    if len(dated) == len(pairs):
        return [pairs[n] for _, n in sorted(dated)]
    return pairs


def _match(item: ParsedEntry, keys: Keys, known: Mapping[str, Entry]) -> Entry | None:
    for by, name in (("guid", keys.guid), ("url", keys.url), ("content", keys.content)):
        entry = known.get(name) if name else None
        if entry is not None and same_item(entry, item, by):
            return entry
    return None


def _insert(db: Database, feed: Feed, item: ParsedEntry, keys: Keys, now: datetime) -> Entry:
    window = SAMPLE_WINDOW if feed.sample else WINDOW
    entry = Entry(
        feed_id=feed.id,
        guid=item.guid,
        url=item.url,
        canonical_url=keys.url.removeprefix("u:") if keys.url else None,
        title=item.title,
        summary=item.summary,
        publisher=item.publisher or feed.publisher,
        published=item.published,
        updated=item.updated,
        first_seen=now,
        lang=language(f"{item.title} {item.summary}", item.lang or feed.lang),
        backlog=is_backlog(item, feed, now, window=window),
        sample=feed.sample,
        expected_at=expected_at(item.published, feed, now),
    )
    return replace(entry, id=entries_table.add(db, entry, content_hash(item.title, item.summary), keys.all()))


def _edit(db: Database, feed: Feed, known: Entry, item: ParsedEntry) -> bool:
    """Take over an outlet's edit; say whether there was one.

    Only the feed that brought an item edits it: another feed's copy has another teaser. Content that
    changes without a newer `updated` is believed 24 times.
    """
    if known.feed_id != feed.id:
        return False
    now_says = content_hash(item.title, item.summary)
    if now_says == content_hash(known.title, known.summary):
        return False
    renewed = item.updated is not None and (known.updated is None or item.updated > known.updated)
    if not renewed and known.edits >= MAX_SILENT_EDITS:
        return False
    entries_table.edit(
        db,
        known.id,
        title=item.title,
        summary=item.summary,
        content_hash=now_says,
        updated=item.updated,
        published=item.published,
    )
    return True
