"""What thirty days of polling ask of servers that say how often they want to be asked.

    python -m tests.torture.polite > docs/feed-politeness.md

The servers are played; the policy, the poller and the tables are the real ones, on a clock that jumps from one due
feed to the next.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.model.errors import FetchError
from bot.model.feed import FetchRequest, FetchResult
from bot.pipeline.ingest import Poller
from bot.store import feeds
from tests.feeds import NOW, PollingBot, item, rss

DAYS = 30
HOUR = timedelta(hours=1)
Rule = Callable[["Server", datetime, bool], str | None]


@dataclass
class Server:
    """One feed: what its server says, the rule that follows, and what was asked."""

    name: str
    says: str
    rule: str
    broken: Rule  # (server, when, conditional) -> what was wrong with a question, None when nothing was
    headers: dict[str, str] = field(default_factory=dict)
    extra: str = ""
    failure: str | None = None
    retry: timedelta | None = None
    asked: list[tuple[datetime, bool]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"https://{self.name.replace(' ', '-')}.example/feed"

    def answer(self, request: FetchRequest, now: datetime) -> FetchResult:
        """Note a question, hold it against the rule, and answer it."""
        conditional = bool(request.etag or request.last_modified)
        if fault := self.broken(self, now, conditional):
            self.wrong.append(f"{now:%m-%d %H:%M}: {fault}")
        self.asked.append((now, conditional))
        if self.failure:
            retry_at = now + self.retry if self.retry else None
            raise FetchError("no", reason=self.failure, retry_at=retry_at, gone=self.failure == "http_410")
        day = (now - NOW).days
        stuck = request.last_modified is not None  # it says 304 for ever, whatever there is
        if stuck or (request.etag is not None and request.etag == self.headers.get("etag", "") + str(day)):
            return FetchResult(304, request.url, None, {})
        headers = dict(self.headers)
        if "etag" in headers:
            headers["etag"] += str(day)
        items = [
            item(f"Story of day {n}", guid=str(n), date=NOW + timedelta(days=n))
            for n in range(day, day - 5, -1)
        ]
        return FetchResult(200, request.url, rss(items, extra=self.extra), headers)


def apart(span: timedelta, *, whole: timedelta | None = None, unmasking: bool = False) -> Rule:
    """The rule that two questions are so far apart.

    Args:
        span: between any two.
        whole: since the last one, for a question without validators.
        unmasking: but one without validators in eight days is right, against servers that say 304 for ever.
    """

    def broken(server: Server, now: datetime, conditional: bool) -> str | None:
        if not server.asked:
            return None
        if now - server.asked[-1][0] < span:
            return f"asked after {now - server.asked[-1][0]}"
        bare = [at for at, was in server.asked if not was]
        least = timedelta(days=8) if unmasking else whole
        if not conditional and least and now - bare[-1] < least:
            return f"asked for all of it after {now - bare[-1]}"
        return None

    return broken


def awake(hours: Sequence[int] = (), days: Sequence[int] = ()) -> Rule:
    """The rule that some hours and weekdays are quiet."""

    def broken(server: Server, now: datetime, conditional: bool) -> str | None:
        asleep = now.hour in hours or now.weekday() in days
        return f"asked at {now:%A %H:%M}" if asleep and server.asked else None

    return broken


def once(server: Server, now: datetime, conditional: bool) -> str | None:
    """The rule that the first answer was the last."""
    return "asked again" if server.asked else None


def servers() -> list[Server]:
    """Return the servers of the audit."""
    ttl = "<ttl>180</ttl>"
    night = f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(12))}</skipHours>"
    weekend = "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
    sy = '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>'
    tag = {"etag": '"v'}
    return [
        Server("says nothing", "nothing", "10 min apart", apart(timedelta(minutes=10))),
        Server("etag only", "ETag", "10 min apart, all of it once a change or in 8 days", apart(timedelta(minutes=10)), tag),
        Server("two hours", "max-age=7200, ETag; not repeated with a 304", "2 h apart", apart(2 * HOUR),
               tag | {"cache-control": "max-age=7200"}),
        Server("a day with etag", "max-age=86400, ETag", "5 h apart (conditional)", apart(5 * HOUR),
               tag | {"cache-control": "max-age=86400"}),
        Server("a day whole", "max-age=86400, no validators", "24 h apart", apart(24 * HOUR), {"cache-control": "max-age=86400"}),
        Server("sixteen years", "max-age=504576000, Last-Modified, and 304 for ever", "5 h apart, all of it once in 8 days",
               apart(5 * HOUR, unmasking=True), {"cache-control": "max-age=504576000", "last-modified": "x"}),
        Server("ttl", "ttl of 180", "3 h apart", apart(3 * HOUR), extra=ttl),
        Server("sy daily", "sy:updatePeriod daily, ETag", "5 h apart (conditional)", apart(5 * HOUR), tag, sy),
        Server("sy daily whole", "sy:updatePeriod daily, no validators", "24 h apart", apart(24 * HOUR), extra=sy),
        Server("nights", "skipHours 0 to 11", "not asked from 00:00 to 11:59 UTC", awake(hours=range(12)), extra=night),
        Server("weekends", "skipDays Saturday, Sunday", "not asked on those days", awake(days=(5, 6)), extra=weekend),
        Server("patience", "429 with Retry-After: 21600", "6 h apart", apart(6 * HOUR), failure="http_429", retry=6 * HOUR),
        Server("busy", "429 without Retry-After", "an hour apart", apart(HOUR), failure="http_429"),
        Server("ill", "500", "backing off from 10 min to 24 h", apart(timedelta(minutes=10)), failure="http_500"),
        Server("gone", "410", "never again", once, failure="http_410"),
    ]  # fmt: skip


def audit(folder: Path, days: int = DAYS) -> list[Server]:
    """Poll the servers for some days and return them with what was asked."""
    bot = PollingBot(folder)
    asked = {server.url: server for server in servers()}

    class Played:
        def fetch(self, request: FetchRequest) -> FetchResult:
            return asked[request.url].answer(request, bot.clock.now())

    bot.services = replace(bot.services, fetcher=Played())
    for server in asked.values():
        bot.watch(server.url, title=server.name, publisher=server.name)
    poller = Poller(bot.services, workers=1)
    until = NOW + timedelta(days=days)
    while bot.clock.now() < until:
        poller.start_due()
        poller.collect(wait=True)
        with bot.store.read() as db:
            due = feeds.next_due(db)
        assert due is not None
        bot.clock.time = max(bot.clock.now(), due)
    poller.close()
    return list(asked.values())


def markdown(audited: Sequence[Server]) -> str:
    """Return the page."""
    rows = []
    for server in audited:
        times = [at for at, _ in server.asked]
        gaps = [after - before for before, after in pairwise(times)]
        soonest = f"{min(gaps) / timedelta(minutes=1):.0f} min" if gaps else "–"
        conditional = sum(was for _, was in server.asked)
        rows.append(
            f"| {server.says} | {server.rule} | {len(times)} | {conditional} | {soonest} | {len(server.wrong)} |"
        )
    return HEAD.format(days=DAYS) + "\n".join(rows) + "\n"


HEAD = """# What polling asks of servers

{days} days on a clock that jumps, with the real policy, poller and tables; the servers are played. Each has a story a day; \
a busy feed is asked every 10 minutes, one as quiet as these every hour at most. “Conditional” questions carry the server's \
own validators, so that it can say “not modified”. `python -m tests.torture.polite > docs/feed-politeness.md` writes this page; \
the tests poll five of these days.

| the server says | so it is asked | questions | conditional | soonest again | against the rule |
|---|---|---|---|---|---|
"""


def main() -> None:
    """Write the page to standard output."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with TemporaryDirectory() as folder:
        sys.stdout.write(markdown(audit(Path(folder))))


if __name__ == "__main__":
    main()
