"""Where the words or the day of publication mislead: no date rather than a wrong one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.nlp.dating.dates import resolve_date
from tests.nlp.dating.days import read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lavrov to visit North Korea", "summit_visit"),
        ("Seoul and Washington to hold joint drill", "allied_exercise"),
        ("U.N. Security Council condemns the launch", "statement_threat"),
        ("President Trump signs order on the North", "sanctions"),
        ("Ministry says the launch of a satellite was a test of a long-range missile", "satellite_launch"),
    ],
)
def test_no_date_is_better_than_a_wrong_one(text: str, kind: str) -> None:
    """What is still to come, what New York did in its afternoon, a finding about an old test: unknown."""
    found = read(text, "2018-06-02", kind)
    assert (found.date, found.precision, found.read_from) == (None, None, "unknown")


def test_an_hour_of_publication_tells_the_korean_day_of_what_washington_did() -> None:
    """With an instant rather than a bare day there is nothing to doubt."""
    when = datetime(2018, 6, 1, 21, 0, tzinfo=UTC)
    found = resolve_date("President Trump signs order", when, "second", None, "Reuters", ("sanctions",))
    assert (found.date, found.read_from) == ("2018-06-02", "published")


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("North Korea to launch satellite between Nov. 22 and Dec. 1", "satellite_launch", "2023-11-22"),
        ("North Korea tested a drone between Nov. 14 and Nov. 17", "weapons_development", "2023-11-17"),
        ("남북, 12일 합의", "inter_korean", "2023-11-12"),
        ("남북이 12일 합의했다", "inter_korean", "2023-11-12"),
    ],
)
def test_a_span_to_come_has_its_start_and_a_past_one_its_end(text: str, kind: str, expected: str) -> None:
    """A window that opens is of the day it opens; what was agreed on a day is of that day."""
    assert read(text, "2023-11-20", kind).date == expected


def test_a_feature_of_a_bare_day_tells_no_day() -> None:
    """A paper that tells its stories as features prints them that day or the next; an instant helps."""
    text, source = "The court formally ended the presidency", "New York Times"
    assert read(text, "2025-04-05", "domestic_politics", source=source).date is None
    when = datetime(2025, 4, 4, 6, 0, tzinfo=UTC)
    assert resolve_date(text, when, "second", None, source, ("domestic_politics",)).date == "2025-04-04"


def test_the_same_weekday_in_washington_may_be_the_next_day_in_korea() -> None:
    """A bare day and "said on Thursday" under an American dateline leave the Korean day open."""
    text = "Chance for talks\nCOLORADO SPRINGS, Colo. (Reuters) - The secretary said on Thursday it was open."
    assert read(text, "2017-11-16", "statement_threat", source="Reuters").date is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Aircraft flew near the line drawn by the September 19 military agreement", "air_activity"),
        ("Buses run on the 4th and 18th of each month", "economy_trade"),
        ("Missile fails\nKim waves at a parade on April 15 in Pyongyang. | AP Photo", "missile_test"),
        ("Trump pulls out\nTalks had been planned for July 12.", "diplomatic_talks"),
        ("Plane makes overnight visit to Pyongyang", "air_activity"),
        ("Vote could come as soon as Friday", "domestic_politics"),
    ],
)
def test_dates_that_name_repeat_picture_or_hope_are_not_the_events(text: str, kind: str) -> None:
    """An agreement's name, a timetable, a caption, what was planned once: the day of publication is left."""
    assert read(text, "2018-05-24", kind).read_from == "published"


def test_talks_that_begin_on_a_weekday_just_ahead_are_tomorrow() -> None:
    """A summit that begins "on Wednesday", printed on Tuesday, is no week old."""
    text = "The leaders begin their second summit in Hanoi on Wednesday"
    assert read(text, "2019-02-26", "summit_visit").date == "2019-02-27"


def test_a_day_before_a_colon_is_read() -> None:
    """The day in "statement on October 14:" is read; 14:30 is an hour."""
    text = "Press statement\nThe bureau gave out these words on October 14:"
    assert read(text, "2024-10-15", "statement_threat", source="KCNA").date == "2024-10-14"


def test_a_korean_dateline_is_no_event_day() -> None:
    """The day a Korean wire was sent is not the day it tells of."""
    text = "시험발사 단행\n(평양 7월 13일발 조선중앙통신) 7월 12일 시험발사가 진행되였다."
    assert read(text, "2023-07-13", source="조선중앙통신").date == "2023-07-12"


def test_a_diary_that_confirms_an_old_test_tells_its_day() -> None:
    """A test that is confirmed to be of October 9 is of that day, wherever it is filed."""
    text = "Washington confirms that the blast of October 9, 2006 was nuclear."
    assert read(text, "2006-10-16", "nuclear_test", source="Wikipedia Current Events").date == "2006-10-09"


def test_a_diary_files_things_under_their_day() -> None:
    """Days named in a chronicle's sentence are background."""
    text = "Council condemns the test that was made on Tuesday"
    assert (
        read(text, "2014-11-20", "statement_threat", source="Wikipedia Current Events").date == "2014-11-20"
    )
