"""The form of a subscription, plain words, and having back what was ended."""

from __future__ import annotations

from typing import Any

import pytest

from bot.model.feed import Entry
from bot.model.message import Subscription
from bot.store import entries, snoozes, subscriptions
from tests.builders import NOW
from tests.handlers.desk import BEN, HERE, TEAM, Desk


def _all(desk: Desk) -> list[Subscription]:
    with desk.services.store.read() as db:
        return subscriptions.all_of(db, TEAM)


def _subscribed(desk: Desk, typed: str = "subscribe icbm") -> Subscription:
    desk.type(typed)
    desk.press("subscription_save")
    return _all(desk)[-1]


def _button(action_id: str, value: str) -> dict[str, Any]:
    """A message with one button."""
    button = {"type": "button", "action_id": action_id, "value": value}
    return {"blocks": [{"type": "actions", "elements": [button]}]}


def test_every_choice_of_the_form_is_kept_and_shown(desk: Desk) -> None:
    """Quiet hours are meant in the zone of who fills it in; what is changed keeps its number."""
    desk.type("subscribe icbm in #desk")
    desk.press("subscription_edit")
    filled = {
        "alert_on": "confirmed,denied", "quiet_from": "23:00", "quiet_to": "07:00", "more": "critical,broadcast",
    }  # fmt: skip
    shown = desk.submit(desk.slack.views()[-1], filled)
    for words in (
        "Only on what is confirmed or denied.",
        "Quiet from 23:00 to 07:00 (Berlin)",
        "all the same",
    ):
        assert words in str(shown["view"])
    desk.submit(shown["view"], {})
    kept = _all(desk)[0]
    assert (kept.alert_on, kept.quiet_from, kept.quiet_to, kept.zone) == (
        ("confirmed", "denied"), "23:00", "07:00", "Europe/Berlin")  # fmt: skip
    assert (kept.pass_critical, kept.broadcast) == (True, True)
    desk.press("subscription_change", on=_button("subscription_change", str(kept.id)), shared=True, user=BEN)
    shown = desk.submit(desk.slack.views()[-1], {"min_severity": "4"}, user=BEN)
    desk.submit(shown["view"], {}, user=BEN)
    (changed,) = _all(desk)
    assert (changed.id, changed.min_severity, changed.alert_on, changed.zone) == (
        kept.id, 4, ("confirmed", "denied"), "Europe/Berlin")  # fmt: skip
    assert "on confirmed, denied, quiet 23:00 to 07:00" in desk.type("subscriptions")


def test_a_form_that_was_open_while_another_changed_the_same_undoes_nothing(desk: Desk) -> None:
    """Who comes second is told what holds now; the one who saves twice is not taken for another."""
    kept = _subscribed(desk, "subscribe icbm in #desk")
    change = _button("subscription_change", str(kept.id))
    desk.press("subscription_change", on=change, shared=True)
    anas = desk.slack.views()[-1]
    desk.press("subscription_change", on=change, shared=True, user=BEN)
    bens = desk.submit(desk.slack.views()[-1], {"min_severity": "4"}, user=BEN)["view"]
    late = desk.submit(anas, {"delivery": "hourly"})["view"]
    for _ in range(2):
        assert "Changed: " in str(desk.submit(bens, {}, user=BEN)["view"])
    assert "It was changed meanwhile" in str(desk.submit(late, {})["view"])
    assert "It was changed meanwhile" in desk.submit(anas, {"delivery": "hourly"})["errors"]["target"]
    (now,) = _all(desk)
    assert (now.delivery, now.min_severity) == ("now", 4)


def test_asking_again_keeps_what_is_not_said(desk: Desk) -> None:
    """The same query typed with another pace leaves severity and quiet hours as they are."""
    desk.type("subscribe icbm")
    desk.press("subscription_edit")
    shown = desk.submit(
        desk.slack.views()[-1], {"min_severity": "4", "quiet_from": "23:00", "quiet_to": "07:00"}
    )
    desk.submit(shown["view"], {})
    _subscribed(desk, "subscribe icbm hourly")
    (kept,) = _all(desk)
    assert (kept.delivery, kept.min_severity, kept.quiet_from) == ("hourly", 4, "23:00")


