"""Every way a server or a feed misbehaves comes out as the table says: docs/feed-torture.md."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.torture.rig import rig_on
from tests.torture.server import TortureServer
from tests.torture.table import WAYS

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
