"""What came before is background, and no event of this item."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from bot.model.verdict import Item
from bot.nlp.classifier import build_classifier
from bot.nlp.clauses import Clause
from bot.nlp.patterns import Unit
from bot.nlp.pipeline import make_doc, shipped_pipeline


def clauses(title: str, summary: str = "") -> list[Clause]:
    """The clauses of a text."""
    nlp = shipped_pipeline()
    found: list[Clause] = nlp(make_doc(nlp, Item("1", title, summary)))._.kp_clauses
    return found


def words(units: Iterable[Unit]) -> str:
    """Units as a line of text."""
    return " ".join(u.text for u in units)


@pytest.mark.parametrize(
    ("title", "front", "back"),
    [
        ("Seoul acts after North Korea fires missile", "seoul acts", "after north korea"),
        ("After missile launch, South Korea holds drill", "south korea holds drill", "after missile launch"),
        ("US sends carrier amid North Korean threats", "us sends carrier", "amid north korean"),
        ("Kim visits farm days after missile test", "kim visits farm", "days after missile"),
        ("Japan extends ban in response to nuclear test", "japan extends ban", "in response to"),
        ("Seoul condemns Pyongyang over missile test", "seoul condemns pyongyang", "over missile"),
    ],
)
def test_what_follows_after_is_background(title: str, front: str, back: str) -> None:
    """The words after "after", "amid", "days after", "in response to" are kept apart."""
    clause = clauses(title)[0]
    assert front in words(clause.units)
    assert back in words(clause.background)


def test_over_a_place_is_not_background() -> None:
    """A missile that flies over Japan is the news."""
    clause = clauses("North Korea fires missile over Japan")[0]
    assert clause.background == []


def test_a_full_stop_in_an_abbreviation_ends_nothing() -> None:
    """N. Korea and U.S. stay in one sentence."""
    assert len(clauses("N. Korea and U.S. agree to meet")) == 1


def test_title_and_summary_are_told_apart() -> None:
    """The title, the first two sentences, and the rest weigh differently."""
    found = clauses("Kim visits farm", "He smiled. He left. He came back.")
    assert [c.where for c in found] == ["title", "lead", "lead", "body"]


def test_korean_background_is_kept_apart() -> None:
    """Words before "에 맞서" came first."""
    clause = clauses("한미, 북한 도발에 맞서 연합훈련 시작")[0]
    assert "도발에 맞서" in clause.korean_background
    assert "훈련" in clause.korean


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("US imposes sanctions on North Korean officials after missile launch", ["sanctions"]),
        ("Seoul stocks fall after North Korea fires missile", []),
        ("South Korea, US begin joint drill days after North Korea fired missiles", ["allied_exercise"]),
        ("Shares slip in Seoul amid North Korean artillery fire", []),
    ],
)
def test_background_adds_no_type(title: str, wanted: list[str]) -> None:
    """Only what is newly told is classified."""
    verdict = build_classifier().classify([Item("1", title)])[0]
    assert [t.id for t in verdict.types] == wanted
