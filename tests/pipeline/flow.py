"""What the tests of the flow share: a bot without a network, and a classifier that says what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bot.config import Settings
from bot.gazetteer import shipped_gazetteer
from bot.model.event import Event
from bot.model.feed import Entry
from bot.model.message import Choices, Message
from bot.model.verdict import Facts, Item, TypeScore, Verdict
from bot.policy.identity import content_hash
from bot.ports import FeedReader, Fetcher
from bot.services import Services
from bot.store import entries, events, outbox, subscriptions
from bot.store.codec import to_text
from bot.taxonomy import shipped_taxonomy
from tests.fakes import FakeClock, new_store

Reading = Callable[[Item], Verdict]

LAUNCH = "N. Korea fires several short-range ballistic missiles toward East Sea: JCS"
AGAIN = "North Korea launches ballistic missiles, South says"
DAY: dict[str, Any] = {"event_date": "2026-11-21", "date_precision": "day", "actors": ("DPRK",)}


class ScriptedClassifier:
    """Says of a title what it was told to say, of others that they are no event; may be made to fail."""

    version = "scripted"

    def __init__(self) -> None:
        self.known: dict[str, Verdict] = {}
        self.fails: set[str] = set()
        self.seen: list[str] = []

    def says(self, title: str, type_id: str, subtype: str | None = None, **changes: Any) -> None:
        """Let a title mean a type; facts by name, everything else of the verdict by name too."""
        names = {f for f in Facts.__dataclass_fields__ if f in changes}
        facts = Facts(**{name: changes.pop(name) for name in names})
        verdict = Verdict(
            id="", types=(TypeScore(type_id, subtype, 0.9),), severity=3, facts=facts, classifier=self.version
        )
        self.known[title] = replace(verdict, **changes)

    def classify(self, items: Sequence[Item]) -> list[Verdict]:
        self.seen += [item.title for item in items]
        if any(item.title in self.fails for item in items):
            raise RuntimeError("made to fail")
        return [
            replace(self.known.get(item.title, Verdict("", classifier=self.version)), id=item.id)
            for item in items
        ]


class Flow:
    """A bot with entries put in by hand."""

    def __init__(self, folder: Path, clock: FakeClock | None = None) -> None:
        self.clock = clock or FakeClock()
        self.classifier = ScriptedClassifier()
        self.store = new_store(folder)
        self.services = Services(
            settings=Settings(data=folder, _env_file=None),
            store=self.store,
            clock=self.clock,
            taxonomy=shipped_taxonomy(),
            gazetteer=shipped_gazetteer(),
            classifier=self.classifier,
            fetcher=cast("Fetcher", None),
            feed_reader=cast("FeedReader", None),
            workspace="T1",
        )

    def entry(
        self, title: str, *, publisher: str = "Example News", published: datetime | None = None, **more: Any
    ) -> int:
        """Put in an entry that a poll would have brought just now."""
        with self.store.write() as db:
            now = self.clock.now()
            entry = Entry(
                title=title, publisher=publisher, first_seen=now, published=published or now, **more
            )
            return entries.add(db, entry, content_hash(title, publisher))

    def subscribe(
        self, query: str = "", *, target: str = "C1", delivery: str = "now", least: int = 1
    ) -> None:
        """Let a channel ask for what answers a query."""
        with self.store.write() as db:
            subscriptions.save(
                db,
                Choices(query, target, delivery, least),
                workspace="T1",
                created_by="U1",
                now=self.clock.now(),
            )

    def events(self) -> list[Event]:
        """All events, oldest first."""
        with self.store.read() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM events ORDER BY id").fetchall()]
            return events.several(db, ids)

    def messages(self, *kinds: str) -> list[Message]:
        """All messages of some kinds, oldest first."""
        with self.store.read() as db:
            found = outbox.listing(db, limit=500)[::-1]
        return [m for m in found if not kinds or m.kind in kinds]

    def sent(self, message: Message) -> None:
        """Let Slack have a message."""
        with self.store.write() as db:
            now = self.clock.now()
            db.execute(
                "UPDATE outbox SET attempts = 1, sending_at = ? WHERE id = ?", [to_text(now), message.id]
            )
            outbox.settle_sent(db, message.id, ts=f"{message.id}.0", channel=message.channel, now=now)
