"""Headlines that say something did not happen, and those that only look so."""

from __future__ import annotations

import pytest

from bot.policy.denial import denies


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
    ],
)
def test_a_negation_beside_the_event_denies_nothing(title: str) -> None:
    """A count put right, no answer to shots, a refused visa: the event itself stands."""
    assert not denies(title)
