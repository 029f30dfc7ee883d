"""A fetched document to its items: decoded, told apart, read. Pure, and run where it can be killed."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.parsing.decode import decoded
from bot.adapters.parsing.jsonfeed import is_json, parse_json
from bot.adapters.parsing.rawitem import Document
from bot.adapters.parsing.xmlfeed import no_feed, parse_xml
from bot.model.feed import ParsedFeed

MAX_ITEMS = 500
_GUESS = {"ko": "cp949", "ja": "cp932", "zh": "gb18030", "ru": "cp1251"}


def read(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    zone: str = "UTC",
    lang: str | None = None,
    quirks: tuple[str, ...] = (),
) -> ParsedFeed:
    """Return what a feed document says.

    Args:
        body: as it was served.
        url: where it came from; relative links start there.
        content_type: its header.
        zone: IANA zone of dates that name none.
        lang: the feed's language, where it is known.
        quirks: what is known to be odd about the feed.

    Raises:
        ParseError: it is no feed.
    """
    text, encoding = decoded(body, content_type, guess=_GUESS.get(lang or ""))
    if not text.strip():
        raise no_feed("", url)
    document = Document(base=url, zone=zone, lang=None, quirks=quirks)
    parse = parse_json if is_json(text) else parse_xml
    return replace(parse(text, document, limit=MAX_ITEMS), encoding=encoding)
