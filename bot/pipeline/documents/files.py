"""Opens files as documents: plain text, Markdown, HTML, JSON and JSON Lines, whatever their encoding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.model.errors import SeedError
from bot.pipeline.documents.webpage import read_page
from bot.policy.documents.written_days import is_day

SEOUL = ZoneInfo("Asia/Seoul")
MAX_BYTES = 20_000_000
_BODY = ("text", "body", "content", "articleBody", "summary", "description")
_TITLE = ("title", "headline", "name")
_WHEN = ("published", "date", "datePublished", "published_at", "pubDate", "datetime")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd]")
MOST_CONTROL = 0.02  # the share of control characters from which a file is no text
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One text of a file. `published` is a day, where the file says it beside the text; `site` whose page it is."""

    text: str
    title: str | None = None
    published: str | None = None
    url: str | None = None
    lang: str | None = None
    site: str | None = None


def read_documents(data: bytes, name: str, unread: Callable[[str], None] | None = None) -> list[RawDocument]:
    """Return the documents of a file, by what its name ends in; unknown endings are plain text.

    Args:
        data: the file.
        name: its name.
        unread: is told of each line of JSON Lines that cannot be read, by number; the rest is read.

    Raises:
        SeedError: it is too large, is no text, or is not what its name says; without `unread` also
            where a line cannot be read.
    """
    if len(data) > MAX_BYTES:
        raise SeedError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB.")
    text = _decode(data)
    if data[:5] == b"%PDF-" or "\0" in text or len(_CONTROL.findall(text)) > MOST_CONTROL * len(text):
        raise SeedError(f"{name} is no text file.", hint="Documents are txt, md, html, json or jsonl.")
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix in ("html", "htm"):
        return [_html(text)]
    if suffix in ("json", "jsonl"):
        return list(_lines(text, name, unread) if suffix == "jsonl" else _objects(text, name))
    return [_markdown_document(text) if suffix == "md" else RawDocument(text)]


def _decode(data: bytes) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp949")
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _markdown_document(text: str) -> RawDocument:
    """Return a Markdown text, with the title and day that may stand in a block of settings before it."""
    block = re.match(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*\n", text, re.DOTALL)
    if block is None:
        return RawDocument(_markdown(text))
    said = dict(re.findall(r"^(\w+):\s*[\"']?(.*?)[\"']?\s*$", block.group(1), re.MULTILINE))
    return RawDocument(_markdown(text[block.end() :]), _first(said, _TITLE), korean_day(_first(said, _WHEN)))


def _markdown(text: str) -> str:
    """Return Markdown as plain lines: links as their words, marks gone, code left out."""
    text = re.sub(r"^(```|~~~).*?^\1\s*$", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s{0,3}(?:#{1,6}|>+|[-*+]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    return re.sub(r"(\*\*|__|\*|_|`)(\S(?:.*?\S)?)\1", r"\2", text)


def _lines(text: str, name: str, unread: Callable[[str], None] | None) -> Iterator[RawDocument]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _object(_json(line, f"{name}, line {number}"), f"{name}, line {number}")
        except SeedError as error:
            if unread is None:
                raise
            unread(str(error))


def _objects(text: str, name: str) -> Iterator[RawDocument]:
    value = _json(text, name)
    for number, each in enumerate(value if isinstance(value, list) else [value], 1):
        yield _object(each, f"{name}: entry {number}")


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = f" in line {error.lineno}" if "\n" in text else ""
        raise SeedError(f"{where} is no JSON: {error.msg}{at}.") from error
    except RecursionError as error:
        raise SeedError(f"{where} is nested too deep.") from error


def _object(value: Any, where: str) -> RawDocument:
    if not isinstance(value, dict):
        raise SeedError(f"{where} is no object with a text.")
    body = _first(value, _BODY)
    title = _first(value, _TITLE)
    if body is None and title is None:
        raise SeedError(f"{where} has no text.", hint=f"It would be in {', '.join(_BODY)}.")
    plain = _html(body).text if body and re.search(r"<(?:p|br|div)\b", body) else body
    return RawDocument(
        plain or "",
        title,
        korean_day(_first(value, _WHEN)),
        _first(value, ("url", "link")),
        _first(value, ("lang", "language")),
        _first(value, ("source", "publisher", "site")),
    )


def korean_day(said: str | None) -> str | None:
    """Return the day in Seoul (YYYY-MM-DD) that a page says it is from; a mere date is taken as it is."""
    found = _DAY.search(said or "")
    try:
        moment = datetime.fromisoformat((said or "").strip())
    except ValueError:
        return found.group() if found and is_day(found.group()) else None
    return (moment.astimezone(SEOUL) if moment.tzinfo else moment).date().isoformat()


def _first(value: dict[str, Any], names: tuple[str, ...]) -> str | None:
    return next((value[n].strip() for n in names if isinstance(value.get(n), str) and value[n].strip()), None)


def _html(text: str) -> RawDocument:
    page = read_page(text)
    when = _DAY.search(page.published or "")
    return RawDocument(
        page.text(), page.headline(), when.group() if when else None, page.url, page.lang, page.site
    )
