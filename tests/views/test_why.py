"""The card says how its event was read, from what is kept with the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.model.feed import Entry
from bot.model.verdict import Evidence, TypeScore, Verdict
from bot.store import entries, events, reports, verdicts
from bot.store.db import Store
from bot.views import models
from bot.views.card import card_message
from bot.views.words import Names
from tests.builders import NOW, make_event, make_report, small_gazetteer, small_taxonomy
from tests.fakes import new_store

READ = Verdict(
    "1",
    (TypeScore("missile_test", "srbm", 0.97),),
    evidence=(
        Evidence("missile_test", "Two missiles fired", "rule:missile_test.fired", 0.9),
        Evidence("missile_test", "", "model:missile_test=0.99", 0.99),
        Evidence("date", "Thursday", "date:words=2026-11-20"),
    ),
    classifier="rules-1:x",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A database."""
    return new_store(tmp_path)


def card_text(store: Store, names: Names, verdict: Verdict | None = READ, **report: object) -> str:
    """Return the card of an event that one entry founded."""
    with store.write() as db:
        event = events.insert(db, make_event(), small_taxonomy(), small_gazetteer(), published=NOW)
        entry_id = None
        if verdict is not None:
            entry = Entry(
                title="Two missiles fired toward the East Sea", publisher="Example News", first_seen=NOW
            )
            entry_id = entries.add(db, entry, "1")
            verdicts.put(db, entry_id, verdict, NOW)
        reports.add(db, make_report(event_id=event.id, entry_id=entry_id, **report))
        return str(card_message(models.load_card(db, event.id), names)["text"])


def test_details_say_which_words_and_no_figures(store: Store, names: Names) -> None:
    """Scores, and the parts that gave them, are for the explanation on the terminal."""
    text = card_text(store, names)
    assert (
        "Missile launch (short-range): “Two missiles fired” in the title; the wording as a whole agrees\n"
        in text
    )
    assert ".9" not in text
    assert "model" not in text
    assert "Date: “Thursday” → 20 Nov 2026 (Seoul)" in text


def test_an_event_that_became_another_type_says_so(store: Store, names: Names) -> None:
    """What was read first is still told."""
    text = card_text(store, names, Verdict("1", (TypeScore("artillery_fire", None, 0.8),), classifier="c"))
    assert "Artillery fire: its words say so" in text
    assert "It has another type by now" in text


def test_a_documents_sentence_is_its_reason(store: Store, names: Names) -> None:
    """There is no verdict to tell of."""
    text = card_text(store, names, None, quote="Two missiles were fired in spring.")
    assert "Example News: “Two missiles were fired in spring.”" in text


def test_a_record_without_reasons_has_no_such_part(store: Store, names: Names) -> None:
    """Shipped events were read by nobody."""
    assert "How it was read" not in card_text(store, names, None)


def test_what_a_feed_wrote_is_escaped(store: Store, names: Names) -> None:
    """A quotation calls nobody."""
    loud = Verdict(
        "1", READ.types, evidence=(Evidence("missile_test", "<!channel> *x*", "rule:a.b"),), classifier="c"
    )
    assert "<!channel>" not in card_text(store, names, loud)
