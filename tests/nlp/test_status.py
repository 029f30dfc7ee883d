"""Whether something happened, was announced, assessed, denied, remembered or supposed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import SeedError
from bot.model.verdict import STATUSES, Item, TypeScore
from bot.nlp.learned.status_model import fit_status, load_status_model, shipped_status_model, status_features
from bot.nlp.status import read_status


def status(title: str, kind: str, summary: str = "") -> str:
    """The status of a headline of a type."""
    return read_status(Item("1", title, summary), [TypeScore(kind, None, 0.9)])[0]


@pytest.mark.parametrize(
    ("title", "kind", "expected"),
    [
        ("North Korea fires ballistic missile toward East Sea", "missile_test", "occurred"),
        ("Lavrov arrives in Wonsan for talks", "summit_visit", "occurred"),
        ("Kim Yo Jong warns of grave consequences over drills", "statement_threat", "occurred"),
        ("N. Korean soldier defects across the border", "people_movement", "occurred"),
        ("Putin to visit Pyongyang next week", "summit_visit", "announced"),
        ("South Korea announces plans to hold talks with the North", "diplomatic_talks", "announced"),
        ("Seoul, Washington to hold joint drill in August", "allied_exercise", "announced"),
        ("South Korea proposes to resume family reunions", "inter_korean", "announced"),
        ("Lavrov to visit North Korea next week", "summit_visit", "announced"),
        ("Lavrov will visit Pyongyang next week, Kremlin says", "summit_visit", "announced"),
        ("Australian jets to be deployed near Busan", "allied_exercise", "announced"),
        ("Moscow to Hold Talks With Pyongyang", "diplomatic_talks", "announced"),
        ("North Korea to Launch Missile", "missile_test", "announced"),
        ("N Korea to send troops to Russia: spy agency", "troop_deployment", "assessed"),
        ("Satellite images show activity at Yongbyon, 38 North says", "nuclear_program", "assessed"),
        ("North Korea likely sent missiles to Russia, report says", "arms_transfer", "assessed"),
        ("Researchers link crypto theft to Lazarus: report", "cyber_operation", "assessed"),
        ("Kremlin denies North Korean troops are in Kursk", "troop_deployment", "denied"),
        ("Pyongyang denies sending weapons to Russia", "arms_transfer", "denied"),
        ("Russia dismisses reports of missile transfers", "arms_transfer", "denied"),
        ("북, 무기 수출설 부인", "arms_transfer", "denied"),
        ("10 years on: the shelling of Yeonpyeong", "artillery_fire", "historical"),
        ("연평도 포격 10주년, 그날의 기억", "artillery_fire", "historical"),
        ("What if North Korea tests a nuclear weapon?", "nuclear_test", "hypothetical"),
        ("South Korea would strike back if the North attacked", "border_incident", "hypothetical"),
        ('국정원 "북, 러에 추가 파병 정황"', "troop_deployment", "assessed"),
        ("한미, 다음달 연합훈련 실시 예정", "allied_exercise", "announced"),
        ("북한, 동해상으로 탄도미사일 발사", "missile_test", "occurred"),
    ],
)
def test_a_headline_tells_its_status(title: str, kind: str, expected: str) -> None:
    """What happened, what is to come, what is thought, and what is denied."""
    assert status(title, kind) == expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("North Korea fires missile on anniversary of armistice", "missile_test"),
        ("Kim attends parade marking 70th anniversary", "leadership_activity"),
        ("Activists cross the border after walk was denied", "inter_korean"),
        ("North Korea denies role in hack, threatens Seoul", "statement_threat"),
    ],
)
def test_fresh_news_is_not_history_or_denial(title: str, kind: str) -> None:
    """A launch on an anniversary is a launch; a statement that denies was made."""
    assert status(title, kind) == "occurred"


def test_the_words_are_told() -> None:
    """A status comes with what it was read from."""
    found, evidence = read_status(
        Item("1", "Kremlin denies reports"), [TypeScore("arms_transfer", None, 1.0)]
    )
    assert found == "denied"
    assert evidence is not None
    assert evidence.why == "rule:denied"
    assert "denies" in evidence.text


@given(st.text(max_size=150), st.text(max_size=150))
def test_any_text_has_a_known_status(title: str, summary: str) -> None:
    """No text raises, with or without a type."""
    for types in ([], [TypeScore("summit_visit", None, 0.5)]):
        assert read_status(Item("1", title, summary), types)[0] in STATUSES


def test_a_model_learns_what_it_is_shown(tmp_path: Path) -> None:
    """A fitted model reads back from its file with the same answers."""
    kind = [TypeScore("summit_visit", None, 1.0)]
    shown = [
        (Item(str(n), title), kind, label)
        for n in range(8)
        for title, label in (
            (f"Envoy {n} plans to visit Pyongyang", "announced"),
            (f"Envoy {n} arrives in Pyongyang", "occurred"),
            (f"Envoy {n} reportedly in Pyongyang, sources say", "assessed"),
        )
    ]
    model = fit_status(shown)
    path = tmp_path / "status.json"
    path.write_text(model.dump(), "utf-8")
    again = load_status_model(path)
    for item, types, label in shown[:3]:
        assert again.read(status_features(item, types))[0] == label


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    """The error names the file."""
    path = tmp_path / "status.json"
    path.write_text("{}", "utf-8")
    with pytest.raises(SeedError, match=r"status\.json"):
        load_status_model(path)


def test_the_shipped_model_knows_the_three_statuses() -> None:
    """It decides between what happened, what is announced and what is assessed."""
    assert set(shipped_status_model().start) == {"occurred", "announced", "assessed"}
