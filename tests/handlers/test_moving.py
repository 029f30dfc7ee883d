"""Merge, Keep apart, Split, and Undo, as a person presses them."""

from __future__ import annotations

from typing import Any

from bot.model.alert import AlertModel
from bot.model.event import Event
from bot.pipeline import tell
from bot.store import events, links, outbox, reports
from bot.views.alerts import alert_message
from bot.views.words import Names
from tests.builders import NOW, make_report
from tests.handlers.desk import BEN, HERE, TEAM, Desk


def _alerted(desk: Desk, event: Event) -> dict[str, Any]:
    """Let the alert of an event stand in the channel; return what it reads."""
    names = Names(desk.services.taxonomy, desk.services.gazetteer)
    with desk.services.store.write() as db:
        told = reports.of_event(db, event.id)
        payload = alert_message(AlertModel(event, told, links=tell.beside(db, event)), names)
        root = outbox.put(
            db, workspace=TEAM, dedup_key=f"a{event.id}", kind="alert", channel=HERE, payload=payload, now=NOW, event_id=event.id
        )  # fmt: skip
        assert root is not None
        outbox.claim(db, NOW, blocked={})
        outbox.settle_sent(db, root, ts=f"{root}.1", channel=HERE, now=NOW)
    return payload


def _pair(desk: Desk) -> tuple[Event, Event, dict[str, Any]]:
    """Two events that may be one, both alerted; the alert of the second."""
    first = desk.add(count=None)
    second = desk.add(title="Missile seen over the sea", count=4, severity=4)
    with desk.services.store.write() as db:
        links.add(db, second.id, first.id, "possibly_same", NOW)
    _alerted(desk, first)
    return first, second, _alerted(desk, second)


def _event(desk: Desk, event_id: int) -> Event:
    with desk.services.store.read() as db:
        found = events.get(db, event_id)
    assert found is not None
    return found


def _edits(desk: Desk) -> dict[int, dict[str, Any]]:
    """What the alerts will read, by the event of their row."""
    with desk.services.store.read() as db:
        return {m.event_id or 0: m.payload for m in reversed(outbox.listing(db)) if m.kind == "edit"}


def test_merge_makes_two_events_one(desk: Desk) -> None:
    """The older keeps its number and takes the reports; the other alert leads to it; nobody is pinged."""
    first, second, alert = _pair(desk)
    desk.press("merge", on=alert, shared=True, user=BEN)
    after = _event(desk, second.id)
    assert (after.id, after.count, after.severity) == (first.id, 4, 4)
    with desk.services.store.read() as db:
        assert len(reports.of_event(db, first.id)) == 2
    edits = _edits(desk)
    assert "Ben joined another event into this one" in edits[first.id]["text"]
    assert edits[second.id]["text"].startswith("Now one event with: North Korea fires")
    assert BEN not in str(edits)
    assert f"Event {second.id} has joined this one" in desk.type(f"show {second.id}")
    assert "Ben joined another event" in desk.said
    assert "1 event matches" in desk.type("missile")


def test_a_merge_can_be_undone(desk: Desk) -> None:
    """Reports, facts, link and both alerts are as they were."""
    first, second, alert = _pair(desk)
    desk.press("merge", on=alert, shared=True)
    desk.press("undo_move", on=_edits(desk)[second.id], shared=True, user=BEN)
    one, other = _event(desk, first.id), _event(desk, second.id)
    assert (one.count, one.severity, other.id, other.count) == (None, 3, second.id, 4)
    with desk.services.store.read() as db:
        assert [len(reports.of_event(db, e.id)) for e in (one, other)] == [1, 1]
        assert links.of_event(db, one.id) == [("possibly_same", other.id)]
    edits = _edits(desk)
    assert edits[second.id]["text"].startswith("Missile seen over the sea")
    assert "joined" not in edits[first.id]["text"]
    assert "undone already" in desk.press("undo_move", on=_undo(1), shared=True)


def _undo(move_id: int) -> dict[str, Any]:
    button = {"type": "button", "action_id": "undo_move", "value": str(move_id)}
    return {"blocks": [{"type": "actions", "elements": [button]}]}


