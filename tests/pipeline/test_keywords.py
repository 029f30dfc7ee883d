"""News that says somebody's words and is no known event is told once a story, apart from events."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.message import Choices, DigestSetting, Subscription
from bot.pipeline.classify import classify_new
from bot.pipeline.digest_model import build
from bot.policy.digest import Slot
from bot.store import digest_settings, keywords, snoozes, subscriptions
from bot.views.digests import digest_messages
from bot.views.limits.check import check
from bot.views.words import Names
from tests.pipeline.flow import Flow

OFFICE = "South reopens the liaison office in Kaesong after two years"
AGAIN = "Liaison office in Kaesong reopened by South after two years' pause"
FLOODS = "Floods reach farms near Kaesong, state media says"
MANY = (
    FLOODS,
    OFFICE,
    "Ginseng harvest fails around Kaesong",
    "Kaesong students win chess olympiad",
    "Old palace in Kaesong becomes museum",
    "Train derails between Kaesong and Sariwon",
    "Measles outbreak closes Kaesong nurseries",
    "Kaesong factory owners sue Seoul for compensation",
    "Tigers seen in hills above Kaesong",
)


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot whose classifier takes nothing for an event unless it is told."""
    return Flow(tmp_path)


def _ask(flow: Flow, query: str = "Kaesong", target: str = "C1", **changes: Any) -> Subscription:
    wish: dict[str, Any] = {"min_severity": 3, "words": True, **changes}
    with flow.store.write() as db:
        kept, _ = subscriptions.save(
            db, Choices(query, target, **wish), workspace="T1", created_by="U1", now=flow.clock.now()
        )
    return kept


def _read(flow: Flow, *titles: str, **more: Any) -> None:
    for n, title in enumerate(titles):
        flow.entry(title, publisher=f"Outlet {n} of {title[:9]}", **more)
    classify_new(flow.services)


def test_news_with_the_words_is_told_apart_from_events(flow: Flow) -> None:
    """It says that it is no known event, who tells it, and whose words brought it; it can be changed."""
    kept = _ask(flow)
    _read(flow, OFFICE, "Rice prices rise in Pyongyang")
    (told,) = flow.messages()
    assert (told.kind, told.channel, told.event_id) == ("words", "C1", None)
    assert "In the news, not a known event" in told.payload["text"]
    assert OFFICE in told.payload["text"]
    assert "because of the subscription to the words: Kaesong" in told.payload["text"]
    buttons = {e["action_id"]: e["value"] for e in told.payload["blocks"][-1]["elements"]}
    assert buttons == {"words_snooze": str(kept.id), "subscription_change": str(kept.id)}
    assert check(told.payload) == []
    assert told.not_before == flow.clock.now() + timedelta(seconds=60)


def test_who_asked_for_events_hears_of_events_only(flow: Flow) -> None:
    """The same word as a query brings no news that is no event."""
    _ask(flow, words=False)
    _read(flow, OFFICE)
    assert flow.messages() == []


def test_news_of_an_event_comes_as_its_alert_and_not_twice(flow: Flow) -> None:
    """Words find events too, and then the alert is all that comes."""
    flow.classifier.says(OFFICE, "inter_korean", event_date="2026-11-21", date_precision="day")
    _ask(flow)
    _read(flow, OFFICE)
    assert [m.kind for m in flow.messages()] == ["alert"]


def test_an_event_that_is_not_certain_is_still_news(flow: Flow) -> None:
    """It is not alerted on as an event, so who asked for its words is told of them."""
    flow.classifier.says(OFFICE, "inter_korean", review=True)
    _ask(flow)
    _read(flow, OFFICE)
    assert [m.kind for m in flow.messages()] == ["words"]


def test_a_story_is_told_once_whoever_tells_it(flow: Flow) -> None:
    """A second outlet is added to the message; another story is another message."""
    _ask(flow)
    _read(flow, OFFICE)
    first = flow.messages()[0]
    flow.sent(first)
    flow.clock.advance(minutes=20)
    _read(flow, AGAIN, FLOODS)
    assert [m.kind for m in flow.messages()] == ["words", "edit", "words"]
    edit = flow.messages("edit")[0]
    assert edit.root_id == first.id
    assert f"also: {AGAIN}" in edit.payload["text"]


