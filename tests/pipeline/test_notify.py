"""What becomes of an alert: when it goes, what is held, and where the rest is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.message import DigestSetting, Message
from bot.pipeline.classify import classify_new
from bot.store import digest_settings, held, snoozes
from tests.fakes import FakeClock
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow


def choose(flow: Flow, **choices: Any) -> None:
    """Let the subscription be as its form could make it."""
    with flow.store.write() as db:
        for name, value in choices.items():
            db.execute(f"UPDATE subscriptions SET {name} = ?", [value])  # noqa: S608 - names of this file


def tell(flow: Flow, title: str, publisher: str = "Example News", **verdict: Any) -> None:
    """Let an outlet say something."""
    if verdict:
        flow.classifier.says(title, "missile_test", "srbm", **(DAY | verdict))
    flow.entry(title, publisher=publisher)
    classify_new(flow.services)


def alert_of(flow: Flow) -> Message:
    """The only alert."""
    (alert,) = flow.messages("alert")
    return alert


def test_an_alert_gathers_reports_for_a_minute(flow: Flow) -> None:
    """The second outlet of the minute is in the first message."""
    flow.subscribe()
    tell(flow, LAUNCH)
    assert alert_of(flow).not_before == flow.clock.now() + timedelta(seconds=60)
    flow.clock.advance(seconds=30)
    tell(flow, AGAIN, "Other Daily")
    assert "Other Daily" in str(alert_of(flow).payload)
    assert [m.kind for m in flow.messages()] == ["alert"]


def test_what_turns_critical_while_it_gathers_goes_at_once(flow: Flow) -> None:
    """The minute is for what can wait."""
    flow.subscribe()
    tell(flow, LAUNCH)
    tell(flow, AGAIN, "Other Daily", severity=5)
    assert alert_of(flow).not_before is None


def test_what_is_denied_while_it_gathers_is_not_alerted(flow: Flow) -> None:
    """Nobody has had it; told anew it comes after all."""
    flow.subscribe()
    tell(flow, LAUNCH)
    tell(flow, "JCS denies that N. Korea fired missiles", "Yonhap", relation="denial", status="denied")
    assert (alert_of(flow).state, alert_of(flow).error) == ("dropped", held.WITHDRAWN)
    with flow.store.write() as db:
        db.execute("UPDATE events SET status = 'announced'")
    tell(flow, AGAIN, "Other Daily")
    assert alert_of(flow).state == "pending"


def test_who_wants_only_what_is_sure_hears_with_the_third_outlet(flow: Flow) -> None:
    """Until then nothing; the first message says that it is confirmed, and no reply repeats it."""
    flow.subscribe()
    choose(flow, alert_on='["confirmed"]')
    tell(flow, LAUNCH)
    tell(flow, AGAIN, "Second")
    assert flow.messages() == []
    tell(flow, "North Korea fires ballistic missiles toward sea", "Third", count=3)
    assert "Confirmed" in str(alert_of(flow).payload)
    assert [m.kind for m in flow.messages()] == ["alert"]


def test_who_wants_only_what_is_new_is_not_pinged_again(flow: Flow) -> None:
    """The message is edited; no reply comes."""
    flow.subscribe()
    choose(flow, alert_on='["new"]')
    tell(flow, LAUNCH)
    flow.sent(alert_of(flow))
    tell(flow, AGAIN, "Other Daily", count=5, relation="revision")
    assert [m.kind for m in flow.messages()] == ["alert", "edit"]


@pytest.mark.parametrize(("chosen", "shown"), [(1, True), (0, None)])
def test_an_escalation_is_shown_in_the_channel_where_it_was_chosen(
    flow: Flow, chosen: int, shown: bool | None
) -> None:
    """A reply that others must not miss; everything else stays in the thread."""
    flow.subscribe()
    choose(flow, broadcast=chosen)
    tell(flow, LAUNCH)
    flow.sent(alert_of(flow))
    tell(flow, AGAIN, "Other Daily", count=5, relation="revision")
    tell(flow, "North Korea fires ballistic missiles, five counted", "Third", severity=5)
    replies = flow.messages("thread")
    assert [m.payload.get("reply_broadcast") for m in replies] == [None, shown]


NIGHT = FakeClock(datetime(2026, 11, 20, 18, 0, tzinfo=UTC))  # three in the morning in Seoul


def _night(tmp_path: Path, **choices: Any) -> Flow:
    flow = Flow(tmp_path, FakeClock(NIGHT.now()))
    flow.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    flow.subscribe()
    choose(flow, quiet_from="22:00", quiet_to="07:00", **choices)
    return flow


def test_a_night_is_told_in_one_message_in_the_morning(tmp_path: Path) -> None:
    """Where no digest comes, nothing is lost."""
    flow = _night(tmp_path)
    tell(flow, LAUNCH)
    assert (alert_of(flow).state, alert_of(flow).error) == ("dropped", held.QUIET)
    (morning,) = flow.messages("rollup")
    assert morning.not_before == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    assert "1 event in the quiet hours" in morning.payload["text"]


def test_a_night_is_left_to_the_digest_where_one_comes(tmp_path: Path) -> None:
    """Two messages on the same would be one too many."""
    flow = _night(tmp_path)
    with flow.store.write() as db:
        digest_settings.put(db, DigestSetting("T1", "C1"), flow.clock.now())
    tell(flow, LAUNCH)
    assert alert_of(flow).state == "dropped"
    assert flow.messages("rollup") == []


def test_a_critical_event_passes_at_night_where_that_was_chosen(tmp_path: Path) -> None:
    """Opt-in: who asked to be woken is."""
    flow = _night(tmp_path, pass_critical=1)
    tell(flow, LAUNCH, severity=4)
    assert alert_of(flow).state == "pending"


def test_a_held_event_that_turns_critical_at_night_wakes_who_asked_for_it(tmp_path: Path) -> None:
    """And leaves the morning's message, which does not come when nothing else is in it."""
    flow = _night(tmp_path, pass_critical=1)
    tell(flow, LAUNCH)
    tell(flow, AGAIN, "Other Daily", severity=5)
    assert alert_of(flow).state == "pending"
    assert [m.state for m in flow.messages("rollup")] == ["dropped"]


