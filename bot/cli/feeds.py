"""`kp feeds`: what is watched, and changing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.table import Table

from bot.cli.context import pass_services
from bot.cli.parse import check_zone
from bot.pipeline.feeds import admin as feedadmin
from bot.pipeline.feeds import probe as feedtest
from bot.pipeline.feeds import shipped as feedlist
from bot.pipeline.feeds.opml import import_feeds, write_opml
from bot.services import Services
from bot.store import feeds as feeds_table
from bot.store.codec import to_text
from bot.text import plural

BY = "cli"


@click.group("feeds", invoke_without_command=True)
@click.pass_context
def feeds(ctx: click.Context) -> None:
    r"""List, add, pause and test feeds; OPML in and out.

    \b
    Example:  kp feeds add https://www.38north.org
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@feeds.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of a table.")
@pass_services
def list_(services: Services, *, as_json: bool = False) -> None:
    r"""Show every feed and how it is doing.

    \b
    Example:  kp feeds list --json
    """
    feedlist.sync_feed_list(services)
    rows = feedadmin.list_feeds(services)
    if as_json:
        for feed, health in rows:
            line = {
                "id": feed.id,
                "url": feed.url,
                "title": feed.title,
                "publisher": feed.publisher,
                "lang": feed.lang,
                "zone": feed.zone,
                "tier": feed.tier,
                "state": feed.state,
                "health": health.word,
                "says": health.sentence,
                "last_success": to_text(feed.last_success_at),
                "next_poll": to_text(feed.next_poll_at),
                "failures": feed.failures,
                "reason": feed.last_reason,
                "sample": feed.sample,
            }
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    table = Table("#", "Feed", "", "How it is doing", box=None, pad_edge=False)
    colours = {"fresh": "green", "late": "yellow", "failing": "red", "gone": "red", "paused": "dim"}
    for feed, health in rows:
        title = feed.title + (" (sample)" if feed.sample else "")
        table.add_row(str(feed.id), title, f"[{colours[health.word]}]{health.word}[/]", health.sentence)
    Console().print(table)
    click.echo(f"{sum(h.fresh for _, h in rows)} of {plural(len(rows), 'feed')} fresh.")


@feeds.command("add")
@click.argument("url")
@click.option("--title", help="Instead of the feed's own.")
@click.option("--zone", help="Zone of its dates that name none, as Asia/Seoul.")
@pass_services
def add(services: Services, url: str, title: str | None, zone: str | None) -> None:
    r"""Watch a feed; the address of a site that offers one will do.

    \b
    Example:  kp feeds add https://www.38north.org
    """
    if zone is not None:
        check_zone(zone)
    added = feedadmin.add_feed(services, url, by=BY, title=title, zone=zone)
    click.echo(added.sentence)
    _show_newest(added.newest)


@feeds.command("remove")
@click.argument("feed_id", type=int, metavar="N")
@pass_services
def remove(services: Services, feed_id: int) -> None:
    r"""Stop watching a feed; what it reported stays on record.

    \b
    Example:  kp feeds remove 12
    """
    click.echo(feedadmin.remove_feed(services, feed_id).sentence)


@feeds.command("pause")
@click.argument("feed_id", type=int, metavar="N")
@pass_services
def pause(services: Services, feed_id: int) -> None:
    r"""Leave a feed alone until it is resumed.

    \b
    Example:  kp feeds pause 12
    """
    click.echo(feedadmin.pause_feed(services, feed_id).sentence)


@feeds.command("resume")
@click.argument("feed_id", type=int, metavar="N")
@pass_services
def resume(services: Services, feed_id: int) -> None:
    r"""Watch a paused or gone feed again.

    \b
    Example:  kp feeds resume 12
    """
    click.echo(feedadmin.resume_feed(services, feed_id).sentence)


@feeds.command("test")
@click.argument("which", metavar="URL|N")
@click.pass_context
@pass_services
def test(services: Services, ctx: click.Context, which: str) -> None:
    r"""Ask a feed once, change nothing, and say what was seen.

    \b
    Example:  kp feeds test https://www.38north.org/feed/
    """
    seen = feedtest.test_feed(services, which)
    for sentence in seen.sentences:
        click.echo(sentence)
    _show_newest(seen.newest)
    ctx.exit(0 if seen.ok else 1)


def _show_newest(newest: tuple[str, ...]) -> None:
    if newest:
        click.echo("The newest, and what they would have been:")
    for line in newest:
        click.echo(f"  {line}")


@feeds.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@pass_services
def export(services: Services, file: Path | None) -> None:
    r"""Write the feeds as OPML, to a file or to standard output.

    \b
    Example:  kp feeds export feeds.opml
    """
    feedlist.sync_feed_list(services)
    with services.store.read() as db:
        watched = [f for f in feeds_table.all_feeds(db) if not f.sample]
    text = write_opml(watched)
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, "utf-8")
    click.echo(f"{plural(len(watched), 'feed')} written to {file}.")


@feeds.command("import")
@click.argument("file", type=click.File("rb"))
@pass_services
def import_(services: Services, file: BinaryIO) -> None:
    r"""Watch the feeds of an OPML file that are not watched yet.

    \b
    Example:  kp feeds import feeds.opml
    """
    done = import_feeds(services, file.read(), by=BY)
    for sentence in done.refused:
        click.echo(sentence, err=True)
    click.echo(done.sentence)
