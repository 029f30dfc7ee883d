"""Search results say how many of what, lead on, and never end in an empty list without a way on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.query import Span
from bot.views.plain import render_results
from bot.views.results import ResultsModel, narrowed, page_value, read_page_value, results_message
from bot.views.words import Names
from tests.builders import make_event


def _model(n: int = 10, **changes: Any) -> ResultsModel:
    events = tuple(make_event(id=i, title=f"Launch {i}") for i in range(1, n + 1))
    fields: dict[str, Any] = {
        "text": "launch since:2022",
        "said": "launch, since 2022",
        "events": events,
        "total": 37,
        "next": "mark",
        "types": (("missile_test", 30), ("artillery_fire", 7)),
    }
    return ResultsModel(**(fields | changes))


def _pressed(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [e for block in payload["blocks"] if block["type"] == "actions" for e in block["elements"]]
    found += [block["accessory"] for block in payload["blocks"] if "accessory" in block]
    return {e["action_id"]: e for e in found}


def test_a_page_says_how_many_of_what(names: Names) -> None:
    """The count, what was understood, the order, and where on the way one is."""
    text = results_message(_model(), names)["text"]
    assert text.startswith("37 events match “launch, since 2022” · newest first · 1 to 10\n")
    assert "10. :rocket: 20 Nov 2026  Launch 10" in text


def test_a_page_leads_on(names: Names) -> None:
    """Each row opens by a menu; the page goes on, narrows, is shared and kept."""
    found = _pressed(results_message(_model(), names))
    opened = [(o["text"]["text"], o["value"]) for o in found["details:of"]["options"]]
    assert opened == [(f"{n}. Launch {n}", str(n)) for n in range(1, 11)]
    assert {"next_page", "share_results", "subscribe_to", "chart"} <= set(found)
    assert {"narrow_type", "narrow_time", "narrow_severity", "export_csv", "export_jsonl"} <= set(found)
    assert read_page_value(found["next_page"]["value"]) == ("launch since:2022", "mark", 11)


def test_rows_take_the_whole_width(names: Names) -> None:
    """A button beside a row leaves its text a narrow column on a phone; one row alone opens by a button."""
    payload = results_message(_model(), names)
    assert not any("accessory" in block for block in payload["blocks"])
    alone = results_message(_model(1, total=1, next=None), names)
    assert _pressed(alone)["details:1"]["type"] == "button"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Two missiles fired", True),
        ("Three missiles fired", False),
        ("3 missiles", False),
        ("A launch", True),
    ],
)
def test_a_count_that_the_title_does_not_say_stands_beside_it(names: Names, title: str, shown: bool) -> None:
    """The first headline may have said another number before it was revised."""
    event = make_event(title=title, count=3)
    assert ("· 3 missiles ·" in results_message(_model(events=(event,)), names)["text"]) is shown


def test_quotes_are_not_doubled(names: Names) -> None:
    """A phrase that was searched for stands in its own marks."""
    for said, shown in (("“Hwasong-17”", "“Hwasong-17”"), ("“KN-23”, since 2022", "“‘KN-23’, since 2022”")):
        assert f"match {shown} ·" in results_message(_model(said=said), names)["text"]


def test_the_last_page_has_no_next(names: Names) -> None:
    """Where nothing follows there is no button for it."""
    assert "next_page" not in _pressed(results_message(_model(next=None), names))


def test_a_long_query_still_fits(names: Names) -> None:
    """A query of 500 characters is paged by button; only the menus are left out."""
    found = _pressed(results_message(_model(text="가" * 500, said="가" * 500), names))
    assert "next_page" in found
    assert "narrow_type" not in found


def test_nothing_found_says_what_would_do(names: Names) -> None:
    """An empty result offers searches that find something, as buttons too."""
    payload = results_message(_model(0, total=0, next=None, tries=("launch", "since:2022")), names)
    assert "No events match" in payload["text"]
    assert "Try: launch · since:2022" in payload["text"]
    assert list(_pressed(payload)) == ["try:0", "try:1"]


def test_nothing_lately_says_so(names: Names) -> None:
    """Without words a quiet week is said, with a way to more."""
    text = results_message(_model(0, total=0, next=None, recent=True), names)["text"]
    assert text == "Nothing in the last 7 days.\nAsk for a longer time, for example: this year"


def test_a_quiet_week_names_the_latest(names: Names) -> None:
    """In Slack and in the terminal, never as a match of “everything”."""
    event = make_event(id=7, title="Launch 7")
    model = _model(0, total=0, next=None, recent=True, said="everything", nearest=(event,))
    payload = results_message(model, names)
    for text in (payload["text"], render_results(model, names)):
        assert "Nothing in the last 7 days; the latest is 20 Nov 2026, Launch 7." in text
        assert "everything" not in text
    assert "details:7" in _pressed(payload)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2025-01-01", "2025-12-31", "in 2025"),
        ("2025-02-01", "2025-02-28", "in Feb 2025"),
        ("2025-02-03", "2025-02-03", "on 3 Feb 2025"),
        ("2025-02-03", "2026-01-01", "from 3 Feb 2025 to 1 Jan 2026"),
        ("2025-02-03", None, "since 3 Feb 2025"),
        (None, "2025-02-03", "until 3 Feb 2025"),
    ],
)
def test_dates_without_events_name_the_last_one(
    names: Names, since: str | None, until: str | None, words: str
) -> None:
    """What is near is shown, with a way to it."""
    event = make_event(id=7, title="Launch 7")
    model = _model(0, total=0, next=None, nearest=(event,), missed=Span(since, until), tries=("launch",))
    text = results_message(model, names)["text"]
    assert f"None {words}; the last was 20 Nov 2026, Launch 7." in text
    assert "Try: launch" in text


def test_what_is_shared_names_who_shared_it_and_pings_nobody(names: Names) -> None:
    """In the channel a page only opens."""
    payload = results_message(_model(), names, shared_by="<@U1> Ana")
    assert "Shared by &lt;@U1&gt; Ana" in payload["text"]
    assert {i.split(":")[0] for i in _pressed(payload)} == {"details"}


def test_a_page_holds_its_longest_rows(names: Names) -> None:
    """Ten events with long names fit into one message."""
    event = replace(make_event(), title="<&>" * 300)
    events = tuple(replace(event, id=i) for i in range(10))
    results_message(_model(events=events, text="q" * 240), names)


def test_buttons_keep_what_they_are_given() -> None:
    """Query, cursor and number come back as they went in."""
    assert read_page_value(page_value("“a” & <b>", None, 3)) == ("“a” & <b>", None, 3)


def test_results_in_the_terminal(names: Names) -> None:
    """The same page as lines of text."""
    text = render_results(_model(), names)
    assert "37 events match" in text
    assert "     3  20 Nov 2026      Launch 3" in text
    assert "More: --after mark" in text


@pytest.mark.parametrize(
    ("text", "menu", "picked", "query"),
    [
        ("icbm", "time", "last year", "icbm last year"),
        ("icbm last year", "time", "this year", "icbm this year"),
        ("icbm last year severity:>=3", "time", "any", "icbm severity:>=3"),
        ("icbm OR balloons", "type", "type:missile_test", "(icbm OR balloons) type:missile_test"),
        ("(icbm OR balloons) type:missile_test", "type", "any", "(icbm OR balloons)"),
        ("since:2026-11-14", "time", "this year", "this year"),
        ("since:2026-11-14", "severity", "severity:5", "since:2026-11-14 severity:5"),
        ("balloons since:2024-05-28", "time", "this year", "balloons since:2024-05-28 this year"),
        ("", "severity", "severity:>=4", "severity:>=4"),
    ],
)
def test_a_menu_replaces_what_it_had_put_there(text: str, menu: str, picked: str, query: str) -> None:
    """One period, one type and one severity at a time; what was typed stays."""
    assert narrowed(text, menu, picked) == query


def test_a_menu_shows_what_was_picked_and_takes_it_back(names: Names) -> None:
    """Also where few are left."""
    model = _model(3, text="launch last year type:missile_test", total=3, next=None, types=())
    found = _pressed(results_message(model, names))
    assert found["narrow_time"]["initial_option"]["value"] == "last year"
    assert found["narrow_type"]["initial_option"]["text"]["text"] == "Missile launch"
    assert found["narrow_type"]["options"][0]["value"] == "any"
    assert "narrow_severity" in found


def test_the_last_days_are_narrowed_and_exported_as_days(names: Names) -> None:
    """Where no words were given, the week stays what is asked for."""
    found = _pressed(results_message(_model(text="", recent=True, scope="since:2026-11-14"), names))
    assert read_page_value(found["export_csv"]["value"]) == ("since:2026-11-14", None, 1)
    assert "subscribe_to" not in found
