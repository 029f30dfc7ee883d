"""Subscriptions and snoozes: previewed, kept, listed, changed, ended, by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.message import Choices, Subscription
from bot.store import snoozes, subscriptions
from tests.builders import NOW
from tests.handlers.desk import ANA, BEN, HERE, OTHER, TEAM, Desk, pressable


def _all(desk: Desk) -> list[Subscription]:
    with desk.services.store.read() as db:
        return subscriptions.all_of(db, TEAM)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("subscribe missiles severity:>=3", "Alerts come at once.\n"),
        ("subscribe words famine, cholera", "Subscribe to famine, cholera?"),
        ("subscribe place:Sunnan", "No place “Sunnan”. Did you mean Sunan?"),
    ],
)
def test_what_was_typed_is_told_back_once(desk: Desk, typed: str, said: str) -> None:
    """No severity beside that of the query, no second comma, and names as they are written."""
    assert said in desk.type(typed)


def test_a_subscription_is_previewed_and_then_saved(desk: Desk) -> None:
    """Nothing is kept before Save; the preview says what would have come."""
    desk.add()
    said = desk.type("subscribe missiles")
    assert "Subscribe to missiles?" in said
    assert "It would have alerted 1 time in the last 90 days." in said
    assert _all(desk) == []
    said = desk.press("subscription_save")
    assert "You are subscribed to missiles. Alerts come at once, of any severity." in said
    kept = _all(desk)[0]
    assert (kept.query, kept.target, kept.delivery, kept.min_severity) == ("missiles", ANA, "now", 1)


@pytest.mark.parametrize(
    ("typed", "target", "delivery", "query"),
    [
        ("subscribe icbm in <#C1DESK|desk> hourly", HERE, "hourly", "icbm"),
        ("subscribe icbm hourly in <#C1DESK|desk>", HERE, "hourly", "icbm"),
        ("subscribe icbm digest in #news", OTHER, "digest", "icbm"),
        ("subscribe icbm in here", HERE, "now", "icbm"),
        ("subscribe icbm to me now", ANA, "now", "icbm"),
        ("subscribe everything", ANA, "now", ""),
        ("subscribe in #desk icbm OR balloons", HERE, "now", "icbm OR balloons"),
    ],
)
def test_where_and_how_soon_are_read_from_what_is_typed(
    desk: Desk, typed: str, target: str, delivery: str, query: str
) -> None:
    """A channel by mention or by name, at either end; the rest is the query."""
    desk.type(typed)
    desk.press("subscription_save")
    kept = _all(desk)[0]
    assert (kept.target, kept.delivery, kept.query) == (target, delivery, query)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("subscribe icbm in #nowhere", "I see no channel #nowhere."),
        ("subscribe icbm to <@U9|eve>", "not to another person"),
        ("subscribe place:nowhere", "No place “nowhere”."),
        ("subscribe last icbm", "“last” asks for one past event."),
        ("unsubscribe 7", "There is no subscription 7."),
        ("unsubscribe x", "“x” is no number of a subscription."),
        ("snooze balloons", "A snooze needs an end."),
        ("snooze balloons for 3 parsecs", "“parsecs” is no length of time."),
        ("snooze balloons for 31d", "A snooze lasts at most 30 days."),
        ("snooze balloons for 0d", "A snooze of no time rests nothing."),
        ("snooze balloons for 2mo", "“mo” is no length of time."),
        ("unsnooze 4", "There is no snooze 4."),
    ],
)
def test_what_cannot_be_kept_says_why(desk: Desk, typed: str, words: str) -> None:
    """One sentence, and nothing kept."""
    assert words in desk.type(typed)
    assert _all(desk) == []


def test_everything_is_only_what_is_notable(desk: Desk) -> None:
    """Who asks for all of it is not flooded with trifles."""
    assert "only what is notable or graver" in desk.type("subscribe all")
    assert "of any severity" in desk.type("subscribe all icbm OR balloons")


def test_without_words_a_form_opens(desk: Desk) -> None:
    """`subscribe` alone asks for what, where, how soon and how grave."""
    desk.type("subscribe")
    form = desk.slack.views()[-1]
    shown = desk.submit(
        form, {"query": "balloons", "delivery": "hourly", "min_severity": "2", "target": OTHER}
    )
    assert "It would not have alerted" in str(shown["view"])
    assert _all(desk) == []
    assert "is subscribed to" in str(desk.submit(shown["view"], {})["view"])
    kept = _all(desk)[0]
    assert (kept.query, kept.target, kept.delivery, kept.min_severity) == ("balloons", OTHER, "hourly", 2)


def test_a_form_says_what_is_wrong_beside_the_line(desk: Desk) -> None:
    """A query that cannot be read is told where it stands."""
    desk.type("subscribe")
    answer = desk.submit(desk.slack.views()[-1], {"query": "place:nowhere"})
    assert "No place “nowhere”." in answer["errors"]["query"]


def test_a_preview_can_be_changed_or_dropped(desk: Desk) -> None:
    """Change opens the form with what was typed; Cancel removes the preview."""
    desk.type("subscribe icbm in #news hourly")
    desk.press("subscription_edit")
    form = desk.slack.views()[-1]
    assert "icbm" in str(form)
    assert OTHER in str(form)
    desk.press("dismiss")
    assert desk.answers[-1]["delete_original"] is True
    assert _all(desk) == []


def test_a_search_becomes_a_subscription(desk: Desk) -> None:
    """From results by a press."""
    desk.add()
    desk.type("missiles")
    desk.press("subscribe_to")
    desk.press("subscription_save")
    assert _all(desk)[0].query == "missiles"


def _subscribed(desk: Desk, typed: str = "subscribe icbm") -> Subscription:
    desk.type(typed)
    desk.press("subscription_save")
    return _all(desk)[-1]


def test_subscriptions_are_listed_and_changed_by_their_menu(desk: Desk) -> None:
    """Own ones and this channel's; paused, resumed, changed, ended."""
    mine = _subscribed(desk)
    _subscribed(desk, "subscribe balloons in #desk")
    _subscribed(desk, "subscribe drones in #news")
    said = desk.type("subscriptions")
    assert "icbm" in said
    assert "balloons" in said
    assert "drones" not in said
    listing = desk.answers[-1]
    menu = f"subscription_menu:{mine.id}"
    said = desk.press(menu, pick="pause", on=listing)
    assert "Paused “icbm”: no alerts" in said
    assert _all(desk)[0].paused
    assert desk.answers[-1]["replace_original"], "the list itself says so"
    assert "at once · paused" in said
    assert "balloons" in said
    said = desk.press(menu, pick="resume")
    assert "“icbm” go on" in said
    assert "· paused" not in said
    desk.press(menu, pick="edit", on=listing)
    shown = desk.submit(desk.slack.views()[-1], {"query": "icbm OR balloons"})
    assert "Changed" in str(desk.submit(shown["view"], {})["view"])
    assert {s.query for s in _all(desk)} == {"icbm OR balloons", "balloons", "drones"}


