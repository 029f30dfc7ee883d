"""Items in, the same items with the keys of their events out: the flow on a temporary database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.feed import Entry
from bot.model.verdict import Item, Verdict
from bot.pipeline.applied import Applied
from bot.pipeline.apply import Merger
from bot.policy.identity import content_hash
from bot.ports import Classifier
from bot.store import entries, verdicts
from bot.store.db import Store
from bot.taxonomy import Taxonomy

BATCH = 500
_ONE_TIME = timedelta(days=3)  # items of a stream so far apart are news of one time


class Kit(Protocol):
    """What merging items by hand needs of the composed parts."""

    @property
    def classifier(self) -> Classifier:
        """Says what items report."""
        ...

    @property
    def taxonomy(self) -> Taxonomy:
        """The types."""
        ...

    @property
    def gazetteer(self) -> Gazetteer:
        """The names."""
        ...


def merge_items(items: Sequence[Item], kit: Kit) -> Iterator[dict[str, Any]]:
    """Yield `{"id", "event", "events", "relation", "types"}` of each item, in the order given.

    The items go through the flow's own steps on a temporary database, in the order of their dates;
    those without a date keep their place in the line.

    Args:
        items: what to merge.
        kit: classifier, types and names.
    """
    with tempfile.TemporaryDirectory(prefix="kp-merge-") as folder:
        store = Store(Path(folder) / "merge.db")
        store.migrate()
        merged: dict[int, dict[str, Any]] = {}
        order = _by_date(items)
        with store.read() as db:
            merger = Merger(kit.taxonomy, kit.gazetteer, db)
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            said = kit.classifier.classify([items[i] for *_, i in part])
            with store.write() as db:
                for (seen, fresh, i), verdict in zip(part, said, strict=True):
                    merged[i] = _merge_one(db, merger, items[i], verdict, seen, fresh=fresh)
        for i in range(len(items)):
            yield merged[i]


def _merge_one(
    db: Database, merger: Merger, item: Item, verdict: Verdict, seen: datetime, *, fresh: bool
) -> dict[str, Any]:
    applied: list[Applied] = []
    if verdict.types or verdict.denied:
        new = Entry(
            title=item.title,
            summary=item.summary,
            publisher=item.source or "unknown",
            first_seen=seen,
            url=item.url,
            published=item.published,
            lang=item.lang,
            backlog=not fresh,
        )
        entry = replace(new, id=entries.add(db, new, content_hash(item.title, item.summary)))
        verdicts.put(db, entry.id, verdict, seen)
        applied = merger.apply(db, entry, verdict, seen)
    return {
        "id": item.id,
        "event": f"e{applied[0].event.id}" if applied else None,
        "events": [f"e{a.event.id}" for a in applied],
        "relation": applied[0].relation if applied else "report",
        "types": [{"id": t.id, "subtype": t.subtype, "score": round(t.score, 4)} for t in verdict.types],
    }


def _by_date(items: Sequence[Item]) -> list[tuple[datetime, bool, int]]:
    """Return when each item was seen, whether that tells when it came out, and its place, by date.

    An undated one stays behind the one before it. It came out with it where the next one did, too:
    else the items are in no order of time.
    """
    after: list[datetime | None] = [None]
    for item in reversed(items):
        after.append(item.published or after[-1])
    last = datetime(1970, 1, 1, tzinfo=UTC)
    dated: list[tuple[datetime, bool, int]] = []
    for i, item in enumerate(items):
        last = item.published or last
        following = after[-1 - i]
        dated.append((last, following is not None and abs(following - last) <= _ONE_TIME, i))
    return sorted(dated, key=lambda each: (each[0], each[2]))
