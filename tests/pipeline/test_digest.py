"""Digests as rows of the outbox: each slot once, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.message import DigestSetting
from bot.pipeline.classify import classify_new
from bot.pipeline.digest import decide_digests, preview_digest, send_digest
from bot.pipeline.history import load_history
from bot.pipeline.steps_back import set_back
from bot.store import digest_settings, feeds, outbox
from bot.store.db import Database
from tests.pipeline.flow import Flow

TODAY = {"event_date": "2026-11-21", "date_precision": "day", "actors": ("DPRK",)}


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot with a digest that had its first; it is noon in Seoul, the last was at 08:00."""
    flow = Flow(tmp_path)
    with flow.store.write() as db:
        digest_settings.put(db, DigestSetting("T1", "C1"), flow.clock.now() - timedelta(days=3))
        digest_settings.decided(db, "T1", "C1", "2026-11-21", flow.clock.now() - timedelta(hours=4))
    return flow


def event(
    flow: Flow, title: str, kind: str = "missile_test", subtype: str | None = "srbm", **more: object
) -> None:
    """Let an event become known now."""
    flow.classifier.says(title, kind, subtype, **(TODAY | more))
    flow.entry(title)
    classify_new(flow.services)


def test_a_quiet_day_has_a_digest_too(flow: Flow) -> None:
    """Silence must be told from a bot that is down."""
    flow.clock.advance(hours=20)
    assert decide_digests(flow.services, flow.clock.now()) == 1
    assert decide_digests(flow.services, flow.clock.now()) == 0
    (message,) = flow.messages("digest")
    assert message.dedup_key == "digest:T1:C1:2026-11-22:0"
    assert "A quiet day: no new events." in message.payload["text"]


def test_events_are_told_in_one_digest_and_their_changes_in_the_next(flow: Flow) -> None:
    """Nothing twice: a revision of what was told is an update."""
    event(flow, "North Korea fires missiles from Sunan", count=2)
    flow.clock.advance(hours=20)
    assert preview_digest(flow.services, "C1", flow.clock.now()).events == 1
    decide_digests(flow.services, flow.clock.now())
    flow.clock.advance(hours=1)
    event(flow, "JCS: missiles from Sunan were four", count=4, relation="revision")
    flow.clock.advance(hours=23)
    model = preview_digest(flow.services, "C1", flow.clock.now())
    assert model.preview
    assert model.events == 0
    assert [u.sentence for u in model.updates] == ["The count is revised from 2 to 4."]


def test_uncertain_items_are_shown_as_such(flow: Flow) -> None:
    """They are in the digest, apart, and never among the events."""
    event(flow, "Something flew", review=True)
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=20))
    assert (model.events, [line.event.title for line in model.uncertain]) == (0, ["Something flew"])


def test_a_channel_that_asked_for_queries_gets_only_what_answers_them(flow: Flow) -> None:
    """Subscriptions delivered in the digest narrow it."""
    flow.subscribe("nuclear tests", delivery="digest")
    event(flow, "North Korea fires missiles from Sunan")
    event(flow, "Artificial quake near Punggye-ri", "nuclear_test", None, severity=5)
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=20))
    assert [g.type for g in model.groups] == ["nuclear_test"]


def test_this_day_in_other_years_comes_from_the_record(flow: Flow) -> None:
    """On 23 November the shelling of Yeonpyeong is remembered, and the record is no news."""
    load_history(flow.services)
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=48))
    assert model.slot == "2026-11-23"
    assert ("2010-11-23", 16) in [(m.event.event_date, m.years_ago) for m in model.on_this_day]
    assert model.events == 0


def test_a_digest_of_hours_ago_is_caught_up_once_and_says_it_is_late(flow: Flow) -> None:
    """The bot was down from eight in the morning until the evening."""
    flow.clock.advance(hours=30)
    decide_digests(flow.services, flow.clock.now())
    (message,) = flow.messages("digest")
    assert "Late by 10 hours" in str(message.payload)


def test_the_first_digest_waits_until_the_first_entries_are_read(tmp_path: Path) -> None:
    """Otherwise it would call a day quiet that is not; it does not wait for ever."""
    flow = Flow(tmp_path)
    with flow.store.write() as db:
        digest_settings.put(db, DigestSetting("T1", "C1"), flow.clock.now())
    flow.entry("not classified yet")
    assert decide_digests(flow.services, flow.clock.advance(seconds=30)) == 0
    classify_new(flow.services)
    assert decide_digests(flow.services, flow.clock.now()) == 1
    assert "This is the first digest here" in flow.messages("digest")[0].payload["text"]


