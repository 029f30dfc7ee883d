"""Documents in: from a file to events that name document and sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.model.errors import SeedError
from bot.pipeline.documents.files import korean_day, read_documents
from bot.pipeline.documents.intake import ingest_document
from bot.pipeline.history import load_history
from bot.store import reports
from tests.pipeline.flow import Flow

DRILL = "The leader watched an air drill with fighter jets over the western airfields of the country."
FILLER = "Such exercises could raise tension between the two Koreas for a long time to come."


@pytest.fixture
def flow(tmp_path: Path) -> Flow:
    """A bot whose classifier knows one sentence."""
    flow = Flow(tmp_path)
    flow.classifier.says(DRILL, "dprk_exercise", "air", event_date="2024-03-16", date_precision="published")
    return flow


def test_an_event_names_its_document_and_sentence(flow: Flow) -> None:
    """The day of publication counts as a month: the text says "recently"."""
    done = ingest_document(
        flow.services, f" date 2024-03-16 {FILLER}\n\nAdvertisment\n\n{DRILL}".encode(), "a.txt"
    )
    (told,) = done.events
    assert (told.event_date, told.date_precision, told.new, told.sentence) == (
        "2024-03",
        "month",
        True,
        DRILL,
    )
    (event,) = flow.events()
    assert (event.origin, event.sources) == ("document", 1)
    with flow.store.read() as db:
        (report,) = reports.of_event(db, event.id)
    assert (report.source, report.quote) == ("a.txt", DRILL)
    assert "1 line of furniture left out; 1 event." in done.describe()
    assert done.to_dict()["events"][0]["type"] == "dprk_exercise"


def test_reading_a_document_twice_changes_nothing(flow: Flow) -> None:
    """It is known by its bytes, whatever it is called."""
    ingest_document(flow.services, DRILL.encode(), "a.txt")
    before = flow.events()
    again = ingest_document(flow.services, DRILL.encode(), "b.txt")
    assert again.known
    assert "read before" in again.describe()
    assert flow.events() == before


def test_nobody_is_alerted_of_a_document(flow: Flow) -> None:
    """It is no news."""
    flow.subscribe()
    ingest_document(flow.services, DRILL.encode(), "a.txt")
    assert flow.messages() == []


def test_years_of_nuclear_tests_lead_to_the_events_on_record(flow: Flow) -> None:
    """What is remembered is no new event, and gets the document as a further report."""
    load_history(flow.services)
    n = len(flow.events())
    text = "North Korea went its way with nuclear tests in 2006, 2009, and the years that followed them."
    done = ingest_document(flow.services, text.encode(), "essay.txt")
    assert [(e.type, e.status, (e.event_date or "")[:4], e.new) for e in done.events] == [
        ("nuclear_test", "historical", "2006", False), ("nuclear_test", "historical", "2009", False),
    ]  # fmt: skip
    assert len(flow.events()) == n


def test_years_that_many_events_share_add_nothing(flow: Flow) -> None:
    """Which of a year's launches is meant is not said."""
    load_history(flow.services)
    n = len(flow.events())
    text = "North Korea was in the news for its missile launches in 2017 and for little else in that year."
    assert ingest_document(flow.services, text.encode(), "essay.txt").events == ()
    assert len(flow.events()) == n


def test_html_is_read_without_what_stands_around_the_article() -> None:
    """Navigation, scripts, captions and asides are not text; the page says its date and title."""
    page = f"""<html lang="en"><head><title>A drill | Site</title><meta property="article:published_time"
    content="2024-03-16T08:00:00Z"><script>var a = "{FILLER}"</script></head><body><nav>Home</nav>
    <h1>A drill in the west</h1><p>{DRILL}</p><figure><figcaption>{FILLER}</figcaption></figure>
    <aside><p>{FILLER}</p></aside><footer>{FILLER}</footer></body></html>"""
    (raw,) = read_documents(page.encode(), "page.html")
    assert (raw.title, raw.published, raw.lang) == ("A drill in the west", "2024-03-16", "en")
    assert DRILL in raw.text
    assert FILLER not in raw.text


