"""When an event happened: the words of a text against the day it was published in Korea."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlp.dating.dates import resolve_date
from tests.nlp.dating.days import read, seoul


# 2026-08-21 is a Friday.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("North Korea fired missiles on Thursday", "2026-08-20"),
        ("North Korea fired missiles on Friday", "2026-08-21"),
        ("North Korea fired missiles on Saturday", "2026-08-15"),
        ("N. Korea fired a missile early Sunday, JCS says", "2026-08-16"),
        ("Seoul condemns Wednesday's launch", "2026-08-19"),
    ],
)
def test_a_weekday_is_the_latest_on_or_before_publication(text: str, expected: str) -> None:
    """A weekday is never read as one to come when the text tells of the past."""
    found = read(text, "2026-08-21")
    assert (found.date, found.precision) == (expected, "day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KCNA on Friday reported Thursday's test of a missile", "2026-08-20"),
        ("State media said Friday that Wednesday's firing was a drill", "2026-08-19"),
    ],
)
def test_the_day_of_the_thing_counts_over_the_day_of_saying_so(text: str, expected: str) -> None:
    """Who reports on Friday what was done on Thursday tells of Thursday."""
    assert read(text, "2026-08-21").date == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The North fired missiles yesterday", "2026-08-20"),
        ("The North fired missiles overnight", "2026-08-21"),
        ("Missiles fired last night, officials said", "2026-08-20"),
        ("Missiles were fired this morning", "2026-08-21"),
        ("It fired a missile two days ago", "2026-08-19"),
        ("It fired a missile the day before yesterday", "2026-08-19"),
    ],
)
def test_relative_words_count_from_publication(text: str, expected: str) -> None:
    """Yesterday is the day before the item was published in Korea."""
    assert read(text, "2026-08-21").date == expected


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("It was launched on March 12, 2022", "2022-03-13", "2022-03-12"),
        ("It was launched on 12 March", "2022-03-13", "2022-03-12"),
        ("It was launched on March 12", "2022-03-13", "2022-03-12"),
        ("It was launched on Dec. 31", "2023-01-01", "2022-12-31"),
        ("He visited the plant on the 15th", "2026-08-16", "2026-08-15"),
        ("He visited the plant on the 31st", "2026-08-01", "2026-07-31"),
        ("The drill was held on 2024-03-05", "2024-03-06", "2024-03-05"),
        ("The delegation was in Moscow from Sept. 18 to 20", "2024-09-22", "2024-09-18"),
    ],
)
def test_calendar_days_take_the_year_nearest_to_publication(text: str, day: str, expected: str) -> None:
    """A month and day without a year belong to the year they were printed in, or the one before."""
    found = read(text, day)
    assert (found.date, found.precision) == (expected, "day")


@pytest.mark.parametrize(
    ("text", "day", "expected", "hour"),
    [
        ("The launch was at 2210 GMT Wednesday", "2026-08-20", "2026-08-20", (22, 10)),
        ("The launch on Thursday, 0130 GMT, was detected", "2026-08-20", "2026-08-20", (1, 30)),
        (
            "Projectiles flew on April 6, 2020 at 7:41 a.m., officers said",
            "2020-04-06",
            "2020-04-06",
            (22, 41),
        ),
    ],
)
def test_hours_become_instants(text: str, day: str, expected: str, hour: tuple[int, int]) -> None:
    """Greenwich hours are turned into the Korean day; hours without a zone are Korean."""
    found = read(text, day)
    assert found.date == expected
    assert found.time is not None
    assert (found.time.hour, found.time.minute) == hour
    assert found.time.utcoffset() == timedelta()


@pytest.mark.parametrize(
    "text",
    [
        "North Korea warns on 15th anniversary of the sinking",
        "North Korea warns after Monday's drill",
        "Launch is the first since March 3, 2024",
        "North Korea warns days after Jan. 6 nuclear test",
        "North Korea must answer by Tuesday, envoy says",
    ],
)
def test_background_days_are_not_the_events(text: str) -> None:
    """What happened before, an anniversary and a deadline leave the day of publication."""
    found = read(text, "2026-08-21", "statement_threat")
    assert (found.date, found.precision) == ("2026-08-21", "published")


def test_an_anniversary_is_marked_as_historical() -> None:
    """An ordinal before the word is no day of the month."""
    assert read("Seoul marks 70th anniversary of the armistice", "2023-07-27").historical
    assert read("서해교전 20주년 기념식", "2022-06-29").historical
    assert not read("North Korea fires missile", "2023-07-27").historical


def test_a_dateline_is_no_event_day() -> None:
    """The place and day a wire begins with tell when it was sent."""
    text = "Kim visits plant\nPyongyang, August 16 (KCNA) -- He visited the plant on August 14."
    assert read(text, "2024-08-16", "leadership_activity", source="KCNA").date == "2024-08-14"


def test_state_media_tell_of_the_leader_a_day_later() -> None:
    """What Kim did is in the paper the next morning; a statement is of the day it is printed."""
    kim = read(
        "Respected Comrade Kim Jong Un Visits Farm", "2024-08-16", "leadership_activity", source="KCNA"
    )
    assert (kim.date, kim.precision) == ("2024-08-15", "published")
    words = read("Press Statement of Spokesman", "2024-08-16", "statement_threat", source="KCNA")
    assert words.date == "2024-08-16"


def test_an_american_evening_is_the_next_day_in_korea() -> None:
    """Date-only American items are read in Korean days."""
    text = "The president warned the North Wednesday night"
    assert read(text, "2018-04-18", "statement_threat", source="Washington Times").date == "2018-04-19"
    assert read(text, "2018-04-18", "statement_threat", source="Yonhap").date == "2018-04-18"


def test_a_washington_dateline_ends_on_the_next_korean_day() -> None:
    """What was said in Washington on Friday is Saturday's in Korea."""
    text = "Trump revives summit\nWASHINGTON (Reuters) - The president said on Friday he would go."
    assert read(text, "2018-06-02", "statement_threat", source="Reuters").date == "2018-06-02"


