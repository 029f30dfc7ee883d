"""The feeds that are watched, and how they are doing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text import plural
from bot.views import blocks as b
from bot.views.models import FeedRow
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain

ROWS_WITH_MENU = 40
_WORDS = {"fresh": "fresh", "late": "late", "failing": "FAILING", "paused": "paused", "gone": "GONE"}


def feeds_message(rows: Sequence[FeedRow], *, admin: bool) -> b.Payload:
    """Return all feeds, those that need a look first.

    Args:
        rows: feeds with their health.
        admin: the reader may change them: each has a menu.
    """
    heading = feeds_heading(rows)
    lines = [_line(row) for row in rows]
    how = (
        "Change them: feeds add URL · remove N · pause N · resume N · test URL"
        if admin
        else "Workspace admins can change them."
    )
    if admin and len(rows) <= ROWS_WITH_MENU:
        body = [b.section(line, accessory=_menu(row)) for line, row in zip(lines, rows, strict=True)]
    else:
        body = [b.section(*lines[i : i + 10]) for i in range(0, len(lines), 10)]
    return b.message(b.spoken(heading, *lines, how), [b.section(fmt("*{}*", heading)), *body, b.context(how)])


def feeds_heading(rows: Sequence[FeedRow]) -> str:
    """Return how many feeds there are and how many are fresh."""
    if not rows:
        return "No feeds are watched yet. An admin can add one: /kp-events feeds add URL"
    fresh = sum(row.health.fresh for row in rows)
    return f"{fresh} of {plural(len(rows), 'feed')} fresh"


def _line(row: FeedRow) -> Mrkdwn:
    sample = " (made-up samples)" if row.feed.sample else ""
    title = fmt("{}. {}", str(row.feed.id), bold(row.feed.title + sample, 90))
    return fmt("{} · {}\n{}", title, _WORDS[row.health.word], plain(row.health.sentence, 260))


def _menu(row: FeedRow) -> b.Block:
    active = row.feed.state == "active"
    turn = (
        b.option("Pause", f"pause {row.feed.id}") if active else b.option("Resume", f"resume {row.feed.id}")
    )
    return b.overflow(
        f"feed_menu:{row.feed.id}",
        [turn, b.option("Test now", f"test {row.feed.id}"), b.option("Remove", f"remove {row.feed.id}")],
    )