@pytest.mark.parametrize(
    ("given", "line", "words"),
    [
        ({"quiet_from": "23:00"}, "quiet_to", "a start and an end"),
        ({"quiet_to": "07:00"}, "quiet_from", "a start and an end"),
        ({"quiet_from": "07:00", "quiet_to": "07:00"}, "quiet_to", "another time"),
        ({"alert_on": ""}, "alert_on", "at least one"),
        ({"words": "words", "query": "type:icbm"}, "query", "no plain word"),
        ({"words": "words", "query": ""}, "query", "Say which words"),
    ],
)
def test_what_cannot_be_is_said_beside_its_line(
    desk: Desk, given: dict[str, str], line: str, words: str
) -> None:
    """Nothing is kept, and the form stays open."""
    desk.type("subscribe")
    answer = desk.submit(desk.slack.views()[-1], given)
    assert words in answer["errors"][line]
    assert _all(desk) == []


def test_plain_words_are_asked_for_by_one_word(desk: Desk) -> None:
    """They are previewed with the news that is no event, and stand beside the same query for events."""
    kept = _subscribed(desk, 'subscribe words "liaison office" in #desk hourly')
    assert (kept.query, kept.words, kept.delivery, kept.target) == ('"liaison office"', True, "hourly", HERE)
    assert "told" not in desk.type("subscribe words Kaesong")
    assert "There is no word" in desk.type("subscribe words -Kaesong")
    assert "no plain word" in desk.type("subscribe words type:icbm")
    _subscribed(desk, "subscribe words icbm")
    _subscribed(desk, "subscribe icbm")
    assert [(s.query, s.words) for s in _all(desk)][1:] == [("icbm", True), ("icbm", False)]
    assert "plain words" in desk.type("subscriptions")


def test_words_preview_what_the_news_says(desk: Desk) -> None:
    """News of the last 90 days that is no event, each story once."""
    with desk.services.store.write() as db:
        for n, title in enumerate(
            ("Ginseng harvest fails near Kaesong", "Ginseng harvest near Kaesong fails", "Kaesong chess cup")
        ):
            entry = Entry(title=title, publisher=f"Outlet {n}", first_seen=NOW, published=NOW)
            entries.set_done(db, entries.add(db, entry, str(n)))
    said = desk.type("subscribe words Kaesong")
    assert "alerted 0 times in the last 90 days, and told 2 other news stories" in said
    assert "Kaesong chess cup (Outlet 2)" in said


def test_an_ended_subscription_is_had_back(desk: Desk) -> None:
    """With its number and all its choices; not where it was asked for anew meanwhile."""
    kept = _subscribed(desk, "subscribe icbm hourly")
    desk.type(f"unsubscribe {kept.id}")
    ended = desk.answers[-1]
    assert "again" in desk.press(f"subscription_undo:{kept.id}", on=ended)
    assert _all(desk) == [kept]
    assert "there already" in desk.press(f"subscription_undo:{kept.id}", on=ended)


def test_a_snooze_that_was_ended_holds_on(desk: Desk) -> None:
    """Until its own end."""
    desk.type("snooze balloons for 3d")
    desk.press("unsnooze:1")
    assert "Snoozed balloons" in desk.press("snooze_again:1")
    assert "1. balloons for you" in desk.type("snoozes")


def test_news_of_words_is_snoozed_by_them(desk: Desk) -> None:
    """From the message, with the words filled in, where it stands."""
    kept = _subscribed(desk, "subscribe words Kaesong in #desk")
    desk.press("words_snooze", on=_button("words_snooze", str(kept.id)), shared=True, user=BEN)
    desk.submit(desk.slack.views()[-1], {"for": "7d"}, user=BEN)
    with desk.services.store.read() as db:
        (held,) = snoozes.active(db, NOW)
    assert (held.query, held.target) == ("Kaesong", HERE)


def test_a_subscription_with_the_digest_says_where_none_comes(desk: Desk) -> None:
    """Else it would wait for ever without a word."""
    desk.type("subscribe icbm digest")
    assert "No digest is on there yet: /kp-events digest on" in desk.press("subscription_save")
    desk.type("digest on in me")
    desk.type("subscribe balloons digest")
    assert "No digest" not in desk.press("subscription_save")
