"""Feeds, digests and the home page: who may change them, and that they say what is."""

from __future__ import annotations

import pytest

from bot.model.errors import InputError
from bot.model.message import DigestSetting
from bot.store import digest_settings, feeds, outbox
from handlers.digests import read_words
from tests.builders import NOW
from tests.handlers.desk import ANA, BEN, HERE, OTHER, TEAM, Desk, OneFeed, pressable


def _setting(desk: Desk, target: str) -> DigestSetting | None:
    with desk.services.store.read() as db:
        return digest_settings.get(db, TEAM, target)


def test_an_admin_adds_pauses_tests_and_removes_a_feed(desk: Desk) -> None:
    """Each change is answered with a sentence."""
    assert "No feeds are watched yet" in desk.type("feeds")
    assert "Watching Example feed as feed 1" in desk.type(f"feeds add <{OneFeed.url}>")
    assert "is paused" in desk.type("feeds pause 1")
    assert "1. Example feed\nPaused" in desk.type("feeds")
    assert "watched again" in desk.press("feed_menu:1", pick="resume")
    said = desk.type("feeds test 1")
    assert said.startswith("It can be watched: “Example feed”, 1 entry, the newest just now.")
    assert "• Newest <b> (just now): no event" in said
    assert not any(jargon in said for jargon in ("ETag", " 200 ", "kB", "read as"))
    assert "not watched any more" in desk.type("feeds remove 1")


def test_a_list_of_feeds_stays_true(desk: Desk) -> None:
    """What is done by a menu stands above the list it was done in, which is made anew in its place."""
    desk.type(f"feeds add {OneFeed.url}")
    with desk.services.store.write() as db:
        feeds.add(db, url="https://other.test/rss", title="Other", publisher="Other", now=NOW)
    desk.type("feeds example")
    paused = desk.press("feed_menu:1", pick="pause")
    assert paused.startswith("Example feed is paused until somebody resumes it")
    assert "1 feed with “example”\n1. Example feed\nPaused" in paused
    assert desk.answers[-1]["replace_original"] is True
    assert "Other" not in paused
    assert "It can be watched" in desk.press("feed_menu:1", pick="test")
    desk.type("feeds paused")
    resumed = desk.press("feed_menu:1", pick="resume")
    assert "watched again" in resumed
    assert "2. Other" in resumed, "none is paused any more, so all are listed"
    desk.press("feed_menu:1", pick="remove")
    assert "No feeds are watched yet" in desk.press("feed_menu:2", pick="remove")
    desk.type(f"feeds add {OneFeed.url}")
    desk.type("feeds")
    desk.press("feed_menu:1", pick="pause", shared=True)
    assert desk.answers[-1]["replace_original"] is False, "what others see is theirs too"


@pytest.mark.parametrize(
    "typed", [f"feeds add {OneFeed.url}", "feeds remove 1", "feeds pause 1", "feeds resume 1", "feeds test 1"]
)
def test_others_may_only_look(desk: Desk, typed: str) -> None:
    """Feeds are everybody's, so only workspace admins change them."""
    desk.type(f"feeds add {OneFeed.url}")
    assert "Only workspace admins may" in desk.type(typed, user=BEN)
    assert "1 feed" in desk.type("feeds", user=BEN)
    assert "Example feed" in desk.type("feeds all", user=BEN)
    assert all(not a.startswith("feed_menu") for a in pressable(desk.answers[-1]))
    with desk.services.store.read() as db:
        assert [f.state for f in feeds.all_feeds(db)] == ["active"]


def test_a_menu_does_not_trust_who_presses_it(desk: Desk) -> None:
    """A list that an admin has shared changes nothing for others; rights are asked for each time."""
    desk.type(f"feeds add {OneFeed.url}")
    desk.type("feeds all")
    assert "Only workspace admins" in desk.press("feed_menu:1", pick="remove", user=BEN)
    desk.slack.refuse["users.info"] = "user_not_found"
    desk.type("feeds")
    assert "Slack does not say who you are" in desk.type("feeds pause 1")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("feeds add", "“feeds add” needs an address."),
        ("feeds add https://", "no web address"),
        ("feeds add https://other.example/", "404"),
        ("feeds remove x", "“x” is no number of a feed."),
        ("feeds remove 9", "There is no feed 9."),
        ("digest severity:9", "Severity goes from 1 to 5."),
        ("feeds explode", "No feed is meant by “explode”."),
        ("digest at 25:00", "“25:00” is no hour."),
        ("digest at", "“at” needs a value."),
        ("digest tz Nowhere", "No time zone Nowhere. Asia/Seoul"),
        ("digest sometimes", "“sometimes” is not known for a digest."),
    ],
)
def test_what_cannot_be_done_says_what_would(desk: Desk, typed: str, words: str) -> None:
    """One sentence each."""
    assert words in desk.type(typed)


def test_a_digest_is_turned_on_changed_and_off(desk: Desk) -> None:
    """For the channel it is typed in, or the one that is named."""
    assert "No daily digest for" in desk.type("digest")
    assert "at 08:00 (Berlin time), every day" in desk.type("digest on")
    assert "at 07:30 (New York time), Monday to Friday" in desk.type("digest at 7:30 tz new_york mon-fri")
    assert _setting(desk, HERE) == _setting(desk, HERE)
    desk.type("digest at 6pm in #news")
    there = _setting(desk, OTHER)
    assert there is not None
    assert there.hour == "18:00"
    desk.type("digest off")
    here = _setting(desk, HERE)
    assert here is not None
    assert not here.enabled


