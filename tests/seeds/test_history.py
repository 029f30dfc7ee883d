"""The shipped record: its shape, its names, and that no event stands in it twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest

import seeds
from bot.gazetteer import shipped_gazetteer
from bot.model.verdict import STATUSES
from bot.taxonomy import shipped_taxonomy

FIELDS = {
    "key": str,
    "type": str,
    "subtype": str | None,
    "title": str,
    "status": str,
    "severity": int,
    "event_date": str,
    "date_precision": str,
    "event_time": str | None,
    "places": list,
    "actors": list,
    "weapons": list,
    "exercises": list,
    "count": int | None,
    "distance_km": float | int | None,
    "apogee_km": float | int | None,
    "outcome": str | None,
    "casualties": int | None,
    "sources": list,
    "attribution": str,
}
# Public knowledge, counted by hand: ICBM flights by year (failed ones count), satellite launches,
# nuclear tests.
ICBMS = {"2006": 1, "2017": 3, "2022": 5, "2023": 5, "2024": 1}
SATELLITES = {"2009": 1, "2012": 2, "2016": 1, "2023": 3, "2024": 1}
NUCLEAR = {"2006": 1, "2009": 1, "2013": 1, "2016": 2, "2017": 1}
LAST_DAY = "2026-11-21"
FORMS = {"day": r"\d{4}-\d\d-\d\d", "month": r"\d{4}-\d\d", "year": r"\d{4}"}

Record = dict[str, Any]


@cache
def records(name: str) -> tuple[Record, ...]:
    """Return the lines of a shipped file."""
    text = seeds.folder("history", name).read_text("utf-8")
    return tuple(json.loads(line) for line in text.splitlines())


def events() -> tuple[Record, ...]:
    """Return the composed record."""
    return records("events.jsonl")


def documents() -> tuple[Record, ...]:
    """Return the events of the corpus."""
    return records("documents.jsonl")


def by_year(type_: str, subtype: str | None = None) -> dict[str, int]:
    """Return how many events of a kind each year has."""
    chosen = (e for e in events() if e["type"] == type_ and subtype in (None, e["subtype"]))
    return dict(Counter(e["event_date"][:4] for e in chosen))


@pytest.mark.parametrize("name", ["events.jsonl", "documents.jsonl"])
def test_every_line_has_the_fields_of_an_event(name: str) -> None:
    """The loader reads all fields of every line."""
    for event in records(name):
        for field, kind in FIELDS.items():
            assert isinstance(event[field], kind), (event["key"], field)
        assert event["status"] in STATUSES
        assert 1 <= event["severity"] <= 5
        assert event["outcome"] in (None, "success", "failure")
        assert all(set(source) == {"source", "url"} and source["source"] for source in event["sources"])


def test_keys_are_unique_over_both_files() -> None:
    """A key names one event for ever."""
    keys = Counter(event["key"] for event in (*events(), *documents()))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("name", ["events.jsonl", "documents.jsonl"])
def test_every_name_is_in_the_gazetteer(name: str) -> None:
    """Places, weapons, actors and exercises are ids that the bot can show."""
    names = shipped_gazetteer()
    for event in records(name):
        for kind in ("places", "weapons", "actors", "exercises"):
            unknown = set(event[kind]) - set(getattr(names, kind))
            assert not unknown, (event["key"], unknown)


@pytest.mark.parametrize("name", ["events.jsonl", "documents.jsonl"])
def test_every_type_and_subtype_is_in_the_taxonomy(name: str) -> None:
    """Each event is of a kind that the bot knows."""
    types = shipped_taxonomy()
    for event in records(name):
        assert event["type"] in types, event["key"]
        assert event["subtype"] is None or event["subtype"] in types[event["type"]].subtypes, event["key"]


@pytest.mark.parametrize("name", ["events.jsonl", "documents.jsonl"])
def test_dates_have_the_form_of_their_precision_and_are_past(name: str) -> None:
    """A date is as long as it is known, and none lies ahead of the release."""
    for event in records(name):
        assert re.fullmatch(FORMS[event["date_precision"]], event["event_date"]), event["key"]
        assert event["event_date"] <= LAST_DAY
        if event["event_time"]:
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["event_time"])


def test_titles_are_short_and_mostly_their_own() -> None:
    """Titles fit a phone's line or two, and few events share one."""
    titles = Counter(event["title"] for event in events())
    assert max(map(len, titles)) <= 110
    assert len(titles) >= 0.85 * len(events())
    assert all(title[0].isupper() or title[0].isdigit() for title in titles)
    assert not [title for title in titles if re.search(r"\s{2}|None|unknown|\.$", title)]


