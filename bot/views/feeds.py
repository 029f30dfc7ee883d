"""The feeds that are watched, and how they are doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.policy.health import why
from bot.text import plural
from bot.views import blocks as b
from bot.views.models import FeedRow
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain

ROWS_WITH_MENU = 38
ILL = 3  # feeds named one by one
_WORDS = {"fresh": "fresh", "late": "late", "failing": "FAILING", "paused": "paused", "gone": "GONE"}


def feeds_message(rows: Sequence[FeedRow], *, admin: bool) -> b.Payload:
    """Return all feeds, those that need a look first.

    Args:
        rows: feeds with their health.
        admin: the reader may change them: each that needs a look has a menu.
    """
    heading = feeds_heading(rows)
    lines = [_line(row) for row in rows]
    how = (
        "Change them: feeds add URL · remove N · pause N · resume N · test URL"
        if admin
        else "Workspace admins can change them."
    )
    menus = admin and sum(not row.health.fresh for row in rows) <= ROWS_WITH_MENU
    ill = [(line, row) for line, row in zip(lines, rows, strict=True) if menus and not row.health.fresh]
    well = [line for line, row in zip(lines, rows, strict=True) if not menus or row.health.fresh]
    body = [b.section(line, accessory=_menu(row)) for line, row in ill]
    body += [b.section(*well[i : i + 10]) for i in range(0, len(well), 10)]
    return b.message(b.spoken(heading, *lines, how), [b.section(fmt("*{}*", heading)), *body, b.context(how)])


def feeds_heading(rows: Sequence[FeedRow]) -> str:
    """Return how many feeds there are and how many are fresh; samples are counted apart."""
    if not rows:
        return "No feeds are watched yet. An admin can add one: /kp-events feeds add URL"
    real = [row for row in rows if not row.feed.sample]
    samples = len(rows) - len(real)
    fresh = sum(row.health.fresh for row in real)
    said = f"{fresh} of {plural(len(real), 'feed')} fresh" if real else "No live feeds"
    return f"{said}, and {plural(samples, 'feed')} of made-up samples" if samples else said


def ill_lines(rows: Sequence[FeedRow]) -> list[Mrkdwn]:
    """Return what is wrong with feeds: one by one, or where they are many how many for which reason."""
    if len(rows) <= ILL:
        return [fmt("• {}: {}", plain(r.feed.title, 80), plain(r.health.sentence, 200)) for r in rows]
    reasons = Counter(
        why(r.feed.last_reason, r.feed.last_error) if r.feed.last_reason else r.health.word for r in rows
    )
    return [plain(f"• {plural(n, 'feed')}: {reason}", 200) for reason, n in reasons.most_common(ILL)]


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
