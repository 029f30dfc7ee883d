"""A desk for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.handlers.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The bot with its handlers on an empty record."""
    return Desk(tmp_path)
