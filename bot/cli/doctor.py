"""`kp doctor`: what is right and what is not, each with what to do."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import click
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from bot.adapters.slack import web_client
from bot.cli.context import pass_services
from bot.model.errors import FetchError, KpError
from bot.model.feed import FetchRequest
from bot.policy.health import feed_health
from bot.services import Services
from bot.store import feeds, outbox
from bot.store.db import Store
from bot.text import plural

NEEDED_SCOPES = (
    "commands", "chat:write", "chat:write.public", "im:write", "users:read", "channels:read", "groups:read",
)  # fmt: skip
HISTORY_SCOPES = ("channels:history", "groups:history")
SAFE_SQLITE = (3, 51, 3)
LITTLE_DISK = 0.10


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `level` is ok, warn or fail."""

    check: str
    level: str
    said: str


@click.command("doctor")
@click.option("--feeds", "ask_feeds", is_flag=True, help="Also ask each feed once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@pass_services
def doctor(services: Services, ask_feeds: bool, as_json: bool) -> None:
    """Check settings, database, tokens, scopes, model and feeds. Exit 1 when something fails.

    \b
    Example:  kp doctor --feeds
    """
    checks = [_database, _restore, _disk, _slack, _classifier, _queue, _feeds_asked if ask_feeds else _feeds]
    failed = 0
    for check in checks:
        for finding in check(services):
            failed += finding.level == "fail"
            mark = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}[finding.level]
            click.echo(json.dumps(asdict(finding)) if as_json else f"{mark}  {finding.check}: {finding.said}")
    if failed:
        raise KpError(f"{plural(failed, 'check')} failed.")


def _database(services: Services) -> Iterator[Finding]:
    version = tuple(int(part) for part in sqlite3.sqlite_version.split("."))
    safe = version >= SAFE_SQLITE
    yield Finding(
        "SQLite",
        "ok" if safe else "warn",
        sqlite3.sqlite_version + ("" if safe else " can damage its log under load; install pysqlite3"),
    )
    problems = services.store.problems()
    yield Finding("database", "fail" if problems else "ok", "; ".join(problems) or str(services.store.path))


def _restore(services: Services) -> Iterator[Finding]:
    """Restore a copy and look into it: a backup nobody restored is a hope."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        try:
            services.store.backup(copy)
            problems = Store(copy).problems()
        except KpError as error:
            problems = [str(error)]
    yield Finding(
        "test restore", "fail" if problems else "ok", "; ".join(problems) or "a copy opens and is whole"
    )
    backups = sorted((services.settings.data / "backups").glob("kp-events-*.db"))
    said = f"last one {backups[-1].name}" if backups else "none yet; kp backup makes one"
    yield Finding("backups", "ok" if backups else "warn", said)


def _disk(services: Services) -> Iterator[Finding]:
    usage = shutil.disk_usage(services.settings.data)
    share = usage.free / usage.total
    said = f"{usage.free / 1e9:.1f} GB free ({share:.0%})"
    yield Finding("disk", "warn" if share < LITTLE_DISK else "ok", said)


def _slack(services: Services) -> Iterator[Finding]:
    settings = services.settings
    if settings.slack_mode == "local":
        have = [
            name
            for name, value in (
                ("SLACK_BOT_TOKEN", settings.slack_bot_token),
                ("SLACK_APP_TOKEN", settings.slack_app_token),
                ("SLACK_SIGNING_SECRET", settings.slack_signing_secret),
            )
            if value
        ]
        if have:
            yield Finding("Slack", "fail", f"only {' and '.join(have)} is set; see the README's five minutes")
        else:
            yield Finding("Slack", "ok", "no tokens: kp run serves the local workspace")
        return
    yield from _tokens(services)


def _tokens(services: Services) -> Iterator[Finding]:
    settings = services.settings
    assert settings.slack_bot_token is not None  # noqa: S101 - the mode says so
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        yield Finding("SLACK_BOT_TOKEN", "fail", f"Slack says {error.response.get('error')}")
        return
    except (SlackClientError, OSError) as error:
        yield Finding("Slack", "fail", f"cannot be reached: {error}")
        return
    yield Finding("SLACK_BOT_TOKEN", "ok", f"{answer.get('team')} as {answer.get('user')}")
    headers = answer.headers or {}
    held = {
        s.strip()
        for s in str(headers.get("x-oauth-scopes", headers.get("X-OAuth-Scopes", ""))).split(",")
        if s.strip()
    }
    if not held:
        yield Finding("scopes", "warn", "Slack did not say which scopes the token has")
    else:
        missing = [s for s in NEEDED_SCOPES if s not in held]
        yield Finding(
            "scopes", "fail" if missing else "ok", f"missing: {', '.join(missing)}" if missing else "all held"
        )
        lacking = [s for s in HISTORY_SCOPES if s not in held]
        if lacking:
            said = f"without {', '.join(lacking)} a message whose answer was lost may come twice"
            yield Finding("history scopes", "warn", said)
    if settings.slack_app_token:
        yield _app_token(settings.slack_app_token.get_secret_value(), settings.slack_api_url)


def _app_token(token: str, url: str) -> Finding:
    try:
        WebClient(token=token, base_url=url, timeout=10).apps_connections_open(app_token=token)
    except SlackApiError as error:
        said = f"Slack says {error.response.get('error')}; it needs the scope connections:write"
        return Finding("SLACK_APP_TOKEN", "fail", said)
    except (SlackClientError, OSError) as error:
        return Finding("SLACK_APP_TOKEN", "fail", f"cannot be tried: {error}")
    return Finding("SLACK_APP_TOKEN", "ok", "Socket Mode opens")


def _classifier(services: Services) -> Iterator[Finding]:
    version = services.classifier.version
    yield Finding("classifier", "ok" if "model" in version else "warn", version)


def _queue(services: Services) -> Iterator[Finding]:
    with services.store.read() as db:
        counts = outbox.counts(db)
        oldest = outbox.oldest_pending(db)
    stuck = oldest is not None and services.now() - oldest > timedelta(minutes=15)
    said = ", ".join(f"{n} {state}" for state, n in counts.items()) or "empty"
    level = "fail" if counts.get("blocked") else "warn" if stuck else "ok"
    yield Finding("outbox", level, said + ("; the oldest waits for over 15 minutes" if stuck else ""))


def _feeds(services: Services) -> Iterator[Finding]:
    with services.store.read() as db:
        known = [f for f in feeds.all_feeds(db) if not f.sample]
    for feed in known:
        health = feed_health(feed, services.now())
        level = {"failing": "fail", "gone": "fail", "late": "warn"}.get(health.word, "ok")
        yield Finding(f"feed {feed.title}", level, health.sentence)


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