def test_a_list_stays_true_where_one_is_ended_and_had_back(desk: Desk) -> None:
    """What was ended leaves it at once; Undo brings it back into the list."""
    mine = _subscribed(desk)
    _subscribed(desk, "subscribe balloons in #desk")
    desk.type("subscriptions")
    said = desk.press(f"subscription_menu:{mine.id}", pick="remove")
    assert said.startswith("Unsubscribed from “icbm”.\n1 subscription\n")
    assert desk.answers[-1]["replace_original"]
    said = desk.press(f"subscription_back:{mine.id}")
    assert said.startswith("Subscribed to “icbm” again.\n2 subscriptions\n")
    assert len(_all(desk)) == 2


def test_a_subscription_is_ended_by_its_number(desk: Desk) -> None:
    """With the words that bring it back."""
    kept = _subscribed(desk)
    assert "To have it back: /kp-events subscribe icbm" in desk.type(f"unsubscribe {kept.id}")
    assert _all(desk) == []


def test_only_members_change_what_a_channel_gets(desk: Desk) -> None:
    """Ben is not in #news: he can neither add, nor end, nor snooze there; nor touch Ana's own."""
    channel = _subscribed(desk, "subscribe icbm in #news")
    own = _subscribed(desk, "subscribe balloons")
    refused = "Only members of a channel"
    assert refused in desk.type("subscribe drones in #news", user=BEN)
    assert refused in desk.type(f"unsubscribe {channel.id}", user=BEN)
    assert refused in desk.type("snooze icbm for 1d in #news", user=BEN)
    assert refused in desk.type("digest off in #news", user=BEN)
    assert "somebody else's" in desk.type(f"unsubscribe {own.id}", user=BEN)
    assert len(_all(desk)) == 2


def test_who_is_in_a_crowded_channel_takes_two_questions(desk: Desk) -> None:
    """The channels of the person are asked for, not five pages of members."""
    desk.slack.crowd = 5_000
    asked = []
    for user, said in ((ANA, "Subscribe <#C2NEWS>"), (BEN, "Only members of a channel")):
        desk.slack.calls.clear()
        assert said in desk.type("subscribe icbm in <#C2NEWS|news>", user=user)
        asked.append([name for name, _ in desk.slack.calls if name != "users.info"])
    assert asked == [["conversations.info", "users.conversations"]] * 2
    desk.slack.crowd = 990
    assert "Subscribe <#C2NEWS>" in desk.type("subscribe icbm in #news")


def test_a_channel_that_slack_does_not_show_is_not_changed(desk: Desk) -> None:
    """Where Slack does not say who is in it, the person is told to invite the bot."""
    desk.slack.refuse["conversations.info"] = "channel_not_found"
    assert "Invite me there" in desk.type("subscribe icbm in #news")


