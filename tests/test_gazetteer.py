"""The gazetteer: its files, its ids, and that every name leads to one thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gazetteer import KINDS, Gazetteer, load_gazetteer, shipped_gazetteer
from bot.model.errors import SeedError

# Keys that public missile databases use for missiles and sites; the history is composed with them.
MISSILES = (
    "kn-25 kn-02 hwasong-11a hwasong-11b hwasong-11c hwasong-11d hwasong-11e hwasong-11s hwasong-11-da-45 scud-b scud-c er-scud "
    "scud-b-marv scud-c-marv nodong musudan hwasong-12 hwasong-12a hwasong-12b hwasong-14 hwasong-15 hwasong-16a hwasong-16b hwasong-17 "
    "hwasong-18 hwasong-19 pukguksong-1 pukguksong-2 pukguksong-3 rail-mobile-kn-23 silo-based-kn-23 unha unha-3 chollima-1 taepodong-1 "
    "new-irbm-2022"
).split()
SITES = (
    "pyongyang hodo kittaeryong wonsan sohae tonghae sinpo hwangju sunan chunghwa samsok-test hungnam sunchon kaechon mupyong-ni uiju "
    "taesong samsok-test-3 tongchon jangyon sondok-ab yonpo sondok koksan sukchon south-wonsan masikryong kaesong nampo panghyon-ab baegun "
    "yonghung kwail sangum-ri sonchon yangdok west-sunan samsok munchon kanggye ryokpo chihari monggumpo kusong pukchang north-kusong "
    "lake-yonpung panghyon pyongsong yonghung-bay taechon samsok-test-2 sariwon east-pyongyang taegwan"
).split()


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    """The shipped gazetteer."""
    return shipped_gazetteer()


def test_the_gazetteer_is_as_wide_as_the_field(names: Gazetteer) -> None:
    """Places, weapons and exercises are many enough to name most events."""
    assert len(names.places) >= 120
    assert len(names.weapons) >= 80
    assert len(names.exercises) >= 40
    assert len(names.actors) >= 150


@pytest.mark.parametrize("state", ["DPRK", "ROK", "USA", "JPN", "RUS", "CHN", "UKR", "UN"])
def test_states_have_the_ids_verdicts_use(names: Gazetteer, state: str) -> None:
    """The ids of the contract are those of the files."""
    assert names.actors[state].parent is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_parent_is_known(names: Gazetteer, kind: str) -> None:
    """What a thing belongs to is itself in the gazetteer, and never in a circle."""
    things = getattr(names, f"{kind}s")
    for thing in things.values():
        seen, here = set(), thing
        while here.parent:
            assert here.parent in things, f"{here.id} belongs to unknown {here.parent}"
            assert here.id not in seen
            seen.add(here.id)
            here = things[here.parent]


@pytest.mark.parametrize("kind", KINDS)
def test_no_id_or_name_is_empty(names: Gazetteer, kind: str) -> None:
    """Every thing can be shown to a person."""
    for id_, thing in getattr(names, f"{kind}s").items():
        assert thing.id == id_
        assert thing.name.strip()
        assert thing.group


def test_places_lie_where_coordinates_can(names: Gazetteer) -> None:
    """Coordinates come in pairs, and the peninsula's sites lie on it or in its seas."""
    for place in names.places.values():
        assert (place.lat is None) == (place.lon is None)
        if place.lat is not None and place.lon is not None:
            assert -90 <= place.lat <= 90
            assert -180 <= place.lon <= 180
        if place.group in ("launch_site", "nuclear") and place.lat is not None and place.lon is not None:
            assert 37.5 <= place.lat <= 43.1, place.id
            assert 124.0 <= place.lon <= 131.0, place.id


def test_nearly_all_places_have_coordinates(names: Gazetteer) -> None:
    """A map can show where things happened."""
    without = [p.id for p in names.places.values() if p.lat is None]
    assert len(without) <= 3


@pytest.mark.parametrize("key", MISSILES)
def test_the_missiles_of_public_databases_are_known(names: Gazetteer, key: str) -> None:
    """A record's missile leads to a weapon by its key."""
    assert names.find("weapon", key) is not None


@pytest.mark.parametrize("key", SITES)
def test_the_sites_of_public_databases_are_known(names: Gazetteer, key: str) -> None:
    """A record's site leads to a place by its key."""
    assert names.find("place", key) is not None


@pytest.mark.parametrize(
    ("kind", "words", "id_"),
    [
        ("place", "Tongchang-ri", "sohae"),
        ("place", "dongchang-ri", "sohae"),
        ("place", "Musudan-ri", "tonghae"),
        ("place", "원산", "wonsan"),
        ("place", "풍계리", "punggye-ri"),
        ("place", "Sea of Japan", "sea_east"),
        ("weapon", "Hwasong-11Ka", "kn-23"),
        ("weapon", "화성-18", "hwasong-18"),
        ("weapon", "Rodong-1", "nodong"),
        ("exercise", "을지 자유의 방패", "ulchi_freedom_shield"),
        ("exercise", "UFS", "ulchi_freedom_shield"),
        ("actor", "Kim Jong-un", "kim_jong_un"),
        ("actor", "김여정", "kim_yo_jong"),
        ("actor", "south korea", "ROK"),
    ],
)
def test_other_names_lead_to_their_thing(names: Gazetteer, kind: str, words: str, id_: str) -> None:
    """Spellings, romanisations and Korean names find one id."""
    found = names.find(kind, words)
    assert found is not None
    assert found.id == id_


def test_what_lies_within_a_place_is_found_at_any_depth(names: Gazetteer) -> None:
    """A question about the North's capital takes in its airport."""
    assert {"pyongyang", "sunan", "west-sunan"} <= set(names.within("place", "pyongyang"))
    assert "kim_yo_jong" in names.within("actor", "DPRK")
    assert {"hwasong-11a", "rail-mobile-kn-23"} <= set(names.within("weapon", "kn-23"))


def test_exercises_say_who_holds_them(names: Gazetteer) -> None:
    """Each drill names states of the gazetteer."""
    for drill in names.exercises.values():
        assert drill.extra is not None
        assert drill.extra["who"]
        assert all(state in names.actors for state in drill.extra["who"])


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """The error says which file cannot be read."""
    for kind in KINDS:
        (tmp_path / f"{kind}s.toml").write_text(f'[[{kind}]]\nid = "x"\nname = "X"\ngroup = "g"\n')
    (tmp_path / "places.toml").write_text("[[place]]\nid = 'x'\n")
    with pytest.raises(SeedError, match=r"places\.toml"):
        load_gazetteer(tmp_path)
