"""Every way a server or a feed misbehaves comes out as the table says: docs/feed-torture.md."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.torture.rig import rig_on
from tests.torture.server import TortureServer
from tests.torture.table import WAYS, markdown

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def server() -> Iterator[TortureServer]:
    """One server for all ways, which forgets between them."""
    made = TortureServer()
    yield made
    made.close()


@pytest.mark.parametrize("name", WAYS)
def test_what_is_seen_is_what_is_expected(name: str, server: TortureServer) -> None:
    """Through the real fetcher, reader and tables, with a clock that moves only when told."""
    way = WAYS[name]
    with rig_on(server) as rig:
        assert way.play(rig) == way.expected


def test_the_page_is_current() -> None:
    """docs/feed-torture.md has every way with what is expected, which the test above holds against what is seen."""
    page = (Path(__file__).parents[2] / "docs/feed-torture.md").read_text("utf-8")
    assert page == markdown({name: way.expected for name, way in WAYS.items()})


def test_there_are_ways_enough() -> None:
    """And each group of them is in one piece, so that the page has one table for it."""
    groups = [group for group, _ in groupby(WAYS.values(), key=lambda way: way.group)]
    assert len(WAYS) >= 60
    assert len(groups) == len(set(groups))
