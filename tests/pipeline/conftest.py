"""The bot that most tests of the flow start with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot whose classifier knows two headlines of one launch."""
    flow = Flow(tmp_path)
    flow.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    flow.classifier.says(AGAIN, "missile_test", "other", **DAY)
    return flow
