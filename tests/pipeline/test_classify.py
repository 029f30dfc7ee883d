"""From an entry to an event and its messages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.verdict import TypeScore
from bot.pipeline.classify import classify_new
from bot.store import entries, links, reports, revisions, snoozes, verdicts
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow


def test_a_new_event_is_one_alert_in_each_channel_that_asked(flow: Flow) -> None:
    """Two subscriptions of one channel that both match give one message."""
    flow.subscribe()
    flow.subscribe("missiles")
    flow.subscribe(target="C2")
    flow.subscribe(target="C3", least=5)
    flow.entry(LAUNCH)
    assert classify_new(flow.services) == 1
    assert [(m.kind, m.channel) for m in flow.messages()] == [("alert", "C1"), ("alert", "C2")]
    assert flow.messages()[0].dedup_key == f"alert:T1:C1:{flow.events()[0].id}"


def test_a_second_outlet_joins_and_edits_the_alert(flow: Flow) -> None:
    """The event has two sources, and the message that was sent is edited, not repeated."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    flow.entry(AGAIN, publisher="Other Daily")
    classify_new(flow.services)
    assert [e.sources for e in flow.events()] == [2]
    assert [m.kind for m in flow.messages()] == ["alert", "edit"]
    assert flow.messages("edit")[0].root_id == flow.messages("alert")[0].id


def test_an_alert_that_was_not_sent_yet_is_rewritten(flow: Flow) -> None:
    """What changes before the first sending goes out in one message."""
    flow.subscribe()
    flow.entry(LAUNCH)
    flow.entry(AGAIN, publisher="Other Daily")
    classify_new(flow.services)
    assert [m.kind for m in flow.messages()] == ["alert"]
    assert "Other Daily" in str(flow.messages()[0].payload)


def test_a_revised_count_is_a_reply_in_the_thread(flow: Flow) -> None:
    """The reply says from what to what."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    flow.classifier.says(
        "JCS revises count of missiles", "missile_test", "srbm", count=5, relation="revision", **DAY
    )
    flow.clock.advance(minutes=20)
    flow.entry("JCS revises count of missiles", publisher="Other Daily")
    classify_new(flow.services)
    thread = flow.messages("thread")
    assert len(thread) == 1
    assert "from 3 to 5" in thread[0].payload["text"]
    assert "Revised: count from 3 to 5" in flow.messages("edit")[-1].payload["text"]
    assert flow.events()[0].count == 5


def test_only_what_changed_since_a_channel_was_told_is_said_to_be_revised(flow: Flow) -> None:
    """The first alert waits for more reports: what they correct is in it, and no news to anybody."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    for minutes, count in ((0, 5), (20, 8)):
        flow.clock.advance(minutes=minutes)
        title = f"JCS revises count of missiles to {count}"
        flow.classifier.says(title, "missile_test", "srbm", count=count, relation="revision", **DAY)
        flow.entry(title, publisher="Other Daily")
        classify_new(flow.services)
        if not minutes:
            (alert,) = flow.messages()
            assert "Revised" not in alert.payload["text"]
            flow.sent(alert)
    assert "Revised: count from 5 to 8" in flow.messages("edit")[-1].payload["text"]


def test_a_feed_that_counts_anew_in_each_item_does_not_fill_the_thread(flow: Flow) -> None:
    """Six replies an hour; the alert has the last count, and a denial is told all the same."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    for count in range(4, 44):
        flow.classifier.says(f"Now {count}", "missile_test", "srbm", count=count, relation="revision", **DAY)
        flow.entry(f"Now {count}", publisher="Other Daily", published=flow.clock.advance(seconds=20))
    flow.classifier.says("JCS denies it", "missile_test", "srbm", relation="denial", status="denied", **DAY)
    flow.entry("JCS denies it", publisher="Third Daily", published=flow.clock.advance(seconds=20))
    classify_new(flow.services)
    told = [m.payload["text"] for m in flow.messages("thread")]
    assert len(told) == 7
    assert "from 8 to 9" in told[5] and "enie" in told[6]
    assert "from 3 to 43" in flow.messages("edit")[-1].payload["text"]
    flow.clock.advance(minutes=61)
    flow.classifier.says("At last 50", "missile_test", "srbm", count=50, relation="revision", **DAY)
    flow.entry("At last 50", publisher="Other Daily")
    classify_new(flow.services)
    assert "from 43 to 50" in flow.messages("thread")[-1].payload["text"]


def test_an_older_report_that_is_read_late_revises_nothing(flow: Flow) -> None:
    """The wire's second look counted three; a morning flash that counted two comes in afterwards."""
    now = flow.clock.now()
    flow.classifier.says("JCS now counts three missiles", "missile_test", "srbm", count=3, **DAY)
    flow.entry("JCS now counts three missiles", published=now - timedelta(hours=1))
    classify_new(flow.services)
    flow.classifier.says("North Korea fires two missiles", "missile_test", "srbm", count=2, **DAY)
    flow.entry("North Korea fires two missiles", publisher="Other Daily", published=now - timedelta(hours=4))
    classify_new(flow.services)
    (event,) = flow.events()
    assert (event.count, event.sources) == (3, 2)