def test_an_outlet_that_edits_its_item_is_not_told_again(flow: Flow) -> None:
    """One item comes once."""
    _ask(flow)
    _read(flow, OFFICE)
    with flow.store.write() as db:
        db.execute("UPDATE entries SET state = 'new', title = 'Kaesong: all quiet'")
    classify_new(flow.services)
    assert len(flow.messages()) == 1


def test_old_news_is_not_told(flow: Flow) -> None:
    """What a new feed holds already is recorded only."""
    _ask(flow)
    _read(flow, OFFICE, backlog=True)
    assert flow.messages() == []


def test_a_snooze_rests_words_and_what_it_held_is_known(flow: Flow) -> None:
    """Recording goes on; what was held can be told by the digest."""
    _ask(flow)
    now = flow.clock.now()
    with flow.store.write() as db:
        snoozes.add(
            db, workspace="T1", target="C1", query="Kaesong", until=now + timedelta(days=1), created_by="U1", now=now
        )  # fmt: skip
    _read(flow, OFFICE)
    assert flow.messages() == []
    with flow.store.read() as db:
        (held,) = keywords.held_in(db, "T1", "C1", now, now + timedelta(minutes=1))
        slot = Slot("2026-11-21", now, now - timedelta(hours=1), now + timedelta(minutes=1), 0, ())
        digest = build(db, flow.services, DigestSetting("T1", "C1"), slot)
    assert (held.telling.title, held.held) == (OFFICE, "snoozed")
    names = Names(flow.services.taxonomy, flow.services.gazetteer)
    assert f"1 news story with your words by a snooze: {OFFICE}" in str(digest_messages(digest, names))


def test_over_the_cap_stories_come_in_one_message(flow: Flow) -> None:
    """Six an hour come one by one, the rest together at the next hour, none is lost."""
    _ask(flow)
    _read(flow, *MANY)
    assert [m.kind for m in flow.messages()] == ["words"] * 6 + ["words_rollup"]
    (summary,) = flow.messages("words_rollup")
    assert summary.payload["text"].startswith("3 news stories with your words")
    assert summary.not_before is not None
    assert summary.not_before.minute == 0
    assert check(summary.payload) == []


@pytest.mark.parametrize(
    ("wish", "hour"),
    [
        ({"delivery": "hourly"}, "04:00"),
        ({"delivery": "digest"}, "22:30"),
        ({"quiet_from": "11:00", "quiet_to": "13:30", "zone": "Asia/Seoul"}, "04:30"),
    ],
)
def test_what_is_not_for_now_waits_for_its_hour(flow: Flow, wish: dict[str, Any], hour: str) -> None:
    """The next hour, the digest's, or the end of the quiet hours; several stories in one message."""
    with flow.store.write() as db:
        digest_settings.put(db, DigestSetting("T1", "C1", hour="07:30", zone="Asia/Seoul"), flow.clock.now())
    _ask(flow, **wish)
    _read(flow, OFFICE, FLOODS)
    (summary,) = flow.messages()
    assert summary.kind == "words_rollup"
    assert summary.not_before is not None
    assert f"{summary.not_before:%H:%M}" == hour
    assert "2 news stories" in summary.payload["text"]


def test_a_summary_that_has_gone_is_not_changed(flow: Flow) -> None:
    """What comes of its stories later is no second message, and new stories are in the next one."""
    _ask(flow, delivery="hourly")
    _read(flow, OFFICE)
    flow.clock.advance(hours=1)
    flow.sent(flow.messages()[0])
    _read(flow, AGAIN)
    assert [m.kind for m in flow.messages()] == ["words_rollup"]
    _read(flow, FLOODS)
    assert [m.kind for m in flow.messages()] == ["words_rollup", "words_rollup"]


def test_news_with_markup_stays_words(flow: Flow) -> None:
    """A hostile headline mentions nobody."""
    _ask(flow)
    _read(flow, "Kaesong <!channel> *now* & <@U1>")
    assert "<!channel>" not in str(flow.messages()[0].payload)
