"""What the page says of the feeds: how many answer, and whether what is shown are samples."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from bot.model.feed import Feed
from bot.store import feeds
from bot.store.codec import to_text
from bot.store.db import Store

FRESH = timedelta(days=1)

_REASONS = {
    "dns": "their names cannot be looked up",
    "refused": "connections to them are refused",
    "unreachable": "this machine has no way out to them",
    "timeout": "they did not answer in time",
    "tls": "no secure connection to them can be made",
    "proxy": "the proxy does not let us through",
}


def feed_state(store: Store, now: datetime) -> dict[str, Any]:
    """Return `{samples, why, feeds: {ok, total}, next_poll}` for the page.

    Args:
        store: where the feeds are.
        now: the present.
    """
    with store.read() as db:
        known = [feed for feed in feeds.all_feeds(db) if feed.state == "active"]
        answered = feeds.any_live_success(db)
    live = [feed for feed in known if not feed.sample]
    ok = [f for f in live if not f.failures and f.last_success_at and f.last_success_at > now - FRESH]
    due = [feed.next_poll_at for feed in live if feed.next_poll_at]
    samples = any(feed.sample for feed in known) and not answered
    return {
        "samples": samples,
        "why": _why(live) if samples else "",
        "feeds": {"ok": len(ok), "total": len(live)},
        "next_poll": to_text(min(due)) if due else None,
    }


def _why(live: list[Feed]) -> str:
    asked = [feed for feed in live if feed.last_poll_at]
    if not live:
        return "none is set up"
    reasons = Counter(feed.last_reason for feed in asked if feed.last_reason)
    if not reasons:
        return f"{len(live)} are being asked"
    reason = reasons.most_common(1)[0][0]
    reason = "tls" if reason.startswith("tls") else reason
    return f"{len(asked)} asked; {_REASONS.get(reason, reason.replace('_', ' '))}"