def test_entries_are_read_in_the_order_their_news_came_out(flow: Flow) -> None:
    """However the feeds were asked."""
    now = flow.clock.now()
    flow.entry("Later", published=now - timedelta(hours=1))
    flow.entry("Earlier", published=now - timedelta(hours=2))
    classify_new(flow.services)
    assert flow.classifier.seen == ["Earlier", "Later"]


def test_three_independent_publishers_confirm(flow: Flow) -> None:
    """The third outlet makes it confirmed, and the thread says so once."""
    flow.subscribe()
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    for name in ("Second", "Third", "Fourth"):
        flow.clock.advance(minutes=7)
        title = f"{name}: North Korea launches missiles into sea"
        flow.classifier.says(title, "missile_test", "other", **DAY)
        flow.entry(title, publisher=name)
        classify_new(flow.services)
    assert flow.events()[0].confirmed
    assert [m.payload["text"].startswith("Confirmed") for m in flow.messages("thread")] == [True]


def test_a_wire_story_in_many_outlets_is_one_source(flow: Flow) -> None:
    """Outlets that carry an agency's text count as that agency."""
    for name in ("Post", "Herald", "Times"):
        flow.entry(LAUNCH, publisher=name, summary=f"SEOUL, Nov. 21 (Reuters) - North Korea fired. {name}")
    classify_new(flow.services)
    assert [(e.sources, e.confirmed) for e in flow.events()] == [(1, False)]


