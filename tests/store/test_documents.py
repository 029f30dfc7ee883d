"""Documents are known by their bytes; events are found by the beginnings of their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store import documents, events
from bot.store.db import Store
from tests.builders import NOW, make_event, small_gazetteer, small_taxonomy
from tests.fakes import new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A record of three events."""
    store = new_store(tmp_path)
    with store.write() as db:
        for title, changes in (
            ("Paratroopers land in the south", {"event_date": "2024-03-15"}),
            ("Tanks and paratroopers compete", {"event_date": "2023-05-09", "type": "artillery_fire"}),
            ("A made-up landing of paratroopers", {"sample": True}),
        ):
            made = events.insert(
                db, make_event(title=title, **changes), small_taxonomy(), small_gazetteer(), published=NOW
            )
            events.refresh_words(db, made, small_taxonomy(), small_gazetteer())
    return store


def test_events_are_found_by_the_beginnings_of_words(store: Store) -> None:
    """Of one type, of one day of the year; never samples, and nothing for no words."""
    with store.read() as db:
        titles = [e.title for e in documents.alike(db, ["paratroop"])]
        assert sorted(titles) == ["Paratroopers land in the south", "Tanks and paratroopers compete"]
        (event,) = documents.alike(db, ["paratroop"], type_id="missile_test")
        assert event.title == "Paratroopers land in the south"
        (event,) = documents.alike(db, ["paratroop"], day="05-09")
        assert event.title == "Tanks and paratroopers compete"
        assert documents.alike(db, ["", '"', "a b"]) == []


def test_the_same_bytes_are_one_document(store: Store) -> None:
    """Whatever it is called."""
    told = {"title": None, "lang": "en", "published": None, "sentences": 3, "now": NOW}
    with store.write() as db:
        assert documents.add(db, name="a.txt", sha256="x", **told) is not None  # type: ignore[arg-type]
        assert documents.add(db, name="b.txt", sha256="x", **told) is None  # type: ignore[arg-type]
        known = documents.by_hash(db, "x")
    assert known is not None
    assert (known.name, known.sentences) == ("a.txt", 3)
