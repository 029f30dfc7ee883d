"""T2: each new entry becomes a verdict, events and messages, in one transaction of its own.

The classifier runs before, outside of any transaction. An entry that cannot be handled is tried
three times and then left, so that it holds up nobody; `status` counts such entries. For two days
each of them has one more try an hour (`jobs/tidy.py`): it may have been the machine's bad minute.
Where the classifier reads not even a plain sentence, it is no entry's fault: they wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.log import get_logger
from bot.model.errors import ClassifierError, StoreError
from bot.model.feed import Entry
from bot.model.verdict import Item, Verdict
from bot.pipeline.apply import Merger
from bot.pipeline.keywords import tell_words
from bot.pipeline.notify import Asked, notify, who_asked
from bot.services import Services
from bot.store import entries, verdicts

log = get_logger(__name__)

BATCH = 64  # entries that the classifier is given at once
PLAIN = Item("plain", "North Korea fires a ballistic missile into the East Sea, Seoul says")


def classify_new(services: Services, limit: int = 500) -> int:
    """Handle entries that were not classified yet, oldest first.

    Args:
        services: the parts.
        limit: how many at most; the rest waits for the next call.

    Returns:
        How many entries were handled, those that failed included.

    Raises:
        StoreError: nothing can be written now; what was not handled waits.
        ClassifierError: the classifier reads nothing; the same.
    """
    with services.store.read() as db:
        waiting = sorted(entries.unclassified(db, limit), key=_told)
        merger = Merger(services.taxonomy, services.gazetteer, db) if waiting else None
    if merger is None:
        return 0
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        said = verdicts_of(services, batch)
        asked = who_asked(services)
        for entry, verdict in zip(batch, said, strict=True):
            if verdict is None or not _handle(services, merger, entry, verdict, asked):
                _give_back(services, entry)
    return len(waiting)


def _told(entry: Entry) -> datetime:
    """Order entries as their news came out, so that flashes come before what revises them."""
    return entry.published or entry.first_seen


def verdicts_of(services: Services, batch: Sequence[Entry]) -> list[Verdict | None]:
    """Return the verdicts of a batch; where the batch fails, entry by entry, None for the culprit.

    Raises:
        ClassifierError: not even a plain sentence can be read.
    """
    try:
        return list(services.classifier.classify([entries.as_item(e) for e in batch]))
    except Exception:
        _prove_reading(services)
        if len(batch) == 1:
            log.exception("entry_not_classified", entry_id=batch[0].id)
            return [None]
        return [verdict for entry in batch for verdict in verdicts_of(services, [entry])]


def _prove_reading(services: Services) -> None:
    try:
        services.classifier.classify([PLAIN])
    except Exception as fault:
        said = f"{type(fault).__name__}: {fault}".rstrip(": ")
        raise ClassifierError(f"Nothing can be classified now ({said}); what is new waits.") from fault


def _handle(services: Services, merger: Merger, entry: Entry, verdict: Verdict, asked: Asked) -> bool:
    """Write all that follows from a verdict, or nothing; tell whether it was written.

    The time is read inside the transaction: a digest goes by it, and one decided while this waited
    for its turn must not have passed it.

    Raises:
        StoreError: nothing can be written now.
    """
    try:
        with services.store.write() as db:
            now = services.now()
            verdicts.put(db, entry.id, verdict, now)
            applied = merger.apply(db, entry, verdict, now)
            told = notify(db, services, entry, applied, asked, now)
            known = [each.event for each in applied]
            told += tell_words(db, services, entry, known, asked, merger.background, now)
            entries.set_done(db, entry.id)
    except StoreError:
        raise  # a full disk or a lock is no fault of the entry, which waits until it can be kept
    except Exception:
        log.exception("entry_not_merged", entry_id=entry.id)
        return False
    for each in applied:
        log.info(
            "event_opened" if each.before is None else "event_joined",
            entry_id=entry.id,
            event_id=each.event.id,
            type=each.event.type,
            relation=each.relation,
            messages=told,
        )
    return True


def _give_back(services: Services, entry: Entry) -> None:
    with services.store.write() as db:
        entries.set_failed(db, entry.id)
