"""What else speaks for one event or for two: outlets, kindred types, both languages, midnight, odd words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model.merge import Candidate, Incoming, Telling
from bot.policy.merging.evidence import date_term
from bot.policy.merging.kinds import Gap, day_gap, kin_of, kind_of_both, states_of
from bot.policy.merging.veto import seas_apart
from tests.policy.merging.test_merge import FLASH, GAZETTEER, decide, known, told

NEXT: dict[str, Any] = {
    "event_date": "2026-11-21",
    "date_precision": "published",
    "published_day": "2026-11-21",
}


def by(event: Candidate, outlet: str) -> Candidate:
    """The event as an outlet told it."""
    return replace(event, tellings=tuple(replace(t, source=outlet) for t in event.tellings))


def statement(title: str, **changes: Any) -> Incoming:
    """Something said on the day."""
    fields: dict[str, Any] = {"subtype": None, "family": "statement_threat"}
    return told(title, "statement_threat", **(fields | changes))


def test_an_outlet_that_tells_of_a_launch_anew_the_next_day_tells_of_another() -> None:
    """Another outlet may be late with the same launch; what confirms it is no news of another."""
    event = by(known(date_precision="published"), "Yonhap")
    flash = told("North Korea launches missiles toward East Sea", **NEXT)
    assert decide(replace(flash, source="Reuters"), event).kind == "join"
    assert decide(replace(flash, source="Yonhap"), event).kind == "open"
    confirms = replace(
        flash, source="Yonhap", relation="confirmation", title="KCNA says Kim watched missile launch"
    )
    assert decide(confirms, event).kind == "join"


def test_the_morning_s_figures_of_what_flew_at_night_are_no_new_event() -> None:
    """Balloons seen at half past nine, counted the next morning by the same agency; and those of the next night."""
    title = "North Korea floats trash balloons toward South: JCS"
    event = by(
        known(title, type="propaganda_campaign", subtype="balloons", date_precision="published"), "Yonhap"
    )
    evening = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    event = replace(event, tellings=(replace(event.tellings[0], published=evening),))
    morning = told("North Korea floated 260 trash balloons toward South, JCS says", "propaganda_campaign", subtype="balloons",
                   family="propaganda_campaign", source="Yonhap", count=260, **NEXT)  # fmt: skip
    assert decide(replace(morning, published=evening + timedelta(hours=12)), event).kind == "join"
    assert decide(replace(morning, published=evening + timedelta(hours=24)), event).kind == "open"


def test_a_missile_falls_into_the_sea_on_one_side_of_the_peninsula() -> None:
    """Two launches of one day; Japan's waters and the East Sea are one side."""
    assert seas_apart(("sea_west",), ("sea_east",), GAZETTEER)
    assert not seas_apart(("sea_east",), ("japan_eez",), GAZETTEER)
    assert not seas_apart(("sea_east", "sea_west"), ("sea_east",), GAZETTEER)
    assert not seas_apart((), ("sea_east",), GAZETTEER)
    event = known("N. Korea fires cruise missiles toward Yellow Sea", subtype="cruise", places=("sea_west",))
    assert decide(told(FLASH, places=("sea_east",)), event).kind != "join"
    assert decide(told(FLASH, places=("sea_east",)), known(places=("sea_east",))).kind == "join"


@pytest.mark.parametrize(("minute", "days"), [("15:20", 0), ("23:20", 1)])
def test_a_follow_up_after_midnight_is_of_the_same_day(minute: str, days: int) -> None:
    """Ten to midnight in Seoul, and twenty past; or the next morning."""
    event = known(day="2026-11-20", date_precision="published")
    event = replace(event, tellings=(Telling(FLASH, "", datetime(2026, 11, 20, 14, 50, tzinfo=UTC)),))
    published = datetime.fromisoformat(f"2026-11-20T{minute}:00+00:00")
    gap = day_gap(told(FLASH, published=published, **NEXT), event)
    assert gap is not None
    assert gap.days == days


def test_an_event_without_a_date_lies_on_the_day_it_was_told_in_seoul() -> None:
    """Twenty past midnight there is the evening before in Greenwich."""
    event = known(day="2026-11-20", event_date=None, date_precision=None)
    event = replace(event, tellings=(Telling(FLASH, "", datetime(2026, 11, 20, 15, 20, tzinfo=UTC)),))
    gap = day_gap(told(FLASH, **NEXT), event)
    assert gap is not None
    assert gap.days == 0


def test_one_story_read_as_talks_and_as_a_statement_is_one_event() -> None:
    """Where the words say so; a statement of the day in other words is another."""
    event = known(
        "Trump says summit with Kim may be back on", type="diplomatic_talks", subtype="bilateral", side="USA"
    )
    same = statement("Summit with Kim may be back on, Trump says", side="USA")
    other = statement("Trump says troops will stay in the South", side="USA")
    assert decide(same, event).kind == "join"
    assert decide(other, event).kind != "join"


