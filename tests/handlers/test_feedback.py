"""What a person says of an alert changes the event at once, and shows who said it."""

from __future__ import annotations

from typing import Any

from bot.model.alert import AlertModel
from bot.model.event import Event
from bot.store import events, feedback, outbox
from bot.views.alerts import alert_message
from bot.views.words import Names
from tests.builders import NOW
from tests.handlers.desk import ANA, BEN, HERE, TEAM, Desk, pressable


def _alerted(desk: Desk) -> tuple[Event, dict[str, Any]]:
    """An event whose alert stands in the channel."""
    event = desk.add(review=True)
    payload = alert_message(AlertModel(event, ()), Names(desk.services.taxonomy, desk.services.gazetteer))
    with desk.services.store.write() as db:
        root = outbox.put(
            db, workspace=TEAM, dedup_key="a", kind="alert", channel=HERE, payload=payload, now=NOW, event_id=event.id
        )  # fmt: skip
        assert root is not None
        outbox.claim(db, NOW, blocked={})
        outbox.settle_sent(db, root, ts="1.1", channel=HERE, now=NOW)
    return event, payload


def _event(desk: Desk, event: Event) -> Event:
    with desk.services.store.read() as db:
        found = events.get(db, event.id)
    assert found is not None
    return found


def _edit(desk: Desk) -> dict[str, Any]:
    """What the alert will read once the outbox has edited it."""
    with desk.services.store.read() as db:
        edits = [m for m in outbox.listing(db) if m.kind == "edit"]
    return edits[0].payload


def test_right_is_kept_and_shown(desk: Desk) -> None:
    """The alert names who said it, without a ping; the event needs no look any more."""
    event, alert = _alerted(desk)
    desk.press("right", on=alert, shared=True, user=BEN)
    assert "Ben said this is right" in _edit(desk)["text"]
    assert BEN not in str(_edit(desk))
    assert not _event(desk, event).review
    assert desk.answers == []


def test_not_relevant_dismisses_and_can_be_undone(desk: Desk) -> None:
    """The event leaves the searches; Undo brings it back and withdraws what was said."""
    event, alert = _alerted(desk)
    desk.press("not_relevant", on=alert, shared=True)
    assert _event(desk, event).dismissed_at == NOW
    assert "Ana said this is not an event" in _edit(desk)["text"]
    assert pressable(_edit(desk)) == ["details", "undo_feedback"]
    assert "No events match" in desk.type("missiles")
    desk.press("undo_feedback", on=_edit(desk), shared=True, user=BEN)
    assert _event(desk, event).dismissed_at is None
    assert "1 event matches" in desk.type("missiles")
    with desk.services.store.read() as db:
        assert feedback.all_standing(db) == []


def test_what_was_said_twice_is_taken_back_whole(desk: Desk) -> None:
    """Right, then another type, then a third: Undo leads to what was read, not to what nobody says any more."""
    event, alert = _alerted(desk)
    desk.press("right", on=alert, shared=True)
    for type_id in ("missile_test.icbm", "artillery_fire"):
        desk.clock.advance(minutes=1)
        desk.press("wrong_type", on=alert, shared=True)
        desk.submit(desk.slack.views()[-1], {"type": type_id})
    assert _event(desk, event).type == "artillery_fire"
    desk.clock.advance(minutes=1)
    desk.press("undo_feedback", on=_edit(desk), shared=True, user=BEN)
    after = _event(desk, event)
    assert (after.type, after.subtype, after.severity, after.review) == (
        event.type, event.subtype, event.severity, True)  # fmt: skip


def test_saying_it_again_changes_nothing_and_is_answered(desk: Desk) -> None:
    """A button that was pressed twice, on a phone that was slow to show it."""
    event, alert = _alerted(desk)
    for button in ("right", "not_relevant"):
        desk.press(button, on=alert, shared=True)
        revision = _event(desk, event).revision
        desk.clock.advance(minutes=1)
        assert "You said so already" in desk.press(button, on=alert, shared=True)
        assert _event(desk, event).revision == revision


def test_a_wrong_type_is_changed_by_a_form(desk: Desk) -> None:
    """The form starts from what it was taken for; the event, its severity and its alert change."""
    event, alert = _alerted(desk)
    desk.press("wrong_type", on=alert, shared=True)
    form = desk.slack.views()[-1]
    shown = desk.submit(form, {"type": "missile_test.icbm"})
    assert "It is now: Missile launch (ICBM)" in str(shown["view"])
    after = _event(desk, event)
    assert (after.type, after.subtype, after.severity) == ("missile_test", "icbm", 5)
    assert "Ana changed the type to Missile launch (ICBM)" in _edit(desk)["text"]
    with desk.services.store.read() as db:
        (said,) = feedback.all_standing(db)
    assert (said.kind, said.value, said.user) == ("wrong_type", "missile_test.icbm", ANA)
    assert "kind from short-range to ICBM" in desk.type(f"show {event.id}")


