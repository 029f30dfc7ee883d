"""Plain speech: what people type is read as they mean it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.model.errors import QueryError
from bot.query import parse_query
from bot.query.measures import spelled_out
from bot.taxonomy import shipped_taxonomy
from tests.query.test_parse import read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("icbm launches last year", "Missile launch (ICBM), in 2025"),
        ("balloons since May 2024", "Balloons, leaflets, loudspeakers (balloons), since May 2024"),
        ("what happened at Sunan in 2022", "Sunan, in 2022"),
        ("last nuclear test", "the last: Nuclear test"),
        ("the last time north korea fired an icbm", "the last: Missile launch (ICBM)"),
        ("launches from Tongchang-ri", "Missile launch or Satellite launch, Sohae"),
        ("how many launches this year?", "Missile launch or Satellite launch, in 2026"),
        ("hwasong 18 launches", "Hwasong-18"),
        ("kn23", "KN-23"),
        ("failed satellite launches", "Satellite launch, failed"),
        ("unconfirmed reports", "unconfirmed"),
        ("cruise missiles but not ballistic", "Missile launch (cruise), not ballistic"),
        ("missiles except cruise", "Missile launch, not cruise"),
        ("severity 4 or higher", "severity 4 or more"),
        ("severity at least 4", "severity 4 or more"),
        ("severity 3", "severity 3"),
        ("more than 5 missiles", "Missile launch, count 6 or more"),
        ("when did nk last test an icbm", "the last: Missile launch (ICBM)"),
        ("last launch", "the last: Missile launch or Satellite launch"),
        ("has north korea tested a nuke this year?", "Nuclear test, in 2026"),
        ("how far did the last icbm fly", "the last: Missile launch (ICBM)"),
        ("launches into yellow sea", "Missile launch or Satellite launch, Yellow Sea"),
        ("icbm in 2016 and 2020", "Missile launch (ICBM), (in 2016 or in 2020)"),
        ("winter ships fall", "winter, ships, fall"),
        ("critical only", "severity 5 or more"),
        ("severe events this month", "severity 4 or more, in Nov 2026"),
        ("most serious missile launches in 2022", "Missile launch, severity 4 or more, in 2022"),
        ("critical minerals", "critical, minerals"),
        ("upcoming satellite launch", "Satellite launch, status: announced"),
        ("everything but missiles", "not Missile launch"),
        (
            "balloons other than leaflets",
            "Balloons, leaflets, loudspeakers (balloons), not Balloons, leaflets, loudspeakers (leaflets)",
        ),
        ("range > 1000 km", "distance 1000 or more"),
        ("> 1,000 km", "distance 1000 or more"),
        ("confirmed by 3 sources", "confirmed, sources 3 or more"),
        ("미사일이 언제", "Missile launch"),
        ("화성-18형", "Hwasong-18"),
        (">5 missiles", "Missile launch, count 6 or more"),
        ("<= 2 missiles in 2022", "Missile launch, count 2 or less, in 2022"),
        ("작년 미사일 발사", "Missile launch, in 2025"),
        ("2022년 9월 미사일", "Missile launch, in Sep 2022"),
        ("2024년 5월부터 풍선", "Balloons, leaflets, loudspeakers (balloons), since May 2024"),
        ("지난달에 미사일", "Missile launch, in Oct 2026"),
        ("2017년 9월 3일 핵실험", "Nuclear test, on 3 Sep 2017"),
        ("9/2022 missiles", "Missile launch, in Sep 2022"),
        ("at least 10 missiles in 2022", "Missile launch, count 10 or more, in 2022"),
        ("over 500 km", "distance 500 or more"),
        ("at least 3 sources", "sources 3 or more"),
        ("type:missile_test.icbm,type:nuclear_test", "Missile launch (ICBM) or Nuclear test"),
        ("type:icbm|srbm", "Missile launch (ICBM) or Missile launch (short range)"),
        ("outcome:failure", "failure"),
        ("after the nuclear test", "Nuclear test"),
        ("anything new?", "everything"),
        ("everything", "everything"),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text: str, said: str) -> None:
    """Words that only hold a sentence together ask for nothing."""
    assert read(text).describe() == said


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("summer 2023", "2023-06-01", "2023-08-31"),
        ("winter 2023", "2023-12-01", "2024-02-29"),
        ("early 2024", "2024-01-01", "2024-04-30"),
        ("mid-2022", "2022-05-01", "2022-08-31"),
        ("late May 2024", "2024-05-21", "2024-05-31"),
        ("the first half of 2024", "2024-01-01", "2024-06-30"),
        ("second quarter of 2024", "2024-04-01", "2024-06-30"),
        ("Q1 2024", "2024-01-01", "2024-03-31"),
        ("90s", "1990-01-01", "1999-12-31"),
        ("20251105", "2025-11-05", "2025-11-05"),
        ("did anything happen over the weekend", "2026-11-21", "2026-11-22"),
        ("icbm in 2016 and 2017", "2016-01-01", "2017-12-31"),
        ("March and April 2024", "2024-03-01", "2024-04-30"),
        ("last yr", "2025-01-01", "2025-12-31"),
        ("30 days", "2026-10-22", "2026-11-21"),
        ("ytd", "2026-01-01", "2026-11-21"),
        ("q4", "2026-10-01", "2026-12-31"),
        ("year:2022", "2022-01-01", "2022-12-31"),
        ("missile… month:2022-05", "2022-05-01", "2022-05-31"),
        ("2025-11-05T08:30:00Z", "2025-11-05", "2025-11-05"),
        ("28/5/2024", "2024-05-28", "2024-05-28"),
        ("28 May to 9 June 2024", "2024-05-28", "2024-06-09"),
        ("28 May - 9 June 2024", "2024-05-28", "2024-06-09"),
        ("between May and August 2024", "2024-05-01", "2024-08-31"),
        ("from May 2024 to August 2024", "2024-05-01", "2024-08-31"),
        ("May-June 2024", "2024-05-01", "2024-06-30"),
        ("on:2024-05-28..2024-06-09", "2024-05-28", "2024-06-09"),
        ("week of 2024-05-28", "2024-05-27", "2024-06-02"),
        ("last 48 hours", "2026-11-19", "2026-11-21"),
        ("past couple of weeks", "2026-11-07", "2026-11-21"),
        ("this morning", "2026-11-21", "2026-11-21"),
        ("last weekend", "2026-11-14", "2026-11-15"),
        ("next week", "2026-11-23", "2026-11-29"),
        ("after 2022", "2023-01-01", None),
        ("before last year", None, "2024-12-31"),
    ],
)
def test_times_are_read_as_people_say_them(text: str, since: str, until: str | None) -> None:
    """Parts of years and months, ranges, and how long ago."""
    span = read(f"icbm {text}").span
    assert (span.since, span.until) == (since, until)


def test_a_day_that_can_be_two_is_asked_back() -> None:
    """Half the world writes the month first."""
    with pytest.raises(QueryError, match="can be read two ways") as caught:
        read("icbm 5/11/2025")
    assert caught.value.word == "5/11/2025"
    assert "2025-05-11 or 2025-11-05" in (caught.value.hint or "")


def test_days_said_once_are_meant_for_all_of_a_choice() -> None:
    """And where one of them has its own, it keeps it."""
    assert read("icbm OR limousine since 2020").node == read("(icbm OR limousine) since 2020").node
    assert read("limousine since 2020 OR icbm").span.since is None
    assert read("on:2024-05-28,2024-05-30").describe() == "on 28 May 2024 or on 30 May 2024"


def test_what_stands_in_quotation_marks_is_let_be() -> None:
    """It is to be found as it is."""
    assert spelled_out('"more than 5 missiles" severity 4 or more') == '"more than 5 missiles" severity:>=4'


@pytest.mark.parametrize(
    ("text", "zone", "since", "until"),
    [
        ("today", "Asia/Seoul", "2026-11-22", "2026-11-22"),
        ("today", "Europe/Berlin", "2026-11-21", "2026-11-22"),
        ("missiles in the last 24 hours", "America/New_York", "2026-11-20", "2026-11-22"),
        ("on:today", "America/New_York", "2026-11-21", "2026-11-22"),
        ("yesterday", "Europe/Berlin", "2026-11-20", "2026-11-20"),
        ("21 Nov 2026", "Europe/Berlin", "2026-11-21", "2026-11-21"),
        ("last year", "Europe/Berlin", "2025-01-01", "2025-12-31"),
    ],
)
def test_what_reaches_the_present_reaches_it_in_korea(text: str, zone: str, since: str, until: str) -> None:
    """Where it is still Saturday evening, what happened on Sunday morning in Korea happened today."""
    evening = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
    query = parse_query(text, shipped_taxonomy(), shipped_gazetteer(), now=evening, zone=zone)
    assert (query.span.since, query.span.until) == (since, until)
