"""What came before an event, in sentences a person reads."""

from __future__ import annotations

from bot.model.event import Event
from bot.store.stats import KindHistory
from bot.text import ordinal, plural
from bot.views.words import Names, listed, short_day


def kind_noun(event: Event, names: Names) -> str:
    """Return what one such event is called in a sentence: "missile launch (ICBM)"."""
    if event.type not in names.taxonomy:
        return event.type.replace("_", " ")
    kind = names.taxonomy[event.type]
    subtype = kind.subtypes.get(event.subtype or "")
    return f"{kind.noun} ({subtype.label})" if subtype and subtype.id != "other" else kind.noun


def precedent_lines(event: Event, history: KindHistory, names: Names) -> list[str]:
    """Return the sentences: which one it is this year and on record, the last, the nearest like it, the longest gap.

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
        both = history.like is not None and history.like.id == history.last.id
        what = "The last one before, and the nearest like it" if both else "The last one before"
        alike = _alike(history, names) if both else ""
        lines.append(f"{what}: {short_day(history.last.event_date)}, {history.last.title}{alike}.")
    if history.like is not None and (history.last is None or history.like.id != history.last.id):
        like = history.like
        lines.append(
            f"The nearest like it: {short_day(like.event_date)}, {like.title}{_alike(history, names)}."
        )
    if history.gap is not None and history.gap_from and history.gap_to and history.before > 2:
        between = f"{short_day(history.gap_from)} to {short_day(history.gap_to)}"
        lines.append(f"The longest time without one: {plural(history.gap, 'day')}, {between}.")
    return lines


def _alike(history: KindHistory, names: Names) -> str:
    """Return what both name: " (also Hwasong-11D, Sunchon)"."""
    known = names.gazetteer
    things = [
        all_[id_].name
        for all_ in (known.weapons, known.exercises, known.places)
        for id_ in sorted(history.like_by)
        if id_ in all_
    ]
    return f" (also {listed(things, 3)})" if things else ""


def _count(event: Event, history: KindHistory, noun: str) -> str:
    since = short_day(history.first)
    total = f"{ordinal(history.before + 1)} on record since {since}"
    if event.event_date is None:
        return f"The {total.replace(' on record', f' {noun} on record')}."
    return f"{ordinal(history.this_year + 1)} {noun} of {event.event_date[:4]}, {total}."