def test_a_snooze_has_an_end_and_is_undone(desk: Desk) -> None:
    """Kept for three days, listed with its end, undone by a press or its number."""
    said = desk.type("snooze balloons for 3 days")
    assert "Snoozed balloons for you until Tue 24 Nov 2026, 04:00 CET" in said
    assert "1. balloons for you" in desk.type("snoozes")
    assert "come again" in desk.press("unsnooze:1")
    desk.type("snooze type:missile_test.srbm for a week in here")
    with desk.services.store.read() as db:
        held = snoozes.active(db, NOW)
    assert [(s.target, s.until - NOW) for s in held] == [(HERE, timedelta(days=7))]
    assert "come again" in desk.type(f"unsnooze {held[0].id}")
    assert "Nothing is snoozed" in desk.type("snoozes")


def test_a_list_of_snoozes_stays_one(desk: Desk) -> None:
    """Where one of several is ended in it, and holds on again."""
    desk.type("snooze balloons for 3d")
    desk.type("snooze drones for 1d")
    desk.type("snoozes")
    said = desk.press("unsnooze:1")
    assert said.startswith("Alerts about “balloons” come again.\n1 snooze\n")
    assert desk.answers[-1]["replace_original"]
    assert desk.press("snooze_again:1").startswith("2 snoozes\n")


def test_without_words_a_form_asks_what_shall_rest(desk: Desk) -> None:
    """Where, what and how long; what cannot be used is said beside its line."""
    desk.type("snooze")
    form = desk.slack.views()[-1]
    assert "No place “nowhere”" in desk.submit(form, {"query": "place:nowhere"})["errors"]["query"]
    assert (
        "Only members" in desk.submit(form, {"query": "icbm", "target": OTHER}, user=BEN)["errors"]["target"]
    )
    assert "Snoozed" in str(desk.submit(form, {"query": "balloons", "for": "3d"})["view"])
    desk.type("snooze for 2d in me")
    desk.submit(desk.slack.views()[-1], {"query": "everything"})
    with desk.services.store.read() as db:
        held = sorted(snoozes.active(db, NOW), key=lambda s: s.until)
    assert [(s.query, s.target, (s.until - NOW).days) for s in held] == [("", ANA, 1), ("balloons", HERE, 3)]
    assert "2 snoozes" in desk.type("unsnooze")


def test_a_snooze_without_an_end_is_offered_some(desk: Desk) -> None:
    """With everything else as it was typed."""
    assert "A snooze needs an end." in desk.type(f"snooze {'balloons ' * 300}")
    assert pressable(desk.answers[-1]) == []  # a button would not hold it
    assert "A snooze needs an end." in desk.type("snooze balloons in #desk")
    assert "Snoozed balloons for <#C1DESK> until Tue 24 Nov 2026" in desk.press("ask:1")


def test_an_end_that_is_not_read_is_no_part_of_what_is_snoozed(desk: Desk) -> None:
    """What is offered instead of "until Friday" would rest nothing else; lengths may be words."""
    assert "A snooze needs an end." in desk.type("snooze balloons until friday in #desk")
    assert "Snoozed balloons for <#C1DESK> until Tue 24 Nov 2026" in desk.press("ask:1")
    assert "until Sat 21 Nov 2026, 06:00 CET" in desk.type("snooze icbm for two hours")


def test_an_alert_is_snoozed_where_it_stands(desk: Desk) -> None:
    """The form has its kind filled in; what is kept is for that channel."""
    event = desk.add()
    alert = {
        "blocks": [
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "snooze", "value": str(event.id)}],
            }
        ]
    }
    desk.press("snooze", on=alert, shared=True, user=BEN)
    shown = desk.submit(desk.slack.views()[-1], {"for": "3d"}, user=BEN)
    assert "Snoozed" in str(shown["view"])
    with desk.services.store.read() as db:
        (held,) = snoozes.active(db, NOW)
    assert (held.query, held.target, held.created_by) == ("type:missile_test.srbm", HERE, BEN)
    assert pressable(shown["view"]) == [f"unsnooze:{held.id}"]


def test_in_a_direct_message_it_is_the_persons_own(desk: Desk) -> None:
    """What is asked for in a direct message goes to the person."""
    desk.type("subscribe icbm in here", channel="D1DM")
    desk.press("subscription_save", channel="D1DM")
    assert _all(desk)[0].target == ANA


def test_a_subscription_to_days_that_are_over_is_refused(desk: Desk) -> None:
    """It could never alert; the sentence offers the same without its dates."""
    said = desk.type("subscribe missiles last year")
    assert said.startswith("Those dates are over: subscribe without them?")
    assert said.endswith("/kp-events subscribe missiles")
    assert "Subscribe" in desk.type("subscribe missiles since 2024")


def test_a_subscription_that_cannot_be_read_any_more_says_so(desk: Desk) -> None:
    """A type may leave the list with a new version: who waits for its alerts is told why none come."""
    with desk.services.store.write() as db:
        subscriptions.save(
            db, Choices("type:gone OR icbm", ANA), workspace=TEAM, created_by=ANA, now=desk.clock.now()
        )
    told = "Brings nothing any more: No type “gone”. Change it or end it."
    assert told in desk.type("subscriptions")
    assert told in str(desk.open_home())
    assert "Brings nothing" not in desk.type("subscriptions", user=BEN)
