"""Composes `events.jsonl` from the two public databases.

    python -m seeds.history.compose --cns cns_missile_tests.csv --csis csis_provocations.csv \
        --out seeds/history

Facts and figures are taken, sentences are not; see NOTICE.md beside this file. The same input
gives the same file, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.model.errors import KpError
from seeds.history.cns import read_cns
from seeds.history.csis import read_csis
from seeds.history.draft import Draft, Names, load_names, unique
from seeds.history.joining import Joined, join
from seeds.history.readings import load_readings
from seeds.history.titles import title_of

ATTRIBUTION = {
    "CNS": "CNS/NTI North Korea Missile Test Database",
    "CSIS": "CSIS Beyond Parallel, database of North Korean provocations",
}
# Severity by type, and by subtype where it differs (the project's taxonomy).
SEVERITY = {
    "missile_test": 3,
    "satellite_launch": 4,
    "nuclear_test": 5,
    "nuclear_program": 3,
    "artillery_fire": 3,
    "border_incident": 4,
}
BY_SUBTYPE = {
    "missile_test": {"icbm": 5, "irbm": 4, "slbm": 4, "hypersonic": 4, "cruise": 2},
    "artillery_fire": {"cross_border": 5},
    "border_incident": {"fortification": 2},
}


def compose(cns: Path, csis: Path) -> tuple[list[dict[str, Any]], Joined, Names]:
    """Return the record's events, oldest first, with an account of how they came together.

    Raises:
        SeedError: a reading speaks of a row that is not in the files.
    """
    names, readings = load_names(), load_readings()
    result = join(read_cns(cns, names, readings), read_csis(csis, names, readings), names)
    readings.check()
    drafts = sorted(
        result.events, key=lambda d: (d.date, d.type, d.subtype or "", d.time is None, d.time, d.rows)
    )
    return list(_records(drafts, names)), result, names


def _records(drafts: list[Draft], names: Names) -> Iterator[dict[str, Any]]:
    taken: Counter[str] = Counter()
    for draft in drafts:
        slug = _slug(draft)
        taken[slug] += 1
        yield _record(draft, names, slug if taken[slug] == 1 else f"{slug}-{taken[slug]}")


def _record(draft: Draft, names: Names, key: str) -> dict[str, Any]:
    places = unique(draft.places + ((draft.sea,) if draft.sea else ()))
    databases = [database for database in ATTRIBUTION if any(row.startswith(database) for row in draft.rows)]
    return {
        "key": key,
        "type": draft.type,
        "subtype": draft.subtype,
        "title": title_of(draft, names),
        "status": draft.status,
        "severity": _severity(draft),
        "event_date": draft.date,
        "date_precision": draft.precision,
        "event_time": draft.time.strftime("%Y-%m-%dT%H:%M:%SZ") if draft.time else None,
        "places": list(places),
        "actors": list(draft.actors),
        "weapons": list(draft.weapons),
        "exercises": [],
        "count": draft.count,
        "distance_km": draft.distance,
        "apogee_km": draft.apogee,
        "outcome": draft.outcome,
        "casualties": draft.killed,
        "sources": [{"source": source.name, "url": source.url} for source in draft.sources],
        "attribution": "; ".join(ATTRIBUTION[database] for database in databases),
        "rows": [f"{row} x{n}" if n > 1 else row for row, n in Counter(draft.rows).items()],
    }


def _severity(draft: Draft) -> int:
    base = SEVERITY.get(draft.type, 2)
    base = BY_SUBTYPE.get(draft.type, {}).get(draft.subtype or "", base)
    return min(5, base + 1) if draft.overflies else base


def _slug(draft: Draft) -> str:
    places = draft.places if draft.keyed is None else draft.keyed
    parts = [draft.date, draft.type, draft.subtype or "", *places[:1], *draft.weapons[:1]]
    return re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")


def _say(records: list[dict[str, Any]], result: Joined, names: Names) -> None:
    """Print what came of it."""
    click.echo(
        f"{len(records)} events; {result.same_day} pairs met on the same day, {result.day_apart} a day apart."
    )
    click.echo(f"Launches in CNS only: {len(result.only_cns)}; in CSIS only: {len(result.only_csis)}.")
    for kind, number in Counter(f"{r['type']}.{r['subtype']}" for r in records).most_common():
        click.echo(f"{number:5} {kind}")
    for word, number in names.missing.most_common():
        click.echo(f"{number:5} not in the gazetteer: {word}", err=True)


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--cns", type=FILE, required=True, help="The CNS/NTI missile tests, CSV.")
@click.option("--csis", type=FILE, required=True, help="The CSIS provocations, CSV.")
@click.option("--out", type=FOLDER, required=True, help="The folder that events.jsonl is written to.")
def main(cns: Path, csis: Path, out: Path) -> None:
    """Compose events.jsonl from the two public databases."""
    try:
        records, result, names = compose(cns, csis)
    except (KpError, KeyError, ValueError) as error:
        raise click.ClickException(f"Nothing composed: {error}") from error
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (out / "events.jsonl").write_text(lines, encoding="utf-8")
    _say(records, result, names)


if __name__ == "__main__":
    main()
