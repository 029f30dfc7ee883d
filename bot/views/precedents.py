"""What came before an event, in sentences a person reads."""

from __future__ import annotations

from bot.model.event import Event
from bot.store.stats import KindHistory
from bot.text import ordinal, plural
from bot.views.words import Names, short_day


def kind_noun(event: Event, names: Names) -> str:
    """Return what one such event is called in a sentence: "missile launch (ICBM)"."""
    if event.type not in names.taxonomy:
        return event.type.replace("_", " ")
    kind = names.taxonomy[event.type]
    subtype = kind.subtypes.get(event.subtype or "")
    return f"{kind.noun} ({subtype.label})" if subtype and subtype.id != "other" else kind.noun


def precedent_lines(event: Event, history: KindHistory, names: Names) -> list[str]:
    """Return the sentences: which one it is this year and on record, the last, the longest gap.

    None where the record does not cover the type: nobody can say then which one it is.

    Args:
        event: the event.
        history: what came before it.
        names: what ids are called.
    """
    if not history.covered:
        return []
    noun = kind_noun(event, names)
    if history.before == 0 or history.first is None:
        return [f"The first {noun} on record."]
    lines = [_count(event, history, noun)]
    if history.last is not None:
        lines.append(f"The last one before: {short_day(history.last.event_date)}, {history.last.title}.")
    if history.gap is not None and history.gap_from and history.gap_to and history.before > 2:
        between = f"{short_day(history.gap_from)} to {short_day(history.gap_to)}"
        lines.append(f"The longest time without one: {plural(history.gap, 'day')}, {between}.")
    return lines


def _count(event: Event, history: KindHistory, noun: str) -> str:
    since = short_day(history.first)
    total = f"{ordinal(history.before + 1)} on record since {since}"
    if event.event_date is None:
        return f"The {total.replace(' on record', f' {noun} on record')}."
    return f"{ordinal(history.this_year + 1)} {noun} of {event.event_date[:4]}, {total}."
