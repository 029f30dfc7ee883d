"""What `kp bench slack` measures with: a record made large, and people who ask at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.bench import slack
from bot.store import events, growing, search
from tests.builders import NOW, make_event, small_gazetteer, small_taxonomy
from tests.fakes import new_store
from tests.query.test_parse import read


def test_a_record_is_copied_to_other_days_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    """Copies are found by type, place, word and day like any event."""
    with new_store(tmp_path).write() as db:
        made = events.insert(db, make_event(), small_taxonomy(), small_gazetteer(), published=NOW)
        events.refresh_words(db, made, small_taxonomy(), small_gazetteer())
        assert growing.grow(db, 40) == 40
        for text in ("place:Sunan", "two short-range", "type:srbm"):
            assert search.count(db, read(text)) == 40
        assert search.count(db, read("since:2026-11-17")) == 2  # 20 November and three days before


@pytest.mark.loopback
def test_everybody_is_acknowledged_and_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process and over HTTP; the figures are milliseconds."""
    monkeypatch.setattr(slack, "PEOPLE", 2)
    monkeypatch.setattr(slack, "ROUNDS", 1)
    monkeypatch.setattr(slack, "ASKED", ("icbm since 2022", "help", "show 100"))
    found = slack.measure(600)
    assert found["events"] == 600
    for way in ("in process", "over HTTP"):
        assert 0 < found[f"{way}: acknowledged, median ms"] <= found[f"{way}: acknowledged, worst ms"]
        assert found[f"{way}: answered, p99 ms"] < slack.ANSWER_SECONDS * 1000
