"""How a feed is doing, as one word and a sentence a person understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.model.feed import Feed
from bot.text import plural

HealthWord = Literal["fresh", "late", "failing", "paused", "gone"]
OVERDUE = timedelta(minutes=15)  # not asked this long after it was due: the poller is not running
FAILING_AFTER = 2  # one failed poll is weather
SILENT = timedelta(days=14)
GAP_SHOWN = timedelta(days=2)
_WHY = {
    "timeout": "the server does not answer in time",
    "dns": "the server's name cannot be found",
    "refused": "the server refuses connections",
    "unreachable": "the server cannot be reached",
    "reset": "the server drops the connection",
    "cut_short": "its answers break off in the middle",
    "bad_encoding": "its answers cannot be decompressed",
    "protocol": "what comes is no HTTP",
    "bad_redirect": "it redirects to no usable address",
    "bad_url": "it leads to what is no web address",
    "internal": "reading it fails for a reason of our own; the log has it",
    "network": "the network fails",
    "tls": "no secure connection to it can be made",
    "tls_expired": "its certificate has run out",
    "tls_not_yet": "its certificate is not valid yet",
    "tls_self_signed": "its certificate is one that it made for itself",
    "tls_unknown": "its certificate is from an authority that nobody vouches for",
    "tls_name": "its certificate is for another site",
    "tls_old": "it offers only encryption that is too old to be safe",
    "tls_none": "it answers secure connections with something else",
    "http_401": "the server wants a password",
    "http_403": "the server refuses us (403)",
    "http_404": "there is nothing at that address (404)",
    "http_410": "the server says it is gone for good (410)",
    "http_429": "the server asks us to wait (429)",
    "challenge": "the site asks for a browser (Cloudflare challenge)",
    "blocked_address": "its address is on a private network",
    "blocked_port": "it is not on port 80 or 443",
    "too_large": "it is larger than 5 MB",
    "not_a_feed": "what comes is no feed",
    "empty": "it answers with no entries",
    "parse_timeout": "it could not be read within 10 s",
    "parse_crash": "it could not be read",
    "unasked_304": 'it answers "not modified" to a question that was not asked',
    "too_many_redirects": "it redirects in a circle",
}

_ADVICE = {
    "timeout": "Try again later; if it stays so, the site may keep unknown programs waiting.",
    "dns": "Check the spelling of the address.",
    "refused": "Check the address; the site may be down.",
    "reset": "Try again later; some sites drop unknown programs.",
    "cut_short": "Try again later.",
    "tls": "Try again later; an http:// address may work meanwhile.",
    "tls_expired": "The site has to renew its certificate; an http:// address may work meanwhile.",
    "tls_not_yet": "See whether this machine's clock is right.",
    "tls_self_signed": "Take another source: nobody can say whose it is.",
    "tls_unknown": "If many feeds say so, this machine knows no authorities (Debian: ca-certificates), or something in your network reads along; otherwise the site has to mend it.",
    "tls_name": "Look for the address under which the site itself links to the feed.",
    "tls_old": "The site has to renew its server; an http:// address may work meanwhile.",
    "tls_none": "Try the same address with http://.",
    "http_401": "Feeds behind a password cannot be watched; look for a public one.",
    "http_403": "Some sites let a program in that says whom to reach: set KP_CONTACT to an address of yours.",
    "http_404": "Look on the site for the feed's present address.",
    "http_410": "Look on the site for a successor; remove this one.",
    "http_429": "Leave it alone for an hour, then try again.",
    "challenge": "Programs cannot pass that; ask the site for a feed they may read, or take another source.",
    "blocked_port": "Look for an address without a port.",
    "too_large": "Look for a shorter feed of the same site.",
    "empty": "If the feed is empty now and then, that is normal for it: try again when it has entries.",
    "too_many_redirects": "Open the address in a browser and take the one it ends at.",
    "bad_encoding": "Try again later; the server compresses wrongly.",
    "parse_timeout": "The document is hostile or broken; take another source.",
}


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """One word for a list, one sentence for a person."""

    word: HealthWord
    sentence: str

    @property
    def fresh(self) -> bool:
        """Whether nothing is wrong."""
        return self.word == "fresh"


def feed_health(feed: Feed, now: datetime) -> FeedHealth:
    """Say how a feed is doing.

    Args:
        feed: with what its last polls said.
        now: the present.
    """
    if feed.state == "paused":
        return FeedHealth("paused", f"Paused{_last_read(feed, now)}.")
    if feed.state in {"gone", "removed"}:
        word = "Gone for good, says its server" if feed.state == "gone" else "Removed"
        return FeedHealth("gone", f"{word}{_last_read(feed, now)}.")
    if feed.failures >= FAILING_AFTER or (feed.failures and feed.last_success_at is None):
        return FeedHealth("failing", _failing(feed, now))
    if feed.next_poll_at is not None and now - feed.next_poll_at > OVERDUE:
        return FeedHealth(
            "late", f"Was due {ago(now - feed.next_poll_at)} and has not been asked{_last_read(feed, now)}."
        )
    if feed.last_success_at is None:
        return FeedHealth("late", "Not asked yet.")
    return FeedHealth("fresh", _fresh(feed, now))


def why(reason: str | None, error: str | None = None) -> str:
    """Return what a failure's reason means, in words that follow "because"."""
    if reason is None:
        return "the reason is not known"
    if reason in _WHY:
        return _WHY[reason]
    if reason.startswith("http_5"):
        return f"the server has a fault of its own ({reason[5:]})"
    if reason.startswith("http_"):
        return f"the server answers {reason[5:]}"
    return error.rstrip(".") if error else reason.replace("_", " ")


