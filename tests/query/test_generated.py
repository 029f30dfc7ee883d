"""Generated queries against the shipped record: each answered or refused, the same in every way of asking."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.query.answers import Record
from tests.query.generated import queries


@pytest.mark.timeout(120)
def test_generated_queries_are_answered_alike_in_slack_terminal_and_subscription(tmp_path: Path) -> None:
    """None errs, each refusal is a sentence, and what finds nothing leads on; `--faults` asks 10,000."""
    seen = Record(tmp_path).compare(queries(250, seed=2026), heard_every=2)
    assert seen["answered"] > 50
    assert seen["refused"] > 50
