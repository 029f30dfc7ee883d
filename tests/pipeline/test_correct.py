"""What people do to events reaches the channels: who is told now, what is edited, and what is never sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model.errors import InputError
from bot.model.message import Message
from bot.pipeline.classify import classify_new
from bot.pipeline.correct import correct, take_back
from bot.pipeline.moving import keep_apart, merge, split, undo
from bot.store import held, moves, reports, revisions
from tests.pipeline.flow import DAY, LAUNCH, Flow

OTHER = "Pyongyang shows off new engine on a test stand"


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot whose classifier knows a launch and an engine test."""
    flow = Flow(tmp_path)
    flow.classifier.says(LAUNCH, "missile_test", "srbm", count=3, **DAY)
    flow.classifier.says(OTHER, "weapons_development", severity=2, weapons=("hwasong20",), **DAY)
    return flow


def two(flow: Flow, *, sent: bool = True) -> tuple[int, int]:
    """Two events, both alerted where somebody wants them."""
    flow.entry(LAUNCH)
    flow.entry(OTHER, publisher="Other Daily")
    classify_new(flow.services)
    for message in flow.messages("alert") if sent else ():
        flow.sent(message)
    one, other = (e.id for e in flow.events())
    return one, other


def alerts(flow: Flow, channel: str = "C1") -> list[Message]:
    """The alerts of a channel."""
    return [m for m in flow.messages("alert") if m.channel == channel]


def test_a_corrected_type_is_told_to_who_waits_for_it(flow: Flow) -> None:
    """The channel that wants ICBMs hears of the launch when somebody says that it was one."""
    flow.subscribe("icbm", target="C2")
    event_id, _ = two(flow)
    assert alerts(flow, "C2") == []
    correct(flow.services, event_id, user="U1", kind="wrong_type", value="missile_test.icbm")
    (alert,) = alerts(flow, "C2")
    assert (alert.event_id, alert.state, alert.not_before) == (event_id, "pending", None)


def test_what_was_uncertain_and_is_right_is_alerted(flow: Flow) -> None:
    """A person's look was all it waited for."""
    flow.subscribe()
    flow.classifier.says(LAUNCH, "missile_test", "srbm", review=True, **DAY)
    flow.entry(LAUNCH)
    classify_new(flow.services)
    assert alerts(flow) == []
    correct(flow.services, flow.events()[0].id, user="U1", kind="right")
    assert [m.state for m in alerts(flow)] == ["pending"]


def test_an_old_record_that_is_corrected_wakes_nobody(flow: Flow) -> None:
    """Backlog stays backlog."""
    flow.subscribe()
    flow.entry(LAUNCH, backlog=True)
    classify_new(flow.services)
    correct(flow.services, flow.events()[0].id, user="U1", kind="wrong_type", value="missile_test.icbm")
    assert alerts(flow) == []


def test_what_is_no_event_before_anybody_had_it_is_not_sent(flow: Flow) -> None:
    """Taken back, it comes after all."""
    flow.subscribe()
    event_id, _ = two(flow, sent=False)
    correct(flow.services, event_id, user="U1", kind="not_event")
    assert (alerts(flow)[0].state, alerts(flow)[0].error) == ("dropped", held.WITHDRAWN)
    take_back(flow.services, event_id, user="U1")
    assert alerts(flow)[0].state == "pending"


def test_a_summary_that_waits_leaves_out_what_is_no_event(flow: Flow) -> None:
    """It reads as things stand when it goes."""
    flow.subscribe()
    with flow.store.write() as db:
        db.execute("UPDATE subscriptions SET quiet_from = '00:00', quiet_to = '23:59'")
    one, other = two(flow, sent=False)
    (summary,) = flow.messages("rollup")
    assert "2 events" in summary.payload["text"]
    correct(flow.services, one, user="U1", kind="not_event")
    assert "1 event" in flow.messages("rollup")[0].payload["text"]
    correct(flow.services, other, user="U1", kind="not_event")
    assert flow.messages("rollup")[0].state == "dropped"


