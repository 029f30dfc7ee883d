"""From a feed's item to a message in Slack, through the real bot over a real websocket."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from tests.e2e.feedserver import FeedServer, Outlet
from tests.e2e.localslack import ALERTS, LocalSlack, eventually
from tests.e2e.running import Bot
from tests.e2e.slackviews import elements, words

POLL = 12.0
"""Seconds within which a feed is asked again here: six times the base interval, a tick, and some air."""


def polled(outlet: Outlet, *, after: float = 0.0) -> float:
    """Wait until an outlet is asked for its feed; return when it was."""
    return eventually(
        lambda: next((at for at in outlet.requests if at > after), None), seconds=60, told=lambda: outlet
    )


def alert_about(slack: LocalSlack, bot: Bot, word: str, *, seconds: float = 60) -> dict[str, Any]:
    """Wait for an alert that has a word; return it."""
    return eventually(
        lambda: next((m for m in slack.roots(ALERTS) if word in words(m)), None),
        seconds=seconds,
        told=lambda: f"{[words(m) for m in slack.messages(ALERTS)]}\n{bot.log()}",
    )


def test_a_launch_is_one_alert_that_follows_the_news(bot: Bot, slack: LocalSlack, feeds: FeedServer) -> None:
    """An item is an alert at once; the second outlet edits it; a revised count replies in its thread."""
    first, second = feeds.outlet("first"), feeds.outlet("second")
    bot.read_feeds(first, second)
    with bot.running():
        polled(first)
        polled(second)
        published = time.monotonic()
        first.publish(
            "North Korea fires two short-range ballistic missiles toward East Sea: JCS",
            "North Korea fired two short-range ballistic missiles from the Sunan area toward the East Sea on"
            f" {datetime.now(UTC):%A}, South Korea's Joint Chiefs of Staff said.",
        )
        asked = polled(first, after=published)
        alert = alert_about(slack, bot, "fires two")
        assert time.monotonic() - asked < 5, "an alert comes within 5 s of the poll that brings it"
        assert "Sunan" in words(alert)
        assert "1 source" in words(alert)

        second.publish(
            "N. Korea launches 2 short-range ballistic missiles into East Sea",
            "North Korea launched two short-range ballistic missiles from Sunan toward the East Sea, the Joint Chiefs"
            " of Staff in Seoul said.",
        )
        edited = eventually(
            lambda: next(
                (m for m in slack.roots() if m["ts"] == alert["ts"] and "2 independent sources" in words(m)),
                None,
            ),
            seconds=60,
            told=lambda: f"{[words(m) for m in slack.messages()]}\n{bot.log()}",
        )
        assert edited.get("edited")
        assert len(slack.roots()) == 1

        first.publish(
            "North Korea fired three short-range ballistic missiles, JCS says, revising count",
            "South Korea's Joint Chiefs of Staff said North Korea fired three short-range ballistic missiles from Sunan"
            f" toward the East Sea on {datetime.now(UTC):%A}, revising the number from two.",
        )
        reply = eventually(
            lambda: next((m for m in slack.replies(alert) if "from 2 to 3" in words(m)), None),
            seconds=60,
            told=lambda: f"{[words(m) for m in slack.messages()]}\n{bot.log()}",
        )
        assert reply["thread_ts"] == alert["ts"]
        assert len(slack.roots()) == 1


def test_details_of_an_alert_are_for_the_one_who_asked(
    bot: Bot, slack: LocalSlack, feeds: FeedServer
) -> None:
    """The Details button answers with the event's card, which only that person sees."""
    outlet = feeds.outlet("wire")
    bot.read_feeds(outlet)
    with bot.running():
        polled(outlet)
        outlet.publish(
            "North Korea conducts nuclear test at Punggye-ri, KMA detects artificial quake",
            "North Korea conducted a nuclear test at Punggye-ri on"
            f" {datetime.now(UTC):%A}, South Korea said after detecting an artificial earthquake.",
        )
        alert = alert_about(slack, bot, "Punggye-ri")
        before = len(slack.messages())
        slack.press(alert, "details")
        card = eventually(lambda: slack.messages()[before:], seconds=10, told=bot.log)[0]
        assert card["subtype"] == "ephemeral"
        assert "Punggye-ri" in words(card)
        assert {"right", "wrong_type", "not_relevant"} <= {str(e.get("action_id")) for e in elements(alert)}


def test_feeds_in_trouble_are_seen_and_hold_up_nobody(
    bot: Bot, slack: LocalSlack, feeds: FeedServer, slow_host: FeedServer
) -> None:
    """A server that is down, slow or sends garbage is named in `feeds` and `status`; the others go on."""
    good, down, garbage = (feeds.outlet(name) for name in ("good", "down", "garbage"))
    slow = slow_host.outlet("slow")
    down.status, slow.delay, garbage.body = 500, 60.0, b"\x00\xff<not a feed"
    bot.read_feeds(good, down, slow, garbage)
    with bot.running():
        polled(good)
        good.publish(
            "North Korea fires artillery shells near maritime border: JCS",
            "North Korea fired about 50 artillery shells into the sea near the Northern Limit Line on"
            f" {datetime.now(UTC):%A}, the Joint Chiefs of Staff said.",
        )
        alert_about(slack, bot, "artillery", seconds=POLL + 5)

        def ill() -> dict[str, str]:
            status = bot.lines("status", "--json")[0]
            return {row["title"]: row["why"] for row in status["feeds"] if row["health"] == "failing"}

        found = eventually(lambda: ill() if len(ill()) == 3 else None, seconds=60, told=ill)
        assert set(found) == {"down", "slow", "garbage"}
        assert "500" in found["down"]
        assert "in time" in found["slow"]
        assert "no feed" in found["garbage"]
        answer = words(slack.command("feeds"))
        assert answer.count("Failing") >= 3
        assert "1 of 4 feeds fresh" in words(slack.command("status"))
