"""What the tests of reclassifying share: a bot whose items were read, and are read again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model.event import Event, Revision
from bot.model.verdict import Verdict
from bot.pipeline.classify import classify_new
from bot.pipeline.reclassify import Outcome, reclassify
from bot.store import events, reports, revisions
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow

TALK = "Pyongyang warns of consequences over drills"


class Record(Flow):
    """A bot whose items were read by one classifier, and whose next one says what a test lets it say."""

    def read(self, *titles: str, **more: Any) -> list[int]:
        """Put items in, each of an outlet of its own, and read them."""
        ids = [self.entry(title, publisher=f"Outlet {n}", **more) for n, title in enumerate(titles)]
        classify_new(self.services)
        return ids

    def exchange(self, version: str = "next") -> None:
        """Let a new classifier take over that says the same, until it is told otherwise."""
        self.classifier.version = version
        for title, verdict in self.classifier.known.items():
            self.classifier.known[title] = Verdict(
                **{f: getattr(verdict, f) for f in Verdict.__slots__} | {"classifier": version}
            )

    def run(self, *, write: bool = True, since: datetime | None = None) -> Outcome:
        """Read the record anew, an hour later."""
        self.clock.advance(hours=1)
        return reclassify(self.services, since, write=write)

    def history(self, event_id: int) -> tuple[Revision, ...]:
        """The history of an event."""
        with self.store.read() as db:
            return revisions.of_event(db, event_id)

    def event(self, event_id: int) -> Event:
        """What an id leads to."""
        with self.store.read() as db:
            found = events.get(db, event_id)
        assert found is not None
        return found

    def sources(self, event_id: int) -> list[str]:
        """Who tells of an event."""
        with self.store.read() as db:
            return [r.source for r in reports.of_event(db, event_id)]


def make_record(folder: Path) -> Record:
    """A launch that two outlets tell of, asked for by a channel."""
    record = Record(folder)
    record.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    record.classifier.says(AGAIN, "missile_test", "srbm", **DAY)
    record.subscribe()
    return record
