"""A message that comes hours late says how late, wherever it is read, and stays a message Slack takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.late import late_words, marked_late
from bot.views.limits.check import MESSAGE_BLOCKS, check

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Two missiles", "verbatim": True}}


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (timedelta(minutes=61), "1 h late"),
        (timedelta(hours=3, minutes=20), "3 h late"),
        (timedelta(hours=47), "47 h late"),
        (timedelta(hours=48), "2 days late"),
        (timedelta(days=9, hours=13), "10 days late"),
    ],
)
def test_how_late_is_said_in_hours_and_then_in_days(by: timedelta, words: str) -> None:
    """Nobody counts in 52 hours."""
    assert late_words(by) == words


def test_the_text_and_the_blocks_say_it_and_nothing_else_changes() -> None:
    """A notification shows the text, the channel the blocks; the outbox keeps the message as it was decided."""
    payload = {
        "text": "Two missiles",
        "blocks": [SECTION],
        "fallback_blocks": [SECTION],
        "unfurl_links": False,
    }
    marked = marked_late(payload, timedelta(hours=3))
    assert marked["text"] == "Two missiles (3 h late: it could not be told before)"
    line = marked["blocks"][-1]["elements"][0]["text"]
    assert line == ":hourglass: 3 h late: it could not be told before."
    assert marked["blocks"][:-1] == [SECTION]
    assert marked["fallback_blocks"] == marked["blocks"]
    assert marked["unfurl_links"] is False
    assert payload["blocks"] == [SECTION]
    assert check({"text": marked["text"], "blocks": marked["blocks"]}) == []


def test_a_message_of_words_only_gets_no_blocks() -> None:
    """With blocks Slack would show these and hide the words."""
    assert "blocks" not in marked_late({"text": "Told"}, timedelta(hours=3))


@given(st.integers(1, MESSAGE_BLOCKS))
def test_no_message_gets_more_blocks_than_slack_takes(blocks: int) -> None:
    """A full one says it in its text alone."""
    marked = marked_late({"text": "t", "blocks": [SECTION] * blocks}, timedelta(hours=2))
    assert len(marked["blocks"]) == min(blocks + 1, MESSAGE_BLOCKS)
    assert "2 h late" in marked["text"]
