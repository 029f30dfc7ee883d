"""How thorough the tests of safety are: a part of each count in a normal run, all of it with `--thorough`."""

from __future__ import annotations

from collections.abc import Callable

import pytest


@pytest.fixture
def many(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """How many to try of a full count."""
    thorough = bool(request.config.getoption("--thorough"))
    return lambda full: full if thorough else max(100, full // 50)


@pytest.fixture
def count(capsys: pytest.CaptureFixture[str]) -> Callable[[str, int, int], None]:
    """Tell what was tried and how much of it went wrong, in every run; nothing may."""

    def tell(what: str, tried: int, wrong: int) -> None:
        with capsys.disabled():
            print(f"\nsafety: {what}: {tried:,} tried, {wrong} got through")  # noqa: T201 - the figure is the point
        assert wrong == 0

    return tell
