"""A search that finds nothing offers what one could have meant, and only what finds something."""

from __future__ import annotations

from pathlib import Path

from bot.query import Query, parse_query
from bot.store import events
from bot.views.tries import MOST, nearest, tries
from tests.builders import NOW, make_event, small_gazetteer, small_taxonomy
from tests.fakes import new_store


def _read(text: str) -> Query:
    return parse_query(text, small_taxonomy(), small_gazetteer(), now=NOW)


def _tries(folder: Path, text: str) -> list[str]:
    store = new_store(folder)
    with store.write() as db:
        for title in ("Launch near Sunan", "Balloons over Seoul"):
            made = events.insert(
                db, make_event(title=title), small_taxonomy(), small_gazetteer(), published=NOW
            )
            events.refresh_words(db, made, small_taxonomy(), small_gazetteer())
        return tries(db, _read(text), _read, small_taxonomy(), small_gazetteer())


def test_a_misspelt_name_is_put_right(tmp_path: Path) -> None:
    """The nearest name stands in its place."""
    assert "Sunan" in _tries(tmp_path, "sunnan")


def test_all_words_are_put_right_at_once(tmp_path: Path) -> None:
    """Each to the word that is nearest, of names or of plain speech."""
    assert _tries(tmp_path, "lanch neer sunnan")[0] == "launch near sunan"


def test_days_without_events_are_left_out_of_what_was_put_right(tmp_path: Path) -> None:
    """A misspelt question about an empty time still leads on."""
    assert _tries(tmp_path, "lanch sunnan in 2031") == ["launch sunan"]


def test_only_what_says_something_is_offered_alone(tmp_path: Path) -> None:
    """Neither a number nor the words around a name."""
    assert _tries(tmp_path, "show me the 12 launch qqqq") == ["launch"]


def test_no_try_ends_in_the_middle(tmp_path: Path) -> None:
    """Without its last word a question would end in "this": that goes too."""
    found = _tries(tmp_path, "launch sunan this week")
    assert found[0] == "launch sunan"
    assert not any(each.endswith("this") for each in found)


def test_a_word_too_many_is_left_out(tmp_path: Path) -> None:
    """Dates and words are dropped one at a time, as one would type it."""
    assert _tries(tmp_path, "seoul since:2030") == ["seoul"]


def test_nothing_is_offered_that_finds_nothing(tmp_path: Path) -> None:
    """Where no word leads on, what many ask for does; and never more than four."""
    assert _tries(tmp_path, "qqqq zzzz") == ["missile launches this year"]
    assert len(_tries(tmp_path, "launch balloons sunan seoul near over")) <= MOST


def _nearest(folder: Path, text: str) -> tuple[list[str], bool]:
    store = new_store(folder)
    with store.write() as db:
        for title in ("Launch near Sunan", "Balloons over Seoul"):
            made = events.insert(
                db, make_event(title=title), small_taxonomy(), small_gazetteer(), published=NOW
            )
            events.refresh_words(db, made, small_taxonomy(), small_gazetteer())
        found, by_date = nearest(db, _read(text))
    return [event.title for event in found], by_date


def test_the_nearest_events_are_those_of_other_days(tmp_path: Path) -> None:
    """The dates go first."""
    assert _nearest(tmp_path, "seoul since:2030") == (["Balloons over Seoul"], True)


def test_then_a_condition_is_left_out(tmp_path: Path) -> None:
    """One at a time."""
    assert _nearest(tmp_path, "qqqq seoul") == (["Balloons over Seoul"], False)
    assert _nearest(tmp_path, "qqqq") == ([], False)


def test_where_only_dates_are_asked_for_the_newest_are_near(tmp_path: Path) -> None:
    """An empty week is followed by what came before it."""
    titles, by_date = _nearest(tmp_path, "since:2030")
    assert (len(titles), by_date) == (2, True)
