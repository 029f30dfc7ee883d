"""`kp doctor`: what is right and what is not, each with what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial

import click

from bot.adapters.clock import SystemClock
from bot.cli import checkup_data as data
from bot.cli.checkup_slack import slack
from bot.cli.context import make_services
from bot.cli.finding import NO_MODEL, Finding, lost_model
from bot.config import load_settings
from bot.model.errors import FetchError, KpError, SeedError, StoreError
from bot.model.feed import FetchRequest
from bot.policy.health import feed_health
from bot.services import Services
from bot.store import feeds
from bot.text import plural
from bot.views.feeds import ILL, by_reason, feeds_heading, named
from bot.views.models import FeedRow
from bot.views.mrkdwn import strip

MARKS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


@click.command("doctor")
@click.option("--feeds", "ask_feeds", is_flag=True, help="Also ask each feed once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def doctor(ask_feeds: bool, as_json: bool) -> None:
    """Check settings, database, backups, tokens, scopes, clock, model and feeds. Exit 1 when something fails.

    \b
    Example:  kp doctor --feeds
    """
    failed = 0
    for finding in _findings(ask_feeds):
        failed += finding.level == "fail"
        click.echo(
            json.dumps(asdict(finding))
            if as_json
            else f"{MARKS[finding.level]}  {finding.check}: {finding.said}"
        )
    if failed:
        raise KpError(f"{plural(failed, 'check')} failed.")


def _findings(ask_feeds: bool) -> Iterator[Finding]:
    """Check one thing after the other; a database that cannot be used leaves the checks that need none."""
    settings = load_settings()
    try:
        services = make_services()
    except StoreError as error:
        yield Finding("database", "fail", str(error))
        checks = [partial(data.disk, settings)] if settings.data.is_dir() else []
        checks += [partial(data.backups, settings, SystemClock().now()), partial(data.litestream, settings)]
        yield from _run(checks)
        return
    yield from _run(
        [
            partial(data.settings),
            partial(data.database, services),
            partial(data.restore, services),
            partial(data.backups, settings, services.now()),
            partial(data.litestream, settings),
            partial(data.disk, settings),
            partial(data.clock, services),
            partial(slack, services),
            partial(_classifier, services),
            partial(data.queue, services),
            partial(_feeds_asked if ask_feeds else _feeds, services),
        ]
    )


def _run(checks: Iterable[partial[Iterator[Finding]]]) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check()
        except StoreError as error:  # damaged in the middle: the other checks still tell something
            yield Finding(check.func.__name__.strip("_"), "fail", str(error))


def _classifier(services: Services) -> Iterator[Finding]:
    try:
        version = services.classifier.version
    except SeedError as error:
        yield Finding("classifier", "fail", str(error))
    else:
        lost = lost_model(services.settings)
        if lost:
            yield Finding("model", "warn", lost)
        if "model" in version:
            yield Finding("classifier", "ok", version)
        else:
            yield Finding("classifier", "warn", f"{NO_MODEL} ({version})")


def _feeds(services: Services) -> Iterator[Finding]:
    """Say which feeds need a look: one by one, or many with one reason together (all with one: it is the network)."""
    with services.store.read() as db:
        known = [f for f in feeds.all_feeds(db) if not f.sample]
    rows = [FeedRow(feed, feed_health(feed, services.now())) for feed in known]
    if any(row.health.fresh for row in rows):
        yield Finding("feeds", "ok", feeds_heading(rows))
    for level, words in (("fail", ("failing", "gone")), ("warn", ("late",))):
        for told, same in by_reason([row for row in rows if row.health.word in words]):
            if len(same) > ILL:
                yield Finding("feeds", level, f"{strip(told)}: {named(same)}. kp feeds shows each.")
            else:
                yield from (Finding(f"feed {row.feed.title}", level, row.health.sentence) for row in same)


def _feeds_asked(services: Services) -> Iterator[Finding]:
    with services.store.read() as db:
        known = [f for f in feeds.all_feeds(db) if not f.sample and f.state == "active"]
    for feed in known:
        try:
            result = services.fetcher.fetch(FetchRequest(feed.url))
            document = services.feed_reader.parse(result, feed)
        except FetchError as error:
            yield Finding(f"feed {feed.title}", "fail", str(error))
        else:
            yield Finding(f"feed {feed.title}", "ok", plural(len(document.entries), "item"))
