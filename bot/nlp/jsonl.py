"""The JSON Lines contract of `kp classify`: an item's line in, a verdict's line out.

item     {"id"?, "title", "summary"?, "published"?, "source"?, "url"?, "lang"?}
verdict  {"id", "types": [{"id", "subtype", "score"}], "status", "severity", "event_date",
          "date_precision", "actors", "places", "weapons", "count", "review", "evidence", "classifier",
          "count_words", "distance_km", "apogee_km", "outcome", "casualties", "event_time",
          "roles": [{"id", "role": "source|target"}], "locations": [{"id", "name", "lat", "lon"}], "exercises"}
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.gazetteer import Gazetteer, Name, shipped_gazetteer
from bot.model.errors import InputError
from bot.model.verdict import Item, Verdict

SEOUL = ZoneInfo("Asia/Seoul")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one a line
_TEXTS = ("id", "summary", "source", "url", "lang")
_HALF = re.compile("[\ud800-\udfff]")  # half of a character, as "\\ud83d" alone: no file can hold it
_YEARS = range(1900, 3000)  # in which anything was published; programs write 0001 and 9999 for "unknown"


def parse_line(line: str, number: int = 1, warn: Callable[[str], None] | None = None) -> Item:
    """Return the item that a line of JSON Lines holds.

    Args:
        line: one JSON object.
        number: its line number, for the error and for an item without an id or title to hash.
        warn: is told when `published` cannot be read; the item then has none. None: that is an error.

    Raises:
        InputError: the line is no JSON object, or a field of it is not what the contract says.
    """
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deep" if isinstance(error, RecursionError) else "a number of it is too long"
        why = error.msg if isinstance(error, json.JSONDecodeError) else why
        raise InputError(f"Line {number} is not JSON: {why}.") from error
    try:
        return parse_item(raw, warn and (lambda said: warn(f"Line {number}: {said}")))
    except InputError as error:
        raise InputError(f"Line {number}: {error.message}", hint=error.hint) from error


def parse_item(raw: object, warn: Callable[[str], None] | None = None) -> Item:
    """Return the item that a decoded JSON value holds; see `parse_line`."""
    if not isinstance(raw, dict):
        raise InputError("An item is a JSON object.", hint='For example {"title": "…"}.')
    title = raw.get("title")
    if not isinstance(title, str) or not title.strip():
        raise InputError("An item needs a title, as text.")
    texts = {field: _text(raw, field) for field in _TEXTS}
    try:
        published, precision = read_published(raw.get("published"))
    except InputError as error:
        if warn is None:
            raise
        published, precision = None, "second"
        warn(f"{error.message} It is read without.")
    return Item(
        id=texts["id"] or _own_id(title, texts["summary"] or "", texts["url"] or ""),
        title=_HALF.sub("\ufffd", title).strip(),
        summary=(texts["summary"] or "").strip(),
        published=published,
        source=texts["source"],
        url=texts["url"],
        lang=texts["lang"],
        published_precision=precision,
    )


def read_published(value: object) -> tuple[datetime | None, str]:
    """Return when an item was published, as UTC, and how precisely that is known.

    A number is seconds since 1970 in UTC, or milliseconds where it is too great for that. A date alone is
    midnight of that day in Seoul, with precision `day`; a time without a zone is read as UTC, as feeds do.
    Missing, null and empty are None: unknown is never now.

    Raises:
        InputError: it is something, and no date.
    """
    if value is None or value == "":
        return None, "second"
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError("published must be a date or a time, as text or as seconds since 1970.")
    text = str(value).strip()
    try:
        if _EPOCH.fullmatch(text):
            return _epoch(float(text)), "second"
        if _DAY.fullmatch(text):
            day = datetime.fromisoformat(text).replace(tzinfo=SEOUL)
            return _likely(day).astimezone(UTC), "day"
        return _likely(_instant(text)), "second"
    except (ValueError, OverflowError) as error:
        raise InputError(
            f'published "{text[:40]}" is no date.', hint="Write 2024-10-24 or 2024-10-24T07:11:00+09:00."
        ) from error


def _epoch(seconds: float) -> datetime:
    """Return an instant from seconds or milliseconds since 1970.

    Raises:
        ValueError: it is none of after 1973, from when on seconds have nine digits.
    """
    if seconds >= 1e11:
        seconds /= 1000
    if not math.isfinite(seconds) or seconds < 1e8:
        raise ValueError(seconds)
    return datetime.fromtimestamp(seconds, UTC)


def _instant(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = parsedate_to_datetime(text)  # RFC 822, as RSS writes it
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)


def _likely(when: datetime) -> datetime:
    """Return an instant that something can have been published at.

    Raises:
        ValueError: its year is none of any publication.
    """
    if when.year not in _YEARS:
        raise ValueError(when)
    return when


def _text(raw: Mapping[str, Any], field: str) -> str | None:
    value = raw.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError(f"{field} must be text.")
    return _HALF.sub("\ufffd", str(value))


def _own_id(title: str, summary: str, url: str) -> str:
    return hashlib.sha256(f"{url}\n{title}\n{summary}".encode("utf-8", "replace")).hexdigest()[:12]


def verdict_dict(verdict: Verdict, gazetteer: Gazetteer | None = None) -> dict[str, Any]:
    """Return a verdict as the contract writes it: places and weapons by name, actors by id.

    Args:
        verdict: the classifier's answer.
        gazetteer: where names are looked up; the shipped one when None.
    """
    names = gazetteer or shipped_gazetteer()
    facts = verdict.facts
    return {
        "id": verdict.id,
        "types": [{"id": t.id, "subtype": t.subtype, "score": t.score} for t in verdict.types],
        "status": verdict.status,
        "severity": verdict.severity,
        "event_date": facts.event_date,
        "date_precision": facts.date_precision,
        "actors": list(facts.actors),
        "places": _names(facts.places, names.places),
        "weapons": _names(facts.weapons, names.weapons),
        "count": facts.count,
        "count_words": facts.count_words,
        "distance_km": facts.distance_km,
        "apogee_km": facts.apogee_km,
        "outcome": facts.outcome,
        "casualties": facts.casualties,
        "event_time": f"{facts.event_time:%Y-%m-%dT%H:%M:%SZ}" if facts.event_time else None,
        "roles": [{"id": r.id, "role": r.role} for r in facts.roles],
        "locations": [_location(id_, names.places) for id_ in facts.places],
        "exercises": _names(facts.exercises, names.exercises),
        "review": verdict.review,
        "evidence": [{"type": e.type, "text": e.text, "why": e.why} for e in verdict.evidence],
        "classifier": verdict.classifier,
    }


def verdict_line(verdict: Verdict, gazetteer: Gazetteer | None = None) -> str:
    """Return a verdict as one line of JSON, without the line end."""
    return _ENCODE(verdict_dict(verdict, gazetteer))


def numbered_lines(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that say anything, with their numbers from 1."""
    for number, line in enumerate(lines, 1):
        said = line.removeprefix("\ufeff") if number == 1 else line  # a mark some editors begin a file with
        if said.strip():
            yield number, said


def _location(id_: str, known: Mapping[str, Name]) -> dict[str, Any]:
    place = known.get(id_)
    if place is None:
        return {"id": id_, "name": id_, "lat": None, "lon": None}
    return {"id": id_, "name": place.name, "lat": place.lat, "lon": place.lon}


def _names(ids: Iterable[str], known: Mapping[str, Name]) -> list[str]:
    return [known[id_].name if id_ in known else id_ for id_ in ids]
