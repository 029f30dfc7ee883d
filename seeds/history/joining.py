"""Brings the two databases together: the same launch in both is one event."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from seeds.history.draft import Draft, Names, unique

MATCHABLE = ("missile_test", "satellite_launch")


@dataclass
class Joined:
    """What came of it: the events, and how many of each kind of meeting there were."""

    events: list[Draft]
    same_day: int = 0
    day_apart: int = 0
    only_cns: list[Draft] = field(default_factory=list)
    only_csis: list[Draft] = field(default_factory=list)


def join(cns: list[Draft], csis: list[Draft], names: Names) -> Joined:
    """Return the events of both databases, the same launch once.

    Rows meet on the same Korean day, a compatible class and type; what is then left on both
    sides meets a day apart (one of the two has a foreign date).
    """
    told: dict[int, list[Draft]] = {}
    result = Joined([])
    lone = [row for row in csis if not _tell(told, row, _near(cns, row, days=0))]
    result.same_day = sum(map(len, told.values()))
    for row in lone:
        if not _tell(told, row, [at for at in _near(cns, row, days=1) if at not in told]):
            result.events.append(row)
    result.day_apart = sum(map(len, told.values())) - result.same_day
    result.only_csis = [row for row in result.events if row.type in MATCHABLE]
    for at, launch in enumerate(cns):
        event = launch
        for row in told.get(at, []):
            event = _merge(event, row, names)
        result.events.append(event)
    result.only_cns = [launch for at, launch in enumerate(cns) if at not in told]
    return result


def _near(cns: list[Draft], row: Draft, *, days: int) -> list[int]:
    return [at for at, launch in enumerate(cns) if _fits(launch, row, days=days)]


def _tell(told: dict[int, list[Draft]], row: Draft, launches: list[int]) -> bool:
    """Note that a row tells of these launches; say whether there were any."""
    for at in launches:
        told.setdefault(at, []).append(_shared(row) if len(launches) > 1 else row)
    return bool(launches)


def _shared(row: Draft) -> Draft:
    """Return a row that tells of several launches without the facts that are only one's."""
    return replace(row, count=None, weapons=(), distance=None, apogee=None, outcome=None, noun=None)


def _fits(launch: Draft, row: Draft, *, days: int) -> bool:
    if row.type != launch.type:
        return False
    classes = row.subtypes or ((row.subtype,) if row.subtype else ())
    if classes and launch.subtype and launch.subtype not in classes:
        return False
    if "month" in (launch.precision, row.precision):
        return launch.date[:7] == row.date[:7]
    gap = date.fromisoformat(launch.date) - date.fromisoformat(row.date)
    return abs(gap.days) == days


def _merge(launch: Draft, row: Draft, names: Names) -> Draft:
    """Return one event: measured facts from CNS, a person's reading over both, gaps from CSIS.

    Of two places, one within the other, the finer holds; the event keeps its key.
    """
    pick: dict[str, Any] = {
        key: getattr(row, key) for key in ("places", "weapons", "sea", "outcome") if key in row.fixed
    }
    if "places" not in row.fixed:
        pick["places"] = names.finer(launch.places, row.places)
    if "count" not in row.fixed:
        pick["count"] = max(launch.count or 0, row.count or 0) or None
    else:
        pick["count"] = row.count
    for key in ("distance", "apogee", "sea", "outcome", "noun", "title"):
        own = getattr(launch, key)
        pick.setdefault(key, getattr(row, key) if own is None else own)
    if "noun" not in row.fixed and launch.weapons and launch.noun is None:
        pick["noun"] = None
    timed = launch.time is not None
    precise = launch.precision == "day" or row.precision != "day"
    return replace(
        launch,
        **pick | {"weapons": pick.get("weapons") or launch.weapons or row.weapons},
        date=launch.date if timed or not precise else row.date,
        precision=launch.precision if timed or not precise else row.precision,
        subtype=launch.subtype or row.subtype or (row.subtypes[-1] if row.subtypes else None),
        rows=unique(launch.rows + row.rows),
        sources=unique(launch.sources + row.sources),
        fixed=launch.fixed | row.fixed,
        keyed=launch.keyed or (launch.places if "places" not in row.fixed else None),
    )
