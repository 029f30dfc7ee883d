"""A bot whose clock a test moves: the real flow, handlers and page, for pictures that show hours in seconds.

Its outlets and their news are made up (`seeds/sample`, and what a test puts in).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import handlers
from bot.adapters.web import Health
from bot.app.compose import LazyClassifier, compose
from bot.app.edges import LocalEdge
from bot.app.first import prepare
from bot.config import Settings
from bot.model.feed import Entry
from bot.pipeline import classify, digest, history, ingest
from bot.pipeline.deliver import Sender
from bot.pipeline.sample import SCHEME
from bot.policy.identity import content_hash
from bot.sample import sample_feeds
from bot.services import Services
from bot.store import entries, feeds
from bot.store.codec import to_text
from bot.store.db import Store
from tests.fakes import FakeClock

BEGIN = datetime(2026, 11, 22, 22, 40, tzinfo=UTC)  # a Monday, 07:40 in Seoul
# days before that, and what an outlet told then: what a usual week is
EARLIER = (
    (34, "N. Korea sends trash balloons across the border: JCS", "North Korea sent balloons that carry trash across the border on Tuesday, South Korea's Joint Chiefs of Staff said."),
    (31, "N. Korea jams GPS signals near Yeonpyeong: military", "North Korea jammed GPS signals near Yeonpyeong Island on Friday, South Korea's military said."),
    (28, "N. Korean leader visits munitions factory: KCNA", "North Korea's leader inspected a munitions factory on Monday, state media said."),
    (26, "N. Korea fires cruise missiles into Yellow Sea: JCS", "North Korea fired two cruise missiles into the Yellow Sea on Wednesday, South Korea's Joint Chiefs of Staff said."),
    (24, "N. Korean hackers steal 12 mln dollars from exchange: police", "Hackers tied to North Korea stole coins worth 12 million dollars from an exchange on Friday, police said."),
    (21, "N. Korea denounces joint drills, threatens response", "North Korea denounced joint drills of South Korea and the United States on Monday and threatened a response, state media said."),
    (19, "N. Korea fires artillery into buffer zone near Baengnyeong: JCS", "North Korea fired artillery shells into the sea near Baengnyeong on Wednesday, South Korea's Joint Chiefs of Staff said."),
    (16, "N. Korea sends balloons again, military says", "North Korea sent balloons that carry trash across the border on Saturday, South Korea's military said."),
    (13, "N. Korean soldier defects across the MDL: military", "A North Korean soldier crossed the Military Demarcation Line and defected on Tuesday, South Korea's military said."),
    (11, "N. Korea jams GPS signals in West Sea: coast guard", "North Korea jammed GPS signals of ships in the West Sea on Thursday, the coast guard said."),
)  # fmt: skip


@dataclass
class Studio:
    """A running bot, its page's address, and the hands of its clock."""

    services: Services
    clock: FakeClock
    url: str
    sender: Sender

    def publish(self, outlet: str, title: str, summary: str) -> None:
        """Let an outlet tell something now."""
        slug = outlet.lower().replace(" ", "-")
        with self.services.store.write() as db:
            number = db.execute("SELECT count(*) FROM entries").fetchone()[0]
            now = self.clock.now()
            url = f"https://{slug}.example/{number}"
            entry = Entry(
                title=title,
                publisher=outlet,
                first_seen=now,
                url=url,
                summary=summary,
                published=now,
                lang="en",
            )
            entries.add(db, entry, content_hash(title, summary))
        classify.classify_new(self.services)

    def advance(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Let time pass, look at the feeds, and send what is due."""
        self.clock.advance(hours=hours, minutes=minutes)
        self._look()
        digest.decide_digests(self.services, self.clock.now())
        for _ in range(20):
            self.clock.advance(seconds=2)
            self.sender.round()

    def _look(self) -> None:
        with self.services.store.read() as db:
            watched = feeds.all_feeds(db)
        ingest.poll_feeds(self.services, watched)
        classify.classify_new(self.services)


@contextmanager
def studio(folder: Path) -> Iterator[Studio]:
    """A bot that has watched for weeks and read ten days of its made-up outlets; its page is served meanwhile."""
    clock = FakeClock(BEGIN - timedelta(days=EARLIER[0][0]))
    settings = Settings(_env_file=None).model_copy(
        update={"data": folder, "feeds_file": _feed_list(folder), "port": 0}
    )
    store = Store(settings.database)
    store.migrate()
    edge = LocalEdge(settings, store, clock)
    classifier = LazyClassifier(folder)
    services = compose(
        settings, clock=clock, messenger=edge.messenger(), classifier=classifier, workspace=edge.workspace
    )
    history.load_history(services)
    with store.write() as db:
        for each in sample_feeds():
            url = f"{SCHEME}:{each.slug}?at={to_text(BEGIN)}"
            feeds.add(db, url=url, title=each.title, publisher=each.publisher, lang=each.lang, now=BEGIN)
    made = Studio(services, clock, edge.url, Sender(services, edge.messenger()))
    for ago, title, summary in EARLIER:
        clock.advance(seconds=(BEGIN - timedelta(days=ago) - clock.now()).total_seconds())
        made.publish("Hangang Wire", title, summary)
    clock.advance(seconds=(BEGIN - clock.now()).total_seconds())
    made._look()
    prepare(services, say=lambda _: None)
    app = edge.bolt()
    handlers.register(app, services)
    edge.open(app, Health())
    try:
        yield made
    finally:
        edge.close()


def _feed_list(folder: Path) -> Path:
    """A list of feeds that are not asked: the samples are watched in their place."""
    path = folder / "feeds.toml"
    path.write_text('[[feed]]\nurl = "https://later.example/rss"\ntitle = "Later"\nenabled = false\n')
    return path