def test_a_reply_waits_for_the_morning_too(tmp_path: Path) -> None:
    """An edit makes no sound; a reply does."""
    flow = _night(tmp_path)
    choose(flow, quiet_from=None)
    tell(flow, LAUNCH)
    flow.sent(alert_of(flow))
    choose(flow, quiet_from="22:00")
    tell(flow, AGAIN, "Other Daily", count=5, relation="revision")
    (reply,) = flow.messages("thread")
    assert reply.not_before == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


def test_what_a_summary_has_told_is_not_told_again(flow: Flow) -> None:
    """A revised count of it is for the digest; that it turned critical is not."""
    flow.subscribe()
    for word in ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot"):
        flow.classifier.says(word, "weapons_development", event_date="2026-11-21", date_precision="day")
        flow.entry(word)
    classify_new(flow.services)
    tell(flow, LAUNCH)
    (summary,) = flow.messages("rollup")
    flow.clock.advance(minutes=61)
    flow.sent(summary)
    tell(flow, AGAIN, "Other Daily", count=5, relation="revision")
    assert flow.messages("alert")[-1].state == "dropped"
    tell(flow, "North Korea fires ballistic missiles, five counted", "Third", severity=5)
    assert flow.messages("alert")[-1].state == "pending"


def test_a_snooze_holds_replies_too(flow: Flow) -> None:
    """The alert that stands is kept up to date, without a sound."""
    flow.subscribe()
    tell(flow, LAUNCH)
    flow.sent(alert_of(flow))
    now = flow.clock.now()
    with flow.store.write() as db:
        snoozes.add(
            db, workspace="T1", target="C1", query="missiles", until=now + timedelta(days=1), created_by="U1", now=now
        )  # fmt: skip
    tell(flow, AGAIN, "Other Daily", count=5, relation="revision")
    assert [m.kind for m in flow.messages()] == ["alert", "edit"]