def test_on_a_card_the_change_is_seen_at_once(desk: Desk) -> None:
    """A card only the person sees is replaced by the changed one."""
    event = desk.add()
    desk.type(f"show {event.id}")
    said = desk.press("not_relevant")
    assert desk.answers[-1]["replace_original"] is True
    assert "Ana said this is not an event" in said
    assert "undo_feedback" in pressable(desk.answers[-1])


def test_an_event_that_is_gone_is_told(desk: Desk) -> None:
    """A button of long ago answers with a sentence."""
    _, alert = _alerted(desk)
    gone = {
        "blocks": [
            {"type": "actions", "elements": [{"type": "button", "action_id": "right", "value": "999"}]}
        ]
    }
    assert "That event is no longer there." in desk.press("right", on=gone, shared=True)
    assert alert["blocks"]


def test_right_can_be_undone(desk: Desk) -> None:
    """Undo stands where Right stood; the event waits for a look again."""
    event, alert = _alerted(desk)
    desk.press("right", on=alert, shared=True)
    assert pressable(_edit(desk)) == [
        "details",
        "undo_feedback",
        "wrong_type",
        "not_relevant",
        "snooze",
        "event_more",
    ]
    desk.type(f"show {event.id}")
    assert "undo_feedback" in pressable(desk.answers[-1])
    desk.press("undo_feedback", on=_edit(desk), shared=True, user=BEN)
    assert _event(desk, event).review
    with desk.services.store.read() as db:
        assert feedback.all_standing(db) == []
    desk.type(f"show {event.id}")
    assert "right" in pressable(desk.answers[-1])


def _pick(desk: Desk, alert: dict[str, Any], what: str) -> dict[str, Any]:
    """Pick from the "…" menu of an alert; return the form that opens."""
    desk.press("event_more", pick=what, on=alert, shared=True)
    return desk.slack.views()[-1]


def test_a_wrong_date_and_place_are_changed_by_a_form(desk: Desk) -> None:
    """The form starts from what is known; search and alert follow, and Undo brings it all back."""
    event, alert = _alerted(desk)
    form = _pick(desk, alert, "place")
    assert form["blocks"][1]["element"]["initial_value"] == "2026-11-20"
    shown = desk.submit(form, {"date": "2026-11-18", "places": "Pyongyang"})
    assert "18 Nov 2026. Where: Pyongyang" in str(shown["view"])
    after = _event(desk, event)
    assert (after.event_date, after.event_time, after.places) == ("2026-11-18", None, ("pyongyang",))
    assert "Ana changed the date to 18 Nov 2026" in _edit(desk)["text"]
    assert "Ana changed the place to Pyongyang" in _edit(desk)["text"]
    assert "1 event matches" in desk.type("on:2026-11-18")
    assert "No events match" in desk.type("on:2026-11-20")
    desk.press("undo_feedback", on=_edit(desk), shared=True, user=BEN)
    again = _event(desk, event)
    assert (again.event_date, again.event_time, again.places) == (
        event.event_date,
        event.event_time,
        event.places,
    )


def test_what_is_no_date_or_place_is_said_beside_its_line(desk: Desk) -> None:
    """A mistyped place gets the nearest one; nothing is changed."""
    event, alert = _alerted(desk)
    form = _pick(desk, alert, "place")
    assert "no date" in str(desk.submit(form, {"date": "yesterday", "places": "Sunan"})["errors"]["date"])
    assert "years ahead" in str(desk.submit(form, {"date": "2099-01-01"})["errors"]["date"])
    assert "Sunan?" in str(desk.submit(form, {"places": "Sunnan"})["errors"]["places"])
    assert _event(desk, event) == event


def test_a_date_and_place_may_be_said_to_be_unknown(desk: Desk) -> None:
    """Empty means that nobody knows."""
    event, alert = _alerted(desk)
    desk.submit(_pick(desk, alert, "place"), {"date": "", "places": ""})
    after = _event(desk, event)
    assert (after.event_date, after.date_precision, after.places) == (None, None, ())
    assert "said the date is not known" in _edit(desk)["text"]


def test_undo_brings_a_changed_type_back(desk: Desk) -> None:
    """With its severity, and that it waits for a look."""
    event, alert = _alerted(desk)
    desk.press("wrong_type", on=alert, shared=True)
    desk.submit(desk.slack.views()[-1], {"type": "missile_test.icbm"})
    desk.press("undo_feedback", on=_edit(desk), shared=True)
    after = _event(desk, event)
    assert (after.subtype, after.severity, after.review) == ("srbm", 3, True)


def test_what_is_said_of_the_date_leaves_what_was_said_of_the_type(desk: Desk) -> None:
    """Training learns from the type; both stand."""
    _, alert = _alerted(desk)
    desk.press("right", on=alert, shared=True)
    desk.submit(_pick(desk, alert, "place"), {"date": "2026-11-18"})
    with desk.services.store.read() as db:
        assert [each.kind for each in feedback.all_standing(db)] == ["right", "wrong_date"]
