"""Reads fetched documents: the `FeedReader` port, by default in a process that can be killed."""

from __future__ import annotations

from typing import Any

from bot.adapters.parsing.parsebox import ParseBox
from bot.model.errors import ParseError
from bot.model.feed import Feed, FetchResult, ParsedFeed


class FeedparserReader:
    """Reads RSS, Atom and JSON Feed.

    Args:
        box: where documents are read; a box of its own when None.
        inside: read in this very process instead (tests, one document of one's own).
    """

    def __init__(self, box: ParseBox | None = None, *, inside: bool = False) -> None:
        self._box = None if inside else box or ParseBox()

    def parse(self, result: FetchResult, feed: Feed) -> ParsedFeed:
        """Return the items of a fetched document.

        Raises:
            ParseError: the bytes are no feed, or cannot be read within the limits.
        """
        if result.body is None:
            raise ParseError(f"{result.url} sent no document.", reason="not_a_feed")
        facts: dict[str, Any] = {
            "url": result.url,
            "content_type": result.headers.get("content-type"),
            "zone": feed.zone,
            "lang": feed.lang,
            "quirks": list(feed.quirks),
        }
        if self._box is not None:
            return self._box.read(result.body, facts)
        from bot.adapters.parsing.document import read  # noqa: PLC0415 - feedparser is slow to load

        return read(result.body, **{**facts, "quirks": feed.quirks})

    def close(self) -> None:
        """End the helper processes."""
        if self._box is not None:
            self._box.close()
