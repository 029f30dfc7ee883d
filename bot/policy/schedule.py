"""When a feed is asked again, and what its answers make of it.

The rules are those of readers known to get them right: validators kept verbatim and dropped after
8 days (NetNewsWire), the server's wish within a cap (Miniflux, NetNewsWire), the hours and days in
which a document asks not to be read (RSS), a move believed after 7 days (lion-reader), 410 final (rss2email), a pace by the frequency of entries (Miniflux), a jitter
that is a ratio of the interval (reader).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.model.errors import FetchError
from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedEntry, ParsedFeed

VALIDATORS_LAST = timedelta(days=8)
LONGEST_VALIDATOR = 2000  # characters; servers take about 8,000 in all headers
MOVE_BELIEVED = timedelta(days=7)
WISH_CAP = timedelta(hours=5)  # NetNewsWire's cap on max-age: it has met one of 16 years
WISH_CAP_WHOLE = timedelta(
    hours=24
)  # for a server that cannot say "not modified": it sends all of it each time
QUIET_CAP = 48  # hours of a feed's skipHours and skipDays in a row that are believed: a weekend
TOO_OFTEN = timedelta(hours=1)  # after a 429 that does not say how long
RETRY_CAP = timedelta(days=3)
BACKOFF_CAP = timedelta(hours=6)
BACKOFF_CAP_LATER = timedelta(hours=24)  # once it has failed for a week
SLOWEST = 6  # a quiet feed is asked at most this many times less often than a busy one
SHARE_OF_GAP = 16  # … and this many times in the usual gap between two entries
JITTER = 0.1
OUTAGE = timedelta(hours=1)  # what a feed showed while it was not read so long beyond its time is read late
NETWORK_REASONS = frozenset({"dns", "timeout", "refused", "unreachable", "reset", "network"})


@dataclass(frozen=True, slots=True)
class PollLimits:
    """How often feeds are asked. `base` is the interval of a busy feed."""

    base: timedelta

    @property
    def slowest(self) -> timedelta:
        """The longest interval that our own pace gives; a server may wish for a longer one."""
        return self.base * SLOWEST


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a feed brings entries: how many in the last `days` days."""

    entries: int = 0
    days: float = 0.0


def request_for(feed: Feed, now: datetime) -> FetchRequest:
    """Return what to ask: with the validators the server gave, unless they are too old to trust.

    Some servers answer 304 for ever; a full answer at least every 8 days unmasks them. A validator that
    no request can carry, or that is so long that servers refuse it, is not sent.
    """
    fresh = feed.validators_at is not None and now - feed.validators_at < VALIDATORS_LAST
    if not fresh:
        return FetchRequest(url=feed.url)
    return FetchRequest(feed.url, etag=_sendable(feed.etag), last_modified=_sendable(feed.last_modified))


def _sendable(validator: str | None) -> str | None:
    if not validator or len(validator) > LONGEST_VALIDATOR:
        return None
    return validator if validator.isascii() and validator.isprintable() else None


def after_answer(
    feed: Feed,
    result: FetchResult,
    document: ParsedFeed | None,
    pace: Pace,
    limits: PollLimits,
    now: datetime,
) -> Feed:
    """Return a feed after a usable answer.

    Args:
        feed: as it was when it was asked.
        result: the answer: 304, or 200 with a body.
        document: the body read; None when nothing changed (304, or the same bytes).
        pace: how often it brings entries.
        limits: how often feeds are asked.
        now: when the answer came.
    """
    same = result.status == 304
    etag = result.headers.get("etag") or (feed.etag if same else None)
    last_modified = result.headers.get("last-modified") or (feed.last_modified if same else None)
    said = cache_seconds(result.headers, now)
    if said is None and same:  # what a 304 leaves out still holds (RFC 9111, 3.2)
        said = feed.cache_seconds
    if document is not None:
        feed = replace(
            feed,
            ttl_seconds=document.ttl_seconds,
            skip_hours=document.skip_hours,
            skip_days=document.skip_days,
        )
    cap = WISH_CAP if etag or last_modified else WISH_CAP_WHOLE
    wish = min(timedelta(seconds=max(said or 0, feed.ttl_seconds or 0)), cap)
    wait = max(_own_pace(feed, pace, limits), wish)
    feed = replace(
        _moved(feed, result.permanent_url, now),
        cache_seconds=said,
        etag=etag,
        last_modified=last_modified,
        last_poll_at=now,
        last_success_at=now,
        last_status=result.status,
        last_error=None,
        last_reason=None,
        failures=0,
        failing_since=None,
        next_poll_at=after_quiet(now + jittered(wait, feed.id), feed),
    )
    return feed if same else replace(feed, validators_at=now)


