"""Who is told at once, and what is worth a reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model.message import Snooze, Subscription
from bot.policy import alert
from bot.policy.alert import Wish
from bot.query import parse_query
from tests.builders import NOW, make_event, make_report, small_gazetteer, small_taxonomy


def wish(query: str = "", **changes: Any) -> Wish:
    """A subscription of channel C1, made yesterday."""
    fields: dict[str, Any] = {
        "id": 1, "workspace": "T1", "target": "C1", "query": query, "delivery": "now", "min_severity": 1,
        "created_by": "U1", "created_at": NOW - timedelta(days=1),
    }  # fmt: skip
    read = parse_query(query, small_taxonomy(), small_gazetteer(), now=NOW)
    return Wish(Subscription(**(fields | changes)), read)


def snooze(query: str, target: str = "C1") -> Wish:
    """A snooze that holds now."""
    read = parse_query(query, small_taxonomy(), small_gazetteer(), now=NOW)
    return Wish(Snooze(1, "T1", target, query, NOW + timedelta(days=1), "U1", NOW), read)


def heard(*wishes: Wish, snoozes: tuple[Wish, ...] = (), **changes: Any) -> list[str]:
    """The targets that hear of a launch."""
    event = make_event(**changes)
    return [target for _, target in alert.listeners(event, event.title, ("Example News",), wishes, snoozes)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (wish(), True),
        (wish("missiles"), True),
        (wish("balloons"), False),
        (wish(min_severity=4), False),
        (wish(delivery="hourly"), False),
        (wish(delivery="digest"), False),
        (wish(paused=True), False),
        (wish(created_at=NOW + timedelta(minutes=1)), False),
    ],
)
def test_a_subscription_hears_of_what_it_asked_for(asked: Wish, told: bool) -> None:
    """At once, grave enough, after it was made."""
    assert bool(heard(asked)) is told


def test_a_snooze_silences_its_own_channel_only() -> None:
    """Others go on hearing."""
    assert heard(wish(), wish(target="C2"), snoozes=(snooze("missiles"),)) == ["C2"]
    assert heard(wish(), snoozes=(snooze("balloons"),)) == ["C1"]


@pytest.mark.parametrize(
    ("event", "report", "backlog", "silent"),
    [
        ({}, {}, False, False),
        ({}, {}, True, True),
        ({"review": True}, {}, False, True),
        ({"origin": "history"}, {}, False, True),
        ({"dismissed_at": NOW}, {}, False, True),
        ({"status": "historical"}, {}, False, True),
        ({"status": "denied"}, {}, False, True),
        ({"status": "announced"}, {}, False, False),
        ({}, {"published": NOW - timedelta(hours=49)}, False, True),
        ({"created_at": NOW - timedelta(hours=49)}, {}, False, True),
        ({"event_date": "2026-11-10"}, {}, False, True),
        ({"event_date": "2026-10", "date_precision": "month"}, {}, False, True),
        ({"event_date": None, "date_precision": None}, {"published": None}, False, False),
    ],
)
def test_only_news_is_alerted(
    event: dict[str, Any], report: dict[str, Any], backlog: bool, silent: bool
) -> None:
    """Not backlog, not the past, not what is uncertain or dismissed."""
    told = make_report(**({"published": NOW} | report))
    why = alert.why_silent(make_event(**event), told, backlog=backlog, first_seen=NOW, now=NOW)
    assert (why is not None) is silent


@pytest.mark.parametrize(
    ("before", "after", "relation", "kind"),
    [
        ({}, {"sources": 4}, "report", None),
        ({"confirmed": False}, {"sources": 3}, "report", "confirmed"),
        ({"count": 2}, {"count": 3}, "revision", "count"),
        ({"count": None}, {"count": 3}, "report", None),
        ({"subtype": None}, {"subtype": "icbm"}, "report", "subtype"),
        ({}, {"subtype": "other"}, "report", None),
        ({}, {"casualties": 2}, "report", "casualties"),
        ({}, {}, "denial", "denied"),
        ({"status": "announced"}, {"status": "occurred"}, "report", "status"),
        ({"event_date": "2026-11-19"}, {"event_date": "2026-11-20"}, "revision", "date"),
        ({"confirmed": False}, {"count": 9}, "denial", "denied"),
    ],
)
def test_a_thread_tells_of_the_most_telling_change(
    before: dict[str, Any], after: dict[str, Any], relation: str, kind: str | None
) -> None:
    """More sources alone are an edit, no reply."""
    was = make_event(**before)
    now = replace(make_event(), **(after if kind != "denied" else {}))
    found = alert.material(was, now if kind != "denied" else make_event(**before), relation)
    assert found == kind
    if kind is not None:
        assert alert.say_change(kind, was, now, name="Missile launch", report=make_report()).endswith(".")


def test_critical_alerts_go_at_once_and_others_gather() -> None:
    """Made-up events of the first minutes do not wait long either."""
    minute = timedelta(seconds=60)
    assert alert.send_at(make_event(severity=4), NOW, minute) is None
    assert alert.send_at(make_event(severity=3), NOW, minute) == NOW + minute
    shown = alert.send_at(make_event(severity=3, sample=True), NOW, minute)
    assert shown is not None
    assert shown - NOW <= timedelta(seconds=3)


@pytest.mark.parametrize(
    ("alert_on", "event", "step", "told"),
    [
        (("new",), {"confirmed": False}, None, True),
        (("confirmed",), {"confirmed": False}, None, False),
        (("confirmed",), {"confirmed": True}, "confirmed", True),
        (("revised",), {"confirmed": True}, "confirmed", False),
        (("revised",), {}, "count", True),
        (("denied",), {"status": "denied"}, "denied", True),
        (("new", "denied"), {"status": "denied"}, "denied", False),
        (("new", "confirmed"), {"status": "denied"}, None, False),
    ],
)
def test_a_channel_first_hears_of_what_it_chose(
    alert_on: tuple[str, ...], event: dict[str, Any], step: str | None, told: bool
) -> None:
    """Who does not want what is new hears when it is confirmed, revised or denied; no denial of the unheard."""
    assert alert.ripe(make_event(**event), alert_on, step) is told


def test_a_reply_tells_only_of_what_was_chosen() -> None:
    """A count and a confirmation at once: who wants revisions hears of the count."""
    was, now = make_event(confirmed=False, count=2), make_event(count=5)
    assert alert.material(was, now, "revision") == "confirmed"
    assert alert.material(was, now, "revision", among=("new", "revised")) == "count"
    assert alert.material(was, now, "revision", among=("new",)) is None


def test_what_turns_critical_escalates() -> None:
    """Graver, and critical now."""
    assert alert.escalated(make_event(severity=3), make_event(severity=4))
    assert alert.escalated(make_event(severity=4), make_event(severity=5))
    assert not alert.escalated(make_event(severity=2), make_event(severity=3))
    assert alert.material(make_event(severity=3), make_event(severity=5), "report") == "severity"


def test_what_a_summary_told_comes_again_only_where_it_turned_critical() -> None:
    """Otherwise it would be told twice."""
    was, revised, grave = make_event(), make_event(count=9), make_event(severity=5)
    assert alert.may_be_released(was, revised, "revision", 6)
    assert not alert.may_be_released(was, revised, "revision", 6, told=True)
    assert alert.may_be_released(was, grave, "report", 6, told=True)
    assert not alert.may_be_released(was, grave, "report", 20)


def test_an_official_word_confirms_by_name() -> None:
    """One outlet that should know is no count of sources."""
    was, now = make_event(confirmed=False, sources=1), make_event(sources=1)
    said = alert.say_change("confirmed", was, now, name="Launch", report=make_report(source="KCNA"))
    assert said == "Confirmed by KCNA."


def test_the_first_edit_goes_at_once_and_later_ones_every_five_minutes() -> None:
    """So that a busy event does not flicker."""
    posted = NOW - timedelta(minutes=10)
    assert alert.edit_at(posted, posted, NOW) is None
    assert alert.edit_at(posted, NOW - timedelta(minutes=1), NOW) == NOW + timedelta(minutes=4)
    assert alert.edit_at(posted, NOW - timedelta(minutes=9), NOW) == NOW


def test_a_critical_event_has_room_when_others_have_none() -> None:
    """Six an hour, critical ones twenty."""
    assert alert.has_room(make_event(severity=3), 5)
    assert not alert.has_room(make_event(severity=3), 6)
    assert alert.has_room(make_event(severity=5), 6)
    assert not alert.has_room(make_event(severity=5), 20)


def test_many_sources_do_not_make_an_announced_visit_confirmed() -> None:
    """Only what happened is confirmed; a date is said as people say it."""
    was = make_event(status="announced", sources=1, event_date="2026-11-20")
    now = replace(was, sources=3, event_date="2026-11-22")
    said = alert.say_change("confirmed", was, now, name="Visit", report=make_report())
    assert said == "Still only announced: 3 independent sources now report it."
    said = alert.say_change("date", was, now, name="Visit", report=make_report())
    assert said == "The date is corrected from 20 Nov 2026 to 22 Nov 2026."


@pytest.mark.parametrize(
    ("link", "event", "hours", "echo"),
    [
        ("reacts_to", {"type": "statement_threat", "severity": 2}, 5, True),
        ("reacts_to", {"type": "statement_threat", "severity": 2}, 7, False),
        ("reacts_to", {"type": "statement_threat", "severity": 4}, 5, False),
        ("reaction", {"severity": 2}, 5, False),
        ("possibly_same", {"severity": 2}, 5, True),
        ("possibly_same", {"severity": 4}, 5, False),
        ("possibly_same", {"type": "artillery_fire", "severity": 2}, 5, False),
    ],
)
def test_a_lesser_echo_is_muted_for_six_hours(
    link: str, event: dict[str, Any], hours: int, echo: bool
) -> None:
    """A reaction, or what may be the same; two kinds of thing that may be the same may as well be two."""
    told = make_event(id=1, severity=4)
    later = NOW + timedelta(hours=hours)
    assert alert.is_echo(make_event(**event), told, link, later) is echo
