"""What never gets as far as being parsed, and why."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import seeds
from bot.model.errors import SeedError
from bot.model.verdict import Item
from bot.nlp.combine import THRESHOLD
from bot.nlp.gate import Opening, load_gate, shipped_gate


def check(title: str, summary: str = "", source: str | None = None) -> Opening:
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
def test_a_text_that_is_no_report_is_hardly_believed(title: str, why: str) -> None:
    """Rules alone never say anything of a kind of text that is no event, and the reason is named."""
    opening = check(title)
    assert opening.factor < THRESHOLD
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


@pytest.mark.parametrize(
    "title",
    [
        "Kim Kardashian tells Paris court of robbery",
        "Leaflets dropped over Gaza tell people to leave",
        "US, Japan and Philippines hold trilateral summit",
        "Israeli tanks cross into Golan demilitarized zone",
        "The North remembers: ten years since the dam burst in Leeds",
        "New warship to be launched in South Shields",
        "Full moon, empty nets: fishers blame heat",
        "中国 东北 北京 新闻",
        "발트해 GPS 교란에 핀에어 회항",
        "美 대선 앞두고 증시 출렁",
    ],
)
def test_a_word_that_only_may_mean_korea_needs_company(title: str) -> None:
    """Another Kim, other leaflets and another demilitarized zone are no matter of Korea."""
    assert check(title).why == "gate:unrelated"


@pytest.mark.parametrize(
    ("title", "summary", "source"),
    [
        ("Kim, Putin hold summit in Vladivostok", "", None),
        ("Kim inspects flood-hit villages", "", None),
        ("North says it tested new rocket engine", "", "AP"),
        ("Unification minister offers talks to North", "", "Yonhap"),
        ("North extends launch window to Dec. 29", "", "Yonhap"),
        ("GPS jammed near Incheon", "", None),
        ("Fourth Tunnel Being Dug at Nuclear Test Ground", "", "38 North"),
        ("Trump to meet Kim in Hanoi", "The two met in Singapore last year.", None),
        ("정찰위성 《만리경-3》호 발사", "", None),
        ("북, 이틀째 GPS 교란", "", None),
    ],
)
def test_korea_is_known_without_its_name(title: str, summary: str, source: str | None) -> None:
    """Its leader in company, its places and weapons, and outlets that write of nothing else."""
    assert check(title, summary, source).open


@pytest.mark.parametrize(
    "title",
    [
        "Like North Korea, Eritrea bars its people from leaving",
        "Memorial for Korean War veterans opens in Ohio",
        "Best Korean BBQ in Dallas",
        "Israel must not become the next North Korea",
    ],
)
def test_a_mention_in_passing_is_no_matter_of_korea(title: str) -> None:
    """Comparisons, old wars and dishes do not make an item about Korea."""
    opening = check(title)
    assert not opening.open
    assert opening.why == "gate:passing"


def test_korea_named_once_after_the_title_is_doubtful() -> None:
    """A summary that names it once may only mention it; one that names it again speaks of it."""
    once = check("Ukrainians dig in east of Pokrovsk", "They met Russians here, and some North Koreans.")
    again = check("Talks end early", "North Korea walked out of them. South Korea called that a pity.")
    assert (once.open, once.why, once.factor) == (True, "gate:once", 0.5)
    assert (again.open, again.why, again.factor) == (True, "gate:open", 1.0)


@pytest.mark.parametrize(
    ("title", "source", "why"),
    [
        ("Third crossing this month: soldiers stray over the line", "Korea Herald", "unnamed"),
        ("Military fires warning shots at border crossers", "Yonhap", "unnamed"),
        ("Third crossing this month: soldiers stray over the line", "Reuters", "unrelated"),
        ("Phone maker posts record profit", "Yonhap", "unrelated"),
        ("Israeli soldiers cross border, warned off with shots", "Korea Times", "unrelated"),
        ("U.S. troops open war games", "Yonhap", "unrelated"),
        ("발트해 GPS 교란에 핀에어 회항", "중앙일보", "unrelated"),
    ],
)
def test_at_home_nobody_says_which_army(title: str, source: str, why: str) -> None:
    """A Korean outlet need not name Korea where it writes of soldiers and missiles: then it is half believed."""
    opening = check(title, source=source)
    assert (opening.why, opening.open) == (f"gate:{why}", why == "unnamed")


NAMES = tomllib.loads(seeds.folder("nlp", "gate.toml").read_text("utf-8"))["korea"]["names"]


@example(["phyongyang", "s"])
@given(st.lists(st.sampled_from([n.removesuffix("*") for n in NAMES]) | st.text(max_size=3), max_size=8))
def test_hints_never_hide_a_name(pieces: list[str]) -> None:
    """The cheap first look lets everything through that a closer look would find."""
    text = "".join(pieces).replace("\u212a", "K")  # the kelvin sign is no K
    korea = shipped_gate().korea
    found = korea.names.search(text.lower()) or korea.other_names.search(text)
    assert korea.hints.stand_in(text) or not found


@pytest.mark.parametrize("name", NAMES)
def test_each_name_opens_the_first_door(name: str) -> None:
    """Every name of the file is hinted at, also where it goes on."""
    assert shipped_gate().korea.hints.stand_in(f"(“{name.replace('*', '-x')}”)")


def test_a_doubtful_text_counts_less() -> None:
    """A headline in the manner of an essay goes on with its scores lowered."""
    opening = check("The rise of Kim Jong Un's sister in Pyongyang")
    assert opening.open
    assert opening.factor < 1


def test_korea_as_one_of_a_list_is_doubtful() -> None:
    """A row of capitals is rarely an event of one of them, unless a deed is done to all."""
    assert check("Speaker warns of bloc of Moscow, Beijing, Tehran and Pyongyang").factor < 1
    assert check("US lists hackers from Russia, China, Iran and North Korea for sanctions").factor == 1


def test_a_gate_that_is_none_is_refused(tmp_path: Path) -> None:
    """A broken file is one clear error."""
    (tmp_path / "gate.toml").write_text('korea = ["["]\n[[kind]]\n', "utf-8")
    with pytest.raises(SeedError, match=r"gate\.toml"):
        load_gate(tmp_path)
