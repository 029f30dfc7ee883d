"""The words people read for what the record holds: types, places, severity, status, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.gazetteer import Gazetteer, Name
from bot.model.event import Event, Report
from bot.model.verdict import STATUSES
from bot.query.when import NUMBERS
from bot.taxonomy import Taxonomy
from bot.text import plural, short_date
from bot.views.mrkdwn import Mrkdwn, fmt, plain, reader_time, safe

SEOUL = ZoneInfo("Asia/Seoul")
SEVERITIES = {1: "routine", 2: "minor", 3: "notable", 4: "serious", 5: "critical"}
_STATUS = {
    "announced": "Announced",
    "assessed": "An assessment, not an observation",
    "denied": "Denied",
    "historical": "In the past",
    "hypothetical": "Only a possibility",
}
_TOLD = re.compile(r"\d[\d,]*|[a-z]+")
NOT_KNOWN = "not known"
_OUTCOMES = {"success": "succeeded", "failure": "failed"}


@dataclass(frozen=True)
class Names:
    """What ids are called: everything a view needs besides its model."""

    taxonomy: Taxonomy
    gazetteer: Gazetteer

    def type_name(self, event: Event) -> str:
        """Return an event's type as a person says it: "Missile launch (ICBM)"."""
        return self.type_label(event.type, event.subtype)

    def type_label(self, type_id: str, subtype: str | None = None) -> str:
        """Return a type's name; a type that was taken out of the taxonomy keeps its id in words."""
        if type_id in self.taxonomy:
            return self.taxonomy[type_id].name(subtype)
        return type_id.replace("_", " ").capitalize()

    def emoji(self, type_id: str) -> str:
        """Return a type's emoji, an empty string where it has none."""
        return self.taxonomy[type_id].emoji if type_id in self.taxonomy else ""

    def places(self, event: Event, most: int = 3) -> str:
        """Return where, from the nearest known place to the country: "Sunan, Pyongyang"."""
        return self.place_names(event.places, most)

    def place_names(self, places: tuple[str, ...], most: int = 3) -> str:
        """Return what places are called, without those that only contain another of them."""
        return listed((self._name(self.gazetteer.places, p) for p in self.specific_places(places)), most)

    def specific_places(self, places: tuple[str, ...]) -> tuple[str, ...]:
        """Return places without those that only contain another of them."""
        around = {a for p in places for a in self._around(p)}
        return tuple(p for p in places if p not in around) or places

    def weapons(self, event: Event, most: int = 3) -> str:
        """Return with what: "KN-23, KN-25"."""
        return listed((self._name(self.gazetteer.weapons, w) for w in event.weapons), most)

    def exercises(self, event: Event, most: int = 3) -> str:
        """Return the exercises an event belongs to."""
        return listed((self._name(self.gazetteer.exercises, e) for e in event.exercises), most)

    def actors(self, event: Event, most: int = 5) -> str:
        """Return who."""
        return listed((self._name(self.gazetteer.actors, a) for a in event.actors), most)

    def field_value(self, field: str, value: object) -> str:
        """Return a revision's value in words: ids by name, lists joined, None as "not known"."""
        if value is None or value in ("", [], ()):
            return NOT_KNOWN
        if isinstance(value, (list, tuple)):
            things = {"places": "places", "weapons": "weapons", "actors": "actors", "exercises": "exercises"}
            known: dict[str, Name] = getattr(self.gazetteer, things[field]) if field in things else {}
            return listed((self._name(known, str(v)) for v in value), 6)
        if isinstance(value, bool) or field in ("confirmed", "review"):
            return "yes" if value else "no"
        if isinstance(value, float):
            return f"{value:g}"
        text = str(value)
        readers: dict[str, Callable[[str], str]] = {
            "type": self.type_label,
            "subtype": self._subtype_label,
            "event_date": short_day,
            "event_time": lambda at: moment(datetime.fromisoformat(at)),
            "severity": lambda level: severity_words(int(level)),
        }
        if field in readers:
            return readers[field](text)
        return text.replace("_", " ") if field in ("status", "date_precision", "origin") else text

    def _subtype_label(self, subtype: str) -> str:
        found = (kind.subtypes.get(subtype) for kind in self.taxonomy)
        return next((known.label for known in found if known), subtype.replace("_", " "))

    def _around(self, place_id: str) -> list[str]:
        found: list[str] = []
        place = self.gazetteer.places.get(place_id)
        while place is not None and place.parent and place.parent not in found:
            found.append(place.parent)
            place = self.gazetteer.places.get(place.parent)
        return found

    @staticmethod
    def _name(things: object, id_: str) -> str:
        thing = things.get(id_) if hasattr(things, "get") else None
        return thing.name if isinstance(thing, Name) else id_.replace("_", " ")


def listed(words: Iterable[str], most: int) -> str:
    """Return words as a list of at most `most`, saying how many more there are; a single one more is named."""
    found = list(dict.fromkeys(words))
    if len(found) == most + 1:
        return ", ".join(found)
    shown = ", ".join(found[:most])
    return f"{shown} and {len(found) - most} more" if len(found) > most else shown


