"""How an item stands to its event: first telling, confirmation, revision, denial, reaction."""

from __future__ import annotations

import pytest

from bot.model.verdict import Item, TypeScore
from bot.nlp.relation import opens_new, relation_of


def relation(title: str, type_id: str = "missile_test") -> str:
    """What a headline of a type is to its event."""
    return relation_of(Item("1", title), (TypeScore(type_id, None, 0.9),), ())


@pytest.mark.parametrize(
    "title",
    [
        "North Korea says it successfully tested a new cruise missile",
        "North Korea claims to have fired a hypersonic weapon",
        "KCNA says Kim watched the launch of a missile brigade",
        "North Korea shows footage of yesterday's rocket launch",
        "Kim oversees firing of new rocket launcher: KCNA",
        "South Korea identifies the missile as a KN-23",
        "조선중앙통신, 신형 순항미사일 시험발사 보도",
        "북한, 화성-18형 시험발사 성공 주장",
    ],
)
def test_what_the_state_media_tell_of_the_day_before_confirms(title: str) -> None:
    """They speak of what others told already."""
    assert relation(title) == "confirmation"


@pytest.mark.parametrize(
    "title",
    [
        "North Korea fires ballistic missile toward East Sea: JCS",
        "North Korea says it will launch a satellite this month",
        "North Korea fires a missile. No confirmation came from the ministry, which says it confirmed nothing else",
    ],
)
def test_a_flash_or_a_plan_confirms_nothing(title: str) -> None:
    """A first telling, an intention, and a word far back in a paragraph."""
    assert relation(title) == "report"


@pytest.mark.parametrize(
    "title",
    [
        "JCS revises count, says North fired three missiles",
        "South Korea reassesses missile as one of intermediate range",
        "Number of balloons raised to 260, military says",
        "Projectile now believed to have been an SLBM",
        "합참, 미사일 비행거리 정정",
    ],
)
def test_what_corrects_earlier_news_is_a_revision(title: str) -> None:
    """By its verb."""
    assert relation(title) == "revision"


@pytest.mark.parametrize(
    "title",
    [
        "JCS retracts announcement of missile launch",
        "Military says alert about North Korean launch was a false alarm",
        "Seoul mistakenly announced a North Korean launch, ministry says",
        "합참, 북한 미사일 발사 발표 철회",
        '군 "연평도 포성, 북한 사격 아닌 것으로 파악"',
    ],
)
def test_what_takes_an_announcement_back_is_a_denial(title: str) -> None:
    """It is about the event, and says that there was none."""
    assert relation(title) == "denial"


@pytest.mark.parametrize(
    ("title", "type_id"),
    [
        ("Japan condemns North Korea's missile launch", "statement_threat"),
        ("China opposes Pyongyang's nuclear test, foreign ministry says", "statement_threat"),
        ("Prime minister calls emergency meeting after North Korean missile launch, says he is angry", "statement_threat"),
        ("World reaction to North Korea's rocket launch", "statement_threat"),
        ("Seoul welcomes Pyongyang's offer of talks", "inter_korean"),
        ("U.S. flies bombers over peninsula in response to nuclear test", "allied_exercise"),
        ("일본, 북한 미사일 발사 규탄", "statement_threat"),
    ],
)  # fmt: skip
def test_what_answers_the_deed_of_another_is_a_reaction(title: str, type_id: str) -> None:
    """It judges it, or is said after it."""
    assert relation(title, type_id) == "reaction"


@pytest.mark.parametrize(
    ("title", "type_id"),
    [
        ("North Korea warns of retaliation if exercises go on", "statement_threat"),
        ("Seoul warns of grave consequences in case of nuclear test", "statement_threat"),
        ("North Korea tests missile, Japan protests", "missile_test"),
        ("North Korea denies hacking the bank", "statement_threat"),
    ],
)
def test_a_threat_or_a_deed_is_no_reaction(title: str, type_id: str) -> None:
    """What may come is answered by nobody yet; a deed with an answer beside it is told first."""
    assert relation(title, type_id) == "report"


@pytest.mark.parametrize(
    ("title", "new"),
    [
        ("North Korea fires another missile", True),
        ("북한, 또 탄도미사일 발사", True),
        ("North Korea voids pacts following another round of sanctions", False),
        ("GPS jamming enters third day", False),
        ("North Korea fires missile", False),
    ],
)
def test_another_opens_an_event(title: str, *, new: bool) -> None:
    """Unless it is said of something else, or of one that goes on."""
    assert opens_new(Item("1", title)) is new