def test_a_merge_leaves_one_alert_in_each_channel(flow: Flow) -> None:
    """Where both were told the second leads to the first; where only the second was, it is now the first's."""
    flow.subscribe()
    flow.subscribe("type:weapons_development", target="C2")
    one, other = two(flow)
    merge(flow.services, other, one, user="U1")
    assert [(m.channel, m.event_id) for m in flow.messages("alert")] == [
        ("C1", one),
        ("C1", other),
        ("C2", one),
    ]
    texts = {(m.channel, m.root_id): m.payload["text"] for m in flow.messages("edit")}
    assert sorted(text.startswith("Now one event with") for text in texts.values()) == [False, False, True]
    tell = "North Korea launches ballistic missiles, South says"
    flow.classifier.says(tell, "missile_test", "srbm", **DAY)
    flow.entry(tell, publisher="Third")
    classify_new(flow.services)
    assert len(flow.messages("alert")) == 3  # further reports edit, in both channels
    with flow.store.read() as db:
        assert [r.by for r in revisions.of_event(db, other)][-1] == "user:U1"
        assert len(reports.of_event(db, one)) == 3


def test_an_unsent_alert_of_what_joins_is_not_sent(flow: Flow) -> None:
    """Undone, it comes after all."""
    flow.subscribe()
    one, other = two(flow, sent=False)
    merge(flow.services, one, other, user="U1")
    assert [m.state for m in alerts(flow)] == ["pending", "dropped"]
    with flow.store.read() as db:
        (move,) = moves.of_event(db, "T1", one)
    undo(flow.services, move.id, user="U2")
    assert [m.state for m in alerts(flow)] == ["pending", "pending"]
    assert [e.merged_into for e in flow.events()] == [None, None]


def test_what_is_split_off_is_alerted_as_the_event_it_is(flow: Flow) -> None:
    """A twin that was taken for its sister gets its own message; what came only from it leaves the other."""
    flow.subscribe()
    flow.entry(LAUNCH)
    more = "North Korea fires more ballistic missiles, South says, counting five"
    flow.classifier.says(more, "missile_test", "srbm", count=5, relation="revision", **DAY)
    flow.entry(more, publisher="Other Daily")
    classify_new(flow.services)
    flow.sent(alerts(flow)[0])
    (event,) = flow.events()
    assert (event.count, event.sources) == (5, 2)
    with flow.store.read() as db:
        told = reports.of_event(db, event.id)
    new = split(flow.services, event.id, [told[1].id], user="U1")
    old, made = flow.events()
    assert (old.count, old.sources, made.count, made.sources) == (3, 1, 5, 1)
    assert [(m.event_id, m.state) for m in alerts(flow)] == [(event.id, "sent"), (new.id, "pending")]
    with flow.store.read() as db:
        (move,) = moves.of_event(db, "T1", event.id)
    undo(flow.services, move.id, user="U1")
    old, made = flow.events()
    assert (old.count, old.sources, made.merged_into) == (5, 2, old.id)
    assert alerts(flow)[1].state == "dropped"


def test_an_undo_that_others_built_on_is_refused(flow: Flow) -> None:
    """The later step first."""
    one, other = two(flow)
    merge(flow.services, one, other, user="U1")
    with flow.store.read() as db:
        (move,) = moves.of_event(db, "T1", one)
        told = reports.of_event(db, one)
    split(flow.services, one, [told[0].id], user="U1")
    with pytest.raises(InputError, match="moved again"):
        undo(flow.services, move.id, user="U1")


def test_keeping_apart_what_is_one_is_refused(flow: Flow) -> None:
    """It says how to part them."""
    one, _ = two(flow)
    with pytest.raises(InputError, match="Split"):
        keep_apart(flow.services, one, one, user="U1")
