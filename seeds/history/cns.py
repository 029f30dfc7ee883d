"""Reads the CNS/NTI database (a row a missile, UTC) into launches (a salvo each, Korean days)."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from seeds.history.draft import KOREA, Draft, Names, Source, unique
from seeds.history.readings import Readings, apply

SALVO = timedelta(hours=3)  # launches of a day and class that are closer are one event
DATABASE = Source("CNS North Korea Missile Test Database")


def read_cns(path: Path, names: Names, readings: Readings) -> list[Draft]:
    """Return the launches of the file, oldest first.

    Args:
        path: the CSV as its carrier publishes it.
        names: sites and missiles as the file writes them.
        readings: corrections of single rows; those that met a row are marked.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_draft(row, names, readings) for row in csv.DictReader(file)]
    launches: list[Draft] = []
    for row in rows:
        for at in range(len(launches) - 1, max(-1, len(launches) - 6), -1):
            if _one_salvo(launches[at], row):
                launches[at] = _together(launches[at], row)
                break
        else:
            launches.append(row)
    return launches


def _draft(row: dict[str, str], names: Names, readings: Readings) -> Draft:
    clock = row["time"][:5] if row["time"][:1].isdigit() else "unknown"
    reading = dict(readings.of_cns(row["date"], clock, row["missile"]))
    day = reading.pop("date", row["date"])
    when = _instant(day, reading.pop("time", clock))
    subtype = names.table["cns_missiles"].get(row["missile"])
    sea = names.table["cns_seas"].get(row["landing"])
    satellite = subtype == "attempt"
    draft = Draft(
        date=(when + KOREA).strftime("%Y-%m-%d") if when else day,
        precision="day" if len(day) == 10 else "month",
        type="satellite_launch" if satellite else "missile_test",
        subtype=subtype,
        rows=(f"CNS {row['date']} {clock} {row['missile']}",),
        sources=(DATABASE,),
        time=when,
        places=_known("place", row["facility"], names),
        sea=next(iter(names.first("place", [sea])), None) if sea else None,
        weapons=_known("weapon", row["missile"], names),
        count=1,
        distance=_number(row["distance"]),
        apogee=_number(row["apogee"]),
        outcome=row["outcome"] if row["outcome"] in ("success", "failure") else None,
        overflies=row["landing"] == "pacific-ocean" and not satellite,
    )
    return apply(draft, reading, names) if reading else draft


def _known(kind: str, code: str, names: Names) -> tuple[str, ...]:
    return () if code == "unknown" else names.first(kind, [code])


def _instant(day: str, clock: str) -> datetime | None:
    if clock == "unknown":
        return None
    return datetime.fromisoformat(f"{day}T{clock}:00").replace(tzinfo=UTC)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:  # "unknown", "na"
        return None


def _one_salvo(launch: Draft, row: Draft) -> bool:
    """Say whether a row belongs to a launch: same day, no other class, at most three hours apart."""
    if launch.date != row.date or launch.type != row.type or launch.type == "satellite_launch":
        return False
    if launch.subtype and row.subtype and launch.subtype != row.subtype:
        return False
    return launch.time is None or row.time is None or abs(row.time - launch.time) <= SALVO


def _together(launch: Draft, row: Draft) -> Draft:
    outcomes = {launch.outcome, row.outcome}
    return replace(
        launch,
        subtype=launch.subtype or row.subtype,
        rows=launch.rows + row.rows,
        places=unique(launch.places + row.places),
        weapons=unique(launch.weapons + row.weapons),
        sea=launch.sea or row.sea,
        count=(launch.count or 0) + (row.count or 0),
        distance=_greater(launch.distance, row.distance),
        apogee=_greater(launch.apogee, row.apogee),
        outcome="success" if "success" in outcomes else launch.outcome and row.outcome,
        overflies=launch.overflies or row.overflies,
        fixed=launch.fixed | row.fixed,
    )


def _greater(one: float | None, other: float | None) -> float | None:
    known = [number for number in (one, other) if number is not None]
    return max(known, default=None)
