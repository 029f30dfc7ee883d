"""Who counts as a source of an event."""

from __future__ import annotations

import pytest

from bot.policy import sources
from tests.builders import make_report


@pytest.mark.parametrize(
    ("title", "summary", "wire"),
    [
        ("Launch seen", "SEOUL, Nov. 21 (Yonhap) -- The North fired.", "Yonhap"),
        ("Launch seen", "SEOUL (Reuters) - The North fired.", "Reuters"),
        ("Launch seen", "(AP) — The North fired.", "AP"),
        ("Launch seen - Reuters", "", "Reuters"),
        ("Launch seen (AFP)", "", "AFP"),
        ("Launch seen", "By Jo Writer, Associated Press The North fired.", "AP"),
        ("Reuters reports a launch", "Reuters said the North fired.", None),
        ("Launch seen", "The North fired, Yonhap said.", None),
    ],
)
def test_a_wire_story_is_known_by_its_dateline(title: str, summary: str, wire: str | None) -> None:
    """Naming an agency in the text is no dateline."""
    assert sources.wire_of(title, summary, "The Example Post") == wire


def test_an_agency_s_own_story_is_not_syndicated() -> None:
    """Yonhap's dateline in Yonhap's feed is Yonhap."""
    assert sources.wire_of("x", "SEOUL, Nov. 21 (Yonhap) -- Fired.", "Yonhap News Agency") is None


def test_outlet_families_and_copies_count_once() -> None:
    """Two feeds of one outlet, an agency under two names, a headline carried word for word."""
    long = "North Korea fires two short range ballistic missiles into the sea"
    told = [
        make_report(source="Yonhap", title="a"),
        make_report(source="yna.co.kr", title="b"),
        make_report(source="Post", syndicated_from="Yonhap", title="c"),
        make_report(source="Daily One", title=long),
        make_report(source="Daily Two", title=long),
        make_report(source="BBC News", title="d"),
        make_report(source="www.bbc.com", title="e"),
    ]
    assert sources.independent(told) == ("Yonhap", "Daily One", "BBC")


def test_who_denies_an_event_is_no_source_of_it() -> None:
    """Nor do three denials confirm anything; where nobody else tells of it, they are its sources."""
    told = [make_report(source=name, title=name) for name in ("Reuters", "BBC")]
    against = [make_report(source=name, title=name, relation="denial") for name in ("AP", "AFP", "TASS")]
    assert sources.independent([*told, *against]) == ("Reuters", "BBC")
    assert not sources.confirm([*told, *against])
    assert sources.independent(against) == ("AP", "AFP", "TASS")
    assert not sources.confirm(against)
    assert sources.confirm([*told, *against, make_report(source="UPI", title="UPI")])


def test_words_put_in_by_hand_confirm_nothing() -> None:
    """They are a source only where nobody else tells of it; who carries the same words is its own."""
    long = "North Korea fires two short range ballistic missiles into the sea"
    by_hand = make_report(source=sources.BY_HAND, title=long)
    told = [make_report(source="Reuters", title=long), make_report(source="BBC", title="b")]
    assert sources.independent([by_hand]) == (sources.BY_HAND,)
    assert sources.independent([by_hand, *told]) == ("Reuters", "BBC")
    assert not sources.confirm([by_hand, *told])
