"""When a digest is due, in every zone and on the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.digest import DigestLine
from bot.model.event import Change, Revision
from bot.model.message import DigestSetting
from bot.policy import digest
from tests.builders import NOW, make_event

SEOUL = ZoneInfo("Asia/Seoul")
EIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # 08:00 on Saturday the 21st in Seoul


def setting(**changes: object) -> DigestSetting:
    """A daily digest at 08:00 in Seoul, whose last was that of the 20th."""
    fields: dict[str, object] = {"last_slot": "2026-11-20", "last_sent_until": EIGHT - timedelta(days=1)}
    return DigestSetting("T1", "C1", **(fields | changes))  # type: ignore[arg-type]


def test_nothing_is_due_before_the_hour() -> None:
    """One second early is early."""
    assert digest.due_slot(setting(), EIGHT - timedelta(seconds=1)) is None


def test_a_digest_is_due_at_its_local_hour_and_covers_what_came_since_the_last() -> None:
    """The window starts where the last one ended, to the second."""
    slot = digest.due_slot(setting(), EIGHT)
    assert slot is not None
    assert (slot.day, slot.since, slot.until, slot.late, slot.folded) == (
        "2026-11-21", EIGHT - timedelta(days=1), EIGHT, 0, (),
    )  # fmt: skip


def test_a_slot_that_was_decided_is_not_due_again() -> None:
    """The key is the local date."""
    assert digest.due_slot(setting(last_slot="2026-11-21"), EIGHT + timedelta(hours=3)) is None


def test_a_late_digest_says_how_late_it_is() -> None:
    """Up to 18 hours it is caught up."""
    slot = digest.due_slot(setting(), EIGHT + timedelta(hours=17, minutes=30))
    assert slot is not None
    assert (slot.day, slot.late) == ("2026-11-21", 1050)


def test_a_digest_later_than_eighteen_hours_is_folded_into_the_next() -> None:
    """The next one says so and covers the whole time."""
    assert digest.due_slot(setting(), EIGHT + timedelta(hours=19)) is None
    slot = digest.due_slot(setting(), EIGHT + timedelta(days=2))
    assert slot is not None
    assert (slot.day, slot.folded) == ("2026-11-23", ("2026-11-21", "2026-11-22"))
    assert slot.since == EIGHT - timedelta(days=1)


def test_only_the_chosen_weekdays_have_a_digest() -> None:
    """The 21st is a Saturday; on Monday it covers the weekend without calling it missed."""
    weekdays = setting(days=(1, 2, 3, 4, 5))
    assert digest.due_slot(weekdays, EIGHT + timedelta(hours=1)) is None
    slot = digest.due_slot(weekdays, EIGHT + timedelta(days=2))
    assert slot is not None
    assert (slot.day, slot.folded) == ("2026-11-23", ())


def test_a_digest_that_is_off_is_never_due() -> None:
    """Neither now nor next."""
    assert digest.due_slot(setting(enabled=False), EIGHT) is None
    assert digest.next_slot(setting(enabled=False), EIGHT) is None


def test_the_first_digest_comes_at_once_and_the_next_at_its_hour() -> None:
    """So one sees what it is like, and that it arrives."""
    new = setting(last_slot=None, last_sent_until=None, created_at=EIGHT + timedelta(hours=5))
    assert digest.due_slot(new, EIGHT + timedelta(hours=5)) is None
    slot = digest.due_slot(new, EIGHT + timedelta(hours=5, seconds=30))
    assert slot is not None
    assert (slot.day, slot.late, slot.until - slot.since) == ("2026-11-21", 0, timedelta(hours=24))
    assert digest.next_slot(setting(), EIGHT) == EIGHT + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),  # New York: the first of the two 01:30
        (date(2026, 3, 8), time(2, 30), "2026-03-08T07:30"),  # 02:30 does not exist: 03:30 summer time
        (date(2026, 7, 1), time(8, 0), "2026-07-01T12:00"),
        (date(2026, 12, 1), time(8, 0), "2026-12-01T13:00"),
    ],
)
def test_a_local_hour_follows_the_clock_changes(day: date, hour: time, utc: str) -> None:
    """The night that has an hour twice, and the one that skips it."""
    at = digest.slot_time(day, hour, ZoneInfo("America/New_York"))
    assert at.strftime("%Y-%m-%dT%H:%M") == utc


@given(
    zone=st.sampled_from(
        ["Asia/Seoul", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu"]
    ),
    hour=st.times().map(lambda t: f"{t.hour:02d}:{t.minute:02d}"),
    start=st.integers(0, 2 * 365 * 24 * 60).map(lambda m: NOW + timedelta(minutes=m)),
    steps=st.lists(st.integers(1, 40 * 60), min_size=5, max_size=60),
)
def test_no_day_gets_two_digests_and_no_moment_is_left_out(
    zone: str, hour: str, start: datetime, steps: list[int]
) -> None:
    """Whenever the bot wakes, windows touch, and each local date comes once."""
    now = start
    state = DigestSetting("T1", "C1", hour, zone, created_at=now - timedelta(days=1))
    days: list[str] = []
    until: datetime | None = None
    for step in steps:
        now += timedelta(minutes=step)
        slot = digest.due_slot(state, now)
        if slot is None:
            continue
        assert until is None or slot.since == until
        assert now - slot.due <= digest.CATCH_UP or not days
        until = slot.until
        days.append(slot.day)
        state = DigestSetting(
            "T1", "C1", hour, zone, last_slot=slot.day, last_sent_until=until, created_at=now
        )
    assert days == sorted(set(days))


def test_groups_are_grave_first_then_in_the_order_of_types() -> None:
    """A group keeps six lines and counts the rest."""
    lines = [DigestLine(make_event(id=n, severity=3)) for n in range(9)]
    lines += [
        DigestLine(make_event(id=50, type="balloons", severity=3)),
        DigestLine(make_event(id=60, severity=5)),
    ]
    groups = digest.grouped(lines, {"missile_test": 0, "balloons": 1})
    assert [(g.severity, g.type, len(g.lines), g.more) for g in groups] == [
        (5, "missile_test", 1, 0), (3, "missile_test", 6, 3), (3, "balloons", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "news"),
    [
        ({}, True),
        ({"event_date": None}, True),
        ({"event_date": "2026-11-01"}, False),
        ({"event_date": "2026-11", "date_precision": "month"}, True),
        ({"origin": "history"}, False),
        ({"status": "historical"}, False),
        ({"dismissed_at": NOW}, False),
    ],
)
def test_backlog_and_the_past_are_no_news(changes: dict[str, object], news: bool) -> None:
    """A digest does not bring what happened weeks before its window."""
    assert digest.is_news(make_event(**changes), NOW - timedelta(days=1)) is news


def test_what_an_event_was_is_read_back_from_its_revisions() -> None:
    """Several revisions count as one change from the first value to the last."""
    steps = [
        Revision(412, 2, NOW, "entry:1", (Change("count", 2, 4), Change("weapons", [], ["kn23"]))),
        Revision(412, 3, NOW, "entry:2", (Change("count", 4, 5),)),
    ]
    before = digest.as_told(make_event(count=5), steps)
    assert (before.count, before.weapons) == (2, ())
    assert digest.all_changes(steps)[0] == Change("count", 2, 5)


def test_a_week_is_told_beside_its_norm_only_after_two_weeks_of_watching() -> None:
    """Before that nobody knows what is usual; after it, only what stands out is named."""
    week, before = {"missile_test": 6, "sanctions": 2}, {"missile_test": 4, "sanctions": 8}
    assert digest.norms(week, before, 13) == ()
    found = digest.norms(week, before, 28)
    assert [(n.type, n.week, n.usual) for n in found] == [(None, 8, 3.0), ("missile_test", 6, 1.0)]


def test_what_is_denied_is_not_what_a_digest_opens_with() -> None:
    """Unless there is nothing else."""
    denied = DigestLine(make_event(title="Shelling", severity=5, status="denied"))
    groups = digest.grouped([denied, DigestLine(make_event(title="Launch", severity=3))], {})
    assert digest.opening(groups, 0, 0, first=None) == "2 new events. Most severe: Launch."
    assert digest.opening(groups[-1:], 0, 0, first=None) == "1 new event. Shelling."


def test_a_quiet_day_says_so() -> None:
    """The digest always has a sentence."""
    said = digest.opening((), 1, 0, first=None)
    assert said == "A quiet day: no new events; 1 earlier event changed."
    groups = digest.grouped([DigestLine(make_event())], {})
    assert digest.opening(groups, 0, 0, first="08:00").startswith(
        "This is the first digest here; from now on it comes at 08:00. 1 new event. North Korea fires"
    )
    groups = digest.grouped(
        [DigestLine(make_event(title="Least.", severity=1)), DigestLine(make_event(title="Most."))], {}
    )
    assert digest.opening(groups, 2, 0, first=None) == "2 new events, 2 updates. Most severe: Most."


def test_what_was_taken_back_is_not_among_the_grave_news() -> None:
    """Shells that never fell are no serious event."""
    denied = DigestLine(make_event(title="Shells heard", severity=5, status="denied"))
    (group,) = digest.grouped([denied], {})
    assert group.severity == digest.DENIED_SEVERITY