def after_failure(
    feed: Feed, error: FetchError, limits: PollLimits, now: datetime, *, offline: bool = False
) -> Feed:
    """Return a feed after a failed poll.

    Args:
        feed: as it was when it was asked.
        error: what went wrong.
        limits: how often feeds are asked.
        now: when it failed.
        offline: no feed at all could be reached: the fault is our network's, so all are asked
            again soon.
    """
    failures = feed.failures + 1
    since = feed.failing_since or now
    wait = limits.base if offline else backoff(failures, now - since, limits)
    if error.reason == "http_429":
        wait = max(wait, TOO_OFTEN)
    due = after_quiet(now + jittered(wait, feed.id), feed)
    if error.retry_at is not None:
        due = max(due, min(error.retry_at, now + RETRY_CAP))
    # validators that may have caused the trouble are not sent again
    drop = error.reason in {"http_412", "unasked_304", "not_a_feed", "empty"}
    return replace(
        feed,
        state="gone" if error.gone else feed.state,
        etag=None if drop else feed.etag,
        last_modified=None if drop else feed.last_modified,
        body_hash=None if drop else feed.body_hash,
        last_poll_at=now,
        last_status=status_of(error.reason),
        last_error=str(error),
        last_reason=error.reason,
        failures=failures,
        failing_since=since,
        next_poll_at=due,
    )


def backoff(failures: int, failing_for: timedelta, limits: PollLimits) -> timedelta:
    """Return how long to leave a failing feed alone: doubling from the base interval to 6 hours.

    A week after the first failure the cap is a day. A news bot cannot afford longer ones: what a
    feed shows between two visits is lost when its window rolls on.
    """
    cap = BACKOFF_CAP_LATER if failing_for >= timedelta(days=7) else BACKOFF_CAP
    doubled: timedelta = limits.base * 2 ** min(failures - 1, 16)
    return max(limits.base, min(doubled, cap))


def cache_seconds(headers: Mapping[str, str], now: datetime) -> int | None:
    """Return for how many seconds an answer may be kept: its max-age, else until it expires.

    Args:
        headers: of the answer, lower-case names.
        now: when it came, where the answer does not say.

    Returns:
        None where it says nothing; 0 where it says that it must not be kept.
    """
    control = headers.get("cache-control", "").lower()
    if re.search(r"no-cache|no-store", control):
        return 0
    age = re.search(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,12})", control)
    if age:
        return min(int(age[1]), 10**9)
    if "expires" not in headers:
        return None
    expires = http_date(headers["expires"])
    start = http_date(headers.get("date", "")) or now
    return max(0, min(int((expires - start).total_seconds()), 10**9)) if expires else 0


def after_quiet(due: datetime, feed: Feed) -> datetime:
    """Return the first time from `due` on that is in none of a feed's hours and days of quiet.

    Who names all hours or all days, or more than a weekend in a row, is not believed.
    """
    if not (feed.skip_hours or feed.skip_days):
        return due
    hour = due.replace(minute=0, second=0, microsecond=0)
    for n in range(QUIET_CAP + 1):
        at = hour + timedelta(hours=n)
        if at.hour not in feed.skip_hours and at.weekday() not in feed.skip_days:
            return due if n == 0 else at + jittered(timedelta(hours=1), feed.id) - timedelta(hours=1)
    return due


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Return the time a `Retry-After` header names, in seconds or as a date; None where it names none."""
    if not value:
        return None
    if re.fullmatch(r"\s*\d{1,9}(\.\d+)?\s*", value):
        return now + timedelta(seconds=float(value))
    return http_date(value)


def http_date(value: str) -> datetime | None:
    """Return an HTTP date as an aware UTC datetime, None where it is none (such as `0` or `-1`)."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def jittered(wait: timedelta, feed_id: int) -> timedelta:
    """Return an interval made up to 10% longer, always alike for one feed, so that feeds spread out."""
    digest = hashlib.sha256(str(feed_id).encode()).digest()
    return wait + wait * (JITTER * digest[0] / 255)


