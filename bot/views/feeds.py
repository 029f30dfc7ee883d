"""The feeds that are watched, and how they are doing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.policy.health import why
from bot.text import plural
from bot.views import blocks as b
from bot.views.models import FeedRow
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.words import listed

ROWS_WITH_MENU = 38
FEW = 5  # feeds that fit a phone one by one
_WORDS_KEPT = 100  # characters of what a list was chosen by, in a menu's value
ILL = 3  # feeds that need a look, named one by one
_WORDS = {"fresh": "fresh", "late": "late", "failing": "failing", "paused": "paused", "gone": "gone for good"}
_ILL_WORDS = ("ill", "problems", "trouble", "broken", "stale", "dead", "silent")
_HOW = "Workspace admins can change them."
_HOW_ADMIN = "Change them: feeds add URL · remove N · pause N · resume N · test URL"


def feeds_message(rows: Sequence[FeedRow], *, admin: bool) -> b.Payload:
    """Return how many feeds there are and what those that need a look lack, by reason; a few are listed at once.

    Args:
        rows: feeds with their health.
        admin: the reader may change them.
    """
    heading, ill = feeds_heading(rows), [row for row in rows if not row.health.fresh]
    if 0 < len(rows) <= FEW:
        return feeds_list(rows, heading, admin=admin)
    lines = [fmt("{}: {}", told, plain(named(found), 200)) for told, found in by_reason(ill)]
    how = _HOW_ADMIN if admin else _HOW
    looks = [b.button("Those that need a look", "ask:ill", "feeds ill")] if ill else []
    row = [b.actions(*looks, b.button("All feeds", "ask:all", "feeds all"))] if rows else []
    trouble = [b.section(Mrkdwn("*Need a look*"), *(fmt("• {}", line) for line in lines))] if lines else []
    return b.message(
        b.spoken(heading, *lines, how), [b.section(fmt("*{}*", heading)), *trouble, b.context(how), *row]
    )


def feeds_list(
    rows: Sequence[FeedRow], heading: str, *, admin: bool, words: str = "all", done: str = ""
) -> b.Payload:
    """Return feeds one by one, with a sentence on each.

    Args:
        rows: feeds with their health.
        heading: which ones they are.
        admin: the reader may change them: each has a menu, as far as a message has room.
        words: what they were chosen by, so that the list can be made anew when one of them is changed.
        done: what was just done to one of them.
    """
    lines = [_line(row) for row in rows]
    menus = ROWS_WITH_MENU if admin else 0
    body = [
        b.section(line, accessory=_menu(row, words)) for line, row in zip(lines[:menus], rows, strict=False)
    ]
    rest = lines[menus:]
    body += [b.section(*rest[i : i + 10]) for i in range(0, len(rest), 10)]
    how = _HOW_ADMIN if admin else _HOW
    said = [b.section(done)] if done else []
    top = b.section(fmt("*{}*", heading))
    return b.message(b.spoken(done, heading, *lines, how), [*said, top, *body, b.context(how)])


def chosen(rows: Sequence[FeedRow], words: str) -> tuple[str, list[FeedRow]]:
    """Return the feeds that somebody means by some words, and what they are called together.

    Args:
        rows: all feeds.
        words: `all`, a number, how they do (`ill`, `fresh`, `paused`, …), or a part of a name or address.
    """
    wanted = words.casefold()
    if wanted == "all":
        return feeds_heading(rows), list(rows)
    if wanted in _ILL_WORDS:
        found = [row for row in rows if not row.health.fresh]
        return f"{plural(len(found), 'feed')} that {'needs' if len(found) == 1 else 'need'} a look", found
    if wanted in _WORDS:
        found = [row for row in rows if row.health.word == wanted]
        return f"{plural(len(found), 'feed')} {_WORDS[wanted]}", found
    if wanted.removeprefix("#").isdecimal():
        found = [row for row in rows if row.feed.id == int(wanted.removeprefix("#"))]
        return f"Feed {wanted.removeprefix('#')}", found
    found = [
        row for row in rows if wanted in f"{row.feed.title} {row.feed.publisher} {row.feed.url}".casefold()
    ]
    return f"{plural(len(found), 'feed')} with “{words}”", found


def by_reason(rows: Sequence[FeedRow]) -> list[tuple[Mrkdwn, list[FeedRow]]]:
    """Return feeds that need a look by why they do, most first: ("4 feeds, the server refuses us (403)", …)."""
    found: dict[str, list[FeedRow]] = {}
    for row in rows:
        found.setdefault(_reason(row), []).append(row)
    ranked = sorted(found.items(), key=lambda each: -len(each[1]))
    return [(plain(f"{plural(len(same), 'feed')}, {reason}", 200), same) for reason, same in ranked]


def _reason(row: FeedRow) -> str:
    if row.health.word in ("paused", "gone"):
        return _WORDS[row.health.word]
    if row.feed.last_reason:
        return why(row.feed.last_reason, row.feed.last_error)
    return "not asked yet" if row.feed.last_poll_at is None else "not asked in time"


def named(rows: Sequence[FeedRow]) -> str:
    """Return the names of feeds, with the number that changes them."""
    return listed((f"{row.feed.title} ({row.feed.id})" for row in rows), 3)


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
    return [fmt("• {}", told) for told, _ in by_reason(rows)[:ILL]]


def _line(row: FeedRow) -> Mrkdwn:
    sample = " (made-up samples)" if row.feed.sample else ""
    title = fmt("{}. {}", str(row.feed.id), bold(row.feed.title + sample, 90))
    return fmt("{}\n{}", title, plain(row.health.sentence, 260))


def _menu(row: FeedRow, words: str) -> b.Block:
    which = f"{row.feed.id} {words[:_WORDS_KEPT]}"
    turn = "Pause" if row.feed.state == "active" else "Resume"
    return b.overflow(
        f"feed_menu:{row.feed.id}",
        [
            b.option(turn, f"{turn.lower()} {which}"),
            b.option("Test now", f"test {which}"),
            b.option("Remove", f"remove {which}"),
        ],
    )
