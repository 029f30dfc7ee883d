"""One event from many reports: what joins, what opens, what may be the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gazetteer import shipped_gazetteer
from bot.model.merge import Candidate, Decision, Incoming, Telling
from bot.policy.merging import merge
from bot.policy.merging.similarity import Background, cosine, overlap, vector, words
from bot.policy.merging.veto import different_things, sites_apart, subtypes_agree
from bot.taxonomy import shipped_taxonomy
from tests.builders import make_event

GAZETTEER = shipped_gazetteer()
FLASH = "(LEAD) N. Korea fires short-range ballistic missiles toward East Sea: JCS"


def known(
    title: str = FLASH, *, day: str = "2026-11-20", side: str | None = "DPRK", **changes: Any
) -> Candidate:
    """An event with one telling, published at noon in Seoul."""
    fields: dict[str, Any] = {
        "title": title, "event_date": day, "date_precision": "day", "places": (), "weapons": (), "count": None,
    }  # fmt: skip
    event = make_event(**(fields | changes))
    return Candidate(event, (Telling(title, "", datetime.fromisoformat(f"{day}T03:00:00+00:00")),), side)


def told(title: str, type_id: str = "missile_test", **changes: Any) -> Incoming:
    """A telling of the same day."""
    fields: dict[str, Any] = {
        "subtype": "srbm", "family": "launch", "status": "occurred", "relation": "report", "opens_new": False,
        "event_date": "2026-11-20", "date_precision": "day", "published_day": "2026-11-20", "side": "DPRK",
    }  # fmt: skip
    return Incoming(type=type_id, title=title, summary="", **(fields | changes))


def decide(incoming: Incoming, *candidates: Candidate) -> Decision:
    """Decide with the types' own examples as background of words."""
    background = Background()
    for kind in shipped_taxonomy():
        for example in kind.examples:
            background.add(incoming.family, example.title)
    return merge.decide(incoming, candidates, background, GAZETTEER)


@pytest.mark.parametrize(
    ("incoming", "kind"),
    [
        (told("North Korea launches missiles, South says"), "join"),
        (told("North Korea fires projectiles into sea", subtype="other"), "join"),
        (told("North Korea launches a hypersonic missile", subtype="hypersonic"), "join"),
        (told("Kim inspects missile launch", event_date="2026-11-22"), "open"),
        (told("North Korea launches two missiles", event_date="2026-11-21", count=2), "open"),
        (told(FLASH, event_date="2026-11-23"), "open"),
        (told("KCNA: weapon was a new missile", event_date="2026-11-20", relation="confirmation", published_day="2026-11-21"), "join"),
        (told("북한, 동해로 단거리 탄도미사일 발사"), "join"),
        (told("North Korea fires long-range artillery", "artillery_fire", subtype=None), "open"),
        (told("Anything at all", event_date=None, date_precision=None, published_day=None), "open"),
    ],
)  # fmt: skip
def test_a_launch_and_what_is_told_next(incoming: Incoming, kind: str) -> None:
    """The first flash of a launch, and tellings of it and of others."""
    assert (decide(incoming, known()).kind == "join") is (kind == "join")


def test_another_launch_of_the_next_day_opens() -> None:
    """The words are the same, the day and "another" are not."""
    again = told("N. Korea fires another short-range ballistic missile", opens_new=True, event_date="2026-11-21",
                 date_precision="published", published_day="2026-11-21")  # fmt: skip
    assert decide(again, known()).kind != "join"


def test_a_count_that_differs_is_a_revision_on_the_day_and_another_event_on_the_next() -> None:
    """Ten missiles instead of eight; two the day after."""
    event = known(count=8)
    assert decide(told("N. Korea fired ten missiles", count=10), event).kind == "join"
    later = told("N. Korea fires two missiles", count=2, event_date="2026-11-21", date_precision="published")
    assert decide(later, event).kind == "open"


def test_sites_far_apart_are_two_events_on_different_days() -> None:
    """Sunan and Wonsan are 150 km apart; a dateline in Seoul is no site."""
    event = known(places=("sunan",))
    changes: dict[str, Any] = {"event_date": "2026-11-21", "date_precision": "published"}
    assert decide(told("Missiles fired from Wonsan", places=("wonsan",), **changes), event).kind == "open"
    assert sites_apart(("sunan",), ("wonsan",), GAZETTEER)
    assert not sites_apart(("sunan",), ("seoul",), GAZETTEER)


