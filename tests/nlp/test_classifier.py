"""Items in, verdicts out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from bot.model.verdict import Item, Verdict
from bot.nlp.classifier import build_classifier
from bot.nlp.combine import combine, rule_scores
from bot.nlp.evaluate import Labelled, evaluate, parse_labelled, score
from bot.nlp.learned.trained import load_current
from bot.nlp.pipeline import rule_finder, shipped_pipeline
from bot.nlp.rules import Hit, TypeRules


def classify(title: str, summary: str = "", **more: Any) -> Verdict:
    """The verdict on one text."""
    return build_classifier().classify([Item("1", title, summary, **more)])[0]


def hit(type_: str, weight: float, where: str = "title", **more: bool) -> Hit:
    """A trigger found."""
    return Hit(
        type_, "test", weight, "words", where, None, more.get("stands", False), more.get("background", False)
    )


def rules() -> dict[str, TypeRules]:
    """All types' rules."""
    return {r.id: r for r in rule_finder(shipped_pipeline()).rules}


def test_a_launch_is_recognised_with_its_evidence() -> None:
    """Type, subtype, severity, and the words it was read from."""
    verdict = classify("N. Korea fires ICBM toward East Sea: JCS")
    assert verdict.main is not None
    assert (verdict.main.id, verdict.main.subtype, verdict.severity) == ("missile_test", "icbm", 5)
    assert any("fires ICBM" in e.text and e.why.startswith("rule:missile_test.") for e in verdict.evidence)


def test_a_weapon_tells_the_subtype() -> None:
    """A name that only the gazetteer knows gives the class of the missile."""
    verdict = classify("North Korea fires KN-23 missile from Sunan")
    assert verdict.main is not None
    assert verdict.main.subtype == "srbm"


@pytest.mark.parametrize(
    ("title", "subtype"),
    [
        ("North Korea fires ballistic missiles over Japan", None),
        ("North Korea fires short\u2011range ballistic missiles", "srbm"),
        ("North Korea fires a Hwasong-18", "icbm"),
    ],
)
def test_the_class_of_a_missile_is_told_and_never_guessed(title: str, subtype: str | None) -> None:
    """A first flash says only that missiles flew; a hyphen that does not break is one."""
    verdict = build_classifier(load_current()).classify([Item("1", title)])[0]
    assert [(t.id, t.subtype) for t in verdict.types] == [("missile_test", subtype)]


def test_an_unrelated_item_has_no_type_and_says_why() -> None:
    """No type, severity nought, the gate's reason."""
    verdict = classify("Parliament in Oslo passes budget")
    assert verdict.types == ()
    assert verdict.severity == 0
    assert [e.why for e in verdict.evidence] == ["gate:unrelated"]


@pytest.mark.parametrize(
    ("title", "denied"),
    [
        ("Pyongyang denies sending arms to Russia", "arms_transfer"),
        ("North Korea denies hacking crypto exchange", "cyber_operation"),
        ("North Korea vows to send arms to Russia", None),
        ("Kremlin calls report that Pyongyang sends more troops untrue", "troop_deployment"),
        ("Claim that Kim collapsed at rally is fabricated, Seoul says", None),
        ("Church leader in Seoul denies bribe", None),
    ],
)
def test_a_denial_says_what_it_denies(title: str, denied: str | None) -> None:
    """It reports no event, but names the kind of event that it contradicts, with its facts."""
    published = datetime(2026, 8, 20, 9, tzinfo=UTC)
    (verdict,) = build_classifier(load_current()).classify([Item("1", title, published=published)])
    assert [t.id for t in verdict.denied] == ([denied] if denied else [])
    if denied:
        assert (verdict.types, verdict.status, verdict.relation) == ((), "denied", "denial")
        assert "DPRK" in verdict.facts.actors
        assert verdict.facts.event_date is None


