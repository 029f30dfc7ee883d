"""A bot's week on a disk that is really full for a day, in a process of its own; prints what was seen.

python -m tests.jobs.full_disk FOLDER space    the folder is a small disk of its own, filled to its last byte
python -m tests.jobs.full_disk FOLDER limit    no file may grow any more: for where no disk can be mounted
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from bot.adapters.parsing.feedreader import FeedparserReader
from bot.config import Settings
from bot.model.errors import StoreError
from bot.model.message import DigestSetting
from bot.pipeline.ingest import poll_due
from bot.query.parse import parse_query
from bot.services import Services
from bot.store import digest_settings, entries, feeds, meta
from bot.store.db import Store
from bot.store.search import search
from jobs import JOBS, watch
from jobs.job import Job
from jobs.runner import Runner
from tests.feeds import FakeWeb, item, rss
from tests.jobs.day import OPERATOR, Elapsed, Slack
from tests.pipeline.flow import Flow

FEED = "https://outlet.example/feed.xml"


class Week:
    """A bot with its real jobs, an outlet with news every three hours, a Slack, and a disk that can be filled."""

    def __init__(self, folder: Path, fill: Callable[[Path], Callable[[], None]]) -> None:
        self.folder, self._fill = folder, fill
        self.flow = Flow(folder)
        self.clock, self.web, self.slack, self.elapsed = self.flow.clock, FakeWeb(), Slack(), Elapsed()
        self.items: list[str] = []
        self.faults: list[str] = []
        self.flow.classifier.version = "rules-1+model-1"
        self.flow.subscribe()
        with self.flow.store.write() as db:
            feeds.add(db, url=FEED, title="Outlet", publisher="Outlet", now=self.clock.now())
            digest_settings.put(db, DigestSetting("T1", "C2", "08:00"), self.clock.now())
        self.start()

    def start(self) -> None:
        """Begin as a new process does: new objects, the same database."""
        settings: Any = {"KP_OPERATOR_CHANNEL": OPERATOR}
        store = Store(self.flow.store.path)
        store.migrate()
        self.services: Services = replace(
            self.flow.services,
            settings=Settings(data=self.folder, _env_file=None, **settings),
            store=store,
            fetcher=self.web,
            feed_reader=FeedparserReader(inside=True),
            messenger=self.slack,
        )
        poll = Job("poll", 1, 60, lambda services: lambda: poll_due(services).polled > 0)
        jobs = [poll, *(job for job in JOBS if job.name != "poll")]
        self.runner = Runner(self.services, jobs, self.elapsed)
        self.ticks = [(job, job.make(self.services)) for job in (*jobs, watch.job(self.runner, None))]

    def live(self, hours: float, *, step: int = 1800) -> None:
        """Let time pass, so many seconds a step, with every job at its work and an event every three hours."""
        for _ in range(int(hours * 3600 / step)):
            now = self.clock.now()
            if now.hour % 3 == 0 and now.minute < step / 60:
                self.publish()
            for job, tick in self.ticks:
                self.runner._tick(job, tick)
            self.elapsed.seconds += step
            self.clock.advance(seconds=step)

    def publish(self) -> None:
        """Let the outlet report an event."""
        n, now = len(self.items) + 1, self.clock.now()
        kind = list(self.services.taxonomy)[n - 1]
        title = f"{kind.label}: report {n}"
        self.flow.classifier.says(
            title, kind.id, event_date=now.date().isoformat(), status="occurred", severity=5
        )
        self.items.insert(
            0,
            item(title, summary=f"word{n} " * 200, link=f"https://outlet.example/{n}", guid=str(n), date=now),
        )
        self.web.serve(FEED, rss(self.items[:40]))

    def fill(self) -> Callable[[], None]:
        """Leave no room; the result makes room again."""
        return self._fill(self.folder)

    def told(self) -> list[str]:
        """What the channel was told, in order: alerts only."""
        return [text for channel, text in self.slack.posts if channel == "C1"]

    def found(self) -> int:
        """How many events a search finds."""
        with self.services.store.read() as db:
            kit = self.services
            query = parse_query("report", kit.taxonomy, kit.gazetteer, now=self.clock.now())
            return search(db, query, limit=100).total

    def kept(self) -> int:
        """How many of the outlet's items are in the record."""
        with self.services.store.read() as db:
            return sum(entries.counts_by_feed(db).values())

    def change(self) -> str:
        """Change something large, as a person might; return why it could not be kept."""
        try:
            with self.services.store.write() as db:
                meta.set_to(db, "change", "x" * 400_000, self.clock.now())
        except StoreError as error:
            return error.reason
        return ""


def fill_disk(folder: Path) -> Callable[[], None]:
    """Take every byte of the folder's disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast.unlink


def forbid_growth(_: Path) -> Callable[[], None]:
    """Let no file be written beyond its first page."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def play(folder: Path, fill: Callable[[Path], Callable[[], None]]) -> dict[str, Any]:
    """Play the week and return what was seen."""
    week = Week(folder, fill)
    week.live(24)
    seen: dict[str, Any] = {"before": week.found()}
    free = week.fill()
    asked = len(week.web.asked)
    week.live(24)
    held = week.runner.held()
    seen |= {
        "held": held and held.reason,
        "asked while full": len(week.web.asked) - asked,
        "found while full": week.found(),
        "change while full": week.change(),
    }
    try:
        week.start()
        seen["restart"] = week.found()
    except StoreError as error:
        seen["restart"] = str(error)
    week.live(3)
    seen["found after a restart"] = week.found()
    free()
    week.live(1, step=60)
    week.live(5)
    seen |= {
        "held after": bool(week.runner.held()),
        "failing after": list(week.runner.failing()),
        "published": len(week.items),
        "kept": week.kept(),
        "found after": week.found(),
        "told": week.told(),
        "operator": [text for channel, text in week.slack.posts if channel == OPERATOR],
        "digests": len([1 for channel, _ in week.slack.posts if channel == "C2"]),
        "problems": week.services.store.problems(),
    }
    return seen


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    ways = {"space": fill_disk, "limit": forbid_growth}
    print(json.dumps(play(Path(sys.argv[1]), ways[sys.argv[2]]), indent=1))  # noqa: T201 - the test reads it