def advice(reason: str | None) -> str | None:
    """Return what a person can do about a feed that fails for a reason, None where there is nothing to do."""
    if reason is None:
        return None
    if reason.startswith("http_5"):
        return "That is the server's own trouble: try again later."
    return _ADVICE.get(reason)


def ago(span: timedelta) -> str:
    """Return a span as people say it: "2 minutes ago", "3 days ago", "just now"."""
    seconds = max(0.0, span.total_seconds())
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{plural(int(seconds // size), name)} ago"
    return "just now"


def _failing(feed: Feed, now: datetime) -> str:
    since = f" since {ago(now - feed.failing_since)}" if feed.failing_since else ""
    since = since.replace("since just now", "just now")
    again = f" Next try {_ahead(feed.next_poll_at - now)}." if feed.next_poll_at else ""
    return (
        f"Failing{since} ({plural(feed.failures, 'try', 'tries')}): "
        f"{why(feed.last_reason, feed.last_error)}{_last_read(feed, now)}.{again}"
    )


def _fresh(feed: Feed, now: datetime) -> str:
    said = f"Read {ago(now - feed.last_success_at)}" if feed.last_success_at else "Read"
    if feed.newest_entry_at:
        said += f"; newest entry {ago(now - feed.newest_entry_at)}"
        if now - feed.newest_entry_at > SILENT:
            said += ", which is long for a feed that works"
    if feed.failures:
        said += f"; the last poll failed because {why(feed.last_reason, feed.last_error)}"
    if feed.gap_at and now - feed.gap_at < GAP_SHOWN:
        said += f"; items may have been missed {ago(now - feed.gap_at)}"
    if feed.moved_to:
        said += f"; it is moving to {feed.moved_to}"
    return said + "."


def _last_read(feed: Feed, now: datetime) -> str:
    return f"; last read {ago(now - feed.last_success_at)}" if feed.last_success_at else "; never read yet"


def _ahead(span: timedelta) -> str:
    return (
        "now" if span <= timedelta(0) else "in " + ago(max(span, timedelta(minutes=1))).removesuffix(" ago")
    )