@pytest.mark.parametrize(
    "changes",
    [{"review": True}, {"status": "historical"}, {"status": "hypothetical"}, {"event_date": "2026-10-01"}],
)
def test_what_is_uncertain_or_no_news_is_kept_without_an_alert(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    """The digest and the search have it; nobody is woken."""
    flow = Flow(tmp_path)
    flow.subscribe()
    flow.classifier.says(LAUNCH, "missile_test", "srbm", **(DAY | changes))
    flow.entry(LAUNCH)
    classify_new(flow.services)
    assert len(flow.events()) == 1
    assert flow.messages() == []


def test_backlog_and_late_reports_are_kept_without_an_alert(flow: Flow) -> None:
    """On first sight of a feed nothing floods; an item of last week is no news."""
    flow.subscribe()
    flow.entry(LAUNCH, backlog=True)
    flow.entry(AGAIN, published=flow.clock.now() - timedelta(days=4))
    classify_new(flow.services)
    assert flow.events()
    assert flow.messages() == []


def test_an_entry_that_is_no_event_is_done(flow: Flow) -> None:
    """Its verdict is kept, and it is not asked again."""
    entry_id = flow.entry("K-pop group tops the charts")
    assert classify_new(flow.services) == 1
    assert classify_new(flow.services) == 0
    with flow.store.read() as db:
        kept = verdicts.latest(db, entry_id)
    assert kept is not None
    assert kept.types == ()


def test_more_than_six_alerts_in_an_hour_are_rolled_into_one_message(tmp_path: Path) -> None:
    """Six come as alerts, the rest in one message when the hour is over; a critical one always comes."""
    flow = Flow(tmp_path)
    flow.subscribe()
    for title in ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india"):
        flow.classifier.says(title, "weapons_development", event_date="2026-11-21", date_precision="day")
        flow.entry(title)
    classify_new(flow.services)
    told = [m for m in flow.messages("alert") if m.state == "pending"]
    assert len(told) == 6
    rollups = flow.messages("rollup")
    assert len(rollups) == 1
    assert "3 more events" in rollups[0].payload["text"]
    assert "because of the subscription to everything." in rollups[0].payload["text"]
    assert "subscriptions_list" in str(rollups[0].payload["blocks"])
    flow.classifier.says(LAUNCH, "missile_test", "icbm", **DAY, severity=5)
    flow.entry(LAUNCH)
    classify_new(flow.services)
    assert flow.messages("alert")[-1].state == "pending"


CROWD = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")


@pytest.mark.parametrize("later", [{"severity": 5}, {"relation": "revision", "count": 5}])
def test_an_alert_that_was_held_goes_at_once_when_the_event_turns_grave(
    flow: Flow, later: dict[str, object]
) -> None:
    """It reads as the event stands, and the roll-up no longer has it; with nothing left it does not come."""
    flow.subscribe()
    for title in CROWD:
        flow.classifier.says(title, "weapons_development", event_date="2026-11-21", date_precision="day")
        flow.entry(title)
    classify_new(flow.services)
    flow.entry(LAUNCH, published=flow.clock.advance(seconds=1))
    classify_new(flow.services)
    alert = flow.messages("alert")[-1]
    assert (alert.state, [m.state for m in flow.messages("rollup")]) == ("dropped", ["pending"])
    flow.classifier.says(AGAIN, "missile_test", "srbm", **(DAY | later))
    flow.entry(AGAIN, publisher="Other Daily", published=flow.clock.advance(minutes=5))
    classify_new(flow.services)
    alert = flow.messages("alert")[-1]
    assert (alert.state, alert.error, alert.not_before) == ("pending", None, None)
    assert "Other Daily" in str(alert.payload)
    assert [m.state for m in flow.messages("rollup")] == ["dropped"]


def test_a_reaction_is_an_event_of_its_own_linked_to_its_cause(flow: Flow) -> None:
    """The condemnation does not join the launch, and does not wake who heard of the launch."""
    flow.subscribe()
    flow.classifier.says(
        "Japan condemns North Korea's ballistic missile launch", "statement_threat", "condemnation",
        relation="reaction", actors=("JPN", "DPRK"), event_date="2026-11-21", date_precision="published", severity=2,
    )  # fmt: skip
    flow.entry(LAUNCH)
    flow.entry("Japan condemns North Korea's ballistic missile launch", publisher="NHK")
    classify_new(flow.services)
    launch, reaction = flow.events()
    with flow.store.read() as db:
        assert links.of_event(db, reaction.id) == [("reacts_to", launch.id)]
    assert [m.event_id for m in flow.messages("alert")] == [launch.id]


def test_an_edited_item_revises_the_event_it_told_of(flow: Flow) -> None:
    """The outlet's new text is read again and nothing is counted twice."""
    entry_id = flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.classifier.says("Five missiles", "missile_test", "srbm", count=5, relation="revision", **DAY)
    with flow.store.write() as db:
        entries.edit(
            db, entry_id, title="Five missiles", summary="", content_hash="x", updated=flow.clock.now()
        )
    classify_new(flow.services)
    event = flow.events()[0]
    assert (event.count, event.sources, event.revision) == (5, 1, 2)
    with flow.store.read() as db:
        assert len(reports.of_event(db, event.id)) == 1
        assert [r.by for r in revisions.of_event(db, event.id)] == [f"entry:{entry_id}"] * 2


def test_two_types_of_an_edited_item_that_land_on_one_event_are_one_step(flow: Flow) -> None:
    """The new main type joins the event that the old type, now second, already told of."""
    flow.subscribe()
    entry_id = flow.entry(LAUNCH)
    flow.entry(AGAIN, publisher="Other Daily")
    classify_new(flow.services)
    (launch,) = flow.events()
    for message in flow.messages():
        flow.sent(message)
    flow.classifier.says(
        LAUNCH + " (2nd LD)", "weapons_development", severity=4, relation="revision", count=5, **DAY,
        types=(TypeScore("weapons_development", None, 0.9), TypeScore("missile_test", "srbm", 0.8)),
    )  # fmt: skip
    with flow.store.write() as db:
        db.execute("UPDATE events SET status = 'announced' WHERE id = ?", [launch.id])
        entries.edit(
            db, entry_id, title=LAUNCH + " (2nd LD)", summary="", content_hash="x", updated=flow.clock.now()
        )
    classify_new(flow.services)
    (event,) = flow.events()
    with flow.store.read() as db:
        numbers = [r.number for r in revisions.of_event(db, event.id)]
    assert event.revision == numbers[-1]
    assert len(flow.messages("edit")) == 1
    flow.classifier.says("JCS counts seven", "missile_test", "srbm", count=7, relation="revision", **DAY)
    flow.entry("JCS counts seven", publisher="Third", published=flow.clock.advance(minutes=5))
    classify_new(flow.services)
    assert flow.events()[0].count == 7


def test_a_snoozed_query_does_not_alert_its_channel(flow: Flow) -> None:
    """Recording goes on; another channel still hears."""
    flow.subscribe()
    flow.subscribe(target="C2")
    with flow.store.write() as db:
        until = flow.clock.now() + timedelta(days=1)
        snoozes.add(
            db,
            workspace="T1",
            target="C1",
            query="missiles",
            until=until,
            created_by="U1",
            now=flow.clock.now(),
        )
    flow.entry(LAUNCH)
    classify_new(flow.services)
    assert [m.channel for m in flow.messages("alert")] == ["C2"]