def status_of(reason: str) -> int | None:
    """Return the HTTP status that a failure's reason names, None where it was no HTTP answer."""
    found = re.fullmatch(r"http_(\d{3})", reason)
    return int(found[1]) if found else None


def is_offline(outcomes: Sequence[tuple[str, str | None]]) -> bool:
    """Say whether a round of polls met no server at all: our own network is down.

    Args:
        outcomes: (host, reason of the failure or None) of each feed asked.
    """
    hosts = {host for host, _ in outcomes}
    return len(hosts) >= 3 and all(reason in NETWORK_REASONS for _, reason in outcomes)


def is_backlog(
    entry: ParsedEntry, feed: Feed, now: datetime, *, window: timedelta = timedelta(hours=48)
) -> bool:
    """Say whether an entry is recorded without an alert.

    On first sight of a feed: what is older than `window` or undated, so that a new feed does not
    flood. Later: what is older than `window` before the last good poll, because it resurfaced.

    Args:
        entry: its date already found believable.
        feed: as it was before this poll.
        now: the present.
        window: how far back is still news.
    """
    moment = entry.published or entry.updated
    if feed.last_success_at is None:
        return moment is None or moment < now - window
    return moment is not None and moment < min(feed.last_success_at, now) - window


def expected_at(published: datetime | None, feed: Feed, now: datetime) -> datetime | None:
    """Return when an entry would have been seen, had its feed been read when it was due; None where it was.

    Args:
        published: when the entry came out; None, where it says nothing, tells nothing either.
        feed: as it was before this poll.
        now: the present.
    """
    due = feed.failing_since or feed.next_poll_at
    if published is None or due is None or feed.last_success_at is None or now - due < OUTAGE:
        return None
    could = max(published, due)
    return could if now - could >= OUTAGE else None


def gap_in(entries: Sequence[ParsedEntry], feed: Feed, *, any_known: bool) -> bool:
    """Say whether items may have been missed: the window moved on entirely since the last poll.

    Args:
        entries: of the document.
        feed: as it was before this poll.
        any_known: an item of the document was there at an earlier poll.
    """
    if feed.newest_entry_at is None or any_known or not entries:
        return False
    dates = [e.published for e in entries if e.published]
    return not dates or min(dates) > feed.newest_entry_at


def _own_pace(feed: Feed, pace: Pace, limits: PollLimits) -> timedelta:
    """Return our interval: the base for first-tier, short and new feeds, longer for quiet ones."""
    if feed.tier <= 1 or "short_window" in feed.quirks or pace.days < 3 or feed.sample:
        return limits.base
    gap = timedelta(days=pace.days / max(pace.entries, 1))
    return min(max(limits.base, gap / SHARE_OF_GAP), limits.slowest)


def _moved(feed: Feed, target: str | None, now: datetime) -> Feed:
    """Return a feed that has followed, or noted, a permanent move."""
    if target is None or target == feed.url:
        return replace(feed, moved_to=None, moved_since=None)
    if _only_secured(feed.url, target):
        return replace(feed, url=target, moved_to=None, moved_since=None)
    if feed.moved_to != target or feed.moved_since is None:
        return replace(feed, moved_to=target, moved_since=now)
    if now - feed.moved_since >= MOVE_BELIEVED:
        return replace(feed, url=target, moved_to=None, moved_since=None)
    return feed


def _only_secured(old: str, new: str) -> bool:
    one, two = urlsplit(old), urlsplit(new)
    return (one.scheme, two.scheme) == ("http", "https") and one[1:4] == two[1:4]
