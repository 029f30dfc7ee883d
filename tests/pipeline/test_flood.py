"""Slack was away: what waited for hours is one message a channel, marked late, and no event is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.model.errors import DeliveryError
from bot.pipeline.deliver import Sender
from bot.pipeline.digest import preview_digest
from bot.pipeline.flood import MOST, roll_up
from bot.policy import retry
from bot.ports import Posted
from bot.store import events, held, outbox
from tests.builders import NOW, make_event
from tests.pipeline.flow import Flow


class AwaySlack:
    """Cannot be reached until it is back."""

    def __init__(self) -> None:
        self.away = True
        self.posts: list[tuple[str, str]] = []

    def post(self, channel: str, payload: dict[str, Any], **_: Any) -> Posted:
        if self.away:
            raise DeliveryError("no way", code="unreachable", outcome="later")
        self.posts.append((channel, payload["text"]))
        return Posted(channel, f"{len(self.posts)}.0")

    def update(self, *_: Any) -> None:
        raise AssertionError("nothing was there to edit")

    def find(self, *_: Any, **__: Any) -> Posted | None:
        return None


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot without news."""
    return Flow(tmp_path)


def alerts(flow: Flow, count: int, channel: str = "C1", *, dismissed: int = 0) -> list[int]:
    """Decide alerts on so many events; the first few events are taken back."""
    services, made = flow.services, []
    with flow.store.write() as db:
        for n in range(count):
            event = events.insert(
                db,
                make_event(title=f"Launch {n} for {channel}", created_at=flow.clock.now()),
                services.taxonomy,
                services.gazetteer,
                published=NOW,
            )
            if n < dismissed:
                db.execute(
                    "UPDATE events SET dismissed_at = ? WHERE id = ?", ["2026-11-21T04:00:00Z", event.id]
                )
            outbox.put(
                db,
                workspace="T1",
                dedup_key=f"alert:T1:{channel}:{event.id}",
                kind="alert",
                channel=channel,
                event_id=event.id,
                payload={"text": event.title},
                now=flow.clock.now(),
            )
            made.append(event.id)
    return made


def test_a_flood_becomes_one_message_that_lists_the_events(flow: Flow) -> None:
    """The alerts are kept as held ones are, and name the message that tells of them."""
    alerts(flow, retry.FLOOD + 1)
    flow.clock.advance(hours=5)
    assert roll_up(flow.services) == retry.FLOOD + 1
    (message,) = flow.messages("rollup")
    assert "11 events that could not be told when they came" in message.payload["text"]
    assert all(f"Launch {n} for C1" in str(message.payload) for n in range(retry.FLOOD + 1))
    assert {(m.state, m.error) for m in flow.messages("alert")} == {("dropped", held.CAPPED)}
    assert roll_up(flow.services) == 0


@pytest.mark.parametrize(
    ("count", "hours"), [(retry.FLOOD, 5.0), (retry.FLOOD + 1, 0.9)], ids=["few", "not late"]
)
def test_what_is_no_flood_is_sent_as_it_is(flow: Flow, count: int, hours: float) -> None:
    """Ten alerts can be read, and what waited for minutes is not late."""
    alerts(flow, count)
    flow.clock.advance(hours=hours)
    assert roll_up(flow.services) == 0
    assert flow.messages("rollup") == []


def test_each_channel_has_its_own_and_what_came_lately_stays_an_alert(flow: Flow) -> None:
    """Only what waited for long is rolled up."""
    alerts(flow, 12)
    alerts(flow, 15, "C2")
    alerts(flow, 3, "C3")
    flow.clock.advance(hours=5)
    alerts(flow, 1, "C1")
    assert roll_up(flow.services) == 27
    assert [m.channel for m in flow.messages("rollup")] == ["C1", "C2"]
    assert sorted(m.channel for m in flow.messages("alert") if m.state == "pending") == [
        "C1",
        "C3",
        "C3",
        "C3",
    ]


def test_what_was_taken_back_meanwhile_is_not_listed(flow: Flow) -> None:
    """Nobody is told of what is known to be wrong."""
    alerts(flow, 12, dismissed=2)
    flow.clock.advance(hours=5)
    roll_up(flow.services)
    (message,) = flow.messages("rollup")
    assert message.payload["text"].startswith("10 events that could not be told")
    assert "Launch 1 for C1" not in str(message.payload)


def test_a_message_lists_no_more_than_can_be_read_and_counts_the_rest(flow: Flow) -> None:
    """The rest is in the record, and in the digest."""
    alerts(flow, MOST + 7)
    flow.clock.advance(hours=5)
    roll_up(flow.services)
    (message,) = flow.messages("rollup")
    assert message.payload["text"].startswith(f"{MOST + 7} events that could not be told")
    assert "and 7 more" in str(message.payload)


def test_the_digest_tells_of_rolled_up_events_as_ever(flow: Flow) -> None:
    """Rolling up takes nothing away from it."""
    alerts(flow, 12)
    flow.clock.advance(hours=5)
    roll_up(flow.services)
    assert preview_digest(flow.services, None, flow.clock.now()).events == 12


def test_after_a_day_without_slack_a_channel_is_not_flooded(flow: Flow) -> None:
    """One late alert finds out that Slack is back; the others are one message; a quiet channel gets its own, late."""
    slack = AwaySlack()
    sender = Sender(flow.services, slack)  # type: ignore[arg-type]
    alerts(flow, 30)
    alerts(flow, 2, "C2")
    for _ in range(24):
        sender.round()
        flow.clock.advance(hours=1)
    assert flow.messages("rollup") == []
    slack.away = False
    for _ in range(200):
        sender.round()
        flow.clock.advance(seconds=30)
    first = [text for channel, text in slack.posts if channel == "C1"]
    assert "1 day late" in first[0] or "24 h late" in first[0]
    assert len(first) == 2
    assert "29 events that could not be told when they came" in first[1]
    assert [text.split(" (")[0] for channel, text in slack.posts if channel == "C2"] == [
        "Launch 0 for C2",
        "Launch 1 for C2",
    ]
    assert all("h late" in text for channel, text in slack.posts if channel == "C2")
