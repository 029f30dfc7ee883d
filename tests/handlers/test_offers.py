"""Whatever is offered on a button leads to an answer, and that to another."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store import feeds
from tests.builders import NOW
from tests.handlers.desk import Desk, find, options, pressable

DEEP = 3
OFFERED = ("ask", "try", "help_topic", "details", "chart_by", "next_page")


def _press_all(desk: Desk, message: dict[str, Any], deep: int, seen: set[tuple[str, str]]) -> None:
    """Press everything that is offered on a message, and on what it leads to."""
    for action in pressable(message):
        if deep == 0 or not action.startswith(OFFERED):
            continue
        _, element = find(message, action)
        for pick in [option["value"] for option in options(element)] or [None]:
            value = pick or element.get("value", "")
            if (action.partition(":")[0], value) in seen:
                continue
            seen.add((action.partition(":")[0], value))
            answers, calls = len(desk.answers), len(desk.slack.calls)
            desk.press(action, on=message, pick=pick)
            assert (len(desk.answers), len(desk.slack.calls)) != (answers, calls), (
                f"{action} {value}: silence"
            )
            for answer in desk.answers[answers:]:
                assert "logged under" not in answer["text"], f"{action} {value}"
                _press_all(desk, answer, deep - 1, seen)


@pytest.mark.parametrize(
    "typed",
    [
        "", "help", "types", "types foo", "feeds", "feeds frob", "stats missiles", "zzzz", "missle", "place:Sunann",
        "type:misile", "snooze balloons", "subscribe missiles 2020", "digest preveiw", "shwo 1",
        "https://news.example/1",
    ],
)  # fmt: skip
def test_what_is_offered_leads_on(desk: Desk, typed: str) -> None:
    """No silence and no unexpected failure, three presses deep."""
    for n in range(12):
        desk.add(title=f"North Korea fires missile {n}", event_date=f"2026-11-{9 + n:02}")
    with desk.services.store.write() as db:
        for n in range(8):
            feeds.add(db, url=f"https://{n}.example/", title=f"Feed {n}", publisher="P", now=NOW)
    desk.type(typed)
    _press_all(desk, desk.answers[-1], DEEP, set())
