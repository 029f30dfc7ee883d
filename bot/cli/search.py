"""`kp search`, `show`, `stats`, `types`: what the slash command answers, in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.cli.context import pass_services
from bot.model.errors import NotFoundError, StoreError
from bot.services import Services
from bot.store import stats as kinds
from bot.views import asking, plain
from bot.views.charts import StatsModel, stats_heading
from bot.views.exporting import to_row, to_rows
from bot.views.models import load_card


@click.command("search")
@click.argument("query", nargs=-1)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="How many, newest first."
)
@click.option("--after", help="The mark that the page before ended with.")
@click.option("--json", "as_json", is_flag=True, help="One event a line.")
@pass_services
def search(services: Services, query: tuple[str, ...], limit: int, after: str | None, as_json: bool) -> None:
    """Find past events, newest first; without words, those of the last seven days.

    Fields: type: actor: place: weapon: exercise: status: severity:>=4 source: since: until: on:
    and plain speech. Quotes make a phrase, - excludes, OR means either. A query that begins with
    - comes after --.

    \b
    Example:  kp search icbm since 2022
              kp search --limit 50 'place:Sunan severity:>=4'
    """
    model = asking.find(services, " ".join(query), after=after, limit=limit)
    if not as_json:
        click.echo(plain.render_results(model, plain.names_of(services)))
        return
    with services.store.read() as db:
        rows = to_rows(db, model.events, services.taxonomy, services.gazetteer)
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


@click.command("show")
@click.argument("event_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@pass_services
def show(services: Services, event_id: int, as_json: bool) -> None:
    """Show one event: when, where, who, its reports and revisions, what was before.

    \b
    Example:  kp show 412
    """
    with services.store.read() as db:
        card = load_card(db, event_id, workspace=services.workspace)
    if as_json:
        row = to_row(card.event, card.reports, services.taxonomy, services.gazetteer)
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    click.echo(plain.render_card(card, plain.names_of(services)))


@click.command("stats")
@click.argument("query", nargs=-1)
@click.option(
    "--by", type=click.Choice(["month", "year", "type", "place", "weapon"]), help="Or write “by month”."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--png", type=click.Path(path_type=Path, dir_okay=False, writable=True), help="Draw it into this file."
)
@pass_services
def stats(
    services: Services, query: tuple[str, ...], by: str | None, as_json: bool, png: Path | None
) -> None:
    """Count the events that answer QUERY, as a chart.

    \b
    Example:  kp stats icbm since 2016 by year
              kp stats missiles by year --png missiles.png
    """
    model = asking.count(services, " ".join(query), by=by)
    if png is not None:
        _draw(model, png)
    if as_json:
        click.echo(
            json.dumps({"by": model.by, "total": model.total, "counts": dict(model.rows)}, ensure_ascii=False)
        )
        return
    if png is None:
        click.echo(plain.render_stats(model))


def _draw(model: StatsModel, png: Path) -> None:
    from bot.views.png import chart_png  # noqa: PLC0415 - numpy, which the other commands can do without

    if not model.rows:
        raise NotFoundError("There is nothing to draw.", hint="Try another grouping or fewer words.")
    try:
        png.write_bytes(chart_png(model))
    except OSError as error:
        raise StoreError(f"{png} cannot be written: {error.strerror}.") from error
    click.echo(f"{stats_heading(model)}: {png}", err=True)


@click.command("types")
@pass_services
def types(services: Services) -> None:
    """List the kinds of event, their subtypes, and how many the record holds.

    \b
    Example:  kp types
    """
    with services.store.read() as db:
        counted = kinds.by_type(db)
    click.echo(plain.render_types(plain.names_of(services), counted))
