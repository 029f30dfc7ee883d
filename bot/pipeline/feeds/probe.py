"""Saying in sentences what a feed is like: what was seen, what is odd, what would do; nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.errors import FetchError
from bot.model.feed import Feed, ParsedEntry, ParsedFeed
from bot.pipeline.feeds.admin import Probe, contents, known_feed, probe
from bot.pipeline.feeds.preview import preview
from bot.pipeline.ingest import limits_of
from bot.policy.health import advice, feed_health
from bot.policy.identity import believable
from bot.policy.schedule import Pace, after_answer, jittered
from bot.services import Services
from bot.text import plural

OLD = timedelta(days=60)
HOUR = timedelta(hours=1)
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class FeedTest:
    """What a test of a feed saw: whether it can be watched, sentences that explain, its newest entries.

    `short` are the sentences that matter to who reads the news, without what is the server's affair.
    """

    ok: bool
    sentences: tuple[str, ...]
    newest: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


def test_feed(services: Services, which: str) -> FeedTest:
    """Ask a feed once, change nothing, and say in sentences what was seen.

    Args:
        services: the parts.
        which: an address, or the id of a feed that is watched.

    Raises:
        InputError: it is neither.
        NotFoundError: no feed has that id.
    """
    known = known_feed(services, which)
    now = services.now()
    last = () if known is None else (f"As feed {known.id}: {feed_health(known, now).sentence}",)
    try:
        found = probe(services, known.url if known else which, known)
    except FetchError as error:
        what_to_do = advice(error.reason)
        said = [f"It cannot be watched: {error}", *([what_to_do] if what_to_do else [])]
        return FeedTest(False, (*said, *last), short=(*said, *last))
    sentences = [sentence for say in _SENTENCES for sentence in say(found, known, services)]
    short = [sentence for say in _SHORT for sentence in say(found, known, services)]
    newest = preview(services, found.document)
    return FeedTest(True, (*sentences, *last), newest, (f"It can be watched: {short[0]}", *short[1:], *last))


test_feed.__test__ = False  # type: ignore[attr-defined]  # a name that pytest would take for its own


def _answer(found: Probe, known: Feed | None, services: Services) -> list[str]:
    result, document = found.result, found.document
    size = len(result.body or b"") / 1024
    via = f" (offered by {found.found_on})" if found.found_on else ""
    said = [f"{result.url}{via} answered {result.status} in {result.seconds:.1f} s with {size:,.0f} kB."]
    if document.kind:
        said.append(f"It is {document.kind}, read as {document.encoding}.")
    if result.url != found.asked and result.permanent_url in (None, "", found.asked):
        said.append(f"{found.asked} leads there for now (a temporary redirect), which is followed each time.")
    return said


def _offered(found: Probe, known: Feed | None, services: Services) -> list[str]:
    return [f"The page {found.found_on} offers it: {found.url}"] if found.found_on else []


def _moved(found: Probe, known: Feed | None, services: Services) -> list[str]:
    there = found.result.permanent_url
    if not there or there == found.asked:
        return []
    return [f"{found.asked} has moved for good to {there}: better to watch that address."]


def _entries(found: Probe, known: Feed | None, services: Services) -> list[str]:
    now, document = services.now(), found.document
    said = [contents(document, now)]
    dates = _dates(document, now)
    if dates and now - max(dates) > OLD:
        said.append("Nothing new has come for long: it may be a feed that nobody fills any more.")
    entries = document.entries
    if nameless := sum(1 for e in entries if not e.guid and not e.url):
        has = plural(nameless, "entry has", "entries have")
        said.append(f"{has} neither id nor link; their text will tell them apart.")
    for what, values in (("id", [e.guid for e in entries]), ("link", [e.url for e in entries])):
        value, shared = Counter(v for v in values if v).most_common(1)[0] if any(values) else (None, 0)
        if value and shared > 1 and len({e.title for e in entries if value in {e.guid, e.url}}) > 1:
            said.append(f"{shared} entries share one {what}; their text will tell them apart.")
    return said


def _odd_dates(found: Probe, known: Feed | None, services: Services) -> list[str]:
    now, document = services.now(), found.document
    missing = sum(1 for e in document.entries if e.published is None)
    ahead = sum(1 for e in document.entries if e.published and not believable(e.published, now))
    said = []
    if document.unread_dates:
        said.append(f"Some dates cannot be read, such as “{document.unread_dates[0]}”.")
    if missing:
        said.append(
            f"{plural(missing, 'entry has', 'entries have')} no usable date; when they were first seen is kept instead,"
            " and what is undated when a feed is added is not told."
        )
    if ahead:
        said.append(
            f"{plural(ahead, 'entry is', 'entries are')} dated where no date can be; that is not believed."
        )
    if document.zoneless:
        guess = " (that is a guess)" if known is None and found.zone != "UTC" else ""
        said.append(f"Its dates name no time zone; they are read as times of {found.zone}{guess}.")
    return said


def _politeness(found: Probe, known: Feed | None, services: Services) -> list[str]:
    now, headers, document = services.now(), found.result.headers, found.document
    if headers.get("etag") or headers.get("last-modified"):
        said = ["It says when nothing has changed (ETag or Last-Modified), which saves traffic."]
    else:
        said = [
            "It cannot say that nothing has changed (no ETag, no Last-Modified): all of it is sent each time."
        ]
    limits = limits_of(services)
    awake = replace(document, skip_hours=(), skip_days=())
    after = after_answer(Feed(0, found.url, "", ""), found.result, awake, Pace(), limits, now)
    due = after.next_poll_at or now
    wait = (due - now) / (jittered(HOUR, 0) / HOUR)
    minutes = round(wait / timedelta(minutes=1))
    if wait > limits.base * 1.05:
        every = plural(minutes, "minute") if minutes < 120 else plural(round(minutes / 60), "hour")
        said.append(f"It asks not to be polled more often than every {every}, and it will not be.")
    else:
        base = round(limits.base / timedelta(minutes=1))
        said.append(f"It names no interval beyond ours: it may be asked every {plural(base, 'minute')}.")
    if document.skip_hours:
        hours = ", ".join(f"{hour}h" for hour in document.skip_hours)
        said.append(f"It asks to be left alone at {hours} UTC.")
    if document.skip_days:
        said.append(f"It asks to be left alone on {', '.join(_WEEK[day] for day in document.skip_days)}.")
    return said


def _notes(found: Probe, known: Feed | None, services: Services) -> list[str]:
    return [f"Note: {warning}." for warning in found.document.warnings[:3]]


def _dates(document: ParsedFeed, now: datetime) -> list[datetime]:
    entries: tuple[ParsedEntry, ...] = document.entries
    return [moment for entry in entries if (moment := believable(entry.published, now))]


_SENTENCES: tuple[Callable[[Probe, Feed | None, Services], list[str]], ...] = (
    _answer,
    _moved,
    _entries,
    _odd_dates,
    _politeness,
    _notes,
)
_SHORT = (_entries, _offered, _moved, _odd_dates)
