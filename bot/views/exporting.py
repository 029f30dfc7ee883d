"""An event as other programs read it: the JSON Lines contract, flat for CSV, a point for GeoJSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from sqlite_utils import Database

from bot.gazetteer import Gazetteer
from bot.model.event import Event, Report
from bot.query import Query
from bot.store import reports, search
from bot.store.codec import to_text
from bot.taxonomy import Taxonomy

Row = dict[str, Any]

CSV_FIELDS = (
    "id", "type", "subtype", "title", "status", "severity", "event_date", "date_precision", "places", "lat", "lon",
    "actors", "weapons", "count", "distance_km", "apogee_km", "outcome", "sources", "urls", "plover", "cameo",
    "revision", "origin",
)  # fmt: skip

# What a spreadsheet would take for a formula when a cell begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def load_rows(db: Database, query: Query, taxonomy: Taxonomy, gazetteer: Gazetteer) -> list[Row]:
    """Return the events that answer a query as rows, oldest first."""
    return to_rows(db, search.iterate(db, query), taxonomy, gazetteer)


def to_rows(db: Database, found: Sequence[Event], taxonomy: Taxonomy, gazetteer: Gazetteer) -> list[Row]:
    """Return events as rows, in their order."""
    told = reports.of_events(db, (event.id for event in found))
    return [to_row(event, told.get(event.id, ()), taxonomy, gazetteer) for event in found]


def to_row(event: Event, reports: Sequence[Report], taxonomy: Taxonomy, gazetteer: Gazetteer) -> Row:
    """Return an event in the form of `kp export --format jsonl` and `kp search --json`."""
    kind = taxonomy.types.get(event.type)  # the record outlives a type's file
    return {
        "id": event.id,
        "type": event.type,
        "subtype": event.subtype,
        "title": event.title,
        "status": event.status,
        "severity": event.severity,
        "event_date": event.event_date,
        "date_precision": event.date_precision,
        "places": [_place(gazetteer, place) for place in event.places],
        "actors": list(event.actors),
        "weapons": [gazetteer.weapons[w].name if w in gazetteer.weapons else w for w in event.weapons],
        "count": event.count,
        "distance_km": event.distance_km,
        "apogee_km": event.apogee_km,
        "outcome": event.outcome,
        "sources": event.sources,
        "reports": [
            {
                "source": r.source,
                "url": r.url,
                "title": r.title,
                "published": to_text(r.published),
                "relation": r.relation,
            }
            for r in reports
        ],
        "plover": kind.plover if kind else None,
        "cameo": kind.cameo if kind else None,
        "revision": event.revision,
        "origin": event.origin,
    }


def flat(row: Row) -> Row:
    """Return a row for CSV: lists joined, nothing that a spreadsheet would run."""
    first = next((p for p in row["places"] if p["lat"] is not None), {"lat": None, "lon": None})
    values = {name: row.get(name) for name in CSV_FIELDS} | {
        "places": "; ".join(p["name"] for p in row["places"]),
        "lat": first["lat"],
        "lon": first["lon"],
        "actors": "; ".join(row["actors"]),
        "weapons": "; ".join(row["weapons"]),
        "urls": " ".join(r["url"] for r in row["reports"] if r["url"]),
    }
    return {k: f"'{v}" if isinstance(v, str) and v.startswith(_FORMULA) else v for k, v in values.items()}


def geojson(rows: Iterable[Row]) -> Row:
    """Return a FeatureCollection: a point for each event whose place has coordinates (RFC 7946)."""
    features = []
    for row in rows:
        point = next((p for p in row["places"] if p["lat"] is not None), None)
        features.append(
            {
                "type": "Feature",
                "id": row["id"],
                "geometry": point and {"type": "Point", "coordinates": [point["lon"], point["lat"]]},
                "properties": {k: v for k, v in row.items() if k not in ("id", "reports")},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def write_jsonl(rows: Iterable[Row], file: IO[str]) -> None:
    """Write rows as JSON Lines."""
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Iterable[Row], file: IO[str]) -> None:
    """Write rows as CSV with a heading."""
    writer = csv.DictWriter(file, CSV_FIELDS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(flat(row))


def write_geojson(rows: Iterable[Row], file: IO[str]) -> None:
    """Write rows as one GeoJSON object."""
    json.dump(geojson(rows), file, ensure_ascii=False)
    file.write("\n")


WRITERS: dict[str, Callable[[Iterable[Row], IO[str]], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "geojson": write_geojson,
}


def _place(gazetteer: Gazetteer, place: str) -> Row:
    known = gazetteer.places.get(place)
    if known is None:
        return {"id": place, "name": place, "lat": None, "lon": None}
    return {"id": known.id, "name": known.name, "lat": known.lat, "lon": known.lon}