def test_a_bot_that_slept_through_its_hour_reads_its_feeds_before_it_tells(flow: Flow) -> None:
    """It was down from eight in the morning to the evening: the day was not quiet; it does not wait for ever."""
    with flow.store.write() as db:
        url = "https://feed.example/rss"
        feed = feeds.get(db, feeds.add(db, url=url, title="One", publisher="One", now=flow.clock.now()))
        assert feed is not None
        feeds.save_poll(db, replace(feed, last_poll_at=flow.clock.now()))
    started = flow.clock.advance(hours=30)
    assert decide_digests(flow.services, flow.clock.now(), started=started) == 0, "no feed was asked since"
    with flow.store.write() as db:
        feeds.save_poll(db, replace(feed, last_poll_at=flow.clock.advance(seconds=20)))
    flow.entry("not classified yet")
    assert decide_digests(flow.services, flow.clock.now(), started=started) == 0, "what it says is not read"
    assert decide_digests(flow.services, flow.clock.advance(minutes=3), started=started) == 1
    assert "Late by 10 hours" in str(flow.messages("digest")[0].payload)


def test_what_becomes_known_in_the_second_of_a_digest_is_in_the_next(flow: Flow) -> None:
    """The digest took its time, then the event was written: none of the two may miss it."""
    flow.clock.advance(hours=20)
    decide_digests(flow.services, flow.clock.now())
    event(flow, "North Korea fires missiles from Sunan", count=2)
    flow.clock.advance(hours=24)
    assert preview_digest(flow.services, "C1", flow.clock.now()).events == 1
    decide_digests(flow.services, flow.clock.now())
    event(flow, "JCS: missiles from Sunan were four", count=4, relation="revision")
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=24))
    assert (model.events, len(model.updates)) == (0, 1)


