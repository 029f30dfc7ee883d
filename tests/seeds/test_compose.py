"""How the record is composed from the two databases, on rows of this test's own."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.model.errors import SeedError
from seeds.history import compose as script
from seeds.history.cns import read_cns
from seeds.history.csis import read_csis
from seeds.history.draft import Draft, Names, load_names
from seeds.history.joining import Joined, join
from seeds.history.readings import Readings
from seeds.history.titles import title_of

CNS = ("date", "time", "series", "missile", "facility", "landing", "apogee", "distance", "outcome")
CSIS = ("date", "type", "event", "description", "resources")


@pytest.fixture(scope="module")
def names() -> Names:
    """Return the names as shipped."""
    return load_names()


def table(path: Path, fields: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    """Write a small CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        writer.writerows(rows)
    return path


def missile(date: str, time: str, name: str = "kn-25", site: str = "sunan", **more: str) -> tuple[str, ...]:
    """Return a row of the CNS database."""
    row = {"series": "1", "landing": "sea-of-japan", "apogee": "50", "distance": "350", "outcome": "success"}
    row |= {"date": date, "time": time, "missile": name, "facility": site} | more
    return tuple(row[field] for field in CNS)


def bring(tmp_path: Path, names: Names, cns: list[tuple[str, ...]], csis: list[tuple[str, ...]]) -> Joined:
    """Join rows of both databases, without a person's readings."""
    readings = Readings({}, {}, ())
    launches = read_cns(table(tmp_path / "cns.csv", CNS, cns), names, readings)
    return join(launches, read_csis(table(tmp_path / "csis.csv", CSIS, csis), names, readings), names)


def provocation(date: str, event: str, text: str, link: str = "") -> tuple[str, ...]:
    """Return a row of the CSIS database."""
    return (date, "Missile Provocation", event, text, link)


def one(result: Joined) -> Draft:
    """Return the only event."""
    (event,) = result.events
    return event


def test_rows_of_a_salvo_are_one_event(tmp_path: Path, names: Names) -> None:
    """Three missiles within the hour count three, with all their sites and the farthest flight."""
    rows = [
        missile("2030-01-01", "22:00 (UTC)"),
        missile("2030-01-01", "22:20 (UTC)", site="wonsan", distance="600"),
        missile("2030-01-01", "unknown", name="unknown"),
    ]
    rows[2] = missile("2030-01-02", "unknown", name="unknown")
    event = one(bring(tmp_path, names, rows, []))
    assert (event.date, event.count, event.distance) == ("2030-01-02", 3, 600)
    assert event.places == ("sunan", "wonsan")


def test_launches_of_a_day_that_are_hours_apart_stay_apart(tmp_path: Path, names: Names) -> None:
    """Morning and evening are two events."""
    rows = [missile("2030-01-01", "00:00 (UTC)"), missile("2030-01-01", "09:00 (UTC)")]
    assert len(bring(tmp_path, names, rows, []).events) == 2


def test_classes_of_a_day_stay_apart(tmp_path: Path, names: Names) -> None:
    """An ICBM and a short-range missile of one hour are two events."""
    rows = [missile("2030-01-01", "00:00 (UTC)"), missile("2030-01-01", "00:10 (UTC)", name="hwasong-18")]
    assert {e.subtype for e in bring(tmp_path, names, rows, []).events} == {"srbm", "icbm"}


def test_the_same_launch_in_both_is_one_event_with_both_sources(tmp_path: Path, names: Names) -> None:
    """CNS's UTC evening and CSIS's next Korean morning are one launch."""
    told = provocation(
        "2030-01-02",
        "Short-range Ballistic Missile Launch",
        "Pyongyang fired two missiles.",
        "https://www.reuters.com/x",
    )
    result = bring(tmp_path, names, [missile("2030-01-01", "22:00 (UTC)")], [told])
    event = one(result)
    assert (event.date, event.count, result.same_day) == ("2030-01-02", 2, 1)
    assert [s.name for s in event.sources][1:] == ["CSIS Beyond Parallel", "Reuters"]


def test_a_foreign_date_still_meets_its_launch(tmp_path: Path, names: Names) -> None:
    """A row a day off joins the launch; the clock of CNS decides the date."""
    told = provocation("2030-01-01", "Intercontinental Ballistic Missile", "An ICBM flew.")
    launch = missile("2030-01-01", "22:00 (UTC)", name="hwasong-18")
    result = bring(tmp_path, names, [launch], [told])
    assert (one(result).date, result.day_apart) == ("2030-01-02", 1)


def test_of_two_places_of_a_launch_the_finer_holds(tmp_path: Path, names: Names) -> None:
    """A city gives way to the site within it; a site does not give way to the city."""
    told = [
        provocation(f"2030-01-0{day}", "Short-range Missile Launch", f"A missile flew from {where}.")
        for day, where in ((1, "the Sunan area in Pyongyang"), (2, "the Pyongyang area"))
    ]
    cns = [
        missile("2030-01-01", "03:00 (UTC)", site="pyongyang"),
        missile("2030-01-02", "03:00 (UTC)", site="sunan"),
    ]
    assert [e.places for e in bring(tmp_path, names, cns, told).events] == [("sunan",), ("sunan",)]


