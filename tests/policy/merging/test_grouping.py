"""Sentences of one event are one event, with the facts of all of them."""

from __future__ import annotations

from typing import Any

from bot.model.verdict import Facts, TypeScore, Verdict
from bot.policy.merging.grouping import TITLE, Told, filled, grouped
from tests.builders import small_gazetteer


def told(
    number: int,
    *,
    subtype: str | None = None,
    type_id: str = "missile_test",
    opens: bool = True,
    **facts: Any,
) -> Told:
    """A sentence that tells of a launch."""
    score = TypeScore(type_id, subtype, 0.9)
    text = f"Sentence {number}."
    return Told(Verdict("", (score,), facts=Facts(**facts)), score, text, text, number, opens)


def groups(*found: Told) -> list[Told]:
    """Group them."""
    return grouped(found, small_gazetteer())


def test_facts_are_united_and_the_dated_sentence_speaks() -> None:
    """What only the other one says is added; its words are kept beside."""
    (event,) = groups(
        told(0, weapons=("kn23",)),
        told(1, event_date="2024-03-18", date_precision="day", count=6),
    )
    assert (event.text, event.beside, event.number) == ("Sentence 1.", "Sentence 0.", 0)
    assert (event.verdict.facts.weapons, event.verdict.facts.count) == (("kn23",), 6)


def test_other_days_are_other_events() -> None:
    """An undated sentence is of the one told last, unless it is the only one."""
    days = [told(n, event_date=f"2024-03-1{n}", date_precision="day") for n in range(3)]
    assert [e.when for e in groups(*days)] == ["2024-03-10", "2024-03-11", "2024-03-12"]
    assert len(groups(*days, told(5))) == 3


def test_a_month_holds_its_day() -> None:
    """The more exact date is kept."""
    (event,) = groups(
        told(0, event_date="2024-03", date_precision="month"),
        told(4, event_date="2024-03-18", date_precision="day"),
    )
    assert event.when == "2024-03-18"


def test_kinds_that_cannot_be_one_are_two() -> None:
    """But a mention's kind is a guess."""
    assert len(groups(told(0, subtype="icbm"), told(1, subtype="srbm"))) == 2
    (event,) = groups(told(0, subtype="srbm"), told(1, subtype="icbm", opens=False))
    assert (event.score.subtype, event.opens) == ("srbm", True)


def test_other_numbers_of_one_day_are_revised_and_of_no_day_are_two_events() -> None:
    """As reports are merged."""
    day: dict[str, Any] = {"event_date": "2024-03-18", "date_precision": "day"}
    assert len(groups(told(0, count=3, **day), told(1, count=4, **day))) == 1
    assert len(groups(told(0, count=3), told(1, count=4))) == 2


def test_a_title_and_the_first_sentence_are_one_event() -> None:
    """Whatever each makes of number, kind and type; but of another day it is another event."""
    title = told(TITLE, type_id="arms_transfer", count=2)
    (event,) = groups(title, told(0, type_id="sanctions_evasion", subtype="ship_to_ship", count=3))
    assert (event.score.id, event.verdict.facts.count) == ("arms_transfer", 2)
    day: dict[str, Any] = {"date_precision": "day"}
    first, second = told(TITLE, event_date="2024-03-18", **day), told(0, event_date="2024-03-19", **day)
    assert len(groups(first, second)) == 2
    assert len(groups(told(TITLE), told(0, type_id="sanctions"))) == 2


def test_a_date_comes_with_its_precision() -> None:
    """Never one without the other."""
    facts = filled(
        Facts(event_date="2024", date_precision="year"), Facts(event_date="2024-03", date_precision="month")
    )
    assert (facts.event_date, facts.date_precision) == ("2024-03", "month")
    assert filled(facts, Facts(event_date="2023", date_precision="year")).event_date == "2024-03"