def test_what_is_said_by_another_state_is_another_event() -> None:
    """Two condemnations of one day, in like words."""
    event = known(
        "Japan condemns North Korean launch", type="statement_threat", subtype="condemnation", side="JPN"
    )
    incoming = told(
        "China condemns North Korean launch", "statement_threat", subtype="condemnation", side="CHN"
    )
    assert decide(replace(incoming, family="statement_threat"), event).kind != "join"


def test_statements_of_one_day_need_words_in_common() -> None:
    """A type and a day are not enough where much is said every day."""
    event = known(
        "North Korea tells foreigners to leave the South", type="statement_threat", subtype="threat"
    )
    near = told(
        "Pyongyang warns foreigners to leave South Korea", "statement_threat", subtype="threat", family="talk"
    )
    far = told("North Korea vows to scrap the armistice", "statement_threat", subtype="threat", family="talk")
    assert decide(near, event).kind == "join"
    assert decide(far, event).kind != "join"


def test_a_nuclear_test_is_confirmed_days_later() -> None:
    """Laboratories take a week; nobody tests twice in it."""
    event = known("Artificial quake near Punggye-ri", type="nuclear_test", subtype="suspected")
    later = told("US confirms nuclear test by air samples", "nuclear_test", subtype="confirmed", relation="confirmation",
                 event_date="2026-11-27", date_precision="published", published_day="2026-11-27", family="nuclear")  # fmt: skip
    assert decide(later, event).kind == "join"
    first, last = merge.window(later) or (None, None)
    assert str(first) == "2026-11-17"
    assert str(last) == "2026-11-30"


def test_a_month_joins_the_one_event_that_fits() -> None:
    """Of several, only one that is told in like words."""
    one = known("Kim watches paratroopers jump", type="dprk_exercise", subtype="special_forces")
    two = known("Tank crews compete", type="dprk_exercise", subtype="ground", id=413)
    incoming = told("Paratroopers jump as Kim watches", "dprk_exercise", subtype=None, event_date="2026-11",
                    date_precision="month")  # fmt: skip
    assert decide(incoming, one, two).event_id == one.event.id
    assert decide(replace(incoming, title="An exercise in the air"), one, two).kind == "possibly_same"
    assert decide(replace(incoming, event_date="2026-10"), one, two).kind == "open"


def test_a_near_copy_joins_whatever_type_it_was_read_as() -> None:
    """One headline, two readings."""
    event = known(
        "Panama seizes North Korean ship carrying missile parts", type="arms_transfer", subtype=None
    )
    copy = told(
        "Panama seizes N. Korean ship with missile parts", "sanctions_evasion", family="sanctions_evasion"
    )
    found = merge.same_story(copy, [event], Background())
    assert found is not None
    assert found.event_id == event.event.id
    assert merge.same_story(told("Panama elects a president", "economy_trade"), [event], Background()) is None


def test_reasons_say_why_in_words() -> None:
    """What a person reads under Details."""
    found = decide(told("Missiles fired from Sunan", places=("sunan",)), known(places=("sunan",)))
    assert found.reasons[0] == "same day"
    assert any("Sunan" in reason for reason in found.reasons)


def test_a_chain_of_near_neighbours_does_not_pull_in_a_stranger() -> None:
    """The founding item and the mean decide, not the nearest telling."""
    first = known("North Korea threatens Guam with missile plan", type="statement_threat", subtype="threat")
    drift = (
        "Guam residents told how to shelter",
        "Guam tourism falls as residents shelter",
        "Tourism in Guam falls",
    )
    event = replace(first, tellings=(*first.tellings, *(Telling(t, "", None) for t in drift)))
    stranger = told(
        "Envoy recalled over a gate at the border", "statement_threat", subtype="policy", family="talk"
    )
    assert decide(stranger, event).kind != "join"


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_between_nothing_and_all(one: str, other: str) -> None:
    """For any two texts, in either order."""
    a, b = vector(one, "x", Background()), vector(other, "x", Background())
    for measure in (cosine, overlap):
        assert 0.0 <= measure(a, b) <= 1.0
        assert measure(a, b) == pytest.approx(measure(b, a))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("N. Korea fires missile", "NKorea launched missiles"),
        ("U.S. and S. Korea begin drills", "United States, South Korea start exercises"),
        ("북한 탄도미사일 발사", "북한이 탄도미사일을"),
    ],
)
def test_words_are_compared_in_one_form(one: str, other: str) -> None:
    """Short forms, endings and Korean compounds meet."""
    shared = set(words(one)) & set(words(other))
    assert len(shared) >= min(len(words(one)), len(words(other))) / 2