def test_a_planned_day_is_the_day_of_what_is_announced() -> None:
    """A meeting that will be held has the day it is set for; a launch cannot."""
    text = "The two leaders will meet on May 22"
    assert read(text, "2018-05-04", "summit_visit").date == "2018-05-22"
    assert read(text, "2018-05-04", "missile_test").date == "2018-05-04"


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 6), st.booleans())
def test_a_past_weekday_lies_in_the_week_before_publication(when: date, back: int, owned: bool) -> None:
    """Whatever the day, "fired on Tuesday" and "Tuesday's firing" are that Tuesday, none ahead."""
    day = when - timedelta(days=back)
    name = day.strftime("%A")
    text = f"North Korea condemned for {name}'s firing" if owned else f"North Korea fired a missile on {name}"
    assert read(text, when.isoformat()).date == day.isoformat()


@given(st.dates(date(1995, 1, 1), date(2099, 1, 1)), st.integers(0, 59))
def test_a_written_day_is_read_in_every_form(when: date, back: int) -> None:
    """English, American, ISO and Korean ways to write one day mean that day."""
    day = when - timedelta(days=back)
    for said in (
        f"on {day.day} {day:%B} {day.year}",
        f"on {day:%B} {day.day}, {day.year}",
        f"on {day:%b}. {day.day}, {day.year}",
        f"on {day.isoformat()}",
    ):
        assert read(f"North Korea fired a missile {said}", when.isoformat()).date == day.isoformat()
    korean = f"북한이 {day.year}년 {day.month}월 {day.day}일 미사일을 발사했다"
    assert read(korean, when.isoformat()).date == day.isoformat()


