"""Names in texts: which thing, which characters, and which look-alikes are left alone."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.entities import Mention, find_entities, mentions_of


def ids(text: str, kind: str | None = None, *, korea: bool | None = None) -> list[str]:
    """The ids of the names in a text, in order."""
    return [m.id for m in find_entities(text, korea=korea) if kind in (None, m.kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("N. Korea fires missile", "actor", ["DPRK"]),
        ("N.Korea, NKorea and N.K.", "actor", ["DPRK", "DPRK", "DPRK"]),
        ("S. Korean navy and the U.S.", "actor", ["ROK", "USA"]),
        ("Hwasŏng-18 and Hwasongpho-18", "weapon", ["hwasong-18"]),
        ("KN23, KN-23 and KN 23", "weapon", ["kn-23", "kn-23", "kn-23"]),
        ("P'unggye-ri, Punggye-ri, Punggyeri", "place", ["punggye-ri"] * 3),
        ("Dongchang-ri and Tongch'ang-ri", "place", ["sohae", "sohae"]),
        ("Yeonpyeong, Yonphyong", "place", ["yeonpyeong", "yeonpyeong"]),
        ("Wŏnsan's coast", "place", ["wonsan"]),
        ("Kim Jong Un's sister Kim Yo-jong", "actor", ["kim_yo_jong", "kim_yo_jong"]),
        ("N. Korean leader's sister warns Seoul", "actor", ["kim_yo_jong", "ROK"]),
        ("Leader's sister warns North Korea's rivals", "actor", ["kim_yo_jong", "DPRK"]),
        ("Ulchi Freedom Shield starts", "exercise", ["ulchi_freedom_shield"]),
        ("Freedom Shield starts", "exercise", ["freedom_shield"]),
    ],
)
def test_spellings_lead_to_one_thing(text: str, kind: str, expected: list[str]) -> None:
    """Accents, hyphens, spaces and dots do not matter."""
    found = ids(text, kind)
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("북한이 화성-18형을 발사했다", ["DPRK", "hwasong-18"]),
        ("평양에서 열린 회의", ["pyongyang"]),
        ("한미연합훈련 시작", ["ROK", "USA"]),
        ("을지프리덤실드 연습", ["ulchi_freedom_shield"]),
        ("北, 미사일 발사", ["DPRK"]),
        ("풍계리 핵실험장", ["punggye-ri"]),
        ("김정은, 푸틴과 회담", ["kim_jong_un", "putin"]),
    ],
)
def test_korean_names_are_found_with_their_particles(text: str, expected: list[str]) -> None:
    """A particle belongs to no name, and one word may name two states."""
    found = ids(text)
    assert all(id_ in found for id_ in expected)


def test_a_name_ends_where_its_particle_begins() -> None:
    """The span of a Korean mention leaves out what is attached to it."""
    mention = find_entities("북한이 발사")[0]
    assert (mention.start, mention.end, mention.text) == (0, 2, "북한")


def test_longer_names_win() -> None:
    """Hwasong-11Da-4.5 is not read as the shorter Hwasong-11."""
    assert ids("the Hwasong-11Da-4.5 missile", "weapon") == ["hwasong-11-da-45"]
    assert ids("Kim Jong Un in Sunan International Airport", "place") == ["sunan"]


def test_figures_are_not_cut() -> None:
    """KN-2 is not found in KN-23, nor Hwasong-1 in Hwasong-18."""
    assert ids("KN-231 and Hwasong-181") == []


@pytest.mark.parametrize(
    "text",
    [
        "Ssangyong recalls 9,000 cars over a fuel pump",
        "The compass points to the North",
        "Kim scores twice in Madrid",
        "us too, said the mod",
        "남은 시간은 많지 않다",
    ],
)
def test_ambiguous_names_are_not_believed_outside_korea(text: str) -> None:
    """A car maker, a compass and any Kim are no Korean names."""
    assert ids(text) == []


def test_ambiguous_names_are_believed_where_korea_is_spoken_of() -> None:
    """An unambiguous name beside them settles it, or the caller does."""
    assert "ssangyong" in ids("South Korean marines begin Ssangyong landing", "exercise")
    assert ids("the North fires again", korea=True) == ["DPRK"]
    assert ids("the North fires again", korea=False) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Kim Kye Gwan arrives in Pyongyang", "kim_jong_un"),
        ("storms in the North Atlantic, Seoul says", "DPRK"),
        ("Ssangyong Motor of South Korea", "ssangyong"),
    ],
)
def test_part_of_another_name_is_no_name(text: str, wrong: str) -> None:
    """One word of somebody else's name is not believed, even in a Korean context."""
    assert wrong not in ids(text, korea=True)


def test_short_capital_names_need_their_capitals() -> None:
    """The word "us" is no country and "un" no assembly."""
    assert ids("tell us about un petit secret") == []
    assert ids("US and UN envoys", "actor") == ["USA", "UN"]


def test_states_are_actors_and_not_places() -> None:
    """A country that is named acts; only narrower places tell where."""
    assert ids("North Korea fires", "place") == []


def test_the_component_notes_what_the_function_finds() -> None:
    """The spaCy pipeline carries the same mentions."""
    nlp = spacy.blank("en")
    nlp.add_pipe("kp_entities")
    doc = nlp("Pyongyang fires a KN-25")
    assert mentions_of(doc) == find_entities(doc.text)
    assert mentions_of(spacy.blank("en")("Pyongyang")) == ()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """No text raises; mentions lie within it, in order, and quote it."""
    found: tuple[Mention, ...] = find_entities(text, korea=True)
    assert all(text[m.start : m.end] == m.text and m.start < m.end for m in found)
    assert [m.start for m in found] == sorted(m.start for m in found)


@pytest.mark.parametrize(
    "text", ["The Washington Post reports", "New York Times", "the Moscow Times", "조선일보"]
)
def test_a_newspaper_is_no_state_and_no_city(text: str) -> None:
    """The name of the press wins over the city in it."""
    assert {m.group for m in find_entities(text, korea=True)} == {"media"}


def test_a_party_congress_is_not_americas() -> None:
    """Congress alone may be any."""
    assert "congress_us" not in ids("the Ninth Party Congress in Pyongyang")