def test_words_that_all_reports_of_a_kind_share_weigh_little() -> None:
    """Among launches "missile" tells nothing, a place does."""
    background = Background()
    for n in range(50):
        background.add("launch", f"North Korea launches missile number {n}")
    assert background.weight("launch", "missil") < 1 < background.weight("launch", "sunan")


def test_subtypes_rise_without_being_another_event() -> None:
    """Projectile, short range, hypersonic; an ICBM is no cruise missile."""
    assert subtypes_agree("other", "icbm")
    assert subtypes_agree("srbm", "hypersonic")
    assert not subtypes_agree("icbm", "cruise")


def test_a_denial_of_the_next_day_joins_what_it_denies() -> None:
    """It speaks of what was told the day before, whether it names the day or not."""
    event = known("Islanders on Yeonpyeong report hearing artillery", type="artillery_fire", subtype=None)
    title = "Military denies report of shelling near Yeonpyeong"
    next_day = told(
        title, "artillery_fire", subtype=None, relation="denial", event_date="2026-11-21", published_day="2026-11-21",
        date_precision="published", side="ROK",
    )  # fmt: skip
    assert decide(next_day, event).kind == "join"
    named = replace(next_day, event_date="2026-11-20", date_precision="day")
    assert decide(named, event).kind == "join"


@pytest.mark.parametrize(
    ("type_id", "one", "other", "apart"),
    [
        ("border_incident", "mdl", "nll", True),
        ("border_incident", "attack", "nll", False),
        ("border_incident", "attack", "fortification", True),
        ("border_incident", None, "nll", False),
        ("propaganda_campaign", "balloons", "loudspeaker", True),
        ("propaganda_campaign", "balloons", "leaflets", False),
        ("air_activity", "drone", "adiz", True),
        ("air_activity", "intercept", "adiz", False),
        ("missile_test", "srbm", "cruise", False),
    ],
)
def test_what_is_another_thing_by_its_subtype(type_id: str, one: str | None, other: str, apart: bool) -> None:
    """Land and sea, balloons and loudspeakers are two things; an unknown subtype may be either."""
    assert different_things(type_id, one, other) is apart
    assert different_things(type_id, other, one) is apart


def test_incidents_on_land_and_at_sea_of_one_day_are_two() -> None:
    """However alike their words are."""
    title = "North Koreans cross the border, South fires warning shots"
    event = known(title, type="border_incident", subtype="mdl")
    assert decide(told(title, "border_incident", subtype="nll"), event).kind == "open"
    assert decide(told(title, "border_incident", subtype=None), event).kind == "join"


@pytest.mark.parametrize(
    ("title", "day", "kind"),
    [
        ("GPS interference from North enters second day", "2026-11-21", "join"),
        ("N. Korea's GPS jamming continues for third day", "2026-11-22", "join"),
        ("N. Korea's GPS jamming continues for fifth day", "2026-11-24", "join"),
        ("N. Korea's GPS jamming continues for third day", "2026-11-23", "open"),
        ("N. Korea jams GPS signals", "2026-11-22", "open"),
    ],
)
def test_what_goes_on_for_days_is_one_event(title: str, day: str, kind: str) -> None:
    """The third day of jamming is of the event that began two days before, and of no other."""
    event = known("N. Korea jams GPS signals near western islands", type="gps_jamming", subtype="maritime")
    later = told(title, "gps_jamming", subtype=None, family="gps_jamming", event_date=day, published_day=day)
    assert decide(later, event).kind == kind


def test_what_fits_two_events_of_a_day_says_that_they_may_be_one() -> None:
    """It joins the likelier; of another day, there is nothing to ask."""
    first, second = known(id=1), known("North Korea launches projectiles, South says", id=2)
    item = told("N. Korea fires ballistic missiles toward East Sea, South says")
    found = decide(item, first, second)
    assert (found.kind, {found.event_id, found.also}) == ("join", {1, 2})
    assert decide(item, first).also is None
    assert decide(item, first, known("North Korea launches projectiles", id=2, day="2026-11-19")).also is None
