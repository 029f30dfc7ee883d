"""Slack's mrkdwn, safe by construction: only what this module makes is markup, all else is escaped.

Feed text could carry `<!channel>`, `<@U…>` or a link. `Mrkdwn` marks a string as markup of ours;
everything else that meets it, through `+`, `join` or `fmt`, is escaped on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from bot.text import escape, shorten, squash

_TOKEN = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_HTTP = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


class Mrkdwn(str):
    """Text that may hold markup of ours; whatever else came into it was escaped."""

    __slots__ = ()

    def __add__(self, other: str) -> Mrkdwn:
        return Mrkdwn(str.__add__(self, safe(other)))

    def __radd__(self, other: str) -> Mrkdwn:
        return safe(other) + self

    def join(self, parts: Iterable[str]) -> Mrkdwn:
        """Return the parts joined, each escaped unless it is markup of ours."""
        return Mrkdwn(str.join(self, [safe(part) for part in parts]))


def safe(text: str) -> Mrkdwn:
    """Return text as markup: as it is when it is ours, escaped when it is not."""
    return text if isinstance(text, Mrkdwn) else Mrkdwn(escape(text))


def fmt(template: str, *values: object) -> Mrkdwn:
    """Return a template of ours, each `{}` filled with a value that is escaped unless it is markup.

    Args:
        template: markup with `{}` holes; never text from outside.
        values: what fills the holes.
    """
    return Mrkdwn(template.format(*(safe(v if isinstance(v, str) else str(v)) for v in values)))


def plain(text: str, limit: int = 300) -> Mrkdwn:
    """Return foreign text on one line, shortened and escaped."""
    return Mrkdwn(escape(shorten(squash(text), limit)))


def bold(text: str, limit: int = 300) -> Mrkdwn:
    """Return foreign text in bold; an asterisk inside would end the bold, so it is replaced."""
    inner = plain(text, limit).replace("*", "∗")
    return Mrkdwn(f"*{inner}*") if inner else Mrkdwn("")


def is_http(url: str | None) -> bool:
    """Return whether a URL may be linked: http(s), without characters that end a link early."""
    return bool(url) and len(url or "") <= 3000 and _HTTP.fullmatch(url or "") is not None


def link(url: str | None, label: str, limit: int = 120) -> Mrkdwn:
    """Return a link, or only its label when the URL is no plain http(s) address."""
    words = plain(label, limit).replace("|", "¦")
    if url is None or not is_http(url) or len(url) > 1000:
        return Mrkdwn(words)
    return Mrkdwn(f"<{escape(url)}|{words or 'link'}>")


def channel(channel_id: str) -> Mrkdwn:
    """Return a reference to a channel that Slack shows by its name; it notifies nobody."""
    return Mrkdwn(f"<#{channel_id}>") if re.fullmatch(r"[CGD][A-Z0-9]+", channel_id) else plain(channel_id)


def reader_time(moment: datetime, fallback: str, tokens: str = "{date_short} {time}") -> Mrkdwn:
    """Return an instant that Slack shows in the reader's own zone.

    Args:
        moment: an aware datetime.
        fallback: shown where a client cannot.
        tokens: Slack's date tokens.

    Source: Slack's documentation on formatting dates.
    """
    words = escape(fallback).replace("|", "¦")
    return Mrkdwn(f"<!date^{int(moment.timestamp())}^{tokens}|{words}>")


def cut(text: Mrkdwn, limit: int) -> Mrkdwn:
    """Return markup of at most `limit` characters that ends within no link and no entity."""
    if len(text) <= limit:
        return text
    kept: list[str] = []
    room = limit - 1
    for token in _TOKEN.findall(text):
        if len(token) > room:
            break
        kept.append(token)
        room -= len(token)
    return Mrkdwn("".join(kept).rstrip() + "…")


def strip(text: str) -> str:
    """Return markup as the plain words a person would hear: links by label, no asterisks."""
    words = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", text)
    words = re.sub(r"<([^<>]*)>", r"\1", words)
    words = re.sub(r"(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)", r"\1", words)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