def test_a_launch_and_a_new_weapon_of_one_day_need_words_in_common() -> None:
    """A day and a state are not enough over the borders of types."""
    event = known(
        "North Korea shows new launcher vehicles at a factory", type="weapons_development", subtype=None
    )
    assert decide(told(FLASH), event).kind != "join"
    shown = known("North Korea tests new long-range missile", type="weapons_development", subtype="unveil")
    assert decide(told("North Korea tests a new long-range missile", subtype=None), shown).kind == "join"


def test_a_threat_of_the_next_day_needs_more_words_than_one_of_the_same_day() -> None:
    """There is something new to threaten every day, but no launch; what looks back is held to less."""
    later = statement("North Korea threatens Japan", **NEXT)
    gap = Gap(1, stated=False)
    assert (
        date_term(gap, "talk", later)
        < date_term(gap, "happening", later)
        < date_term(Gap(0, stated=False), "talk", later)
    )
    assert date_term(gap, "talk", replace(later, relation="confirmation")) > date_term(
        gap, "happening", later
    )


def test_an_odd_word_in_common_joins_what_is_said_in_other_words() -> None:
    """Two stories of one day do not both name Panama by chance."""
    event = known("Panama finds arms on a freighter bound for the North", type="arms_transfer", subtype=None)
    odd = told(
        "Crew resisted as Panama boarded vessel", "arms_transfer", subtype=None, family="arms_transfer"
    )
    plain = replace(odd, title="Crew resisted as police boarded vessel")
    assert decide(odd, event).score > decide(plain, event).score


def test_what_two_do_together_may_be_told_of_either() -> None:
    """A release is done by one and received by the other; a threat is made by one."""
    event = known(
        "Three Americans freed by North Korea fly home", type="people_movement", subtype="repatriation"
    )
    received = told("Americans freed by North Korea welcomed home", "people_movement", subtype=None,
                    family="people_movement", side="USA")  # fmt: skip
    assert decide(received, event).kind == "join"


def test_meetings_of_different_states_on_one_day_are_two() -> None:
    """The minister leaves for Moscow; a premier comes to Seoul."""
    event = known(
        "Foreign minister leaves for Moscow",
        type="summit_visit",
        subtype="ministerial",
        actors=("DPRK", "RUS"),
    )
    visit = told("Chinese premier arrives for talks", "summit_visit", subtype="leader", family="diplomacy", side="CHN",
                 actors=("CHN", "ROK"))  # fmt: skip
    assert decide(visit, event).kind != "join"
    assert states_of(("CHN", "ROK"), GAZETTEER) == {"CHN", "ROK"}


@pytest.mark.parametrize(
    ("korean", "english", "type_id", "one"),
    [
        ("북한, 동해상으로 탄도미사일 발사", "North Korea fires ballistic missile into East Sea", "missile_test", True),
        ("김여정, 한미 연합훈련 비난 담화", "Kim Yo Jong slams South Korea-US drills in statement", "statement_threat", True),
        ("김여정, 확성기 방송 비난 담화", "North's foreign ministry warns Japan over warship", "statement_threat", False),
        ("유엔 안보리, 대북제재 결의 채택", "UN Security Council adopts North Korea sanctions", "sanctions", True),
        ("일본 총리, 납북자 문제 해결 강조", "Trump says U.S. troops will stay in South Korea", "statement_threat", False),
    ],
)  # fmt: skip
def test_one_event_is_known_in_korean_and_english(
    korean: str, english: str, type_id: str, *, one: bool
) -> None:
    """By the words known in both languages; who acts is not enough for what is said."""
    event = known(korean, type=type_id, subtype=None, side=None, actors=("DPRK",))
    incoming = told(english, type_id, subtype=None, family=type_id, side=None, actors=("DPRK",))
    assert (decide(incoming, event).kind == "join") is one


def test_a_confirmation_of_the_next_day_may_count_otherwise() -> None:
    """State media say five where the military saw four; a flash of another number is another launch."""
    event = known(count=4, date_precision="published")
    confirms = told("KCNA: five missiles were fired in drill", count=5, relation="confirmation", **NEXT)
    assert decide(confirms, event).kind == "join"
    assert decide(replace(confirms, relation="report"), event).kind == "open"


def test_kin_goes_both_ways_and_is_weighed_by_the_stricter_kind() -> None:
    """A launch may be read as a new weapon, a new weapon as a launch."""
    assert "weapons_development" in kin_of("missile_test")
    assert "missile_test" in kin_of("weapons_development")
    assert kin_of("gps_jamming") == {"gps_jamming"}
    assert kind_of_both("missile_test", "weapons_development") == "talk"
    assert kind_of_both("missile_test", "satellite_launch") == "happening"


def test_a_second_launch_of_the_day_is_another_event_and_its_own_reports_join_it() -> None:
    """Only words tell the second of a day from a late report of the first."""
    first = known()
    second = told("N. Korea fires second missile in hours: JCS")
    assert decide(second, first).kind != "join"
    assert decide(second, known("North Korea fires another missile, hours after first launch")).kind == "join"
