"""The kinds of event the bot knows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.taxonomy import EventType
from bot.text import plural
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.words import SEVERITIES, Names, short_day


def types_message(names: Names, counted: Mapping[str, tuple[int, str | None]]) -> b.Payload:
    """Return every type with what it means, its kinds, how many are on record and the last one.

    Args:
        names: the taxonomy.
        counted: by type, how many on record and the latest date.
    """
    lines = [_line(kind, counted.get(kind.id, (0, None))) for kind in names.taxonomy]
    heading = f"{len(lines)} types of event. Ask for one by its name: /kp-events type:NAME"
    sections = [b.section(*lines[i : i + 5]) for i in range(0, len(lines), 5)]
    return b.message(b.spoken(heading, *lines), [b.section(fmt("*{}*", heading)), *sections])


def _line(kind: EventType, counted: tuple[int, str | None]) -> Mrkdwn:
    n, last = counted
    on_record = f"{plural(n, 'event')}, last {short_day(last)}" if n and last else plural(n, "event")
    kinds = ", ".join(sub.label for sub in kind.subtypes.values() if sub.id != "other")
    usual = f"usually {SEVERITIES.get(kind.severity, 'not rated')}"
    rest = " · ".join(w for w in (f"kinds: {kinds}" if kinds else "", usual, on_record) if w)
    name = kind.aliases[0] if kind.aliases else kind.id
    return fmt(
        "{} {} `{}`: {}\n{}",
        kind.emoji,
        bold(kind.label),
        name.replace("`", ""),
        plain(kind.definition, 220),
        plain(rest, 200),
    )