def test_json_lines_hold_a_document_each() -> None:
    """Title, text and date are found under the names people use."""
    lines = [
        {"headline": "A", "body": DRILL, "date": "2024-03-16"},
        {"title": "B", "text": f"<p>{FILLER}</p>"},
    ]
    found = read_documents("\n".join(map(json.dumps, lines)).encode(), "corpus.jsonl")
    assert [(d.title, d.published, d.text.strip()) for d in found] == [
        ("A", "2024-03-16", DRILL),
        ("B", None, FILLER),
    ]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2024-03-16T20:00:00Z", "2024-03-17"),
        ("2024-03-16", "2024-03-16"),
        ("2024-03-16T20:00:00", "2024-03-16"),
        ("Updated 2024-03-16, late", "2024-03-16"),
        ("2024-99-99", None),
        ("lately", None),
        (None, None),
    ],
)
def test_a_moment_is_its_day_in_seoul(said: str | None, day: str | None) -> None:
    """Where it says its zone; a mere date is one already."""
    assert korean_day(said) == day


def test_markdown_says_its_title_and_day_in_a_block_before_it() -> None:
    """Which is no text."""
    (raw,) = read_documents(b"---\ntitle: 'Notes'\ndate: 2024-03-16\n---\n# Head\n\nText.\n", "a.md")
    assert (raw.title, raw.published) == ("Notes", "2024-03-16")
    assert "title" not in raw.text


def test_markdown_loses_its_marks() -> None:
    """Links keep their words, pictures and code go."""
    (raw,) = read_documents(
        b"# Title\n\n![x](y.png)\n\nA **bold** [link](http://x.example) stays.\n\n```\ncode\n```\n", "a.md"
    )
    assert raw.text.split("\n")[0] == "Title"
    assert "A bold link stays." in raw.text
    assert "code" not in raw.text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"{", "a.json", "is no JSON"),
        (b"[1]", "a.json", "entry 1 is no object"),
        (b"{}", "a.json", "entry 1 has no text"),
        (b"   ", "a.txt", "holds no text"),
        (b"North Korea\x00\x01", "a.txt", "is no text file"),
        (b"%PDF-1.7 North Korea", "a.txt", "is no text file"),
        (bytes(range(128, 256)) * 4, "a.md", "is no text file"),
        (b"not json\n", "a.jsonl", "line 1 is no JSON"),
        (b"<html></html>", "a.html", "holds no text"),
    ],
)
def test_what_is_no_document_is_said_in_a_sentence(flow: Flow, data: bytes, name: str, says: str) -> None:
    """One sentence that names the file."""
    with pytest.raises(SeedError, match=says) as told:
        ingest_document(flow.services, data, name)
    assert name in str(told.value)


def test_a_missing_file_is_said_in_a_sentence(flow: Flow, tmp_path: Path) -> None:
    """With the system's reason."""
    with pytest.raises(SeedError, match="cannot be read: No such file"):
        ingest_document(flow.services, tmp_path / "none.txt")


def test_korean_text_in_an_old_encoding_is_read() -> None:
    """Pages of ten years ago are in CP949."""
    (raw,) = read_documents("북한이 미사일을 발사했다.".encode("cp949"), "old.txt")
    assert raw.text == "북한이 미사일을 발사했다."


def test_a_bad_line_of_json_lines_is_named_and_the_rest_is_read(flow: Flow) -> None:
    """By its number in the file; blank lines count."""
    lines = [
        json.dumps({"text": DRILL, "date": "2024-03-16"}),
        "",
        "not json",
        "[]",
        json.dumps({"text": FILLER}),
    ]
    done = ingest_document(flow.services, "\n".join(lines).encode(), "a.jsonl")
    assert (done.texts, len(done.events)) == (2, 1)
    assert [said.split(" is ")[0] for said in done.unread] == ["a.jsonl, line 3", "a.jsonl, line 4"]


def test_a_text_that_is_too_long_is_said_to_be_cut(flow: Flow) -> None:
    """Exactly as many sentences as are read are not."""
    sentence = "The weather of the valley was fine on that long day in spring."
    long = ingest_document(flow.services, "\n".join([sentence] * 3001).encode(), "a.txt")
    fits = ingest_document(flow.services, "\n".join([sentence] * 3000).encode(), "b.txt")
    assert (long.sentences, long.cut, fits.cut) == (3000, True, False)
    assert "only the first 3,000 of a text are read" in long.describe()
