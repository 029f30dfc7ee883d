"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.parsing.feeddates import day_in_path, parse_date

NINE_IN_SEOUL = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
NINE_IN_LONDON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MIDNIGHT_IN_SEOUL = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 09:00:00 +0900",
        "Fri, 20 Nov 2026 09:00:00 +09:00",
        "Fri, 20 Nov 2026 09:00:00 KST",
        "Fri, 20 Nov 2026 09:00:00 (KST)",
        "Fri, 20 Nov 2026 09:00:00 JST",
        "Fri, 20 Nov 2026 09:00:00 GMT+9",
        "Fri, 20 Nov 2026 09:00:00 GMT+09:00",
        "Fri Nov 20 2026 09:00:00 GMT+0900 (Korea Standard Time)",
        "Fri,20 Nov 2026 09:00:00 +0900",
        "Fri, 20 11 2026 09:00:00 +0900",
        "20 Nov 2026 9:00 +0900",
        "2026-11-20T09:00:00+09:00",
        "2026-11-20T09:00:00.250+0900",
        "2026-11-20T09:00:00+09",
        "2026-11-20T09:00:00KST",
        "20261120T000000Z",
        "Thu, 19 Nov 2026 19:00:00 EST",
        "Thu, 19 Nov 2026 19:00:00 \u22120500",
        "1795132800",
        "1795132800000",
    ],
)
def test_a_zone_that_is_named_counts(text: str) -> None:
    """Whatever the feed's own zone is: here it is New York."""
    assert parse_date(text, "America/New_York") == NINE_IN_SEOUL


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20 09:00:00",
        "2026-11-20T09:00",
        "2026.11.20 09:00",
        "2026. 11. 20. 오전 9:00",
        "2026/11/20 09:00:00",
        "Fri, 20 Nov 2026 09:00:00",
        "Fri,20 Nov 2026 09:00",
        "Fri Nov 20 09:00:00 2026",
        "November 20, 2026 9:00 am",
        "Nov. 20, 2026, 9 a.m.",
        "11/20/2026 9:00:00 AM",
        "20/11/2026 09:00",
        "20.11.2026 09:00",
        "26-11-20 09:00",
        "20261120090000",
        "2026년 11월 20일 오전 9시",
        "2026년 11월 20일 (금) 09:00",
        "2026年11月20日 午前9時00分",
    ],
)
def test_a_date_without_a_zone_is_read_in_the_feeds_own(text: str) -> None:
    """Never in UTC by default, as feedparser does."""
    assert parse_date(text, "Asia/Seoul") == NINE_IN_SEOUL
    assert parse_date(text, "UTC") == NINE_IN_LONDON


@pytest.mark.parametrize("text", ["20 Nov 2026", "20 11 2026", "2026-11-20", "20261120", "2026년 11월 20일"])
def test_a_day_alone_begins_in_the_feeds_zone(text: str) -> None:
    """Its hour is not known, and is not made up beyond that."""
    assert parse_date(text, "Asia/Seoul") == MIDNIGHT_IN_SEOUL


def test_afternoons_are_afternoons() -> None:
    """Korean, Japanese and English halves of the day; noon and midnight."""
    texts = ["2026-11-20 오후 3:05:12", "2026年11月20日 午後3時05分12秒", "Nov 20, 2026 3:05:12 PM"]
    assert {parse_date(text, "Asia/Seoul") for text in texts} == {
        datetime(2026, 11, 20, 6, 5, 12, tzinfo=UTC)
    }
    assert parse_date("2026-11-20 오후 12:30", "UTC") == datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert parse_date("2026-11-20 12:30 AM", "UTC") == datetime(2026, 11, 20, 0, 30, tzinfo=UTC)


def test_summer_time_is_that_of_the_zone() -> None:
    """The IAEA writes Vienna's clock, in winter and in summer."""
    assert parse_date("26-07-01 09:00", "Europe/Vienna") == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert parse_date("26-12-01 09:00", "Europe/Vienna") == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def test_the_name_cst_is_chinas_in_china() -> None:
    """And America's elsewhere, as RFC 822 has it."""
    assert parse_date("Fri, 20 Nov 2026 17:00:00 CST", "Asia/Shanghai") == NINE_IN_LONDON
    assert parse_date("Fri, 20 Nov 2026 03:00:00 CST", "Asia/Seoul") == NINE_IN_LONDON


def test_the_hour_24_is_the_next_day() -> None:
    """ISO 8601 allows it."""
    assert parse_date("2026-11-20T24:00:00Z") == datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "Thu, 31 Feb 2026 00:00:00 GMT",
        "2026-13-45",
        "99:99",
        "-5",
        "1" * 40,
        "x" * 500,
    ],
)
def test_what_is_no_date_is_none(text: str | None) -> None:
    """Never the present."""
    assert parse_date(text) is None


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    """Dates are hostile input, too."""
    found = parse_date(text, "Asia/Seoul")
    assert found is None or found.tzinfo is not None


@given(
    st.integers(10**8, 4 * 10**9),
    st.sampled_from(["+0900", "GMT", "-0330", "KST"]),
)
def test_rfc_822_dates_come_back(seconds: int, zone: str) -> None:
    """The format nearly all feeds use."""
    offset = {"+0900": 9, "GMT": 0, "-0330": -3.5, "KST": 9}[zone]
    local = datetime.fromtimestamp(seconds + offset * 3600, UTC)
    found = parse_date(local.strftime("%a, %d %b %Y %H:%M:%S ") + zone)
    assert found == datetime.fromtimestamp(seconds, UTC)


def test_an_images_path_tells_the_day() -> None:
    """For a feed that has no dates but there."""
    assert (
        day_in_path("<img src='https://img.example/original/2026/1120/x.jpg'>", "Asia/Seoul")
        == MIDNIGHT_IN_SEOUL
    )
    assert day_in_path("https://img.example/a/20261399/x.jpg", "Asia/Seoul") is None
    assert day_in_path(None, "Asia/Seoul") is None


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)),  # noqa: DTZ001 - its zone is drawn beside it
    st.integers(-20 * 60, 20 * 60),
    st.sampled_from(["{:%a, %d %b %Y %H:%M:%S} {s}{h:02}{m:02}", "{:%Y-%m-%dT%H:%M:%S}{s}{h:02}:{m:02}"]),
)
def test_the_usual_forms_say_the_same_as_their_shapes(moment: datetime, ahead: int, form: str) -> None:
    """They are read quickly; the same text with a space more is read by the shapes."""
    text = form.format(moment, s="-" if ahead < 0 else "+", h=abs(ahead) // 60, m=abs(ahead) % 60)
    assert parse_date(text) == parse_date(f"{text} ")
    if abs(ahead) < 14 * 60:
        assert parse_date(text) == moment.replace(microsecond=0, tzinfo=UTC) - timedelta(minutes=ahead)
