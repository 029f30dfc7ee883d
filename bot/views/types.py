"""The kinds of event the bot knows: all of them by group, one group, or one of them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.taxonomy import EventType, Taxonomy
from bot.text import begin, plural
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.words import SEVERITIES, Names, short_day

Counted = Mapping[str, tuple[int, str | None]]


def types_message(names: Names, counted: Counted) -> b.Payload:
    """Return the types by group: their names, how many are on record, and one example each of how to ask.

    Args:
        names: the taxonomy.
        counted: by type, how many on record and the latest date.
    """
    groups = names.taxonomy.groups()
    heading = f"{plural(len(names.taxonomy.types), 'type')} of event in {plural(len(groups), 'group')}"
    made: list[b.Block] = [b.section(fmt("*{}*", heading))]
    told: list[Mrkdwn] = []
    for number, (group, kinds) in enumerate(groups.items()):
        n = sum(counted.get(kind.id, (0, None))[0] for kind in kinds)
        line = plain(" · ".join(kind.label for kind in kinds), 300)
        ask = fmt("{} on record. Ask: `/kp-events {}`", plural(n, "event"), kinds[0].plural)
        more = b.button("More", f"ask:{number}", f"types {group}", spoken=f"More on {group}")
        made.append(b.section(bold(group), line, ask, accessory=more))
        told += [fmt("{}: {}", bold(group), line), ask]
    return b.message(b.spoken(heading, *told), made)


def group_message(group: str, names: Names, counted: Counted) -> b.Payload:
    """Return the types of a group with what each means, its kinds, how many are on record and the last one."""
    kinds = names.taxonomy.groups()[group]
    lines = [_line(kind, counted) for kind in kinds]
    made = [
        b.section(line, accessory=_events_of(kind, number))
        for number, (kind, line) in enumerate(zip(kinds, lines, strict=True))
    ]
    return b.message(b.spoken(group, *lines), [b.section(bold(group)), *made, b.actions(_all_types())])


def type_message(kind: EventType, counted: Counted) -> b.Payload:
    """Return one type with an example of its news."""
    line = _line(kind, counted)
    example = fmt("For example: “{}”", plain(kind.examples[0].title, 200)) if kind.examples else Mrkdwn("")
    follow = b.button(
        "Subscribe", "ask:sub", f"subscribe {asked_as(kind)}", spoken=f"Get alerts of {kind.plural}"
    )
    row = b.actions(_events_of(kind, 0), follow, _all_types())
    return b.message(b.spoken(line, example), [b.section(line, example), row])


def find_group(taxonomy: Taxonomy, words: str) -> str | None:
    """Return the group whose name is or begins with some words, or has them in it; None where none does."""
    wanted = words.casefold()
    names = list(taxonomy.groups())
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = next((name for name in names if fits(name.casefold(), wanted)), None)
        if found is not None:
            return found
    return None


def asked_as(kind: EventType) -> str:
    """Return how one asks for a type in a query, by the name people use most."""
    name = kind.aliases[0] if kind.aliases else kind.id
    return f"type:{name.replace(' ', '_')}"


def _events_of(kind: EventType, number: int) -> b.Block:
    return b.button("Events", f"ask:{number}", asked_as(kind), spoken=f"Search for {kind.plural}")


def _all_types() -> b.Block:
    return b.button("All types", "ask:all", "types")


def _line(kind: EventType, counted: Counted) -> Mrkdwn:
    n, last = counted.get(kind.id, (0, None))
    on_record = f"{plural(n, 'event')}, last {short_day(last)}" if n and last else plural(n, "event")
    kinds = ", ".join(sub.label for sub in kind.subtypes.values() if sub.id != "other")
    usual = f"usually {SEVERITIES.get(kind.severity, 'not rated')}"
    rest = " · ".join(w for w in (f"Kinds: {kinds}" if kinds else "", usual, on_record) if w)
    return fmt(
        "{} {}: {}\n{}", kind.emoji, bold(kind.label), plain(kind.definition, 220), plain(begin(rest), 200)
    )
