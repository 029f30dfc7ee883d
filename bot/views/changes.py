"""What changed of an event, in words: step by step for its card, in one short phrase for its alert."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.model.event import Change, Event, Revision
from bot.views.words import NOT_KNOWN, Names, outcome_words, short_day

_FIELDS = {
    "event_date": "date",
    "event_time": "time",
    "distance_km": "distance in km",
    "apogee_km": "peak height in km",
    "sources": "number of sources",
    "merged_into": "joined with another event",
    "dismissed_at": "marked as not an event",
    "review": "needs a look",
    "subtype": "kind",
    "date_precision": "how exact the date is",
}
_YES_OR_NO = ("dismissed_at", "merged_into", "confirmed", "review")
_MOST = 3  # phrases of an alert


def change_words(change: Change, names: Names) -> str:
    """Return one change as a card's history says it: "count from 1 to 3"."""
    what = _FIELDS.get(change.field, change.field.replace("_", " "))
    if change.field in ("title", "note"):
        return f"{what} changed"
    if change.field in _YES_OR_NO:
        return what if change.after else f"no longer {what}"
    before, after = (names.field_value(change.field, v) for v in (change.before, change.after))
    return f"{what} {after}" if before == NOT_KNOWN else f"{what} from {before} to {after}"


def made_of(revisions: Iterable[Revision]) -> tuple[Change, ...]:
    """Return what reports changed in some steps of an event, each field once, from first to last.

    What a person changed last is left out: the alert names who did it.

    Args:
        revisions: those that a reader was not told of, first to last.
    """
    first: dict[str, object] = {}
    last: dict[str, tuple[object, str]] = {}
    for revision in revisions:
        for change in revision.changes:
            first.setdefault(change.field, change.before)
            last[change.field] = change.after, revision.by
    return tuple(
        Change(field, before, last[field][0])
        for field, before in first.items()
        if last[field][0] != before and last[field][1].startswith("entry:")
    )


def revised_words(event: Event, changes: Iterable[Change], names: Names) -> str:
    """Return what a reader of an alert must know that changed: "count from 1 to 3, now 2 casualties"; or nothing.

    Facts that were only filled in are not said: they stand in the alert.

    Args:
        event: as it stands.
        changes: what `made_of` returned.
        names: what ids are called.
    """
    found = {change.field: change for change in changes}
    phrases = [
        *_kind(event, found, names),
        *_arrow(found, "count", names),
        *([_casualties(found["casualties"])] if "casualties" in found else []),
        *([f"it {outcome_words(event.outcome)}"] if "outcome" in found and event.outcome else []),
        *_date(found),
        *_places(found, names),
        *(["announced before, now it happened"] if _came_true(event, found) else []),
    ]
    return ", ".join(phrases[:_MOST])


def _kind(event: Event, found: Mapping[str, Change], names: Names) -> list[str]:
    if "type" in found:
        was = names.type_label(str(found["type"].before))
        return [f"type from {was} to {names.type_name(event)}"]
    if "subtype" in found and event.subtype not in (None, "other"):
        return [f"now read as {names.type_name(event)}"]
    return []


def _arrow(found: Mapping[str, Change], field: str, names: Names) -> list[str]:
    change = found.get(field)
    known = change is not None and change.before is not None and change.after is not None
    return [change_words(change, names)] if change is not None and known else []


def _casualties(change: Change) -> str:
    before, after = (f"{n:,}" if isinstance(n, int) else "" for n in (change.before, change.after))
    return f"casualties from {before} to {after}" if before and after else f"casualties {before or after}"


def _came_true(event: Event, found: Mapping[str, Change]) -> bool:
    return event.status == "occurred" and "status" in found and found["status"].before == "announced"


def _date(found: Mapping[str, Change]) -> list[str]:
    change = found.get("event_date")
    if change is None or "date_precision" in found or change.before is None:
        return []
    return [
        f"date from {short_day(str(change.before))} to {short_day(str(change.after)) if change.after else NOT_KNOWN}"
    ]


def _places(found: Mapping[str, Change], names: Names) -> list[str]:
    change = found.get("places")
    if (
        change is None
        or not isinstance(change.before, (list, tuple))
        or not isinstance(change.after, (list, tuple))
    ):
        return []
    before, after = (names.place_names(tuple(str(p) for p in v)) for v in (change.before, change.after))
    return [f"place from {before} to {after}"] if before and after and before != after else []
