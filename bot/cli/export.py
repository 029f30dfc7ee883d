"""`kp export`: the record in forms other programs read."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from typing import IO

import click

from bot.cli.context import pass_services
from bot.query import parse_query
from bot.services import Services
from bot.store import reports, search
from bot.views import exporting
from bot.views.exporting import Row


@click.command("export")
@click.argument("query", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv", "geojson"]), default="jsonl", show_default=True
)
@click.option(
    "--output",
    "-o",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="A file; standard output else.",
)
@pass_services
def export(services: Services, query: tuple[str, ...], form: str, output: IO[str]) -> None:
    """Write the events that answer QUERY (all of them without one), oldest first.

    \b
    Example:  kp export icbm since 2022 --format csv -o icbm.csv
    """
    asked = parse_query(" ".join(query), services.taxonomy, services.gazetteer, now=services.now())
    with services.store.read() as db:
        found = search.iterate(db, asked)
        rows = [
            exporting.to_row(e, reports.of_event(db, e.id), services.taxonomy, services.gazetteer)
            for e in found
        ]
    _WRITERS[form](rows, output)


def _jsonl(rows: Iterable[Row], file: IO[str]) -> None:
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _csv(rows: Iterable[Row], file: IO[str]) -> None:
    writer = csv.DictWriter(file, exporting.CSV_FIELDS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(exporting.flat(row))


def _geojson(rows: Iterable[Row], file: IO[str]) -> None:
    json.dump(exporting.geojson(rows), file, ensure_ascii=False)
    file.write("\n")


_WRITERS: dict[str, Callable[[Iterable[Row], IO[str]], None]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "geojson": _geojson,
}
