"""`kp parse`: a feed in, its entries as JSON Lines out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from bot.adapters.clock import SystemClock
from bot.adapters.fetching.http import HttpFetcher
from bot.adapters.parsing.feedreader import FeedparserReader
from bot.config import load_settings
from bot.model.errors import FetchError, InputError, NotFoundError
from bot.model.feed import Feed, FetchRequest, FetchResult, ParsedEntry
from bot.policy.identity import believable
from bot.store.codec import to_text

MAX_FILE = 5 * 1024 * 1024


@click.command("parse")
@click.argument("source", metavar="FILE|URL|-")
@click.option("--zone", default="UTC", show_default=True, help="Zone of dates that name none, as Asia/Seoul.")
@click.option("--lang", help="Language of the feed, where it does not say (helps with old charsets).")
def parse(source: str, zone: str, lang: str | None) -> None:
    r"""Read a feed and print its entries, one JSON object a line.

    The fields are guid, url, title, summary, published, updated (ISO 8601, UTC) and lang; what is
    not known is null.

    \b
    Example:  kp parse --zone Asia/Seoul https://en.yna.co.kr/RSS/nk.xml
    """
    check_zone(zone)
    feed = Feed(id=0, url=source, title=source, publisher=source, lang=lang, zone=zone)
    reader = FeedparserReader()
    try:
        document = reader.parse(_fetch(source), feed)
    finally:
        reader.close()
    now = SystemClock().now()
    for entry in document.entries:
        line = _as_json(entry) | {"published": to_text(believable(entry.published, now))}
        click.echo(json.dumps(line, ensure_ascii=False))
    if document.zoneless and zone == "UTC":
        click.echo(
            "kp: Some dates name no time zone and were read as UTC; --zone Asia/Seoul would help.", err=True
        )
    if document.unread_dates:
        click.echo(f"kp: Some dates cannot be read, such as {document.unread_dates[0]!r}.", err=True)
    for warning in document.warnings:
        click.echo(f"kp: {warning}.", err=True)


def check_zone(zone: str) -> None:
    """Pass over the name of a time zone.

    Raises:
        InputError: it is none.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"{zone!r} is no time zone; Asia/Seoul would be one.") from error


def _fetch(source: str) -> FetchResult:
    if source.startswith(("http://", "https://")):
        return HttpFetcher.from_settings(load_settings()).fetch(FetchRequest(url=source))
    if source == "-":
        return FetchResult(
            status=200, url="file:///", body=_capped(sys.stdin.buffer.read(MAX_FILE + 1), "The input")
        )
    path = Path(source)
    try:
        with path.open("rb") as file:
            body = _capped(file.read(MAX_FILE + 1), source)
    except OSError as error:
        raise NotFoundError(f"{source} cannot be read: {error.strerror}.") from error
    return FetchResult(status=200, url=path.resolve().as_uri(), body=body)


def _capped(body: bytes, name: str) -> bytes:
    if len(body) > MAX_FILE:
        raise FetchError(f"{name} is larger than 5 MB.", reason="too_large")
    return body


def _as_json(entry: ParsedEntry) -> dict[str, Any]:
    return {
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "published": to_text(entry.published),
        "updated": to_text(entry.updated),
        "lang": entry.lang,
    }
