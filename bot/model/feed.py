"""Feeds, what a poll brings back, and entries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One source that is polled: what it is, and what its last polls said.

    All times are aware UTC datetimes. `zone` is the IANA zone that dates without one are read in.
    `publisher` is the outlet that reports count as (a family: Yonhap's two feeds are one outlet).
    """

    id: int
    url: str
    title: str
    publisher: str
    lang: str | None = None
    zone: str = "UTC"
    tier: int = 2
    quirks: tuple[str, ...] = ()
    state: str = "active"  # active | paused | gone | removed
    sample: bool = False
    added_by: str | None = None
    # what the last polls said
    etag: str | None = None
    last_modified: str | None = None
    validators_at: datetime | None = None
    body_hash: str | None = None
    ttl_seconds: int | None = None
    cache_seconds: int | None = None  # what the last answer's Cache-Control or Expires asked for
    skip_hours: tuple[int, ...] = ()  # hours (UTC) in which its document asks not to be read
    skip_days: tuple[int, ...] = ()  # weekdays (UTC, Monday is 0) of the same kind
    next_poll_at: datetime | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    last_reason: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    newest_entry_at: datetime | None = None
    gap_at: datetime | None = None
    moved_to: str | None = None
    moved_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask a server: the address and the validators it gave us, verbatim."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a server answered. `body` is decompressed and capped; None on 304."""

    status: int
    url: str
    body: bytes | None
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names
    permanent_url: str | None = None  # where a chain of permanent redirects led
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item of a feed as it came: HTML stripped, dates read, nothing invented."""

    guid: str | None
    url: str | None
    title: str
    summary: str
    published: datetime | None = None
    updated: datetime | None = None
    lang: str | None = None
    publisher: str | None = None  # an aggregator's item names its outlet


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document read: its items, what it says of itself, and what was odd about it.

    `kind` and `encoding` are for people ("RSS 2.0", "cp949, though it says euc-kr").
    """

    title: str | None
    entries: tuple[ParsedEntry, ...]
    lang: str | None = None
    ttl_seconds: int | None = None
    site_url: str | None = None
    warnings: tuple[str, ...] = ()
    kind: str | None = None
    encoding: str | None = None
    skip_hours: tuple[int, ...] = ()  # as in `Feed`
    skip_days: tuple[int, ...] = ()
    zoneless: int = 0  # entries whose date names a time of day and no zone
    unread_dates: tuple[str, ...] = ()  # the first few dates that could not be read, as they stand there


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A stored item. `backlog` items are recorded and never alerted on (first sight of a feed).

    `expected_at` is when it would have been seen, had its feed been read in time; None: it was.
    """

    title: str
    publisher: str
    first_seen: datetime
    id: int = 0  # before it is stored
    feed_id: int | None = None
    guid: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    summary: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    lang: str | None = None
    backlog: bool = False
    sample: bool = False
    edits: int = 0
    expected_at: datetime | None = None