def severity_words(severity: int) -> str:
    """Return a severity in words with its number: "serious (4 of 5)"."""
    return f"{SEVERITIES.get(severity, 'not rated')} ({severity} of 5)"


def status_words(event: Event) -> str:
    """Return how sure it is, and how many independent publishers say so."""
    sources = plural(event.sources, "independent source") if event.sources > 1 else "1 source"
    if event.sources == 0 or event.origin in ("history", "document"):
        sources = "from the record" if event.origin == "history" else "from a document"
    if event.status in _STATUS and event.status in STATUSES:
        word = _STATUS[event.status]
    elif event.origin == "history":
        word = "Occurred"
    else:
        word = "Confirmed" if event.confirmed else "Reported"
    doubt = " · not certain, waits for a person's look" if event.review else ""
    return f"{word} · {sources}{doubt}"


def list_status(event: Event) -> str:
    """Return how sure it is for a line of a list; that a record's event occurred goes without saying."""
    usual = event.origin in ("history", "document") and event.status == "occurred" and not event.review
    return "" if usual else status_words(event)


def outcome_words(outcome: str | None) -> str:
    """Return how it went, an empty string when nobody said."""
    return "" if outcome is None else _OUTCOMES.get(outcome, outcome.replace("_", " "))


def grave_words(least: int) -> str:
    """Return which severities a bound lets through: "notable or graver", "critical only"."""
    if least <= 1:
        return "any severity"
    return f"{SEVERITIES[least]} only" if least == max(SEVERITIES) else f"{SEVERITIES[least]} or graver"


def day(text: str) -> str:
    """Return a date as precise as it is known: "Fri 20 Nov 2026", "Nov 2026", "2026"."""
    words = short_date(text)
    return words if len(text) < 10 else f"{date.fromisoformat(text[:10]):%a} {words}"


def short_day(text: str | None) -> str:
    """Return a date for a list: "20 Nov 2026"."""
    return "date not known" if text is None else short_date(text)


def moment(at: datetime, zone: str | ZoneInfo = SEOUL) -> str:
    """Return an instant in a zone: "Fri 20 Nov, 06:10 KST"."""
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} {zone_word(local)}"


def zone_word(local: datetime) -> str:
    """Return what a zone is called in short: KST, or UTC+2 where it has only a number."""
    name = local.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in "+-" else name


def when_plain(event: Event) -> str:
    """Return when an event was, in Seoul."""
    if event.event_time is not None:
        return moment(event.event_time)
    if event.event_date is None:
        return "date not known"
    words = day(event.event_date)
    if event.date_precision == "published":
        return f"{words} (the day it was reported)"
    return f"{words} (Korean date)" if len(event.event_date) == 10 else words


def when(event: Event) -> Mrkdwn:
    """Return when an event was, in Seoul and, where an hour is known, in the reader's zone."""
    words = when_plain(event)
    if event.event_time is None:
        return plain(words)
    yours = reader_time(event.event_time, f"{event.event_time:%H:%M} UTC")
    return fmt("{} · {} your time", words, yours)


def count_words(event: Event, names: Names) -> str:
    """Return how many there were: "2 missiles". Empty for one, and where it is not known of what."""
    if event.count is None or event.count == 1 or event.type not in names.taxonomy:
        return ""
    things = names.taxonomy[event.type].counted_as(event.subtype)
    return f"{event.count:,} {things}" if things else ""


def count_beside(event: Event, names: Names) -> str:
    """Return how many there were where its title does not say so: none was known then, or it was revised since."""
    if event.count is None:
        return ""
    words = _TOLD.findall(event.title.lower())
    said = any(NUMBERS.get(w) == event.count or w.replace(",", "") == str(event.count) for w in words)
    return "" if said else count_words(event, names)


def facts_words(event: Event, names: Names) -> str:
    """Return what is known of an event in one line: count, weapons, distance, outcome."""
    parts = [
        count_words(event, names),
        names.weapons(event),
        names.exercises(event),
        f"flew {event.distance_km:,.0f} km" if event.distance_km is not None else "",
        f"peak {event.apogee_km:,.0f} km high" if event.apogee_km is not None else "",
        outcome_words(event.outcome),
        plural(event.casualties, "casualty", "casualties") if event.casualties is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def publishers_words(publishers: Iterable[str], most: int = 4) -> str:
    """Return who says so."""
    return listed(publishers, most)


def report_label(report: Report) -> str:
    """Return a report's outlet, saying whose copy it is where it is one."""
    return f"{report.source} (from {report.syndicated_from})" if report.syndicated_from else report.source


def sample_note(event: Event) -> Mrkdwn:
    """Return the line that says an event is made up, empty for a real one."""
    return safe("Sample: made-up news that shows how the bot works.") if event.sample else Mrkdwn("")