def test_keep_apart_says_that_they_are_two(desk: Desk) -> None:
    """The buttons go from both alerts; it can be undone."""
    first, second, alert = _pair(desk)
    desk.press("keep_apart", on=alert, shared=True, user=BEN)
    assert "two events already" in desk.press("keep_apart", on=alert, shared=True)
    edits = _edits(desk)
    assert all("Perhaps the same" not in edits[e.id]["text"] for e in (first, second))
    assert "Ben said that it is not the same" in edits[second.id]["text"]
    desk.press("event_more", pick="undo", on=edits[second.id], shared=True)
    assert "Perhaps the same" in _edits(desk)[second.id]["text"]


def test_merging_twice_is_told(desk: Desk) -> None:
    """A button of before answers with a sentence."""
    _, _, alert = _pair(desk)
    desk.press("merge", on=alert, shared=True)
    assert "one event already" in desk.press("merge", on=alert, shared=True)
    assert "one event already" in desk.press("keep_apart", on=alert, shared=True)


def test_a_sample_and_real_news_stay_apart(desk: Desk) -> None:
    """Made-up news must not mix with the record."""
    first, second, alert = _pair(desk)
    with desk.services.store.write() as db:
        db.execute("UPDATE events SET sample = 1 WHERE id = ?", [first.id])
    assert "sample" in desk.press("merge", on=alert, shared=True)
    assert _event(desk, second.id).id == second.id


def test_split_makes_an_event_of_its_own(desk: Desk) -> None:
    """The form lists the reports; the new event has what was picked, and it can be undone."""
    event = desk.add()
    with desk.services.store.write() as db:
        other = make_report(event_id=event.id, source="Other Daily", title="Another missile, a day later")
        added = reports.add(db, other)
    assert added is not None
    alert = _alerted(desk, event)
    desk.press("event_more", pick="split", on=alert, shared=True, user=BEN)
    form = desk.slack.views()[-1]
    shown = desk.submit(form, {"reports": str(added.id)}, user=BEN)
    assert "Another missile, a day later" in str(shown["view"])
    with desk.services.store.read() as db:
        (new,) = [e for e in events.several(db, range(1, 9)) if e.title == "Another missile, a day later"]
        assert [r.source for r in reports.of_event(db, new.id)] == ["Other Daily"]
        assert [r.source for r in reports.of_event(db, event.id)] == ["Example News"]
    assert "Ben took 1 report out" in _edits(desk)[event.id]["text"]
    desk.press("event_more", pick="undo", on=_edits(desk)[event.id], shared=True)
    assert _event(desk, new.id).id == event.id
    with desk.services.store.read() as db:
        assert len(reports.of_event(db, event.id)) == 2


def test_an_alert_of_what_was_split_off_leads_back_when_that_is_undone(desk: Desk) -> None:
    """It would read as an event that nobody tells of."""
    event = desk.add()
    with desk.services.store.write() as db:
        other = make_report(event_id=event.id, source="Other Daily", title="Another missile, a day later")
        added = reports.add(db, other)
    assert added is not None
    alert = _alerted(desk, event)
    desk.press("event_more", pick="split", on=alert, shared=True)
    desk.submit(desk.slack.views()[-1], {"reports": str(added.id)})
    with desk.services.store.read() as db:
        (new,) = [e for e in events.several(db, range(1, 9)) if e.title == "Another missile, a day later"]
    _alerted(desk, new)
    desk.press("event_more", pick="undo", on=_edits(desk)[event.id], shared=True)
    assert _edits(desk)[new.id]["text"].startswith("Now one event with: North Korea fires")


def test_all_reports_are_no_split(desk: Desk) -> None:
    """Nothing would be left; nothing at all is none either."""
    event = desk.add()
    with desk.services.store.write() as db:
        added = reports.add(db, make_report(event_id=event.id, source="Other Daily"))
    assert added is not None
    alert = _alerted(desk, event)
    desk.press("event_more", pick="split", on=alert, shared=True)
    form = desk.slack.views()[-1]
    all_of_them = ",".join(o["value"] for o in form["blocks"][1]["element"]["options"])
    assert "not all of them" in str(desk.submit(form, {"reports": all_of_them})["errors"]["reports"])