def test_a_missing_publication_date_never_becomes_today() -> None:
    """Nothing relative can be read, and nothing is invented."""
    for text in (
        "North Korea fires missile",
        "fired on Friday",
        "fired yesterday",
        "on 12 June",
        "어제 발사",
        "12일 발사",
    ):
        assert resolve_date(text, None).date is None


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("The test of October 9, 2006 shook the region", "2006-10-09", "day"),
        ("Troops were sent in October 2024", "2024-10", "month"),
        ("Shells were sent in 2023", "2023", "year"),
        ("2024년 3월 5일 훈련", "2024-03-05", "day"),
        ("2024년 3월 훈련", "2024-03", "month"),
    ],
)
def test_a_full_date_needs_no_publication(text: str, expected: str, precision: str) -> None:
    """A document without a date still tells what is written out."""
    found = resolve_date(text, None)
    assert (found.date, found.precision) == (expected, precision)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("북한이 12일 미사일을 발사했다", "2026-08-12"),
        ("북한이 지난달 3일 발사했다", "2026-07-03"),
        ("북한이 어제 발사했다", "2026-08-11"),
        ("오늘 새벽 발사했다", "2026-08-12"),
        ("8월 10일 오전 발사했다", "2026-08-10"),
        ("전날 발사한 미사일", "2026-08-11"),
        ("당일 발사한 미사일", "2026-08-12"),
        ("사흘 전 발사한 미사일", "2026-08-09"),
        ("월요일 발사한 미사일", "2026-08-10"),
        ("31일 발사한 미사일", "2026-07-31"),
    ],
)
def test_korean_days_are_read(text: str, expected: str) -> None:
    """Bare day numbers, named months and relative words."""
    assert resolve_date(text, seoul("2026-08-12"), "day", "ko", None, ("missile_test",)).date == expected


@pytest.mark.parametrize(
    "text", ["북한 10일간 훈련", "발사 3일째 수색", "20일 만에 발사", "12일 이후 첫 발사"]
)
def test_korean_spans_of_days_are_no_dates(text: str) -> None:
    """Ten days long, the third day and "since the 12th" tell of no event day."""
    assert resolve_date(text, seoul("2026-08-25"), "day", "ko").precision == "published"


def test_a_korean_hour_becomes_an_instant() -> None:
    """Afternoon hours are counted from noon, in Korean time."""
    found = resolve_date("합참은 12일 오후 5시 10분 발사했다고", seoul("2026-08-12"), "day", "ko")
    assert found.time == datetime(2026, 8, 12, 8, 10, tzinfo=UTC)


def test_the_korean_day_of_an_instant_counts() -> None:
    """Late evening in Greenwich is already the next day in Seoul."""
    late = datetime(2026, 8, 20, 20, 0, tzinfo=UTC)
    assert resolve_date("North Korea fires missile", late).date == "2026-08-21"
    assert resolve_date("North Korea fired a missile on Friday", late).date == "2026-08-21"


@pytest.mark.parametrize(
    "text",
    [
        "in 2022 km",
        "June 31",
        "February 30, 2023",
        "99th of May",
        "0일",
        "13월 40일",
        "2210 GMT",
        "9999년 일",
    ],
)
def test_days_no_calendar_has_are_no_dates(text: str) -> None:
    """Impossible days fall back to the day of publication."""
    assert read(text, "2023-05-05").date == "2023-05-05"


PIECES = st.lists(
    st.sampled_from(
        "on Friday|yesterday|in 2022|March 31|31 June|2210 GMT Wednesday|last month|two days ago|anniversary|the 30th|February 29|12일|지난달 31일|"
        "어제|2024년 2월 30일|will meet|after|KCNA|0일|999 years ago|12 months ago|9999년 12월 31일|next Monday|tomorrow|at 25:99".split(
            "|"
        )
    )
    | st.text(max_size=12),
    max_size=8,
)


@given(PIECES, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(["day", "second"]))
def test_no_text_raises_and_no_day_lies_far_ahead(pieces: list[str], when: date, precision: str) -> None:
    """Whatever is read, a date is well formed and never a year after publication."""
    published = seoul(when.isoformat(), 9)
    text = " ".join(pieces)
    for kinds in ((), ("summit_visit",), ("arms_transfer",)):
        found = resolve_date(text, published, precision, None, "CNN", kinds)
        if found.date is None:
            assert (found.precision, found.words, found.read_from) == (None, None, "unknown")
            continue
        assert len(found.date) in (4, 7, 10)
        assert found.date <= (published + timedelta(days=366)).date().isoformat()
        assert found.precision in ("day", "month", "year", "published")


@given(st.text(max_size=200))
def test_any_text_without_a_publication_date_can_be_read(text: str) -> None:
    """Without an anchor only written years can be told."""
    found = resolve_date(text, None)
    assert found.date is None or any(c.isdigit() for c in text)
