"""Details that part two tellings of one kind and day: sums, victims, arms, fliers, sites, exercises."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.merge import Candidate, Incoming
from bot.policy.merging.details import details_apart, sums_of
from tests.policy.merging.test_merge import GAZETTEER, decide, known, told


def pair(type_id: str, one: str, other: str) -> tuple[Incoming, Candidate]:
    """A telling, and the event that the other headline founded on the same day."""
    return (
        told(other, type_id, subtype=None, family=type_id),
        known(one, type=type_id, subtype=None),
    )


def apart(type_id: str, one: str, other: str) -> str | None:
    """What the two name otherwise; it must be the same in either order."""
    found = details_apart(*pair(type_id, one, other), GAZETTEER)
    assert details_apart(*pair(type_id, other, one), GAZETTEER) == found
    return found


@pytest.mark.parametrize(
    ("type_id", "one", "other", "detail"),
    [
        ("cyber_operation", "Hackers steal 40 million dollars", "Hackers steal $3 million", "another sum"),
        ("cyber_operation", "Hackers steal $40 million", "Hackers steal 39.6 million dollars", None),
        ("cyber_operation", "Hackers steal 58 billion won", "Hackers steal $11 million", "another sum"),
        ("cyber_operation", "Hackers steal 58 billion won", "해커, 4천만 달러 탈취", None),
        ("cyber_operation", "Hackers rob coin exchange", "Hackers rob bank", "another victim"),
        ("cyber_operation", "Hackers rob coin exchange", "Hackers steal coins", None),
        ("cyber_operation", "$600m gone from game studio", "Bridge robbed of $620m", None),
        ("allied_exercise", "B-1B flies over peninsula", "Carrier arrives in Busan", "another arm"),
        ("allied_exercise", "USS Ronald Reagan enters Busan", "USS Michigan enters Busan", "another arm"),
        ("allied_exercise", "미 핵잠수함 부산 입항", "B-1B 한반도 전개", "another arm"),
        ("allied_exercise", "Marines land at Pohang", "Warships join landing exercise", None),
        ("allied_exercise", "Three navies hunt submarines", "Anti-submarine drill of the navies", None),
        ("border_incident", "Soldiers cross line, shots fired", "Mine wounds soldiers", "another incident"),
        ("border_incident", "북한군 군사분계선 침범", "비무장지대서 지뢰 폭발", "another incident"),
        ("border_incident", "Soldiers cross line laying mines", "Mine wounds soldiers", None),
        ("border_incident", "Soldier shot at in DMZ", "Patrol boat shot at", "another border"),
        ("propaganda_campaign", "Activists send leaflets", "North sends trash", "others send them"),
        ("propaganda_campaign", "Activists send leaflets", "North sends trash for leaflets of activists", None),
        ("missile_test", "Short-range missiles fired", "North fires artillery", "another weapon"),
        ("missile_test", "Cruise missiles fired", "Ballistic missile fired", "another weapon"),
        ("missile_test", "Anti-aircraft missile tested", "Intercontinental missile fired", "another weapon"),
        ("missile_test", "Ballistic missile fired", "Missile was a surface-to-air one", None),
        ("missile_test", "Ballistic missile fired", "It was an ICBM", None),
        ("missile_test", "Projectiles fired", "Cruise missiles fired", None),
        ("air_activity", "Drone over Gimpo", "Spy plane off the coast", "another craft"),
        ("statement_threat", "Aid of $40 million offered", "Aid of $3 million offered", "another sum"),
    ],
)  # fmt: skip
def test_what_is_named_otherwise(type_id: str, one: str, other: str, detail: str | None) -> None:
    """Where both name something of a sort and share none of it."""
    assert apart(type_id, one, other) == detail


@pytest.mark.parametrize(
    ("type_id", "mine", "theirs", "detail"),
    [
        ("air_activity", {"actors": ("CHN", "ROK")}, {"actors": ("RUS",)}, "others fly"),
        ("air_activity", {"actors": ("CHN",)}, {"actors": ("RUS", "CHN", "ROK")}, None),
        ("air_activity", {"actors": ("ROK",)}, {"actors": ("RUS",)}, None),
        ("allied_exercise", {"exercises": ("vigilant_defense",)}, {"exercises": ("freedom_edge",)}, "another exercise"),
        ("allied_exercise", {"exercises": ("key_resolve",)}, {"exercises": ("foal_eagle",)}, None),
        ("allied_exercise", {"exercises": ("han_mi_joint",)}, {"exercises": ("freedom_edge",)}, None),
        ("artillery_fire", {"places": ("yeonpyeong",), "count": 100}, {"places": ("baengnyeong",), "count": 30}, "another site"),
        ("artillery_fire", {"places": ("yeonpyeong",)}, {"places": ("baengnyeong",)}, None),
        ("artillery_fire", {"places": ("yeonpyeong",), "count": 100}, {"places": ("yeonpyeong",), "count": 130}, None),
    ],
)  # fmt: skip
def test_who_and_where(
    type_id: str, mine: dict[str, Any], theirs: dict[str, Any], detail: str | None
) -> None:
    """Russians and Chinese, two exercises, guns on two islands; who stands by in both cases parts nothing."""
    incoming = told("One", type_id, subtype=None, family=type_id, **mine)
    event = known("Other", type=type_id, subtype=None, **({"actors": ()} | theirs))
    assert details_apart(incoming, event, GAZETTEER) == detail


def test_a_summary_tells_what_a_headline_leaves_out() -> None:
    """Its beginning counts, what stands far on in it does not."""
    incoming, event = pair("cyber_operation", "Hackers steal $40 million", "Hackers steal coins")
    lead = replace(incoming, summary="Coins worth 3 million dollars were taken.")
    late = replace(incoming, summary=f"{'The police look into it. ' * 20}In May it was 3 million dollars.")
    assert details_apart(lead, event, GAZETTEER) == "another sum"
    assert details_apart(late, event, GAZETTEER) is None
    aid, known_aid = pair("humanitarian", "Aid of $40 million for the North", "Aid for the North")
    cheaper = replace(aid, summary="Medicines for 3 million dollars are among it.")
    assert details_apart(cheaper, known_aid, GAZETTEER) is None


def test_what_is_apart_opens_and_says_why_and_a_near_copy_joins() -> None:
    """It is evidence and no veto."""
    event = known("US bomber flies over peninsula in drill", type="allied_exercise", subtype=None, side="USA")
    carrier = told(
        "US carrier arrives in Busan", "allied_exercise", subtype=None, family="exercise", side="USA"
    )
    found = decide(carrier, event)
    assert found.kind == "open"
    assert "another arm" in found.reasons[0]
    copy = replace(carrier, title="US bomber flies over peninsula in drill")
    assert decide(copy, event).kind == "join"


def test_guests_of_one_host_on_one_day_are_two_visits() -> None:
    """Each telling names both sides of its meeting."""
    event = known("Kim meets Chinese envoy", type="summit_visit", subtype="leader", actors=("DPRK", "CHN"))
    visit = told("Russian minister visits Pyongyang", "summit_visit", subtype="ministerial", family="diplomacy", side="RUS",
                 actors=("RUS", "DPRK"))  # fmt: skip
    assert decide(visit, event).kind == "open"
    assert decide(replace(visit, actors=("CHN", "DPRK"), side="CHN"), event).kind == "join"


def test_a_drill_of_the_south_alone_is_not_that_of_the_allies() -> None:
    """Who holds it is named by every outlet; an asset that comes is a shade."""
    event = known("South Korea and US begin joint drill", type="allied_exercise", subtype="joint", side="ROK")
    alone = told(
        "South Korean soldiers fire at targets on an island",
        "allied_exercise",
        subtype="rok_only",
        family="exercise",
        side="ROK",
    )
    assert decide(alone, event).kind != "join"
    assert decide(replace(alone, subtype="asset_deployment"), event).kind == "join"


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("$1.5bn", [1.5e9]),
        ("120-million-dollar theft", [1.2e8]),
        ("US$3m and €2 million", [3e6, 2.2e6]),
        ("1,300억 원", [1e8]),
        ("40 missiles, 3 soldiers, $5", []),
    ],
)
def test_sums_are_read_in_dollars(text: str, sums: list[float]) -> None:
    """Written as outlets do; small change and counts are none."""
    assert sorted(round(n) for n, _ in sums_of(text)) == sorted(round(n) for n in sums)


@given(st.text(max_size=80))
def test_any_text_can_be_read_for_sums(text: str) -> None:
    """Nothing raises, and a sum is a sum."""
    assert all(n > 0 for n, _ in sums_of(text))
