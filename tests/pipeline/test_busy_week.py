"""A busy week, told in this project's own words, comes to a channel as a person would want to hear it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.nlp.classifier import build_classifier
from bot.ports import Classifier
from tests.pipeline.replay import News, Replay, without_caps

MONDAY = datetime(2026, 11, 15, 21, 0, tzinfo=UTC)  # six in the morning in Seoul

# (day, minutes after six, outlet, event, headline)
_WEEK = (
    (0, 10, "Harbour Post", "monday", "North Korea fires two short-range ballistic missiles toward East Sea, JCS says"),
    (0, 11, "Evening Ledger", "monday", "S. Korean military: North Korea launches two short-range ballistic missiles into East Sea"),
    (0, 24, "Seoul Mirror", "monday", "North Korea launches two short-range missiles off its east coast"),
    (0, 95, "Harbour Post", "monday", "North Korea fired three short-range ballistic missiles on Monday, JCS says, revising count from two"),
    (0, 300, "Evening Ledger", "reaction", "Japan condemns North Korea's short-range missile launch as a threat to the region"),
    (1, 5, "Harbour Post", "tuesday", "North Korea fires another short-range ballistic missile toward East Sea, second launch in two days"),
    (1, 9, "Seoul Mirror", "tuesday", "North Korea launches one more short-range ballistic missile a day after firing three"),
    (2, 40, "Evening Ledger", "balloons", "North Korea sends some 200 trash balloons across the border, South Korean military says"),
    (2, 70, "Harbour Post", "balloons", "North Korea floats about 200 balloons carrying trash into South Korea"),
    (3, 0, "Harbour Post", "icbm", "North Korea fires intercontinental ballistic missile on lofted trajectory, JCS says"),
    (3, 1, "Seoul Mirror", "icbm", "North Korea launches ICBM toward East Sea, Seoul says"),
    (3, 2, "Evening Ledger", "icbm", "North Korea test-fires ICBM that flew about 1,000 kilometers"),
    (3, 3, "Island Times", "icbm", "North Korean ICBM falls into sea west of Hokkaido, Tokyo says"),
    (4, 15, "Evening Ledger", "soldier", "North Korean soldier crosses the military demarcation line to defect to South Korea"),
    (5, 30, "Harbour Post", "drill", "South Korea and US begin Freedom Shield military exercise"),
    (5, 55, "Seoul Mirror", "drill", "South Korea, U.S. kick off annual Freedom Shield exercise"),
    (5, 100, "Island Times", None, "Ten things to see in Seoul this autumn"),
)  # fmt: skip
# one loud hour: more than a channel has room for
_HOUR = (
    (6, 1, "Harbour Post", "artillery", "North Korea fires some 90 artillery shells into waters off its west coast"),
    (6, 6, "Evening Ledger", "gps", "North Korea jams GPS signals near the western border islands, Seoul says"),
    (6, 11, "Seoul Mirror", "hack", "North Korean hackers stole cryptocurrency from an exchange, police say"),
    (6, 16, "Island Times", "jets", "Chinese and Russian warplanes enter South Korea's air defense zone"),
    (6, 21, "Harbour Post", "visit", "Russian defense minister arrives in Pyongyang for talks"),
    (6, 26, "Evening Ledger", "sanction", "United States sanctions six North Koreans over weapons program"),
    (6, 31, "Seoul Mirror", "cruise", "North Korea fires several cruise missiles off its west coast, JCS says"),
    (6, 36, "Island Times", "satellite", "North Korea launches a military reconnaissance satellite, Japan says"),
    (6, 41, "Harbour Post", "drone", "North Korean drones cross into South Korean airspace, military says"),
)  # fmt: skip


def week(*, hour_only: bool) -> list[News]:
    """The items of the week, or only of its loud hour."""
    return [
        News(MONDAY + timedelta(days=day, minutes=minutes), outlet, title, event)
        for day, minutes, outlet, event, title in (*(() if hour_only else _WEEK), *_HOUR)
    ]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    """The real one."""
    return build_classifier()


@pytest.mark.parametrize("capped", [True, False])
def test_each_event_of_a_busy_week_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, classifier: Classifier, capped: bool
) -> None:
    """No event twice, none untold, with and without caps; edits at most every five minutes; twins apart."""
    if not capped:
        without_caps(monkeypatch)
    replay = Replay(tmp_path, classifier, MONDAY - timedelta(hours=1))
    news = week(hour_only=not capped)
    replay.run(news)
    told = replay.told()
    muted = {"reaction"}  # an echo of what was told: the digest has it
    untold = [name for name, how in told.items() if not how.messages and not how.inside and name not in muted]
    assert untold == []
    assert {name: how.messages for name, how in told.items() if how.messages > 1} == {}
    assert replay.twice() == []
    assert replay.hurried_edits() == 0
    assert sum(how.summaries for how in told.values()) == (2 if capped else 0)
    if capped:
        assert told["monday"].replies == 2  # confirmed, and its count revised
        assert len(replay.slack.posts) < len(news)
