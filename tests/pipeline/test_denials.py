"""What a denial does: it joins what it denies, is no source of it, and alone makes nothing that happened."""

from __future__ import annotations

import pytest

from bot.model.verdict import Facts, TypeScore, Verdict
from bot.pipeline.classify import classify_new
from bot.store import entries, reports
from tests.pipeline.flow import AGAIN, DAY, LAUNCH, Flow


def test_a_denial_alone_alerts_nobody(flow: Flow) -> None:
    """What only a denial tells of is denied, whatever the words of the deed are."""
    title = "North Korea has not fired missile, JCS says, correcting earlier report"
    flow.classifier.says(title, "missile_test", relation="denial", **DAY)
    flow.subscribe()
    flow.entry(title)
    classify_new(flow.services)
    assert [(e.status, e.confirmed) for e in flow.events()] == [("denied", False)]
    assert flow.messages() == []


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("JCS denies that North Korea fired missiles", "denied"),  # it is whom the report named
        ("N. Korea denies firing missiles, KCNA says", "occurred"),  # the word of who did it stands beside
    ],
)
def test_a_denial_joins_what_it_denies_and_is_no_source_of_it(flow: Flow, title: str, status: str) -> None:
    """Two outlets and a denial are two outlets; whose denial it is decides what becomes of the event."""
    flow.classifier.says(title, "missile_test", relation="denial", status="denied", **DAY)
    flow.entry(LAUNCH)
    flow.entry(AGAIN, publisher="Other Daily")
    flow.entry(title, publisher="Third Daily")
    classify_new(flow.services)
    assert [(e.status, e.sources, e.confirmed) for e in flow.events()] == [(status, 2, False)]


def test_what_only_denies_joins_the_event_it_denies_or_none(flow: Flow) -> None:
    """Alone it is no event; beside one it is told in its thread, and gives it no facts."""
    title = "Pyongyang denies launching ballistic missiles"
    flow.classifier.known[title] = Verdict(
        "",
        status="denied",
        relation="denial",
        facts=Facts(event_date="2026-11-21", date_precision="day", actors=("DPRK",), count=9),
        denied=(TypeScore("missile_test", "icbm", 0.9),),
    )
    flow.subscribe()
    flow.entry(title, publisher="Too Early Daily")
    classify_new(flow.services)
    assert flow.events() == []
    flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    flow.clock.advance(hours=1)
    flow.entry(title, publisher="Other Daily")
    classify_new(flow.services)
    (event,) = flow.events()
    assert (event.status, event.sources, event.count, event.subtype) == ("occurred", 1, 3, "srbm")
    flow.entry(title, publisher="Third Daily")
    classify_new(flow.services)
    assert [m.kind for m in flow.messages()] == ["alert", "edit", "thread"]  # one reply, however many deny it
    assert "denied by Other Daily, Third Daily" in str(flow.messages("edit")[0].payload)


def test_what_was_denied_first_stands_once_somebody_tells_of_it(flow: Flow) -> None:
    """Nobody was alerted on the denial; the first telling is new."""
    title = "N. Korea denies firing missiles, KCNA says"
    flow.classifier.says(title, "missile_test", relation="denial", status="denied", **DAY)
    flow.subscribe()
    for outlet in ("First", "Second", "Third"):
        flow.entry(title, publisher=outlet)
    classify_new(flow.services)
    assert [(e.status, e.confirmed) for e in flow.events()] == [("denied", False)]
    assert flow.messages() == []
    flow.entry(LAUNCH)
    classify_new(flow.services)
    assert [(e.status, e.sources) for e in flow.events()] == [("occurred", 1)]
    assert [m.kind for m in flow.messages()] == ["alert"]


TAKEN_BACK = "JCS retracts report of North Korean missile launch"


@pytest.mark.parametrize("typed", [True, False])
def test_an_outlet_that_edits_its_report_into_a_denial_is_no_source_any_more(flow: Flow, typed: bool) -> None:
    """Of three that confirmed it one takes it back: two are left, and the thread says who denies it."""
    flow.subscribe()
    flow.entry(LAUNCH)
    flow.entry(AGAIN, publisher="Other Daily")
    classify_new(flow.services)
    title = "South Korea sees ballistic missiles off North Korea's coast"
    flow.classifier.says(title, "missile_test", **DAY)
    entry_id = flow.entry(title, publisher="Third Daily")
    classify_new(flow.services)
    assert [(e.sources, e.confirmed) for e in flow.events()] == [(3, True)]
    flow.sent(flow.messages("alert")[0])

    _denies(flow, TAKEN_BACK, typed=typed)
    _edited(flow, entry_id, TAKEN_BACK)
    (event,) = flow.events()
    assert (event.sources, event.confirmed) == (2, False)
    with flow.store.read() as db:
        told = reports.of_event(db, event.id)
    assert [(r.source, r.relation) for r in told][-1] == ("Third Daily", "denial")
    assert told[-1].title == TAKEN_BACK
    assert [m.kind for m in flow.messages()] == ["alert", "edit", "thread"]

    flow.clock.advance(minutes=10)
    _edited(flow, entry_id, title)
    assert [(e.sources, e.confirmed) for e in flow.events()] == [(3, True)]


@pytest.mark.parametrize("typed", [True, False])
def test_the_only_outlet_takes_its_report_back(flow: Flow, typed: bool) -> None:
    """Nobody tells of the event any more: it is denied, and the alert that went out says so."""
    flow.subscribe()
    entry_id = flow.entry(LAUNCH)
    classify_new(flow.services)
    flow.sent(flow.messages()[0])
    _denies(flow, TAKEN_BACK, typed=typed)
    _edited(flow, entry_id, TAKEN_BACK)
    assert [(e.status, e.sources) for e in flow.events()] == [("denied", 1)]
    assert "Denied by Example News" in str(flow.messages("edit")[0].payload)
    flow.clock.advance(minutes=10)
    _edited(flow, entry_id, LAUNCH)
    assert [(e.status, e.sources) for e in flow.events()] == [("occurred", 1)]


def test_a_statement_that_denies_is_a_statement_after_an_edit_too(flow: Flow) -> None:
    """The outlet mends a word: it still is the source of what was said."""
    title = "Kim Yo Jong denies sending balloons"
    for said in (title, title + ", KCNA says"):
        flow.classifier.says(said, "statement_threat", relation="denial", **DAY)
    entry_id = flow.entry(title)
    classify_new(flow.services)
    _edited(flow, entry_id, title + ", KCNA says")
    (event,) = flow.events()
    with flow.store.read() as db:
        assert [r.relation for r in reports.of_event(db, event.id)] == ["report"]


def _denies(flow: Flow, title: str, *, typed: bool) -> None:
    """Let a title say that there was no launch: as a type that did not occur, or as no type at all."""
    if typed:
        flow.classifier.says(title, "missile_test", relation="denial", status="denied", **DAY)
        return
    flow.classifier.known[title] = Verdict(
        "", status="denied", relation="denial", denied=(TypeScore("missile_test", None, 0.9),)
    )


def _edited(flow: Flow, entry_id: int, title: str) -> None:
    with flow.store.write() as db:
        entries.edit(db, entry_id, title=title, summary="", content_hash=title, updated=flow.clock.now())
    classify_new(flow.services)
