"""Small made-up records for tests: say what matters, the rest has a sensible value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.gazetteer import Gazetteer, Name
from bot.model.event import Event, Report
from bot.taxonomy import EventType, Subtype, Taxonomy, _aliases, fold

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def make_event(**changes: Any) -> Event:
    """A confirmed short-range launch of the day before `NOW`."""
    fields: dict[str, Any] = {
        "id": 412,
        "type": "missile_test",
        "subtype": "srbm",
        "title": "North Korea fires two short-range missiles toward the East Sea",
        "status": "occurred",
        "severity": 3,
        "event_date": "2026-11-20",
        "date_precision": "day",
        "event_time": datetime(2026, 11, 19, 21, 10, tzinfo=UTC),
        "places": ("sunan", "pyongyang", "DPRK"),
        "actors": ("DPRK",),
        "weapons": ("kn23",),
        "exercises": (),
        "count": 2,
        "distance_km": 420.0,
        "apogee_km": None,
        "outcome": None,
        "casualties": None,
        "sources": 3,
        "confirmed": True,
        "review": False,
        "origin": "feed",
        "revision": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Event(**(fields | changes))


def make_report(**changes: Any) -> Report:
    """A report of that launch by one outlet."""
    fields: dict[str, Any] = {
        "id": 1,
        "event_id": 412,
        "entry_id": None,
        "source": "Example News",
        "url": "https://news.example/launch",
        "title": "Two missiles fired toward the East Sea",
        "published": datetime(2026, 11, 19, 21, 30, tzinfo=UTC),
        "relation": "report",
        "added_at": NOW,
    }
    return Report(**(fields | changes))


def _type(id_: str, order: int, *subtypes: Subtype, **changes: Any) -> EventType:
    words = id_.replace("_", " ")
    fields: dict[str, Any] = {
        "id": id_,
        "label": words.capitalize(),
        "noun": words,
        "plural": f"{words}s",
        "emoji": ":rocket:",
        "definition": f"What counts as {words}.",
        "severity": 3,
        "plover": "MOBILIZE-weapons",
        "cameo": "15",
        "family": id_,
        "order": order,
        "subtypes": {s.id: s for s in subtypes},
        "aliases": (),
        "severity_rules": (),
        "examples": (),
        "counter_examples": (),
    }
    return EventType(**(fields | changes))


def small_taxonomy() -> Taxonomy:
    """Three types: launches with two kinds, artillery fire, balloons."""
    icbm = Subtype("icbm", "ICBM", 5, ("icbm", "icbms", "icbm launches"))
    kinds = [
        _type(
            "missile_test",
            1,
            Subtype("srbm", "short-range"),
            icbm,
            label="Missile launch",
            counted="missiles",
        ),
        _type("artillery_fire", 2, label="Artillery fire"),
        _type("propaganda_campaign", 3, label="Balloons and leaflets", aliases=("balloons", "balloon")),
    ]
    return Taxonomy({kind.id: kind for kind in kinds}, _aliases(kinds))


def small_gazetteer() -> Gazetteer:
    """A country, its capital, an airfield in it, and one missile."""
    places = [
        Name("DPRK", "place", "North Korea", "country", lat=40.0, lon=127.0),
        Name("pyongyang", "place", "Pyongyang", "city", parent="DPRK", lat=39.03, lon=125.75),
        Name("sunan", "place", "Sunan", "airfield", parent="pyongyang", lat=39.2, lon=125.67),
    ]
    actors = [Name("DPRK", "actor", "North Korea", "state"), Name("ROK", "actor", "South Korea", "state")]
    weapons = [Name("kn23", "weapon", "KN-23", "srbm"), Name("hwasong18", "weapon", "Hwasong-18", "icbm")]
    exercises = [Name("freedom_shield", "exercise", "Freedom Shield", "allied")]
    kinds = {"actor": actors, "place": places, "weapon": weapons, "exercise": exercises}
    index = {
        kind: {fold(n): thing for thing in things for n in (thing.name, thing.id)}
        for kind, things in kinds.items()
    }
    by_id = {kind: {thing.id: thing for thing in things} for kind, things in kinds.items()}
    return Gazetteer(by_id["actor"], by_id["place"], by_id["weapon"], by_id["exercise"], index)