def test_verdicts_come_in_the_order_of_items() -> None:
    """Refused items keep their place."""
    items = [Item("a", "Cats"), Item("b", "North Korea fires two missiles"), Item("c", "Dogs")]
    verdicts = build_classifier().classify(items)
    assert [v.id for v in verdicts] == ["a", "b", "c"]
    assert [bool(v.types) for v in verdicts] == [False, True, False]
    assert build_classifier().classify([]) == []


def test_junk_in_one_piece_is_read_at_once() -> None:
    """What stands beyond a thousand characters of a title is not looked at."""
    (verdict,) = build_classifier().classify([Item("a", "North Korea fires two missiles" + "(" * 500_000)])
    assert [t.id for t in verdict.types] == ["missile_test"]


def test_the_version_names_the_rules() -> None:
    """The same files give the same version, and each verdict carries it."""
    classifier = build_classifier()
    assert classifier.version == build_classifier().version
    assert classifier.version.startswith("rules-")
    assert classify("Cats").classifier == classifier.version


@pytest.mark.parametrize(
    ("title", "relation"),
    [
        ("North Korea fires ballistic missile", "report"),
        ("KCNA says North Korea fired new missile", "confirmation"),
        ("Seoul revises count of North Korean missiles fired to ten", "revision"),
        ("Count of North's second balloon wave raised to 120", "revision"),
        ("North Korea has not fired missile, JCS says, correcting earlier report", "denial"),
        ("N. Korea denies firing missiles, KCNA says", "denial"),
        ("Japan condemns North Korea after missile launch", "reaction"),
    ],
)
def test_how_an_item_stands_to_its_event(title: str, relation: str) -> None:
    """Report, confirmation, revision or reaction."""
    assert classify(title).relation == relation


def test_another_launch_is_said_to_be_new() -> None:
    """The word "another" opens an event of its own."""
    assert classify("North Korea fires another missile").opens_new
    assert not classify("North Korea fires missile").opens_new
    assert not classify("N. Korea's GPS jamming continues for third day").opens_new


def test_a_headline_tells_the_subtype_before_the_summary() -> None:
    """Loudspeakers that answer balloons are loudspeakers."""
    verdict = classify(
        "S. Korea to resume loudspeaker broadcasts along border", "It decided so after the balloons."
    )
    assert verdict.types[0].subtype == "loudspeaker"


def test_a_doubtful_item_is_marked_for_review() -> None:
    """A summary's trigger under a headline that says nothing of it is not believed outright."""
    verdict = classify("Tension in Seoul", "North Korea fired a ballistic missile toward the sea on Friday.")
    assert verdict.main is None or verdict.review or verdict.main.score > 0.6


def test_at_most_three_types() -> None:
    """However many triggers there are."""
    hits = [hit(t, 0.9) for t in ("missile_test", "sanctions", "summit_visit", "humanitarian")]
    assert len(combine(hits, rules(), "").types) <= 3


def test_words_give_way_to_deeds() -> None:
    """A statement beside a launch is the launch."""
    found = combine([hit("statement_threat", 0.9), hit("missile_test", 0.9)], rules(), "").types
    assert [t.id for t in found] == ["missile_test"]


def test_background_scores_nothing() -> None:
    """A trigger in a background clause is kept apart and gives no type."""
    decision = combine([hit("missile_test", 0.9, background=True)], rules(), "")
    assert decision.types == ()
    assert decision.background == ("missile_test",)


def test_the_title_weighs_more_than_the_summary() -> None:
    """Beside a headline that names its event, a summary's trigger counts less."""
    beside = rule_scores([hit("missile_test", 0.9), hit("sanctions", 0.9, "lead")])
    assert beside["sanctions"] < 0.9 == beside["missile_test"]


