"""What a digest looks like: grave things first, one line an event, split into messages that fit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, zip_longest
from zoneinfo import ZoneInfo

from bot.model.digest import DigestLine, DigestModel, Held, Norm, OnThisDay, StaleFeed
from bot.model.event import Event
from bot.text import begin, plural, quoted, shorten
from bot.views import blocks as b
from bot.views.details import details_of
from bot.views.digest_form import trouble_words
from bot.views.limits.check import characters
from bot.views.mrkdwn import Mrkdwn, bold, fmt, link, plain, reader_time
from bot.views.words import (
    SEVERITIES,
    Names,
    count_beside,
    day,
    moment,
    publishers_words,
    short_day,
    status_words,
)

SPLIT_CHARACTERS = 10_000  # well below msg_blocks_too_long
SPLIT_BLOCKS = 40
_SECTION = 2_800
_STALE = 5  # feeds named one by one; more of them are told by their reason
_UNUSUAL = 5
_TITLES = 5  # of what a snooze held back
_BAR = 12  # characters of a week's bar; with its label it fits a phone
_BARS = re.compile(r"`[█│░]+` | \(│\)")

Piece = tuple[b.Block, tuple[Event, ...]]
"""A block, and the events it tells of."""


def digest_messages(model: DigestModel, names: Names) -> list[b.Payload]:
    """Return a digest as one message, and what it has no room for as replies to it.

    Args:
        model: what it says.
        names: what ids are called.
    """
    around = [[(block, ()) for block in each] for each in (_top(model), _bottom(model, names))]
    parts = list(_split([*around[0], *_body(model, names), *around[1]]))
    made = []
    for number, part in enumerate(parts, 1):
        of = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        title = _title(model) + of
        where = "The rest will be in the thread." if model.preview else "The rest is in the thread."
        goes_on = [b.context(where)] if len(parts) > 1 and number == 1 else []
        shown = [*part, *goes_on]
        made.append(b.message(b.spoken(title, *_words(shown)), [b.header(title), *shown]))
    return made


def _title(model: DigestModel) -> str:
    kind = "Digest preview" if model.preview else "Daily digest"
    return f"{kind} · {day(model.slot)}"


def _top(model: DigestModel) -> list[b.Block]:
    window = fmt("From {} to {}", _when(model.since, model.zone), _when(model.until, model.zone))
    late = f"Late by {_minutes(model.late)}: the bot was not running." if model.late >= 10 else ""
    folded = f"With the digest of {', '.join(short_day(d) for d in model.folded)}." if model.folded else ""
    about = f"Only what is {model.about}." if model.about else ""
    lost = trouble_words(model.trouble) if model.trouble else ""
    made_up = any(each.event.sample for group in model.groups for each in group.lines)
    samples = "What is marked sample is made-up news that shows how the bot works." if made_up else ""
    notes = [plain(words, 400) for words in (late, folded, about, lost, samples) if words]
    return [b.section(plain(model.opening, 600)), b.context(window, *notes, *_next(model))]


def _next(model: DigestModel) -> list[Mrkdwn]:
    """Return when the next one comes, for who looks at a preview."""
    if not model.preview:
        return []
    if model.next_at is None:
        return [plain("No daily digest is on here: /kp-events digest on")]
    return [fmt("The next one comes {}.", _when(model.next_at, model.zone))]


def _when(at: datetime, zone: str) -> Mrkdwn:
    return reader_time(at, moment(at, zone))


def _minutes(n: int) -> str:
    return plural(n, "minute") if n < 120 else plural(round(n / 60), "hour")


def _body(model: DigestModel, names: Names) -> Iterator[Piece]:
    year = model.slot[:4]
    for severity, found in groupby(model.groups, key=lambda group: group.severity):
        groups = list(found)
        lines = sorted((each for group in groups for each in group.lines), key=_importance)
        rest = [f"{names.type_label(group.type)} ({group.more})" for group in groups if group.more]
        since = f"/kp-events since:{model.since.astimezone(ZoneInfo(model.zone)):%Y-%m-%d}"
        tail = [plain(f"And more: {', '.join(rest)}. All of them: {since}", 400)] if rest else []
        yield b.divider(), ()
        told = [*(_line(each, names, year) for each in lines), *tail]
        yield from _pieces(bold(_level(severity)), told, [each.event for each in lines], apart=True)
    if model.updates or model.held or model.uncertain:
        yield b.divider(), ()
    if model.updates:
        told = [fmt("• {}: {}", bold(u.event.title, 140), plain(u.sentence, 250)) for u in model.updates]
        yield from _pieces(Mrkdwn("*New in what was told before*"), told, [u.event for u in model.updates])
    if model.held:
        yield from _pieces(Mrkdwn("*Held back*"), [_held(each, model.zone) for each in model.held])
    if model.uncertain:
        heading = Mrkdwn("*Not certain: a person should look*")
        told = [_line(each, names, year) for each in model.uncertain]
        yield from _pieces(heading, told, [each.event for each in model.uncertain], apart=True)


def _held(each: Held, zone: str) -> Mrkdwn:
    if each.why == "words":
        return _news_held(each.news)
    n = len(each.events)
    if each.why != "snooze":
        why = "in quiet hours" if each.why == "quiet" else "in an hour that had enough of them"
        return fmt("• {} {}; what it told of is above." if n == 1 else "• {} {}; what they told of is above.",
                   plural(n, "alert"), why)  # fmt: skip
    titles = "; ".join(plain(e.title, 120) for e in each.events[:_TITLES])
    more = f"; and {n - _TITLES} more" if n > _TITLES else ""
    until = _when(each.until, zone) if each.until else ""
    what = plain(quoted(shorten(each.query, 120)) if each.query else "everything")
    return fmt(
        "• {} by the snooze of {} until {}: {}{}", plural(n, "event"), what, until, Mrkdwn(titles), more
    )


def _news_held(news: Sequence[str]) -> Mrkdwn:
    titles = "; ".join(plain(title, 120) for title in news[:_TITLES])
    more = f"; and {len(news) - _TITLES} more" if len(news) > _TITLES else ""
    stories = plural(len(news), "news story", "news stories")
    return fmt("• {} with your words by a snooze: {}{}", stories, Mrkdwn(titles), more)


def _importance(each: DigestLine) -> tuple[bool, int]:
    """Order the lines of a severity: what many tell first, what is denied last."""
    return each.event.status == "denied", -each.event.sources


def _level(severity: int) -> str:
    return SEVERITIES.get(severity, "not rated").capitalize()


def _line(each: DigestLine, names: Names, year: str) -> Mrkdwn:
    event = each.event
    title = link(each.url, event.title, 180) if each.url else bold(event.title, 180)
    when = short_day(event.event_date).removesuffix(f" {year}")
    says = status_words(event).partition(" · not certain")[0].replace("independent source", "source")
    if each.publishers:
        says = f"{says}: {publishers_words(each.publishers, 2)}"
    before = each.precedents.line.partition(";")[0] if each.precedents else ""
    sample = "sample" if event.sample else ""
    many = count_beside(event, names)
    rest = " · ".join(
        w for w in (when, many, names.places(event, 2), says, shorten(before, 120), sample) if w
    )
    return fmt("{} {}\n{}", names.emoji(event.type) or "•", title, plain(begin(rest), 400))


def _bottom(model: DigestModel, names: Names) -> Iterator[b.Block]:
    yield b.divider()
    if model.norms:
        shown = model.norms[:_UNUSUAL]
        most = max(max(n.week, n.usual) for n in shown)
        heading = Mrkdwn("*The week, and what is usual* (│)")
        yield b.section(heading, *(_norm(n, names, most) for n in shown), limit=_SECTION)
    if model.on_this_day:
        yield b.section(
            Mrkdwn("*On this day*"), *(_anniversary(each) for each in model.on_this_day), limit=_SECTION
        )
    yield b.context(*_feeds(model.feeds_fresh, model.feeds_total, model.stale, model.zone))


def _norm(norm: Norm, names: Names, most: float) -> Mrkdwn:
    what = "All events" if norm.type is None else names.type_label(norm.type)
    usual = f"{norm.usual:.1f}".removesuffix(".0") if norm.usual else "none"
    return fmt("`{}` {}: {}, usually {}", week_bar(norm, most), what, str(norm.week), usual)


def week_bar(norm: Norm, most: float) -> str:
    """Return a week as a bar of a fixed length, with a mark where a usual one would end.

    Args:
        norm: the week and the usual.
        most: what fills the bar.
    """
    unit = (_BAR - 1) / max(most, 1)
    long, mark = round(norm.week * unit), round(norm.usual * unit)
    cells = ["█" if i < long else "░" for i in range(_BAR - 1)]
    cells.insert(mark, "│")
    return "".join(cells)


def _anniversary(each: OnThisDay) -> Mrkdwn:
    ago = plural(each.years_ago, "year") + " ago"
    return fmt("• {} ({}): {}", ago, short_day(each.event.event_date), plain(each.event.title, 180))


def _feeds(fresh: int, total: int, stale: Sequence[StaleFeed], zone: str) -> list[Mrkdwn]:
    if total == 0:
        return [plain("No feeds are watched. Add one with /kp-events feeds add URL.")]
    lines = [plain(f"{fresh} of {plural(total, 'feed')} fresh.")]
    if len(stale) > _STALE:
        reasons = Counter(feed.reason for feed in stale).most_common(3)
        lines += [plain(f"{plural(n, 'feed')} silent: {reason}", 250) for reason, n in reasons]
        return [*lines, plain("Which ones: /kp-events feeds")]
    for feed in stale:
        since = fmt(" since {}", _when(feed.since, zone)) if feed.since else ""
        lines.append(fmt("Stale: {}{} ({})", plain(feed.title, 100), since, plain(feed.reason, 120)))
    return lines


def _pieces(
    heading: Mrkdwn, lines: Iterable[Mrkdwn], of: Sequence[Event] = (), *, apart: bool = False
) -> Iterator[Piece]:
    """Put lines under a heading, as many to a section as it holds.

    Args:
        heading: above the first.
        lines: what stands under it.
        of: the event that each of them tells of, first to last; lines may be left over.
        apart: an empty line stands between them.
    """
    gap = Mrkdwn("\n") if apart else Mrkdwn("")
    held: list[Mrkdwn] = [heading]
    told: list[Event] = []
    size = len(heading)
    for line, event in zip_longest(lines, of):
        if size + len(line) + 2 > _SECTION:
            yield b.section(*held), tuple(told)
            held, told, size = [], [], 0
        held.append(gap + line if len(held) > 1 else line)
        told += [event] if event is not None else []
        size += len(line) + 2
    yield b.section(*held), tuple(told)


def _split(made: Sequence[Piece]) -> Iterator[list[b.Block]]:
    """Part a digest into what fits a message, each with the way to the events it tells of."""
    part: list[b.Block] = []
    told: list[Event] = []
    for block, events in made:
        size = characters([*part, block, *details_of([*told, *events])])
        if part and (len(part) >= SPLIT_BLOCKS or size > SPLIT_CHARACTERS):
            yield [*part, *details_of(told)]
            part, told = [], []
        if part or block["type"] != "divider":  # the next message has its own heading
            part.append(block)
            told += events
    if part:
        yield [*part, *details_of(told)]


def _words(part: Sequence[b.Block]) -> list[str]:
    """Return the text of blocks, for who hears the message or sees only its notification."""
    words: list[str] = []
    for block in part:
        texts = block.get("elements") or [block["text"]] if block["type"] in ("section", "context") else []
        words.extend(Mrkdwn(_BARS.sub("", t["text"])) for t in texts)
    return words
