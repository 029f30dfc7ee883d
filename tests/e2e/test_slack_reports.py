"""What people put in from Slack: reports by hand, from a message's menu, and feeds."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.e2e.conftest import Desks
from tests.e2e.localslack import ANA, BEN, DESKS, GUS, eventually
from tests.e2e.relay import Desk
from tests.e2e.slackviews import words

HERE, THERE = DESKS[6], DESKS[7]
SHORTCUT = "add_to_kp_events"


@pytest.fixture
def slack(desk: Desks) -> Desk:
    """The workspace of a bot that has its record."""
    return desk.slack


def test_a_report_is_typed_corrected_and_taken_back(slack: Desk) -> None:
    """It says what it was taken for; a form changes that; Undo takes it out of the record."""
    told = slack.command(
        f"report North Korea fires artillery shells near Baengnyeong island on {datetime.now(UTC):%A}, the JCS says",
        channel=HERE,
    )
    assert "Artillery fire" in words(told)
    assert "Baengnyeong" in words(told)
    assert "Artillery fire" in words(slack.press_for(told, "details", channel=HERE))
    slack.opened(lambda: slack.press(told, "report_type", channel=HERE))
    assert "North Korean drill" in words(slack.fill_in({"type": "dprk_exercise.ground"}))
    assert "Taken back" in words(slack.turned(told, "report_undo", channel=HERE))


def test_a_message_becomes_a_report_from_its_menu(slack: Desk) -> None:
    """With the name of who wrote it; only the one who asked sees the answer; Undo."""
    said = slack.say("Kim Jong Un inspects a munitions factory, KCNA says", channel=HERE, user=BEN)
    told = slack.menu_of_message(said, SHORTCUT, channel=HERE, user=ANA)
    assert told["ephemeral_to"] == ANA
    assert re.search(r"[Bb]y [Bb]en", words(told))
    assert "New weapon" in words(told)
    again = slack.menu_of_message(said, SHORTCUT, channel=HERE, user=ANA)
    assert "already" in words(again)
    assert "Taken back" in words(slack.turned(told, "report_undo", channel=HERE))


def test_a_message_that_is_no_event_is_kept_and_alerts_nobody(slack: Desk) -> None:
    """It is said so, and can be said to be one."""
    said = slack.say("What is for lunch today?", channel=HERE, user=BEN)
    told = slack.menu_of_message(said, SHORTCUT, channel=HERE, user=ANA)
    assert "no event" in words(told)
    slack.opened(lambda: slack.press(told, "report_type", channel=HERE))
    assert "Humanitarian" in words(slack.fill_in({"type": "humanitarian"}))
    slack.turned(told, "report_undo", channel=HERE)


def test_guests_look_and_put_in_nothing(slack: Desk) -> None:
    """Neither by a command nor from a message's menu."""
    said = slack.say("North Korea fires two missiles, JCS says", channel=HERE, user=BEN)
    assert "Guests" in words(slack.menu_of_message(said, SHORTCUT, channel=HERE, user=GUS))
    assert "Guests" in words(slack.command("report North Korea fires a missile", channel=HERE, user=GUS))


def test_a_feed_is_tested_added_by_its_sites_page_paused_and_removed(desk: Desks) -> None:
    """Admins do; what its newest entries would have been is shown before anybody relies on it."""
    slack, feed, page = desk.slack, desk.feeds.outlet("daily"), desk.feeds.outlet("page")
    feed.publish(
        "North Korea fires two short-range ballistic missiles toward East Sea: JCS",
        f"North Korea fired two short-range ballistic missiles from Sunan on {datetime.now(UTC):%A}, the JCS said.",
    )
    page.kind = "text/html; charset=utf-8"
    page.body = (
        "<!doctype html><title>The Daily</title>"
        f'<link rel="alternate" type="application/rss+xml" title="News" href="{feed.url}"><p>News'
    ).encode()

    def admin(text: str) -> str:
        return words(slack.command(text, channel=THERE, user=BEN))

    tested = admin(f"feeds test {feed.url}")
    for said in ("daily", "2 entries", "Missile launch", "no event"):
        assert said in tested, said
    added = admin(f"feeds add {page.url}")
    for said in ("daily", "2 entries", "Missile launch", "found on"):
        assert said in added, said
    number = re.search(r"feed (\d+)", added)
    assert number is not None, added
    assert "already" in admin(f"feeds add {page.url}")
    eventually(lambda: feed.requests[2:], seconds=60)  # tested, added, and then polled
    assert "paused" in admin(f"feeds pause {number[1]}")
    assert "admin" in words(slack.command(f"feeds resume {number[1]}", channel=THERE, user=ANA))
    assert "again" in admin(f"feeds resume {number[1]}")
    assert "daily" in admin(f"feeds test {number[1]}")
    assert "not watched any more" in admin(f"feeds remove {number[1]}")
    assert f"no feed {number[1]}" in admin(f"feeds remove {number[1]}")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (500, None, "500"),
        (404, None, "404"),
        (200, b"\x00\xff<not a feed", "no feed"),
        (200, b"", "empty|no feed|nothing"),
    ],
)
def test_a_bad_feed_is_explained_and_not_added(
    desk: Desks, status: int, body: bytes | None, said: str
) -> None:
    """In one sentence that says what is wrong with it."""
    bad = desk.feeds.outlet("bad")
    bad.status, bad.body = status, body
    for command in ("test", "add"):
        answer = words(desk.slack.command(f"feeds {command} {bad.url}", channel=THERE, user=BEN))
        assert re.search(said, answer), answer
        assert "Watching" not in answer


def test_a_report_without_words_opens_a_form(slack: Desk) -> None:
    """What happened goes in there; the answer says what it was taken for, with Undo."""
    slack.opened(lambda: slack.type("report", channel=HERE))
    slack.fill_in({"text": "North Korea jams GPS signals near Incheon, the military says"})
    eventually(lambda: "GPS jamming" in words(slack.modal()), seconds=40)  # a page may have to be read first
    slack.press_view(slack.modal(), "report_undo", user=ANA)
    eventually(lambda: "Taken back" in words(slack.modal()), seconds=40)
