"""Checks of Slack's text objects and of the markup within them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_MARKUP = re.compile(r"<([^<>]*)>")
_ALLOWED = re.compile(
    r"https?://[^\s|]+(\|[^|]*)?|!date\^\d+\^[^|^]+(\^https?://[^|]+)?\|[^|]+|#[CGD][A-Z0-9]+(\|[^|]*)?"
)
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


@dataclass(frozen=True, slots=True)
class TextLimit:
    """How long a text object may be, and of which type it must be (None: either)."""

    most: int
    kind: str | None = None


def long_problem(where: str, text: str, most: int) -> list[str]:
    """Return a problem when a text is longer than allowed."""
    return [f"{where}: {len(text)} characters of at most {most}"] if len(text) > most else []


def http_problem(where: str, url: object, most: int = 3000) -> list[str]:
    """Return a problem when a URL is no plain http(s) address or is too long."""
    if not isinstance(url, str) or not re.fullmatch(r"https?://[^\s<>|]+", url):
        return [f"{where}: not an http(s) address"]
    return long_problem(where, url, most)


def mrkdwn_problems(where: str, text: str) -> list[str]:
    """Return what is wrong with markup: mentions, other links, unescaped characters."""
    problems = [
        f"{where}: <{inner}> is not allowed"
        for inner in _MARKUP.findall(text)
        if not _ALLOWED.fullmatch(inner)
    ]
    rest = re.sub(r"^>", "", _MARKUP.sub("", text), flags=re.MULTILINE)
    if "<" in rest or ">" in rest or _ENTITY.search(rest):
        problems.append(f"{where}: unescaped text")
    return problems


def check_text(where: str, value: Any, limit: TextLimit) -> list[str]:
    """Return what is wrong with a text object."""
    if not isinstance(value, dict):
        return [f"{where}: no text object"]
    kind, text = value.get("type"), value.get("text")
    if kind not in ("plain_text", "mrkdwn"):
        return [f"{where}: type {kind!r} is no text type"]
    problems = [f"{where}: must be {limit.kind}"] if limit.kind not in (None, kind) else []
    if not isinstance(text, str) or not text.strip():
        return [*problems, f"{where}: empty"]
    problems += long_problem(where, text, limit.most)
    if kind == "mrkdwn":
        problems += mrkdwn_problems(where, text)
        if not value.get("verbatim"):
            problems.append(f"{where}: not verbatim, so Slack would make links of bare addresses")
    return problems