def test_a_digest_is_previewed_and_sent_at_will(desk: Desk) -> None:
    """The preview is for the person; `now` goes to the channel by the outbox."""
    desk.add(origin="feed")
    said = desk.type("digest preview")
    assert "Digest preview" in said
    desk.clock.advance(seconds=1)
    desk.type("digest now")
    assert "on its way" in desk.said
    with desk.services.store.read() as db:
        messages = outbox.listing(db)
    assert [(m.kind, m.channel) for m in messages] == [("digest", HERE)]
    assert "Daily digest" in messages[0].payload["text"]


@pytest.mark.parametrize(
    ("words", "hour", "zone", "days"),
    [
        ("at 8", "08:00", "Asia/Seoul", (1, 2, 3, 4, 5, 6, 7)),
        ("at 0730", "07:30", "Asia/Seoul", (1, 2, 3, 4, 5, 6, 7)),
        ("at 12am", "00:00", "Asia/Seoul", (1, 2, 3, 4, 5, 6, 7)),
        ("tz europe/berlin", "08:00", "Europe/Berlin", (1, 2, 3, 4, 5, 6, 7)),
        ("mon,wed,fri at 9:15", "09:15", "Asia/Seoul", (1, 3, 5)),
        ("sat-mon", "08:00", "Asia/Seoul", (1, 6, 7)),
        ("weekdays", "08:00", "Asia/Seoul", (1, 2, 3, 4, 5)),
        ("on at 07:30 mon-fri", "07:30", "Asia/Seoul", (1, 2, 3, 4, 5)),
    ],
)
def test_hours_zones_and_days_are_read(words: str, hour: str, zone: str, days: tuple[int, ...]) -> None:
    """As people write them."""
    setting = read_words(words, DigestSetting("T", "C"))
    assert (setting.hour, setting.zone, setting.days) == (hour, zone, days)


def test_a_wrong_zone_names_the_nearest() -> None:
    """A slip of the pen is understood."""
    with pytest.raises(InputError) as caught:
        read_words("tz Asia/Seol", DigestSetting("T", "C"))
    assert "digest tz Asia/Seoul" in str(caught.value)


def test_the_buttons_of_the_home_page_open_over_it(desk: Desk) -> None:
    """Each shows its page in a window; the digest's switch redraws the page."""
    desk.add()
    home = desk.open_home()
    for button, words in (("home_recent", "last 7 days"), ("home_feeds", "feeds"), ("home_help", "Get alerts"),
                          ("home_subscribe", "Alert on"), ("home_preview", "Digest preview")):  # fmt: skip
        desk.press(button, on=home)
        assert words in str(desk.slack.views()[-1])
    desk.press("home_digest", on=home)
    setting = _setting(desk, ANA)
    assert setting is not None
    assert setting.enabled
    assert "Turn off" in str(desk.slack.views("views.publish")[-1])


def test_the_home_page_shows_what_the_channels_get_that_one_is_in(desk: Desk) -> None:
    """Ben is not in #news: what it asks for is not on his page, nor anything where Slack does not say."""
    desk.type("subscribe missiles in #news")
    desk.press("subscription_save")
    desk.type("snooze balloons for 3d in #news")
    desk.type("digest at 07:15 in #news")
    for said in ("missiles", "balloons", "07:15"):
        assert said in str(desk.open_home())
        assert said not in str(desk.open_home(user=BEN))
    desk.slack.refuse["users.conversations"] = "missing_scope"
    assert "missiles" not in str(desk.open_home())


def test_in_a_window_one_goes_deeper_and_back(desk: Desk) -> None:
    """Details open over a list in a window; pages replace it."""
    event = desk.add()
    for n in range(11):
        desk.add(title=f"Another {n}")
    desk.press("home_recent", on=desk.open_home())
    window = desk.slack.views()[-1]
    desk.press("next_page", on=window)
    assert "11 to 12" in str(desk.slack.views("views.update")[-1])
    desk.press("details:of", pick=str(event.id + 11), on=window)
    assert "Reports" in str(desk.slack.views("views.push")[-1])


def test_a_window_that_comes_too_late_is_told(desk: Desk) -> None:
    """Slack lets a press open a window for three seconds."""
    event = desk.add()
    desk.slack.refuse["views.open"] = "expired_trigger_id"
    alert = {
        "blocks": [
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "snooze", "value": str(event.id)}],
            }
        ]
    }
    assert "That took too long." in desk.press("snooze", on=alert, shared=True)


def test_what_cannot_be_shown_over_a_page_is_said_in_a_direct_message(desk: Desk) -> None:
    """A press on the home page that comes too late is still answered."""
    home = desk.open_home()
    desk.slack.refuse["views.open"] = "expired_trigger_id"
    desk.press("home_help", on=home)
    name, args = desk.slack.calls[-1]
    assert name == "chat.postMessage"
    assert (args["channel"], args["text"]) == (ANA, "That took too long. Press it again.")


def test_what_is_no_zone_gets_examples_and_no_guess() -> None:
    """Marquesas is not what somebody means who writes Mars."""
    with pytest.raises(InputError) as caught:
        read_words("tz Mars/Base", DigestSetting("T", "C"))
    assert str(caught.value) == "No time zone Mars/Base. Asia/Seoul and Europe/Berlin are such names."


def test_a_digest_sent_where_there_is_no_daily_one_says_so(desk: Desk) -> None:
    """Nobody waits for a next one that will not come."""
    assert "There is no daily one here: /kp-events digest on" in desk.type("digest now")
    desk.type("digest on")
    assert "The next one comes at its hour" in desk.type("digest now")
