"""A verdict in words, from the evidence that is kept with it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.gazetteer import shipped_gazetteer
from bot.model.verdict import Evidence, TypeScore, Verdict
from bot.policy.why import number, reasons
from bot.taxonomy import shipped_taxonomy

LAUNCH = Verdict(
    "1",
    (TypeScore("missile_test", "srbm", 0.97),),
    evidence=(
        Evidence("missile_test", "fires two missiles", "rule:missile_test.fires", 0.9),
        Evidence("missile_test", "", "model:missile_test=0.99", 0.99),
        Evidence("date", "Thursday", "date:words=2026-08-20; time=22:10 UTC"),
        Evidence("count", "two missiles", "count:number=2"),
        Evidence("distance", "some 320 km", "distance:km=320"),
        Evidence("actor", "Pyongyang", "actor:source=DPRK"),
        Evidence("place", "Sunan", "place:at=sunan"),
        Evidence("severity", "", "severity:subtype=3"),
    ),
)


def said(verdict: Verdict, title: str = "") -> list[str]:
    """Return an explanation as lines."""
    return [str(reason) for reason in reasons(verdict, shipped_taxonomy(), shipped_gazetteer(), title=title)]


def test_words_rule_model_and_facts_are_told_in_a_line_each() -> None:
    """Short enough for a phone; what is usual is not mentioned."""
    assert said(LAUNCH, "North Korea fires two missiles") == [
        "Missile launch (short range), .97: “fires two missiles” in the title; the model agrees (.99)",
        "Date: “Thursday” → 20 Aug 2026 (Seoul), 22:10 UTC",
        "Figures: “two missiles” → 2; “some 320 km” → 320 km far",
        "Names: North Korea (“Pyongyang”, who does it); Sunan",
    ]


def test_what_counted_against_it_is_told() -> None:
    """Background, the next type, the gate's doubt, and that a person should look."""
    doubted = replace(
        LAUNCH,
        review=True,
        evidence=(
            Evidence("missile_test", "fires", "rule:missile_test.fires"),
            Evidence("missile_test", "", "model:missile_test=0.30", 0.3),
            Evidence("sanctions", "after sanctions", "background:sanctions.imposes", 0.8),
            Evidence("statement_threat", "", "rival:statement_threat", 0.41),
            Evidence("gate", "may", "gate:hedge", 0.7),
            Evidence("missile_test", "", "review:missile_test=0.86", 0.7),
        ),
    )
    first, against = said(doubted)
    assert first.endswith("the model doubts it (.30)")
    assert against == (
        "Against: “after sanctions” is background (Sanctions); Statement or threat comes next (.41);"
        " its title is unsure (“may”); .70 is under .86, so a person should look"
    )


def test_without_a_model_it_says_so() -> None:
    """The rules alone decided."""
    alone = replace(LAUNCH, evidence=LAUNCH.evidence[:1])
    assert (
        said(alone)[0]
        == "Missile launch (short range), .97: “fires two missiles”; rules alone, without the model"
    )


def test_where_no_rule_fires_the_model_speaks_alone() -> None:
    """Its network, or what single words add up to."""
    for says, words in (
        (0.96, "no rule fires, the model says so (.96)"),
        (0.17, "no rule fires and the network doubts it (.17); single words speak for it"),
    ):
        alone = (Evidence("missile_test", "", f"model:missile_test={says}", says),)
        assert said(replace(LAUNCH, evidence=alone)) == [f"Missile launch (short range), .97: {words}"]


def test_why_it_is_no_event_is_told() -> None:
    """What closed the gate, or what came nearest."""
    assert said(Verdict("1", evidence=(Evidence("gate", "Opinion:", "gate:opinion"),))) == [
        "No event: it is an opinion (“Opinion:”)"
    ]
    near = (
        Evidence("gate", "", "gate:open"),
        Evidence("sanctions", "", "below:sanctions=0.52", 0.41),
    )
    assert said(Verdict("1", evidence=near)) == ["No event: nearest is Sanctions with .41; .52 is needed"]
    assert said(Verdict("1")) == ["No event: nothing in it tells of one"]
    denial = Verdict("1", evidence=(Evidence("sanctions", "Seoul denies sanctions", "denial", 0.9), *near))
    assert said(denial) == ["No event: it denies one (Sanctions)"]


def test_a_day_that_nothing_tells_is_said_to_be_none_of_the_texts() -> None:
    """Published, the day before, or unknown."""
    for why, words in (
        ("date:published=2026-08-20", "the text does not tell it; published 20 Aug 2026 (Seoul)"),
        (
            "date:day_before=2026-08-19",
            "the text does not tell it; such news is told the day after, so 19 Aug 2026 (Seoul)",
        ),
        ("date:unknown", "the text does not tell it"),
    ):
        assert f"Date: {words}" in said(replace(LAUNCH, evidence=(Evidence("date", "", why),)))


def test_evidence_of_earlier_versions_is_read_too() -> None:
    """What was kept before still explains its event."""
    old = replace(
        LAUNCH,
        status="announced",
        evidence=(
            Evidence("date", "Thursday", "rule:date=2026-08-20"),
            Evidence("count", "two missiles", "rule:count=2"),
            Evidence("outcome", "exploded", "rule:outcome=failure"),
            Evidence("status", "plans to", "model:plan=0.90"),
        ),
    )
    assert said(old)[1:] == [
        "Status: announced, from “plans to”",
        "Date: “Thursday” → 20 Aug 2026 (Seoul)",
        "Figures: “two missiles” → 2; “exploded” → failed",
    ]


def test_scores_are_written_short() -> None:
    """Without the zero before the point."""
    assert [number(n) for n in (0.974, 0.5, 1.0)] == [".97", ".50", "1.00"]


@given(
    st.lists(
        st.builds(
            Evidence,
            st.sampled_from(["missile_test", "date", "count", "actor", "outcome", "gate", "status", "odd"]),
            st.text(max_size=80),
            st.sampled_from(
                ["rule:x", "date:words=", "rule:date=None", "count:number=3", "gate:odd", "odd", ""]
            ),
        ),
        max_size=6,
    )
)
def test_any_evidence_can_be_told(evidence: list[Evidence]) -> None:
    """Whatever a version wrote: no error, and one line each."""
    assert all("\n" not in line for line in said(replace(LAUNCH, evidence=tuple(evidence))))
