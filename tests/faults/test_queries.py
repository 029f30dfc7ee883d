"""Ten thousand generated queries, each asked in every way there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.query.answers import Record
from tests.query.generated import queries


@pytest.mark.timeout(1800)
def test_ten_thousand_queries_are_answered_alike(tmp_path: Path) -> None:
    """None errs, each refusal is a sentence, and what finds nothing leads on."""
    seen = Record(tmp_path).compare(queries(10_000, seed=7), heard_every=5)
    assert sum(seen.values()) == 10_000
