"""What never gets as far as being parsed, and why."""

from __future__ import annotations

import pytest

from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.gate import load_gate, shipped_gate


def check(title: str, summary: str = "", source: str | None = None):
    """What the gate says of a text."""
    return shipped_gate().check(Item("1", title, summary, source=source))


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Parliament in Oslo passes budget", "unrelated"),
        ("Iran fires missiles at base in Iraq", "unrelated"),
        ("Opinion: Talking to Kim Jong Un is a trap", "opinion"),
        ("[사설] 북한 미사일, 단호히 대응해야", "opinion"),
        ("Why North Korea sends balloons", "explainer"),
        ("North Korea's missiles: what you need to know", "explainer"),
        ("Will North Korea test a nuclear bomb again?", "explainer"),
        ("Five things to watch as Kim meets Putin in Russia", "listicle"),
        ("70th anniversary of the Korean War armistice marked in Busan", "anniversary"),
        ("Book review: a memoir of life in North Korea", "review"),
        ("South Korea beat Uruguay in World Cup opener", "sport"),
        ("SsangYong Motor recalls cars in South Korea", "other_name"),
        ("Hwaseong Fortress festival opens near Seoul", "other_name"),
        ("쌍용차, 신형 SUV 출시…한국 시장 공략", "other_name"),
        ("Squid Game actor wins award in Seoul", "culture"),
    ],
)
def test_a_text_that_is_no_report_is_refused(title: str, why: str) -> None:
    """Each kind of text that is no event is refused, and the reason is named."""
    opening = check(title)
    assert not opening.open
    assert opening.why == f"gate:{why}"


@pytest.mark.parametrize(
    "title",
    [
        "North Korea fires ballistic missile off east coast",
        "The North fires shells into the sea, Seoul says",
        "South resumes loudspeakers at the border",
        "Ssangyong landing exercise begins in Pohang, South Korea",
        "北, 동해상으로 미사일 발사",
        '합참 "북한군, 군사분계선 침범"',
        "US aircraft carrier arrives in Busan",
    ],
)
def test_a_report_passes(title: str) -> None:
    """What tells of an event goes on to the rules."""
    assert check(title).open


def test_a_compass_point_is_not_the_north() -> None:
    """The North Sea and the north of England have nothing to do with Korea."""
    assert not check("Storm hits the North Sea coast").open
    assert not check("Snow falls in the north of England").open


def test_a_korean_source_speaks_of_korea() -> None:
    """The state agency need not say where "here" is."""
    assert check("Vietnamese Foreign Ministry Delegation Here", source="KCNA").open
    assert not check("Vietnamese Foreign Ministry Delegation Here", source="VNA").open


def test_a_doubtful_text_counts_less() -> None:
    """A headline in the manner of an essay goes on with its scores lowered."""
    opening = check("The rise of Kim Jong Un's sister in Pyongyang")
    assert opening.open
    assert opening.factor < 1


def test_a_gate_that_is_none_is_refused(tmp_path) -> None:
    """A broken file is one clear error."""
    (tmp_path / "gate.toml").write_text('korea = ["["]\n[[kind]]\n', "utf-8")
    with pytest.raises(SeedError, match=r"gate\.toml"):
        load_gate(tmp_path)
