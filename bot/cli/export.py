"""`kp export`: the record in forms other programs read."""

from __future__ import annotations

from typing import IO

import click

from bot.cli.context import pass_services
from bot.query import parse_query
from bot.services import Services
from bot.views import exporting


@click.command("export")
@click.argument("query", nargs=-1)
@click.option(
    "--format", "form", type=click.Choice(list(exporting.WRITERS)), default="jsonl", show_default=True
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
        rows = exporting.load_rows(db, asked, services.taxonomy, services.gazetteer)
    exporting.WRITERS[form](rows, output)
