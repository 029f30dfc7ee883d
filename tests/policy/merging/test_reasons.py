"""Why a report joined or opened, as a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model.merge import Decision
from bot.policy.merging.reasons import why_joined, why_opened
from bot.taxonomy import shipped_taxonomy
from tests.builders import make_event
from tests.policy.merging.test_merge import FLASH, decide, known, told

TAXONOMY = shipped_taxonomy()
SRBM = TAXONOMY["missile_test"].name("srbm")
MISSILE = TAXONOMY["missile_test"].name(None)


def test_a_join_names_day_type_place_and_likeness() -> None:
    """What a person needs to judge it."""
    incoming = told("Missiles fired from Sunan, Seoul says", places=("sunan",))
    event = known(places=("sunan",), subtype="srbm")
    said = why_joined(decide(incoming, event), incoming, event.event, TAXONOMY)
    assert said.startswith(f"Joined: same day, Sunan, both {SRBM}; ")
    assert said.endswith("% alike")


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ("srbm", "srbm", f"both {SRBM}"),
        (None, "srbm", f"both {MISSILE}"),
        ("srbm", None, f"both {MISSILE}, now known as {SRBM}"),
        ("hypersonic", "srbm", f"both {MISSILE}"),
    ],
)
def test_a_subtype_that_rises_is_told(mine: str | None, theirs: str | None, words: str) -> None:
    """A projectile that turns out to be a missile of a kind."""
    event = make_event(type="missile_test", subtype=theirs)
    said = why_joined(Decision("join", 1, reasons=("same day",)), told(FLASH, subtype=mine), event, TAXONOMY)
    assert said == f"Joined: same day, {words}"


def test_another_type_a_correction_and_a_copy_are_told() -> None:
    """One event read as two types, by a report that corrects it in the same words."""
    event = make_event(type="artillery_fire", subtype=None)
    incoming = told(FLASH, relation="revision")
    decision = Decision("join", 1, reasons=("1 day later",), likeness=1.0)
    assert why_joined(decision, incoming, event, TAXONOMY) == (
        f"Joined: 1 day later, read as {MISSILE} here and as {TAXONOMY['artillery_fire'].name(None)} there, "
        "it corrects what was told; word for word the same"
    )


def test_an_opening_says_what_spoke_against_the_nearest() -> None:
    """No event, another word, another day, another number, or one that may be the same."""
    assert why_opened(decide(told(FLASH)), told(FLASH)) == "Opened: no event of this kind is near in time"
    day = {"event_date": "2026-11-21", "date_precision": "published"}
    again = told("N. Korea fires another missile", opens_new=True, **day)
    assert why_opened(decide(again, known()), again).startswith("Opened: it says “another”, the nearest is #")
    two = told("N. Korea fires two missiles", count=2, **day)
    said = why_opened(decide(two, known(count=8)), two)
    assert said == "Opened: another day and another number than #412 (2, not 8)"
    stated = replace(told(FLASH), event_date="2026-11-22")
    assert why_opened(decide(stated, known()), stated) == "Opened: 2 days later than #412"
    near = Decision("possibly_same", 412, -0.4, ("1 day later",), 0.5)
    assert why_opened(near, told(FLASH)) == "Opened, possibly the same as #412: 1 day later; 50% alike"
