"""What a further report changes in an event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.model.event import Event
from bot.model.verdict import Facts, TypeScore, Verdict
from bot.policy.merging import revise
from bot.taxonomy import shipped_taxonomy
from tests.builders import make_event


def after(
    event: Event, *, relation: str = "report", subtype: str | None = "srbm", title: str = "A", **facts: Any
) -> Event:
    """The event after a report with these facts."""
    verdict = Verdict(
        "1", (TypeScore("missile_test", subtype, 0.9),), severity=3, facts=Facts(**facts), relation=relation
    )
    return revise.absorb(
        event, verdict, relation, shipped_taxonomy(), main=True, title=title, subtype=subtype
    )


@pytest.mark.parametrize(
    ("known", "told", "relation", "now"),
    [
        (None, 3, "report", 3),
        (2, 3, "report", 3),
        (3, 2, "report", 3),
        (3, 2, "revision", 2),
        (3, None, "revision", 3),
    ],
)
def test_a_count_grows_by_reports_and_shrinks_by_revisions(
    known: int | None, told: int | None, relation: str, now: int
) -> None:
    """Flashes count what was seen so far."""
    assert after(make_event(count=known), relation=relation, count=told).count == now


def test_a_subtype_rises_and_takes_the_severity_with_it() -> None:
    """From a projectile to an ICBM, in one event."""
    event = make_event(subtype="other", severity=3)
    assert (after(event, subtype="icbm").subtype, after(event, subtype="icbm").severity) == ("icbm", 5)
    assert after(make_event(subtype="icbm", severity=5), subtype="srbm").subtype == "icbm"
    assert after(make_event(subtype="icbm", severity=5), subtype="irbm", relation="revision").severity == 5


def test_a_stated_day_is_better_than_that_of_publication() -> None:
    """And a month is never better than a day."""
    event = make_event(event_date="2026-11-21", date_precision="published", event_time=None)
    assert after(event, event_date="2026-11-20", date_precision="day").event_date == "2026-11-20"
    assert after(make_event(), event_date="2026-11", date_precision="month").event_date == "2026-11-20"


def test_an_uncertain_report_adds_no_facts() -> None:
    """It counts as a report and changes nothing it says."""
    verdict = Verdict("1", (TypeScore("missile_test", "icbm", 0.5),), facts=Facts(count=99), review=True)
    event = make_event()
    told = revise.absorb(event, verdict, "report", shipped_taxonomy(), main=True, title="x", subtype="icbm")
    assert told == event


def test_a_sure_report_makes_an_uncertain_event_sure() -> None:
    """It no longer waits for a person."""
    assert not after(make_event(review=True)).review


def test_an_event_first_told_in_korean_gets_an_english_headline() -> None:
    """The team reads English; search finds both."""
    assert (
        after(make_event(title="북한, 미사일 발사"), title="North fires missile").title
        == "North fires missile"
    )
    assert after(make_event(title="North fires"), title="북한, 미사일 발사").title == "North fires"


def test_a_denial_of_one_source_s_story_denies_it() -> None:
    """With several sources it stays what it was, unless the denial settles it; the thread tells of both."""
    denied = Verdict("1", (TypeScore("missile_test", None, 0.9),), status="denied")
    for sources, settled, status in (
        (1, None, "denied"), (1, False, "occurred"), (3, None, "occurred"), (3, True, "denied"),
    ):  # fmt: skip
        event = make_event(sources=sources)
        relation = revise.relation_of(event, denied, main=True)
        told = revise.absorb(
            event, denied, relation, shipped_taxonomy(), main=True, title="x", subtype=None, settled=settled
        )
        assert (relation, told.status) == ("denial", status)


def test_what_was_announced_becomes_what_occurred_and_not_back() -> None:
    """Status rises with certainty."""
    assert after(make_event(status="announced")).status == "occurred"
    announced = Verdict("1", (TypeScore("missile_test", None, 0.9),), status="announced")
    told = revise.absorb(
        make_event(), announced, "report", shipped_taxonomy(), main=True, title="x", subtype=None
    )
    assert told.status == "occurred"


def test_names_add_up_to_a_limit() -> None:
    """A round-up that names everything does not fill the card."""
    event = replace(make_event(), places=("a",))
    assert len(after(event, places=tuple("bcdefghijklmnop")).places) == revise.MOST_NAMES


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("(LEAD) N. Korea fires missile: JCS", "N. Korea fires missile: JCS"),
        ("(2nd LEAD) (URGENT) N. Korea fires missile", "N. Korea fires missile"),
        ("BREAKING: Missile fired | World | Example News", "Missile fired | World"),
        ("Missile fired - BBC News", "Missile fired"),
        ("[속보] 북한 미사일 발사", "북한 미사일 발사"),
        ("(LEAD)", "(LEAD)"),
    ],
)
def test_headlines_lose_the_outlet_s_marks(title: str, plain: str) -> None:
    """What stays is the sentence."""
    assert revise.headline(title) == plain


def test_an_item_about_something_else_adds_itself_and_no_names() -> None:
    """The Security Council that meets over a launch did not launch."""
    event = make_event(actors=("DPRK",), places=("sunan",))
    verdict = Verdict(
        "1", (TypeScore("missile_test", None, 0.8),), facts=Facts(actors=("UN",), places=("vienna",))
    )
    said = revise.absorb(
        event, verdict, "report", shipped_taxonomy(), main=False, title="Council meets", subtype=None
    )
    assert (said.actors, said.places) == (("DPRK",), ("sunan",))
