"""What people ask in Slack, and what they are answered."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.e2e.conftest import Desks
from tests.e2e.localslack import LocalSlack, eventually
from tests.e2e.slackviews import elements, opened, words


def all_pages(slack: LocalSlack, query: str) -> list[int]:
    """Search in Slack and turn pages to the end; return the events in their order."""
    page = slack.command(query)
    found = opened(page)
    while any(e.get("action_id") == "next_page" for e in elements(page)):
        shown = opened(page)
        slack.press(page, "next_page")

        def turned(ts: str = page["ts"], shown: list[int] = shown) -> dict[str, Any] | None:
            now = next(m for m in slack.messages() if m["ts"] == ts)
            return now if opened(now) != shown else None

        page = eventually(turned, seconds=10)
        found += opened(page)
    return found


@pytest.fixture
def asked(desk: Desks) -> LocalSlack:
    """The workspace of a bot that has its record."""
    return desk.slack


@pytest.mark.parametrize("query", ["icbm since 2022", "nuclear tests", "balloons since 2024"])
def test_slack_and_the_terminal_find_the_same_events(desk: Desks, query: str) -> None:
    """One grammar and one order, page after page."""
    slack, bot = desk.slack, desk.bot
    there = [row["id"] for row in bot.lines("search", "--json", "--limit", "1000", query)]
    assert there
    assert all_pages(slack, query) == there


def test_the_first_icbm_of_2022_is_found_by_its_date(asked: LocalSlack) -> None:
    """The record that is shipped answers: Hwasong-17, 24 March 2022."""
    answer = words(asked.command("icbm on:2022-03-24"))
    assert "1 event" in answer
    assert "Hwasong-17" in answer or "Hwasong-15" in answer


def test_every_subcommand_answers(asked: LocalSlack) -> None:
    """In words, not with an error, and only to the one who asked."""
    for text in (
        "",
        "help",
        "types",
        "status",
        "feeds",
        "stats icbm by year",
        "subscriptions",
        "digest",
        "show 1",
    ):
        answer = asked.command(text)
        assert answer["subtype"] == "ephemeral", text
        assert len(words(answer)) > 20, text
        assert "went wrong" not in words(answer), text


def test_a_word_it_cannot_read_gets_a_sentence(asked: LocalSlack) -> None:
    """Which word, and what would do."""
    assert "since" in words(asked.command("since:yesterdayish"))
    assert "help" in words(asked.command("subscribbe icbm")) or "subscribe" in words(
        asked.command("subscribbe icbm")
    )


def test_subscribing_is_previewed_saved_and_undone(asked: LocalSlack) -> None:
    """A wish is shown with what it would have brought, saved by a button, listed, and ended."""
    preview = asked.command("subscribe icbm")
    assert "in the last 90 days" in words(preview)
    before = words(asked.command("subscriptions"))
    asked.press(preview, "subscription_save")
    listed = eventually(
        lambda: after if (after := words(asked.command("subscriptions"))) != before else None, seconds=10
    )
    assert "icbm" in listed
    number = re.search(r"(\d+)\. [^\n]*icbm", listed)
    assert number is not None, listed
    asked.command(f"unsubscribe {number[1]}")
    assert words(asked.command("subscriptions")) == before


def test_a_form_is_filled_in_and_saved(asked: LocalSlack) -> None:
    """Change opens the form with what was typed; what is saved is what was filled in."""
    asked.press(asked.command("subscribe nuclear test"), "subscription_edit")
    form = asked.modal()
    assert "nuclear test" in json.dumps(form, ensure_ascii=False)
    shown = asked.submit(
        {
            "query": {"query_value": {"type": "plain_text_input", "value": "place:Punggye-ri"}},
            "delivery": {"delivery_value": {"type": "static_select", "selected_option": {"value": "digest"}}},
            "min_severity": {
                "min_severity_value": {"type": "static_select", "selected_option": {"value": "4"}}
            },
            "alert_on": {"alert_on_value": {"type": "checkboxes", "selected_options": [{"value": "new"}]}},
        }
    )
    assert "in the last 90 days" in str(shown)
    asked.submit({})
    listed = eventually(
        lambda: said if "Punggye" in (said := words(asked.command("subscriptions"))) else None, seconds=10
    )
    assert "serious or graver" in listed


def test_the_home_tab_shows_subscriptions_and_the_next_digest(asked: LocalSlack) -> None:
    """App Home is a page of one's own."""
    home = words(asked.home())
    assert "ubscription" in home
    assert "igest" in home
