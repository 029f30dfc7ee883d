"""Headlines that say something did not happen, and those that only look so."""

from __future__ import annotations

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.policy.denial import denies, settles
from tests.builders import make_event


@pytest.mark.parametrize(
    "title",
    [
        "North Korea has not fired missile, JCS says, correcting earlier report",
        "N. Korea denies firing missiles, KCNA says",
        "N. Korea did not launch a ballistic missile, Seoul says",
        "No missile was launched by the North, military says",
        "JCS withdraws report of a launch",
        "Seoul says no North Korean troops crossed the line",
        "Pyongyang denied having sent balloons",
        '北, 미사일 발사 부인…"사실무근"',
        "Kremlin calls story of shells from Pyongyang untrue",
        "Report that the North moved launchers was fabricated, ministry says",
        "'Groundless': Moscow on talk of Northern troops at the front",
        "Beijing brands as nonsense the reports of coal from the North",
        "Tehran calls baseless the claims of missile parts from Pyongyang",
        "Reports of a launch are without basis, JCS says",
        "Seoul: no truth to story of secret talks in Hanoi",
        "President's office says that no secret envoy went to Pyongyang",
        "No delegation visited the North, party says",
        "Ministry: object over Paju was a kite, not a drone from the North",
        "Tremor was a natural quake, not a nuclear test, weather office says",
        "Seoul rejects as groundless North's claim of drone flights",
        "국정원 “김정은 위독설은 근거 없다”",
    ],
)
def test_a_denial_is_told_by_its_verb(title: str) -> None:
    """Whoever denies, corrects or takes back says that it did not happen."""
    assert denies(title)


@pytest.mark.parametrize(
    "title",
    [
        "N. Korea fired three missiles, not two, JCS says after analysis",
        "South fires warning shots; the North has not fired back",
        "Activists cross the border by bus after walk was denied",
        "Beijing denies entry to a Northern envoy",
        "North Korea fires missile that did not reach orbit",
        "Allies condemn the sinking of a ship; Pyongyang denies it",
        "North Korea fires two missiles. Tokyo says that no ship was hit",
        "North Korea repeats false claims about drills and fires missiles",
        "South fines outlet over false report, North Korea fires shells",
        "Kim calls talks with the South meaningless",
        "North Korea says it fired a new missile, not an old one",
        "Missile was a hypersonic one, not ballistic, KCNA says",
        "Media report on false alarm system after North's launch",
        "No ship was hit as the North fired shells",
        "North calls drill report nonsense, fires missiles",
        "Seoul: missile was a KN-23, not a rocket",
        "North says it was a satellite launch, not a missile test",
        "No officials visited as North opens resort",
        "No planes flew as North sends balloons to Incheon",
        "Police hold man for false report of spies from the North",
    ],
)
def test_a_negation_beside_the_event_denies_nothing(title: str) -> None:
    """A count put right, no answer to shots, a refused visa: the event itself stands."""
    assert not denies(title)


@pytest.mark.parametrize(
    ("title", "settled"),
    [
        ("JCS retracts announcement of North Korean missile launch", True),
        ("JCS denies that North Korea fired a missile", True),
        ("North Korea did not fire a missile, South Korea's military says", True),
        ("Seoul says no missile was launched by the North", True),
        ("N. Korea denies firing missiles, KCNA says", False),
        ("Kim Yo-jong denies that missiles were fired", False),
        ("Moscow denies that North Korea fired a missile", None),
        ("Local mayor denies missile was fired", None),
    ],
)
def test_who_denies_decides_what_a_denial_settles(title: str, settled: bool | None) -> None:
    """Whom the reports named settles it, who is said to have done it does not, others weigh as one story."""
    event = make_event(actors=("DPRK",))
    told = ["N. Korea fires ballistic missile toward East Sea: JCS"]
    assert settles(title, event, told, shipped_gazetteer()) is settled


def test_none_of_those_who_act_together_settles_what_they_deny() -> None:
    """Arms that one is said to have sent the other, both deny."""
    event = make_event(type="arms_transfer", subtype=None, actors=("DPRK", "RUS"))
    told = ["North Korea ships shells to Russia, Seoul says"]
    title = "Kremlin denies receiving shells from North Korea"
    assert settles(title, event, told, shipped_gazetteer()) is False