def test_no_event_stands_in_the_record_twice() -> None:
    """Nothing agrees in day, kind, weapon, place and hour; two waves of a day differ in number."""
    seen: Counter[tuple[object, ...]] = Counter()
    for event in events():
        if event["date_precision"] != "day":
            continue
        fields = ("event_date", "type", "subtype", "event_time", "count")
        names = [tuple(event[kind]) for kind in ("weapons", "places")]
        told = event["title"] if event["type"] == "border_incident" else None
        seen[(*(event[field] for field in fields), *names, told)] += 1
    assert [key for key, times in seen.items() if times > 1] == []


def test_icbm_flights_by_year_are_those_of_the_world() -> None:
    """The counts that people will ask for first are right."""
    assert by_year("missile_test", "icbm") == ICBMS


def test_satellite_launches_and_nuclear_tests_by_year_are_those_of_the_world() -> None:
    """Six nuclear tests, eight launches of a satellite rocket."""
    assert by_year("satellite_launch") == SATELLITES
    assert by_year("nuclear_test") == NUCLEAR


def test_a_launch_of_the_early_morning_has_its_korean_date() -> None:
    """04:00 in Korea is the day before in UTC; the record keeps Korea's day and the UTC hour."""
    launch = next(e for e in events() if e["weapons"] == ["hwasong-15"] and e["event_date"][:4] == "2017")
    assert (launch["event_date"], launch["event_time"]) == ("2017-11-29", "2017-11-28T18:18:00Z")


def test_a_salvo_is_one_event_with_a_count() -> None:
    """Eight missiles from four sites in half an hour are one launch."""
    salvo = [e for e in events() if e["event_date"] == "2022-06-05"]
    assert [(e["count"], len(e["places"])) for e in salvo] == [(8, 5)]


def test_an_overflight_of_japan_is_more_severe() -> None:
    """An intermediate-range missile over Japan has severity 5, one without 4."""
    severity = {e["event_date"]: e["severity"] for e in events() if e["subtype"] == "irbm"}
    assert (severity["2022-10-04"], severity["2022-01-30"]) == (5, 4)


def test_every_event_says_whose_facts_it_holds() -> None:
    """Attribution names a database, and the database is a source."""
    for event in events():
        assert "CNS/NTI" in event["attribution"] or "CSIS" in event["attribution"]
        assert event["sources"][0]["source"].startswith(("CNS", "CSIS"))


def test_document_events_name_their_document_and_the_event_they_repeat() -> None:
    """The corpus adds sources to events that are known, and events that are not."""
    known = {event["key"] for event in events()}
    assert len({event["document"] for event in documents()}) == 5
    for event in documents():
        assert event["sources"][0]["source"] == event["document"]
        assert event.get("same_as") is None or event["same_as"] in known


def test_addresses_look_like_addresses() -> None:
    """No word and no second address is glued on to one."""
    urls = {s["url"] for e in (*events(), *documents()) for s in e["sources"] if s["url"]}
    assert len(urls) > 300
    for url in urls:
        assert re.fullmatch(r"https?://[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?(/[!-~]*)?", url), url
        assert not re.search(r"\w(Video:)?https?://|[a-z0-9]The$|[,;)]$", url), url
        assert "goo.gl/" not in url or re.fullmatch(r"https?://goo\.gl/\w{6}", url), url


@pytest.mark.parametrize("day", ["2022-03-16", "2022-03-24", "2022-05-25", "2022-11-03", "2022-11-18"])
def test_icbms_of_2022_are_where_they_flew_from(day: str) -> None:
    """The finer of two places holds, in the title too."""
    (event,) = [e for e in events() if e["event_date"] == day and e["subtype"] == "icbm"]
    assert event["places"][0] == "sunan"
    assert "Sunan" in event["title"]


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("1968-11-01", "1968-10-30"),
        ("1968-11-02", "1968-10-30"),
        ("1968-11-03", "1968-10-30"),
        ("2020-03-06", "2020-03-09"),
        ("2024-05-31", "2024-05-30"),
        ("2024-08-12", "2024-08-10"),
        ("2025-04-30", "2025-04-28"),
    ],
)
def test_a_row_that_tells_of_another_day_stands_in_that_days_event(row: str, day: str) -> None:
    """No row of the databases is lost."""
    assert {e["event_date"] for e in events() if any(r.startswith(f"CSIS {row}") for r in e["rows"])} == {day}
