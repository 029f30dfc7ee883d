"""`kp poll`: ask the feeds by hand."""

from __future__ import annotations

import json

import click
from rich.console import Console

from bot.cli.context import pass_services
from bot.pipeline import ingest
from bot.pipeline.feeds import shipped as feedlist
from bot.services import Services
from bot.store import feeds as feeds_table
from bot.text import plural


@click.command("poll")
@click.option("--once", is_flag=True, help="The feeds that are due (this is the default).")
@click.option("--all", "everything", is_flag=True, help="Every active feed, due or not.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@pass_services
def poll(services: Services, *, once: bool, everything: bool, as_json: bool) -> None:
    r"""Ask the feeds that are due, and keep what they bring.

    Entries are classified, merged and told by the running bot (kp run).

    \b
    Example:  kp poll --all
    """
    feedlist.sync_feed_list(services)
    with Console(stderr=True).status("Asking the feeds…"):
        if everything:
            with services.store.read() as db:
                active = [f for f in feeds_table.all_feeds(db) if f.state == "active"]
            report = ingest.poll_feeds(services, active)
        else:
            report = ingest.poll_due(services)
    if as_json:
        figures = ("polled", "unchanged", "failed", "new_entries", "edited_entries", "offline")
        errors = [
            {"feed": p.feed.id, "url": p.feed.url, "reason": p.error.reason, "error": str(p.error)}
            for p in report.feeds
            if p.error
        ]
        click.echo(json.dumps({name: getattr(report, name) for name in figures} | {"errors": errors}))
        return
    for polled in report.feeds:
        if polled.error:
            click.echo(f"{polled.feed.title}: {polled.error}")
    said = f"{plural(report.polled, 'feed')} asked: {plural(report.new_entries, 'new entry', 'new entries')}"
    click.echo(f"{said}, {report.unchanged} unchanged, {report.failed} failed.")
    if report.offline:
        click.echo("No server at all could be reached: this machine seems to be offline.")
