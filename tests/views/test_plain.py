"""What the terminal shows of messages made for Slack."""

from __future__ import annotations

from pathlib import Path

from bot.pipeline.classify import classify_new
from bot.pipeline.digest import preview_digest
from bot.views.plain import render_digest
from tests.pipeline.flow import DAY, LAUNCH, Flow


def test_a_digest_in_the_terminal_has_its_words_and_nothing_of_its_buttons(tmp_path: Path) -> None:
    """A button's words are an object, and nobody presses one here."""
    flow = Flow(tmp_path)
    flow.classifier.says(LAUNCH, "missile_test", "srbm", **DAY)
    flow.entry(LAUNCH)
    classify_new(flow.services)
    said = render_digest(preview_digest(flow.services, None, flow.clock.now()), flow.services)
    assert LAUNCH in said
    assert "plain_text" not in said and "{" not in said