def test_what_is_glued_to_an_address_is_cut_off(tmp_path: Path, names: Names) -> None:
    """The next word of a short link goes, a second address stands for itself."""
    links = "https://goo.gl/Abc123The Book; https://www.reuters.com/xVideo:https://www.youtube.com/watch?v=a"
    told = provocation("2030-01-01", "Axe Murder", "It took place.", links)
    urls = [source.url for source in one(bring(tmp_path, names, [], [told])).sources]
    assert urls == [
        None,
        "https://goo.gl/Abc123",
        "https://www.reuters.com/x",
        "https://www.youtube.com/watch?v=a",
    ]


def test_twins_on_two_days_do_not_swallow_each_other(tmp_path: Path, names: Names) -> None:
    """Equal launches on consecutive days each meet their own row."""
    cns = [missile(f"2030-01-0{day}", "03:00 (UTC)") for day in (1, 2)]
    csis = [provocation(f"2030-01-0{day}", "Short-range Missile Launch", "A rocket flew.") for day in (2, 1)]
    result = bring(tmp_path, names, cns, csis)
    assert sorted(e.date for e in result.events) == ["2030-01-01", "2030-01-02"]
    assert (result.same_day, result.day_apart) == (2, 0)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        ("Multiple Lanuch Rocket System (MLRS) Test", ("artillery_fire", "mlrs")),
        ("DMZ Enroachment", ("border_incident", "mdl")),
        ("Short-range Ballistic Missile Launch", ("missile_test", "srbm")),
        ("Medium-range Ballistic Missile Launch", ("missile_test", "irbm")),
        ("Strategic cruise missile", ("missile_test", "cruise")),
        ("Anti-aircraft Missile Launch", ("missile_test", "other")),
        ("Satellite Launch (Other Provocation)", ("satellite_launch", "attempt")),
        ("Nuclear Test / Short-range missile launch", ("nuclear_test", "confirmed")),
        ("GPS Signal Jamming", ("gps_jamming", "maritime")),
        ("Balloon-floating Trash", ("propaganda_campaign", "balloons")),
        ("Rocket Engine Test", ("weapons_development", "engine_test")),
        ("Withdrawal from NPT", ("nuclear_program", "doctrine")),
        ("Infiltration and Incursion", ("border_incident", "infiltration")),
        ("Territorial Incursion (Maritime)", ("border_incident", "nll")),
        ("Bombing of South Korean Civilian Aircraft", ("border_incident", "attack")),
        ("Hijacking of South Korean Plane", ("people_movement", "abduction")),
    ],
)
def test_the_type_column_is_read_with_its_typos(
    tmp_path: Path, names: Names, event: str, kind: tuple[str, str]
) -> None:
    """Each kind of the file is one of ours."""
    draft = one(bring(tmp_path, names, [], [provocation("2030-01-01", event, "It took place.")]))
    assert (draft.type, draft.subtype) == kind


def test_facts_are_taken_from_a_description(tmp_path: Path, names: Names) -> None:
    """Count, site, sea, distance, height and hour are read; the hour becomes UTC."""
    text = (
        "The North fired three short-range ballistic missiles from Sunchon at 7:30 a.m.; they flew some "
        "380 km at an apogee of 97 km into the Yellow Sea."
    )
    told = [provocation("2030-01-02", "Short-range Ballistic Missile Launch", text)]
    draft = one(bring(tmp_path, names, [], told))
    assert (draft.count, draft.distance, draft.apogee) == (3, 380, 97)
    assert (draft.places, draft.sea) == (("sunchon",), "sea_west")
    assert draft.time is not None
    assert draft.time.isoformat() == "2030-01-01T22:30:00+00:00"
    assert title_of(draft, names) == "Three short-range ballistic missiles from Sunchon into the Yellow Sea"


def test_a_title_names_the_missile_and_says_when_it_failed(tmp_path: Path, names: Names) -> None:
    """Templates speak plainly."""
    fine = missile("2030-01-01", "03:00 (UTC)", name="hwasong-18", site="samsok-test")
    lost = missile("2030-02-01", "03:00 (UTC)", name="musudan", site="wonsan", outcome="failure")
    over = missile("2030-03-01", "03:00 (UTC)", name="hwasong-12", landing="pacific-ocean")
    titles = [title_of(event, names) for event in bring(tmp_path, names, [fine, lost, over], []).events]
    assert titles == [
        "Hwasong-18 ICBM from Samsok into the East Sea",
        "Musudan intermediate-range ballistic missile fails after launch from Wonsan",
        "Hwasong-12 intermediate-range ballistic missile from Sunan over Japan into the Pacific",
    ]


def test_a_reading_that_meets_no_row_is_an_error() -> None:
    """A correction never lies unused without anybody knowing."""
    readings = Readings({"2030-01-01": {"title": "x"}}, {}, ())
    with pytest.raises(SeedError, match="2030-01-01"):
        readings.check()


def test_the_script_says_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    """Files that are not the databases end in a sentence and exit code 1."""
    empty = table(tmp_path / "empty.csv", CNS, [])
    arguments: list[Any] = ["--cns", str(empty), "--csis", str(empty), "--out", str(tmp_path)]
    result = CliRunner().invoke(script.main, arguments)
    assert result.exit_code == 1
    assert "readings.toml speaks of rows that are not there" in result.output