def test_an_event_has_the_time_at_which_it_is_written(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for another writer takes time; a digest decided meanwhile must not have passed the event."""
    write = flow.store.write

    @contextmanager
    def slowly(**how: bool) -> Iterator[Database]:
        flow.clock.advance(seconds=9)
        with write(**how) as db:
            yield db

    flow.classifier.says("Missiles", "missile_test", "srbm", **TODAY)
    flow.entry("Missiles")
    monkeypatch.setattr(flow.store, "write", slowly)
    before = flow.clock.now()
    classify_new(flow.services)
    assert flow.events()[0].created_at == before + timedelta(seconds=9)


@pytest.mark.parametrize(("off", "events"), [(timedelta(days=60), 1), (timedelta(hours=3), 2)])
def test_a_digest_turned_on_again_does_not_go_back_over_the_time_it_was_off(
    flow: Flow, off: timedelta, events: int
) -> None:
    """After months it begins anew, with a day; after an hour nothing is left out."""
    setting = DigestSetting("T1", "C1")
    event(flow, "North Korea fires missiles from Sunan")
    with flow.store.write() as db:
        digest_settings.put(db, replace(setting, enabled=False), flow.clock.now())
    flow.clock.advance(seconds=off.total_seconds())
    event(flow, "Artificial quake", "nuclear_test", None, event_date=None, date_precision=None)
    with flow.store.write() as db:
        digest_settings.put(db, setting, flow.clock.now())
    flow.clock.advance(hours=17)
    assert decide_digests(flow.services, flow.clock.now()) == 1
    assert f"{events} new event" in flow.messages("digest")[0].payload["text"]


def test_nothing_is_called_the_first_of_its_kind_where_the_record_holds_none(flow: Flow) -> None:
    """The record does not cover every kind; a kind it covers has a precedent."""
    load_history(flow.services)
    event(flow, "Hackers take ninety million from an exchange", "cyber_operation", "theft", severity=3)
    event(flow, "Artificial quake near Punggye-ri", "nuclear_test", "suspected", severity=5)
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=20))
    lines = {line.event.type: line.precedents for group in model.groups for line in group.lines}
    assert lines["cyber_operation"] is None
    told = lines["nuclear_test"]
    assert told is not None
    assert told.line.startswith("First nuclear test of 2026; last one 3 Sep 2017")


def test_hourly_subscriptions_get_one_message_an_hour_when_there_is_something(flow: Flow) -> None:
    """An empty hour is silent; a full one is told once."""
    flow.subscribe("missiles", target="C9", delivery="hourly")
    flow.clock.advance(minutes=5)
    assert decide_digests(flow.services, flow.clock.now()) == 0
    event(flow, "North Korea fires missiles from Sunan")
    flow.clock.advance(hours=1)
    assert decide_digests(flow.services, flow.clock.now()) == 1
    assert decide_digests(flow.services, flow.clock.now()) == 0
    (message,) = flow.messages("hourly")
    assert message.channel == "C9"
    assert "missiles from Sunan" in message.payload["text"]


def test_a_digest_asked_for_is_not_told_again_in_the_daily_one(flow: Flow) -> None:
    """The window is since the last digest that was sent there, whichever way it was asked for."""
    event(flow, "North Korea fires missiles from Sunan")
    send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.advance(hours=1))
    event(flow, "Artificial quake near Punggye-ri", "nuclear_test", None, severity=5)
    send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.advance(hours=1))
    assert decide_digests(flow.services, flow.clock.advance(hours=18)) == 1
    asked, again, daily = [m.payload["text"] for m in flow.messages("digest")]
    assert "missiles from Sunan" in asked
    assert "quake" in again
    assert "Sunan" not in again
    assert "A quiet day" in daily


def test_a_digest_asked_for_does_not_keep_the_daily_one_away(flow: Flow) -> None:
    """It comes at its hour, once, with what came since; the same second is one digest."""
    for _ in range(2):
        send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.now())
    event(flow, "North Korea fires missiles from Sunan")
    assert decide_digests(flow.services, flow.clock.advance(hours=20)) == 1
    assert decide_digests(flow.services, flow.clock.now()) == 0
    asked, daily = flow.messages("digest")
    assert asked.dedup_key == "digest-now:T1:C1:2026-11-21T03:00:00Z:0"
    assert "1 new event" in daily.payload["text"]


def test_where_there_is_no_daily_digest_one_asked_for_starts_none(flow: Flow) -> None:
    """It is no first of many; the next one asked for begins where it ended, and so does a daily one."""
    event(flow, "North Korea fires missiles from Sunan")
    flow.clock.advance(hours=1)
    assert not send_digest(flow.services, DigestSetting("T1", "C7"), flow.clock.now()).enabled
    assert not send_digest(flow.services, DigestSetting("T1", "C7"), flow.clock.advance(hours=1)).enabled
    with flow.store.write() as db:
        digest_settings.put(db, DigestSetting("T1", "C7"), flow.clock.now())
    decide_digests(flow.services, flow.clock.advance(minutes=5))
    told = [m.payload["text"] for m in flow.messages("digest") if m.channel == "C7"]
    assert ["first digest here" in text for text in told] == [False, False, True]
    assert ["Sunan" in text for text in told] == [True, False, False]


def test_a_digest_asked_for_that_slack_refuses_is_told_with_the_next(flow: Flow) -> None:
    """It was never seen, so its news is not old."""
    event(flow, "North Korea fires missiles from Sunan")
    send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.advance(hours=1))
    (asked,) = flow.messages("digest")
    with flow.store.write() as db:
        outbox.claim(db, flow.clock.now(), blocked={})
        outbox.settle_blocked(db, asked.id, error="not_in_channel")
    decide_digests(flow.services, flow.clock.advance(hours=19))
    asked, daily = flow.messages("digest")
    assert asked.state == "dropped"
    assert "1 new event" in daily.payload["text"]
    assert "With the digest of" not in str(daily.payload)


def test_after_the_clock_was_set_back_a_digest_goes_by_what_was_told(flow: Flow) -> None:
    """An hour that comes twice is told once: new events and revisions of old ones, and no event again."""
    flow.clock.advance(hours=19)
    event(flow, "North Korea fires missiles from Sunan", count=2)
    flow.clock.advance(minutes=30)
    send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.now())
    for by in (timedelta(hours=1), timedelta(minutes=20)):
        flow.clock.advance(seconds=-by.total_seconds())
        set_back(flow.services, by)
    flow.clock.advance(minutes=1)
    event(flow, "JCS: missiles from Sunan were four", count=4, relation="revision")
    event(flow, "Artificial quake near Punggye-ri", "nuclear_test", None, severity=5)
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=4))
    assert [group.type for group in model.groups] == ["nuclear_test"]
    assert [update.sentence for update in model.updates] == ["The count is revised from 2 to 4."]
    decide_digests(flow.services, flow.clock.now())
    model = preview_digest(flow.services, "C1", flow.clock.advance(hours=24))
    assert (model.events, model.updates) == (0, ())


def test_what_a_refused_digest_told_is_told_again_after_the_clock_was_set_back(flow: Flow) -> None:
    """Nobody has seen it."""
    event(flow, "North Korea fires missiles from Sunan")
    send_digest(flow.services, DigestSetting("T1", "C1"), flow.clock.advance(minutes=30))
    flow.clock.advance(hours=-1)
    set_back(flow.services, timedelta(hours=1))
    with flow.store.write() as db:
        outbox.claim(db, flow.clock.now(), blocked={})
        outbox.settle_blocked(db, flow.messages("digest")[0].id, error="not_in_channel")
    decide_digests(flow.services, flow.clock.advance(hours=21))
    assert "1 new event" in flow.messages("digest")[-1].payload["text"]


@pytest.mark.parametrize("refused", [False, True])
def test_a_digest_asked_for_again_after_months_goes_back_over_a_day(flow: Flow, refused: bool) -> None:
    """Where there is no daily one nobody wants all the time since."""
    send_digest(flow.services, DigestSetting("T1", "C7"), flow.clock.now())
    if refused:
        with flow.store.write() as db:
            outbox.claim(db, flow.clock.now(), blocked={})
            outbox.settle_blocked(db, flow.messages("digest")[0].id, error="not_in_channel")
    event(flow, "North Korea fires missiles from Sunan")
    now = flow.clock.advance(days=60)
    assert preview_digest(flow.services, "C7", now).since == now - timedelta(days=1)
    send_digest(flow.services, DigestSetting("T1", "C7"), now)
    assert "A quiet day" in flow.messages("digest")[-1].payload["text"]
