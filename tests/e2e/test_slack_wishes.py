"""What people ask for in Slack: subscriptions, snoozes, the digest, and their App Home."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest

from tests.e2e.conftest import Desks
from tests.e2e.localslack import ANA, BEN, DESKS, GUS, PRIVATE, eventually
from tests.e2e.relay import Desk
from tests.e2e.slackviews import elements, words

HERE, THERE, THIRD, FOURTH = DESKS[1:5]


@pytest.fixture
def slack(desk: Desks) -> Desk:
    """The workspace of a bot that has its record."""
    return desk.slack


def named(channel: str) -> str:
    """A channel as Slack writes it into a command."""
    return f"<#{channel}|desk>"


def number_of(slack: Desk, word: str, channel: str) -> str:
    """The number of the subscription with a word, as the list says it."""
    listed = words(slack.command("subscriptions", channel=channel))
    found = re.search(rf"(\d+)\. \W*{word}", listed)
    assert found is not None, listed
    return found[1]


def menu_of(message: dict[str, Any], number: str, what: str) -> tuple[str, str]:
    """The menu of a subscription in a list or in App Home, and the value of what is picked from it."""
    action = f"subscription_menu:{number}"
    options = next(e["options"] for e in elements(message) if e.get("action_id") == action)
    return action, next(o["value"] for o in options if o["text"]["text"] == what)


def test_a_channel_is_subscribed_by_name_and_a_press(slack: Desk) -> None:
    """Previewed with what would have come, kept by Save, listed in that channel, ended by its number."""
    preview = slack.command(f"subscribe weapon:KN-23 in {named(HERE)} hourly", channel=THERE)
    assert f"<#{HERE}>" in words(preview)
    assert "every hour" in words(preview)
    assert "in the last 90 days" in words(preview)
    assert "KN-23" not in words(slack.command("subscriptions", channel=HERE))
    kept = slack.turned(preview, "subscription_save", channel=THERE)
    assert "is subscribed to" in words(kept)
    ended = slack.command(f"unsubscribe {number_of(slack, 'weapon:KN-23', HERE)}", channel=HERE)
    back = slack.turned(ended, "subscription_undo", channel=HERE)
    assert "again" in words(back)
    slack.command(f"unsubscribe {number_of(slack, 'weapon:KN-23', HERE)}", channel=HERE)


def test_a_subscription_is_paused_goes_on_and_ends_by_its_menu(slack: Desk) -> None:
    """Each is said, and the list shows it."""
    slack.turned(
        slack.command("subscribe sanctions in here", channel=THIRD), "subscription_save", channel=THIRD
    )
    number = number_of(slack, "sanctions", THIRD)
    for what, then in (("Pause", True), ("Go on", False)):
        listed = slack.command("subscriptions", channel=THIRD)
        turned = slack.turned(listed, *menu_of(listed, number, what), channel=THIRD)
        assert ("· paused" in words(turned)) is then
        assert ("paused" in words(slack.command("subscriptions", channel=THIRD))) is then
    listed = slack.command("subscriptions", channel=THIRD)
    ended = slack.turned(listed, *menu_of(listed, number, "Unsubscribe"), channel=THIRD)
    assert "Unsubscribed from" in words(ended)
    assert "sanctions" not in words(slack.command("subscriptions", channel=THIRD))


def test_a_form_says_beside_a_line_what_cannot_be_used_and_previews_the_rest(slack: Desk) -> None:
    """Quiet hours need both ends, a query words that are known; what is saved is what was filled in."""
    form = slack.opened(lambda: slack.type("subscribe", channel=FOURTH))
    assert form["submit"]["text"] == "Preview"
    assert "start and an end" in slack.refused({"quiet_from": "22:00"})["quiet_to"]
    assert "Sunan" in slack.refused({"query": "place:Sunnan"})["query"]
    assert "at least one" in slack.refused({"alert_on": []})["alert_on"]
    assert "member" in slack.refused({"target": PRIVATE})["target"]
    filled = {
        "query": "type:gps_jamming",
        "target": FOURTH,
        "delivery": "now",
        "min_severity": "2",
        "alert_on": ["confirmed", "denied"],
        "quiet_from": "22:00",
        "quiet_to": "07:00",
        "more": ["critical"],
    }
    preview = words(slack.fill_in(dict(filled)))
    for said in (f"<#{FOURTH}>", "GPS jamming", "22:00 to 07:00", "in the last 90 days"):
        assert said in preview, said
    assert "ubscribed" in words(slack.fill_in())
    listed = slack.command("subscriptions", channel=FOURTH)
    assert "22:00 to 07:00" in words(listed)
    change = menu_of(listed, number_of(slack, "type:gps_jamming", FOURTH), "Change")
    again = slack.opened(lambda: slack.press(listed, *change, channel=FOURTH))
    assert "type:gps_jamming" in str(again)
    changed = words(slack.fill_in({"quiet_from": None, "quiet_to": None, "query": "type:cyber_operation"}))
    assert "22:00" not in changed
    assert "Cyber" in changed
    slack.fill_in()
    assert "gps" not in words(slack.command("subscriptions", channel=FOURTH))


@pytest.mark.parametrize(
    ("user", "text", "said"),
    [
        (ANA, f"subscribe icbm in <#{PRIVATE}|bens>", "member"),
        (ANA, f"digest on in <#{PRIVATE}|bens>", "member"),
        (ANA, f"snooze icbm for 1d in <#{PRIVATE}|bens>", "member"),
        (GUS, f"subscribe icbm in {named(HERE)}", "[Gg]uest"),
        (GUS, f"digest off in {named(HERE)}", "[Gg]uest"),
        (ANA, f"subscribe icbm in <@{BEN}|ben>", "another person"),
        (ANA, "feeds add https://example.org/rss", "admin"),
        (ANA, "feeds remove 1", "admin"),
        (ANA, "feeds pause 1", "admin"),
        (ANA, "feeds test 1", "admin"),
    ],
)
def test_who_may_not_change_something_is_told_who_may(slack: Desk, user: str, text: str, said: str) -> None:
    """Members change what a channel gets, admins the feeds, guests nothing of others."""
    answer = words(slack.command(text, channel=THERE, user=user))
    assert re.search(said, answer), answer


def test_a_snooze_has_an_end_is_listed_undone_and_had_back(slack: Desk) -> None:
    """By query; every answer leads back."""
    kept = slack.command("snooze type:arms_transfer for 3d", channel=HERE)
    assert "until" in words(kept)
    listed = words(slack.command("snoozes", channel=HERE))
    assert "arms_transfer" in listed
    ended = slack.turned(kept, "unsnooze", channel=HERE)
    assert "arms_transfer" not in words(slack.command("snoozes", channel=HERE))
    back = slack.turned(ended, "snooze_again", channel=HERE)
    assert "arms_transfer" in words(slack.command("snoozes", channel=HERE))
    slack.turned(back, "unsnooze", channel=HERE)


def test_a_snooze_without_words_opens_a_form(slack: Desk) -> None:
    """What, for how long and where; what cannot be read is said beside its line."""
    slack.opened(lambda: slack.type("snooze", channel=THERE))
    assert "Sunan" in slack.refused({"query": "place:Sunnan"})["query"]
    done = slack.fill_in({"query": "type:defense_pact", "for": "7d", "target": THERE})
    assert "until" in words(done)
    listed = slack.command("snoozes", channel=THERE)
    assert "defense_pact" in words(listed)
    slack.press_view(done, "unsnooze", user=ANA)
    eventually(lambda: "defense_pact" not in words(slack.command("snoozes", channel=THERE)), seconds=40)


def test_a_digest_is_set_in_words_and_changed_in_its_form(slack: Desk) -> None:
    """Hour, days, gravity and what it is about; previewed, turned off, and sent when it is asked for."""
    set_ = slack.command("digest at 07:30 mon-fri severity:>=3 about icbm OR nuclear test", channel=HERE)
    for said in ("07:30", "Monday to Friday", "icbm OR nuclear test", "notable or graver"):
        assert said in words(set_), said
    slack.opened(lambda: slack.press(set_, "digest_edit", channel=HERE))
    assert "Sunan" in slack.refused({"query": "place:Sunnan"})["query"]
    kept = words(slack.fill_in({"hour": "06:00", "zone": "Europe/Berlin", "query": ""}))
    assert "06:00 (Berlin time)" in kept
    shown = slack.command("digest", channel=HERE)
    assert "only what is notable or graver" in shown["text"]
    assert "preview" in words(slack.press_for(shown, "digest_preview", channel=HERE)).lower()
    assert "No daily digest" in words(slack.press_for(shown, "digest_turn", channel=HERE))
    sent = slack.answer_to(lambda: slack.command("digest now", channel=HERE), HERE, public=True)
    assert "quiet day" in words(sent)


def test_the_home_page_is_a_page_of_ones_own(slack: Desk) -> None:
    """Each button of it does what it says, over the page or on it."""
    slack.turned(slack.command("subscribe leaflets in me", channel=HERE), "subscription_save", channel=HERE)
    slack.command("snooze type:satellite_launch for 2d", channel=HERE)
    home = slack.home(until=lambda text: "leaflets" in text and "satellite_launch" in text)
    number = number_of(slack, "leaflets", HERE)
    for button, said in (
        ("home_recent", "last 7 days"),
        ("home_help", "/kp-events"),
        ("home_feeds", "1 of 1 feed"),
        ("home_status", "Record"),
        ("home_preview", "[Pp]review"),
        ("home_subscribe", "How soon"),
        ("digest_edit", "Hour"),
    ):
        view = slack.opened(partial(slack.press_view, home, button, user=ANA))
        assert re.search(said, words(view)), button
    slack.press_view(home, "home_digest", user=ANA)
    home = slack.home(until=lambda text: "Turn off" in text)
    slack.press_view(home, "home_digest", user=ANA)
    home = slack.home(until=lambda text: "Turn off" not in text)
    slack.press_view(home, "home_unsnooze", user=ANA)
    home = slack.home(until=lambda text: "satellite_launch" not in text)
    slack.press_view(home, *menu_of(home, number, "Pause"), user=ANA)
    home = slack.home(until=lambda text: "paused" in text)
    slack.press_view(home, *menu_of(home, number, "Unsubscribe"), user=ANA)
    slack.home(until=lambda text: "leaflets" not in text)


def test_what_a_private_channel_asks_for_is_not_on_the_home_of_others(slack: Desk) -> None:
    """Ben sees what his channel gets; Ana, who is not in it, does not."""
    preview = slack.command("subscribe type:weapons_development in here", channel=PRIVATE, user=BEN)
    slack.press(preview, "subscription_save", channel=PRIVATE, user=BEN)
    slack.home(BEN, until=lambda text: "weapons_development" in text)
    assert "weapons_development" not in words(slack.home(ANA))
