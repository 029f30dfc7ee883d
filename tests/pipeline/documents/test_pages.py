"""Pages as they are found on the web, with their dirt: what comes out of each, and what must not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.model.event import Event
from bot.nlp.classifier import RuleClassifier, build_classifier
from bot.nlp.learned.trained import has_model, load_trained, shipped_folder
from bot.pipeline.documents.intake import ingest_document
from bot.pipeline.documents.report import DocumentReport
from bot.pipeline.history import load_history
from tests.pipeline.flow import Flow

PAGES = Path(__file__).parent / "pages"
HOW = [
    "rules",
    pytest.param("model", marks=pytest.mark.skipif(not has_model(shipped_folder()), reason="no model")),
]
Told = tuple[str, str | None, str | None]


@pytest.fixture(scope="module", params=HOW)
def classifier(request: pytest.FixtureRequest) -> RuleClassifier:
    """The shipped classifier: by rules alone, and with the shipped model."""
    return build_classifier(load_trained(shipped_folder()) if request.param == "model" else None)


@pytest.fixture
def flow(tmp_path: Path, classifier: RuleClassifier) -> Flow:
    """A bot with an empty record."""
    return reading(Flow(tmp_path), classifier)


def reading(flow: Flow, classifier: RuleClassifier) -> Flow:
    """Give a bot a real classifier."""
    object.__setattr__(flow.services, "classifier", classifier)
    return flow


def page(flow: Flow, name: str) -> DocumentReport:
    """Read one of the pages here."""
    return ingest_document(flow.services, PAGES / name)


def told(events: Sequence[Event]) -> list[Told]:
    """What each event is, in short, by date."""
    return sorted(((e.type, e.event_date, e.date_precision) for e in events), key=str)


def test_the_day_before_the_text_dates_its_news_to_the_month(flow: Flow) -> None:
    """The drill, not what observers fear of it; the allies' exercise is older and only mentioned."""
    done = page(flow, "dated_before_text.txt")
    assert ("dprk_exercise", "2024-09", "month") in told(flow.events())
    assert {e.type for e in done.events} <= {"dprk_exercise", "allied_exercise"}


def test_number_and_period_stand_in_the_sentence_after(flow: Flow) -> None:
    """A blog with a bot's name, a relative date in Japanese, cut tags and ornate prose: one event, dated loosely."""
    (event,) = page(flow, "flights_blog.txt").events
    assert (event.type, event.count) == ("air_activity", 60)
    assert (event.event_date, event.date_precision) == ("2023-01", "month")
    assert event.sentence.startswith("New counts")


def test_two_events_of_one_page_keep_their_own_days(flow: Flow) -> None:
    """Neither menus, teasers, captions, other wars nor a reader's bomb; each event has its sentence."""
    done = page(flow, "two_events.html")
    assert told(flow.events()) == [
        ("propaganda_campaign", "2024-06-08", "day"), ("propaganda_campaign", "2024-06-09", "day"),
    ]  # fmt: skip
    balloons, broadcasts = done.events
    assert (balloons.subtype, balloons.count, broadcasts.subtype) == ("balloons", 300, "loudspeaker")
    assert "300 balloons" in balloons.sentence
    assert "loudspeaker" in broadcasts.sentence


def test_the_site_of_a_page_is_who_says_so(flow: Flow) -> None:
    """Its name, not that of the file."""
    page(flow, "two_events.html")
    with flow.store.read() as db:
        assert {row[0] for row in db.execute("SELECT source FROM reports").fetchall()} == {"The Harbour Post"}


def test_every_entry_of_a_timeline_is_an_event_of_its_day(flow: Flow) -> None:
    """The day stands in a heading; the page's own day and title date nothing."""
    page(flow, "timeline.html")
    days = {e.event_date for e in flow.events()}
    assert days >= {"2023-02-18", "2023-03-16", "2023-04-13", "2023-12-18"}
    assert days <= {"2023-02-18", "2023-03-16", "2023-04-13", "2023-07-12", "2023-12-18"}
    assert {(e.type, e.subtype, e.date_precision) for e in flow.events()} == {("missile_test", "icbm", "day")}


def test_a_list_in_markdown_is_a_timeline_too(flow: Flow) -> None:
    """Three lines, three events, whatever the form of their days."""
    done = page(flow, "notes.md")
    assert [e.event_date for e in done.events] == ["2024-03-18", "2024-04-02", "2024-04-22"]


