"""What people are told of a feed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.policy.health import ago, feed_health
from tests.feeds import NOW, feed_row

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "word", "said"),
    [
        ({"newest_entry_at": NOW - HOUR}, "fresh", "newest entry 1 hour ago"),
        ({"failures": 1, "last_reason": "timeout"}, "fresh", "does not answer in time"),
        (
            {"failures": 3, "failing_since": NOW - 2 * HOUR, "last_reason": "http_403"},
            "failing",
            "since 2 hours ago",
        ),
        (
            {"failures": 1, "last_success_at": None, "last_reason": "dns"},
            "failing",
            "the server's name cannot be found",
        ),
        ({"next_poll_at": NOW - HOUR}, "late", "Was due 1 hour ago"),
        ({"last_success_at": None}, "late", "Not asked yet"),
        ({"state": "paused"}, "paused", "Paused"),
        ({"state": "gone"}, "gone", "Gone for good"),
        ({"gap_at": NOW - HOUR}, "fresh", "items may have been missed"),
        ({"newest_entry_at": NOW - 24 * 20 * HOUR}, "fresh", "long for a feed that works"),
        ({"moved_to": "https://b.example/f"}, "fresh", "moving to https://b.example/f"),
    ],
)
def test_health_is_a_word_and_a_sentence(changes: dict[str, Any], word: str, said: str) -> None:
    """The word sorts a list, the sentence explains it."""
    health = feed_health(feed_row(**changes), NOW)
    assert health.word == word
    assert said in health.sentence
    assert health.sentence.endswith(".")


def test_spans_are_told_in_their_largest_unit() -> None:
    """Nobody reads seconds in a list of feeds."""
    assert [ago(timedelta(seconds=s)) for s in (5, 60, 7200, 86400 * 3, -4)] == [
        "just now",
        "1 minute ago",
        "2 hours ago",
        "3 days ago",
        "just now",
    ]
