"""Facts of an item: who, where, with what, how many, and the words that tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.verdict import ActorRole, Facts, Item, TypeScore
from bot.nlp.entities import find_entities
from bot.nlp.facts import extract_facts

PREFIXES = set("date count distance apogee casualties outcome actor place weapon exercise".split())
PUBLISHED = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)


def facts(
    title: str, kind: str, summary: str = "", subtype: str | None = None, lang: str | None = None
) -> Facts:
    """The facts of an item of a type."""
    item = Item("1", title, summary, published=PUBLISHED, source="Yonhap", lang=lang)
    mentions = find_entities(f"{title}\n{summary}", korea=True)
    return extract_facts(item, mentions, [TypeScore(kind, subtype, 0.9)])[0]


def test_a_launch_is_read_whole() -> None:
    """Date, doer, place, weapon, count, distance and height of one report."""
    found = facts(
        "(LEAD) N. Korea fires around 10 KN-25 missiles toward East Sea: JCS",
        "missile_test",
        "The missiles, fired from the Sunan area on Thursday, flew about 320 km at an altitude of 90 km, Seoul's JCS said.",
    )
    assert found.event_date == "2026-08-20"
    assert found.date_precision == "day"
    assert found.actors == ("DPRK",)
    assert found.places == ("sea_east", "sunan")
    assert found.weapons == ("kn-25",)
    assert (found.count, found.distance_km, found.apogee_km) == (10, 320.0, 90.0)


def test_a_korean_launch_is_read_whole() -> None:
    """The same from a Korean report."""
    found = facts(
        "북한, 동해상으로 단거리 탄도미사일 10여 발 발사",
        "missile_test",
        "합동참모본부는 20일 오후 5시 평양 순안 일대에서 발사된 미사일이 약 320km를 비행했다고 밝혔다.",
        lang="ko",
    )
    assert found.event_date == "2026-08-20"
    assert found.event_time == datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
    assert found.actors == ("DPRK",)
    assert {"sea_east", "sunan"} <= set(found.places)
    assert (found.count, found.distance_km) == (10, 320.0)


def test_no_type_has_no_facts() -> None:
    """What is no event says nothing."""
    item = Item("1", "North Korea fires missile", published=PUBLISHED)
    assert extract_facts(item, find_entities(item.title), []) == (Facts(), ())


@pytest.mark.parametrize(
    ("title", "kind", "subtype", "roles"),
    [
        ("US sanctions two North Koreans", "sanctions", None, [("USA", "source"), ("DPRK", "target")]),
        ("North Korea slams US drills", "statement_threat", None, [("DPRK", "source"), ("USA", "target")]),
        (
            "Seoul warns Pyongyang over launch",
            "statement_threat",
            None,
            [("ROK", "source"), ("DPRK", "target")],
        ),
        (
            "North shipped shells to Russia",
            "arms_transfer",
            "to_russia",
            [("DPRK", "source"), ("RUS", "target")],
        ),
        (
            "Russia gives North Korea air defences",
            "arms_transfer",
            "from_russia",
            [("RUS", "source"), ("DPRK", "target")],
        ),
        (
            "N. Korean troops arrive in Russia's Kursk",
            "troop_deployment",
            None,
            [("DPRK", "source"), ("RUS", "target")],
        ),
        ("Lavrov arrives in North Korea", "summit_visit", None, [("RUS", "source"), ("DPRK", "target")]),
        ("Japan says North Korea fired missile", "missile_test", None, [("DPRK", "source")]),
    ],
)
def test_who_acts_on_whom(title: str, kind: str, subtype: str | None, roles: list[tuple[str, str]]) -> None:
    """The type tells the doer where it must be one; else the order of names does."""
    assert facts(title, kind, subtype=subtype).roles == tuple(ActorRole(*role) for role in roles)


def test_a_title_is_not_another_person() -> None:
    """The leader of 2004 is not the leader of today."""
    found = facts("North Korean leader Kim Jong Il meets Chinese envoy", "summit_visit").actors
    assert found == ("DPRK", "CHN", "kim_jong_il")
    assert "kim_jong_un" in facts("North Korean leader oversees drill", "leadership_activity").actors


def test_the_doer_stands_first_and_people_after_states() -> None:
    """Merging tells one side from the other by the first actor."""
    found = facts("Kim Yo Jong warns Seoul and Washington", "statement_threat")
    assert found.actors == ("DPRK", "ROK", "USA", "kim_yo_jong")


@pytest.mark.parametrize(
    "title",
    [
        "N. Korea stages drill: JCS",
        "North Korea stages drill, KCNA says",
        "North Korea stages drill - Seoul",
        '합참 "북한 훈련 실시"',
    ],
)
def test_who_only_tells_of_it_is_no_actor(title: str) -> None:
    """A military command or a news agency that reports is left out."""
    assert facts(title, "dprk_exercise").actors == ("DPRK",)


def test_a_capital_is_a_place_only_where_something_is_in_it() -> None:
    """Pyongyang that warns is a government, Pyongyang with "in" a city."""
    assert facts("Pyongyang warns Seoul", "statement_threat").places == ()
    assert facts("Millions went to Pyongyang's weapons programme", "sanctions").places == ()
    assert facts("Missiles fell into the sea, JCS in Seoul says", "missile_test").places == ()
    assert facts("Officials in Seoul and Tokyo noticed a launch from Sunan", "missile_test").places == (
        "sunan",
    )
    assert facts("Xi and Kim meet in Pyongyang", "summit_visit").places == ("pyongyang",)
    assert facts("북러 외교장관, 평양에서 회담", "summit_visit", lang="ko").places == ("pyongyang",)


def test_a_dateline_is_no_place() -> None:
    """Where the reporter sits is not where it happened."""
    found = facts(
        "North Korea fires missile", "missile_test", "BEIJING (Reuters) - North Korea fired it from Wonsan."
    )
    assert found.places == ("wonsan",)


def test_names_of_what_came_before_are_left_out() -> None:
    """The weapon and site of the last launch are not those of this statement."""
    found = facts("Seoul condemns North after Hwasong-18 launch from Sunan", "statement_threat")
    assert found.weapons == ()
    assert found.places == ()


def test_other_states_weapons_are_not_fired_by_the_north() -> None:
    """A bomber that flew in answer is no weapon of the launch."""
    found = facts("North Korea fires KN-23 as B-1B bombers fly", "missile_test")
    assert found.weapons == ("kn-23",)


def test_exercises_are_named() -> None:
    """A drill has its id; a sea drill by another name too."""
    assert facts("Allies kick off Ulchi Freedom Shield", "allied_exercise").exercises == (
        "ulchi_freedom_shield",
    )


def test_each_fact_comes_with_its_words() -> None:
    """Evidence names the fact and quotes the text."""
    item = Item("1", "North Korea fires 3 missiles on Thursday", published=PUBLISHED)
    found = extract_facts(item, find_entities(item.title), [TypeScore("missile_test", None, 1.0)])[1]
    told = {e.type: (e.text, e.why) for e in found}
    assert told == {
        "date": ("Thursday", "date:words=2026-08-20"),
        "count": ("3 missiles", "count:number=3"),
        "actor": ("North Korea", "actor:source=DPRK"),
    }


def test_every_fact_is_quoted_and_says_how_it_was_read() -> None:
    """Place, weapon, distance, height and words for a count have their evidence too."""
    item = Item(
        "1",
        "N. Korea fires several KN-23 missiles from Sunan: JCS",
        "They flew about 600 km at an altitude of 90 km. The launch was successful, Kim Jong Un said.",
        published=PUBLISHED,
    )
    text = f"{item.title}\n{item.summary}"
    found, told = extract_facts(item, find_entities(text, korea=True), [TypeScore("missile_test", None, 1.0)])
    whys = {e.why: e.text for e in told}
    assert (found.count, found.count_words) == (None, "several")
    assert whys["count:words"] == "several KN-23 missiles"
    assert whys["place:at=sunan"] == "Sunan"
    assert whys["weapon:srbm=kn-23"] == "KN-23"
    assert whys["distance:km=600"] == "flew about 600 km"
    assert whys["apogee:km=90"] == "altitude of 90 km"
    assert whys["outcome:success"] == "successful"
    assert whys["actor:source=DPRK"] == "N. Korea"
    assert whys["actor:named=kim_jong_un"] == "Kim Jong Un"
    assert whys["date:published=2026-08-20"] == ""
    assert all(e.text in text for e in told)


def test_a_distance_is_no_calibre() -> None:
    """600 km tell of no 600 mm rocket."""
    assert (
        facts("N. Korea fires missile", "missile_test", "It flew 600 km, 300 less than before.").weapons == ()
    )


def test_without_a_publication_date_nothing_is_dated() -> None:
    """An undated item stays undated."""
    item = Item("1", "North Korea fires missile on Friday")
    found, told = extract_facts(item, find_entities(item.title), [TypeScore("missile_test", None, 1.0)])
    assert (found.event_date, found.date_precision) == (None, None)
    assert ("date", "", "date:unknown") in [(e.type, e.text, e.why) for e in told]


@given(
    st.text(max_size=150),
    st.text(max_size=150),
    st.sampled_from(["missile_test", "summit_visit", "troop_deployment"]),
)
def test_any_item_can_be_read(title: str, summary: str, kind: str) -> None:
    """No text raises, and no list grows without end."""
    item = Item("1", title, summary, published=PUBLISHED)
    found, told = extract_facts(
        item, find_entities(f"{title}\n{summary}", korea=True), [TypeScore(kind, None, 0.5)]
    )
    assert {e.why.partition(":")[0] for e in told} <= PREFIXES
    assert max(len(found.actors), len(found.places), len(found.weapons), len(found.exercises)) <= 8
    assert found.count is None or found.count >= 0
