"""What documents wish of their readers."""

from __future__ import annotations

import pytest

from bot.adapters.parsing.decode import decoded
from bot.adapters.parsing.feeddates import names_no_zone
from bot.adapters.parsing.feedhead import kind_of, quiet_of, ttl_of


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ({"ttl": "60"}, 3600),
        ({"ttl": " 0 "}, None),
        ({"ttl": "soon"}, None),
        ({"ttl": "999999999999"}, 31536000),
        ({"sy_updateperiod": "Daily"}, 86400),
        ({"sy_updateperiod": "hourly", "sy_updatefrequency": "4"}, 900),
        ({"sy_updateperiod": "hourly", "sy_updatefrequency": "0"}, 3600),
        ({"sy_updateperiod": "now and then"}, None),
        ({"ttl": "30", "sy_updateperiod": "daily"}, 1800),
        ({"ttl": ["a", "list"]}, None),
        ({}, None),
    ],
)
def test_a_wish_is_the_ttl_or_else_the_update_period(said: dict[str, object], seconds: int | None) -> None:
    """Nonsense is no wish."""
    assert ttl_of(said) == seconds


def test_hours_and_days_of_quiet_stand_before_or_after_the_items() -> None:
    """24 is midnight, an unknown day is none, and an item's own words are no wish of the channel."""
    hours = "<skipHours><hour>24</hour><hour> 5 </hour><hour>77</hour></skipHours>"
    days = "<skipDays><day>Sunday</day><day>monday</day><day>Someday</day></skipDays>"
    assert quiet_of(f"<rss><channel>{hours}{days}<item></item></channel></rss>") == ((0, 5), (0, 6))
    assert quiet_of(f"<rss><channel><item></item>{hours}</channel></rss>") == ((0, 5), ())
    assert quiet_of(f"<rss><channel><item>{hours}</item></channel></rss>") == ((), ())
    assert quiet_of("") == ((), ())


def test_dialects_have_names_for_people() -> None:
    """Also what is none."""
    assert [kind_of(v) for v in ("rss20", "atom10", "", None)] == [
        "RSS 2.0",
        "Atom",
        "broken XML",
        "broken XML",
    ]


@pytest.mark.parametrize(
    ("body", "said", "words"),
    [
        (b"<rss/>", None, "UTF-8"),
        ("<?xml version='1.0' encoding='euc-kr'?>북한".encode(), None, "UTF-8, though it says euc-kr"),
        ("뷁".encode("cp949"), "text/xml; charset=euc-kr", "CP949, which is what euc-kr often means"),
        ("북한".encode("utf-16"), None, "UTF-16"),
        ("“x”".encode("cp1252"), "text/xml; charset=windows-1252", "CP1252"),
    ],
)
def test_a_charset_is_told_with_what_the_document_says_of_it(
    body: bytes, said: str | None, words: str
) -> None:
    """In words for people."""
    assert decoded(body, said)[1] == words


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("2026-11-20 09:00", True),
        ("Fri, 20 Nov 2026 09:00:00", True),
        ("2026-11-20T09:00:00Z", False),
        ("Fri, 20 Nov 2026 09:00:00 +0900", False),
        ("Fri, 20 Nov 2026 09:00:00 KST", False),
        ("2026-11-20", False),
        ("soon: maybe", False),
    ],
)
def test_times_without_a_zone_are_known(text: str, without: bool) -> None:
    """A day alone is read in the feed's zone, too, but names no hour that could be wrong."""
    assert names_no_zone(text) is without
