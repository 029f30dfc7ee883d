"""A parse that can be killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.adapters.parsing.document import read
from bot.adapters.parsing.feedreader import FeedparserReader
from bot.adapters.parsing.parsebox import ParseBox, pack, unpack
from bot.model.errors import ParseError
from bot.model.feed import FetchResult
from tests.feeds import NOW, feed_row, item, rss

FACTS = {"url": "https://news.example/feed.xml"}
GOOD = rss([item("A", guid="1", date=NOW)])


@pytest.fixture(scope="module")
def box() -> Iterator[ParseBox]:
    """One helper, and little patience."""
    made = ParseBox(helpers=1, seconds=2.0)
    yield made
    made.close()


def test_documents_are_read_in_a_helper(box: ParseBox) -> None:
    """With the same outcome as in this process, and the same sentence where there is no feed."""
    assert box.read(GOOD, dict(FACTS)).entries[0].published == NOW
    with pytest.raises(ParseError) as caught:
        box.read(b"<html>", dict(FACTS))
    assert caught.value.reason == "not_a_feed"


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(box: ParseBox) -> None:
    """An endless document costs its own feed one poll."""
    with pytest.raises(ParseError) as caught:
        box.read(b"<rss><channel><item><title>" + b"<!" * 2_000_000, dict(FACTS))
    assert caught.value.reason == "parse_timeout"
    assert len(box.read(GOOD, dict(FACTS)).entries) == 1


def test_a_helper_that_died_is_replaced(box: ParseBox) -> None:
    """Whatever ended it."""
    box.read(GOOD, dict(FACTS))
    box._idle[0]._process.kill()
    box._idle[0]._process.wait()
    assert len(box.read(GOOD, dict(FACTS)).entries) == 1


def test_what_is_packed_comes_back() -> None:
    """Times, tuples and all."""
    feed = FeedparserReader(inside=True).parse(FetchResult(200, FACTS["url"], GOOD), feed_row())
    assert unpack(pack(feed)) == feed


def test_a_helper_of_another_version_is_not_believed() -> None:
    """After an update on disk, values would stand under other names."""
    packed = pack(read(GOOD, url=FACTS["url"]))
    assert unpack(dict(packed)).entries[0].title == "A"
    with pytest.raises(ParseError, match="started again"):
        unpack(packed | {"fields": ["title", "guid"]})