class FixedReading:
    """What a model that always says the same says of an item."""

    threshold = second = sure = 0.5
    statuses: ClassVar = {"occurred": 0.9, "announced": 0.1}

    def __init__(self, **scores: float) -> None:
        self._scores = scores or {"missile_test": 0.1, "sanctions": 0.9}

    def weigh(
        self, rules: Mapping[str, float], background: AbstractSet[str], factor: float
    ) -> Mapping[str, float]:
        """Sanctions, whatever the rules found, if nothing else is wanted."""
        return self._scores

    def says(self, type_: str) -> float:
        """Very likely."""
        return 0.95

    def subtype(self, type_: str) -> tuple[str, float] | None:
        """None of them."""
        return None


class FixedModel:
    """A model that says the same of every item."""

    version = "fixed-1"

    def read(self, items: Sequence[Item]) -> list[FixedReading]:
        """One reading an item."""
        return [FixedReading()] * len(items)


def test_a_model_joins_through_the_seam() -> None:
    """Its scores decide, its version is named, what it says is in the evidence."""
    classifier = build_classifier(FixedModel())
    verdict = classifier.classify([Item("1", "Seoul and Pyongyang")])[0]
    assert [t.id for t in verdict.types] == ["sanctions"]
    assert classifier.version.endswith("+fixed-1")
    assert any(e.why == "model:sanctions=0.95" for e in verdict.evidence)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ({"summit_visit": 0.45, "diplomatic_talks": 0.4}, ["summit_visit"]),
        ({"summit_visit": 0.45, "diplomatic_talks": 0.2}, []),
        ({"summit_visit": 0.3, "diplomatic_talks": 0.28, "inter_korean": 0.28}, []),
    ],
)
def test_an_event_of_one_of_two_kinds_is_said_and_looked_at(
    scores: dict[str, float], said: list[str]
) -> None:
    """Where only the kind is open the likelier is said, for a person to check."""
    decision = combine([], rules(), "", model=FixedReading(**scores))
    assert [t.id for t in decision.types] == said
    assert decision.review is bool(said)


def test_the_gate_is_before_the_model() -> None:
    """What is not about Korea never reaches it."""
    assert (
        build_classifier(FixedModel()).classify([Item("1", "Parliament in Oslo passes budget")])[0].types
        == ()
    )


def test_unrelated_items_cost_next_to_nothing() -> None:
    """Far more than 2,000 a second."""
    items = [
        Item(str(n), f"Parliament passes budget number {n}", "Nothing else happened.") for n in range(2000)
    ]
    classifier = build_classifier()
    classifier.classify(items[:10])
    start = time.process_time()
    classifier.classify(items)
    assert time.process_time() - start < 1.0


def test_scores_of_labelled_items() -> None:
    """Right, extra and missing types, false alarms, subtypes, status and dates are counted."""
    when = datetime(2024, 10, 24, tzinfo=UTC)
    gold = [
        Labelled(Item("1", "North Korea fires ICBM", published=when), {"missile_test": "icbm"}, "occurred"),
        Labelled(Item("2", "Cats sleep"), {}),
        Labelled(Item("3", "Cats sleep more"), {"sanctions": None}),
    ]
    found = evaluate(gold, build_classifier())
    assert found.micro.precision == 1.0
    assert found.micro.recall == 0.5
    assert found.false_alarms.value == 0.0
    assert found.missed.value == 0.5
    assert found.subtype.value == 1.0
    assert found.as_dict()["types"]["missile_test"]["f1"] == 1.0


def test_an_empty_evaluation_is_no_failure() -> None:
    """Nothing to be right about has no value, not a wrong one."""
    found = score([], [])
    assert found.items == 0
    assert found.exact.value is None


def test_labelled_lines_are_read() -> None:
    """Types with a subtype after a dot; an empty list is no event."""
    gold = parse_labelled(
        ['{"title": "A", "types": ["missile_test.icbm", "sanctions"]}', "", '{"title": "B", "types": []}']
    )
    assert dict(gold[0].types) == {"missile_test": "icbm", "sanctions": None}
    assert gold[1].types == {}
