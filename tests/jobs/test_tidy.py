"""Upkeep."""

from __future__ import annotations

from pathlib import Path

from bot.pipeline.classify import classify_new
from jobs import tidy
from tests.pipeline.flow import LAUNCH, Flow


def test_what_a_bad_minute_left_unread_is_read_an_hour_later(tmp_path: Path) -> None:
    """Three tries take seconds; after them an item has one more an hour, for two days."""
    flow = Flow(tmp_path)
    tick = tidy.make(flow.services)
    flow.classifier.says(LAUNCH, "missile_test", event_date="2026-11-21")
    flow.classifier.fails = {LAUNCH}
    flow.entry(LAUNCH)
    tick()
    for _ in range(3):
        assert classify_new(flow.services) == 1
    assert classify_new(flow.services) == 0, "it holds up nobody"
    flow.clock.advance(minutes=61)
    tick()
    assert classify_new(flow.services) == 1
    assert classify_new(flow.services) == 0, "one try an hour"
    flow.classifier.fails = set()
    tick()
    assert classify_new(flow.services) == 0
    flow.clock.advance(minutes=61)
    tick()
    classify_new(flow.services)
    assert [event.type for event in flow.events()] == ["missile_test"]


def test_what_is_old_is_left(tmp_path: Path) -> None:
    """It is no news any more."""
    flow = Flow(tmp_path)
    tick = tidy.make(flow.services)
    flow.classifier.fails = {LAUNCH}
    flow.entry(LAUNCH)
    for _ in range(3):
        classify_new(flow.services)
    flow.clock.advance(days=3)
    tick()
    assert classify_new(flow.services) == 0
