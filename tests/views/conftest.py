"""Every payload that a test of the views makes passes the checker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.views import blocks
from bot.views.limits.check import check
from bot.views.words import Names
from tests.builders import small_gazetteer, small_taxonomy


@pytest.fixture(autouse=True)
def every_payload_fits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Check whatever `blocks` puts together during a test."""
    problems: list[str] = []

    def checked(name: str) -> None:
        real = getattr(blocks, name)

        def builder(*args: Any, **kwargs: Any) -> Any:
            payload = real(*args, **kwargs)
            problems.extend(check(payload))
            return payload

        monkeypatch.setattr(blocks, name, builder)

    for name in ("message", "home", "modal"):
        checked(name)
    yield
    assert problems == []


@pytest.fixture
def names() -> Names:
    """What the builders' ids are called."""
    return Names(small_taxonomy(), small_gazetteer())
