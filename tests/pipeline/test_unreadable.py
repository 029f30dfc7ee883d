"""Entries that cannot be read: who is held up by them, and who is not."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.model.errors import ClassifierError
from bot.pipeline.classify import PLAIN, classify_new
from bot.store import entries
from tests.pipeline.flow import AGAIN, LAUNCH, Flow


def test_a_poisonous_entry_is_tried_three_times_and_holds_up_nobody(flow: Flow) -> None:
    """The others of its batch are handled at once."""
    flow.classifier.fails.add("poison")
    poison = flow.entry("poison")
    flow.entry(LAUNCH)
    with capture_logs() as logged:
        for _ in range(5):
            classify_new(flow.services)
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["entry_not_classified"] * 3
    assert len(flow.events()) == 1
    assert flow.classifier.seen.count("poison") <= 7  # in the batch, then alone, three times
    with flow.store.read() as db:
        assert entries.unclassified(db, 10) == []
        assert db.execute("SELECT state, tries FROM entries WHERE id = ?", [poison]).fetchone() == (
            "failed",
            3,
        )


def test_a_classifier_that_reads_nothing_is_no_entrys_fault(flow: Flow) -> None:
    """However often it fails, nothing is given up; all is told once it reads again."""
    flow.classifier.fails |= {AGAIN, PLAIN.title}
    flow.entry(LAUNCH)
    waiting = flow.entry(AGAIN, publisher="Other Daily")
    for _ in range(5):
        with pytest.raises(ClassifierError, match=r"made to fail.*what is new waits"):
            classify_new(flow.services)
    with flow.store.read() as db:
        assert db.execute("SELECT state, tries FROM entries WHERE id = ?", [waiting]).fetchone() == ("new", 0)
    flow.classifier.fails.clear()
    classify_new(flow.services)
    assert [e.sources for e in flow.events()] == [2]