def test_an_evergreen_page_remembers_and_tells_no_news(tmp_path: Path, classifier: RuleClassifier) -> None:
    """The tests of its years join the record; its teasers and its general remarks give nothing."""
    flow = reading(Flow(tmp_path), classifier)
    load_history(flow.services)
    before = len(flow.events())
    done = page(flow, "evergreen.txt")
    assert [(e.type, e.status, (e.event_date or "")[:4], e.new) for e in done.events] == [
        ("nuclear_test", "historical", year, False) for year in ("2006", "2013", "2017")
    ]
    assert len(flow.events()) == before


def test_other_wars_give_nothing(flow: Flow) -> None:
    """However many missiles are fired in them."""
    assert page(flow, "other_war.txt").events == ()


def test_a_copied_page_gives_its_news_only(flow: Flow) -> None:
    """Not the captions, the teasers below, nor what a reader heard; the figures of the second sentence join the first."""
    (event,) = page(flow, "comments.txt").events
    assert (event.type, event.subtype, event.event_date) == ("missile_test", "srbm", "2026-08-20")


def test_korean_pages_are_read_like_english_ones(flow: Flow) -> None:
    """The night of the 1st, told on the 2nd; the link below names another war."""
    (event,) = page(flow, "korean.html").events
    assert (event.type, event.subtype, event.event_date) == ("propaganda_campaign", "balloons", "2024-06-01")


def test_an_encyclopedia_dates_by_its_title_and_its_references_tell_nothing(flow: Flow) -> None:
    """A day without a year is of the year in the title, not of the page's own; tables are read by row."""
    days = {e.event_date: e.type for e in page(flow, "encyclopedia.html").events}
    assert {
        "2017-07-04": "missile_test",
        "2017-09-03": "nuclear_test",
        "2018-06": "summit_visit",
    }.items() <= days.items()
    assert all(day is not None and day < "2019" for day in days)


def test_a_korean_chronicle_has_an_event_a_line(flow: Flow) -> None:
    """Years of other days do not make them events of the day the page was changed."""
    done = page(flow, "korean_chronicle.txt")
    assert [(e.type, e.event_date) for e in done.events] == [
        ("satellite_launch", day) for day in ("2023-05-31", "2023-08-24", "2023-11-21")
    ]


def test_commentary_gives_only_what_it_dates(flow: Flow) -> None:
    """Its title says what it is; what goes on, as it sees things, is no news of its day."""
    done = page(flow, "opinion.txt")
    assert all((e.event_date or "2025") < "2025" for e in done.events)
    assert all(e.event_date for e in done.events)


def test_a_roundup_gives_what_is_korean_in_it(flow: Flow) -> None:
    """What is planned with a day is told too; archers and other wars are not."""
    done = page(flow, "roundup.txt")
    assert ("allied_exercise", "announced") in [(e.type, e.status) for e in done.events]
    assert {e.type for e in done.events} <= {"allied_exercise", "summit_visit", "leadership_activity"}


def test_each_line_of_json_lines_has_its_own_day(flow: Flow) -> None:
    """A weekday is that of the line; dishes are no event."""
    (event,) = page(flow, "corpus.jsonl").events
    assert (event.type, event.event_date) == ("summit_visit", "2024-06-19")


def test_reading_all_pages_again_changes_nothing(flow: Flow) -> None:
    """Events, reports and revisions are as they were."""
    paths = sorted(PAGES.iterdir())
    for path in paths:
        ingest_document(flow.services, path)
    before = flow.events()
    assert all(ingest_document(flow.services, path).known for path in paths)
    assert flow.events() == before


def test_what_is_dated_by_its_words_finds_its_event_on_record(
    tmp_path: Path, classifier: RuleClassifier
) -> None:
    """A day without a year is that of the event on record it fits; what else the text tells was in that month."""
    flow = reading(Flow(tmp_path), classifier)
    load_history(flow.services)
    before = len(flow.events())
    text = (
        "Kim Jong Un of North Korea told the army to prepare for war. "
        "Kim's visit to Russia's embassy in Pyongyang on May 9 highlighted how close he is to Moscow."
    )
    done = ingest_document(flow.services, text.encode(), "visit.txt")
    assert "2025-05-09" in [e.event_date for e in done.events]
    assert all((e.event_date or "2025-05").startswith("2025-05") for e in done.events)
    assert len(flow.events()) <= before + 1
