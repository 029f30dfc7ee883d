"""Quiet hours are wall-clock hours of who asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Subscription
from bot.policy.quiet import held_until, quiet_until
from tests.builders import NOW, make_event


def asked(begin: str | None, end: str | None, **changes: Any) -> Subscription:
    """A subscription of channel C1 with quiet hours."""
    fields: dict[str, Any] = {
        "id": 1, "workspace": "T1", "target": "C1", "query": "", "delivery": "now", "min_severity": 1,
        "created_by": "U1", "created_at": NOW, "quiet_from": begin, "quiet_to": end,
    }  # fmt: skip
    return Subscription(**(fields | changes))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (("22:00", "07:00"), "UTC", "2026-11-21T23:30", "2026-11-22T07:00"),
        (("22:00", "07:00"), "UTC", "2026-11-21T06:59", "2026-11-21T07:00"),
        (("22:00", "07:00"), "UTC", "2026-11-21T07:00", None),
        (("22:00", "07:00"), "UTC", "2026-11-21T21:59", None),
        (("22:00", "07:00"), "UTC", "2026-11-21T22:00", "2026-11-22T07:00"),
        (("12:00", "13:30"), "UTC", "2026-11-21T12:10", "2026-11-21T13:30"),
        (("22:00", "07:00"), "Asia/Seoul", "2026-11-21T13:00", "2026-11-21T22:00"),
        (("08:00", "08:00"), "UTC", "2026-11-21T08:00", None),
        ((None, None), "UTC", "2026-11-21T03:00", None),
        # Berlin: the hour after two is skipped on 2027-03-28, and comes twice on 2026-10-25
        (("22:00", "02:30"), "Europe/Berlin", "2027-03-28T00:30", "2027-03-28T01:30"),
        (("22:00", "02:30"), "Europe/Berlin", "2026-10-25T00:10", "2026-10-25T00:30"),
    ],
)
def test_a_night_ends_in_the_morning_of_its_zone(
    hours: tuple[str | None, str | None], zone: str, now: str, until: str | None
) -> None:
    """Over midnight, over noon, elsewhere, and on the nights when clocks change."""
    found = quiet_until(asked(*hours), zone, _at(now))
    assert found == (_at(until) if until else None)


def test_the_zone_of_the_subscription_goes_before_the_other() -> None:
    """It was chosen in the form."""
    here = asked("22:00", "07:00", zone="Asia/Seoul")
    assert quiet_until(here, "UTC", _at("2026-11-21T14:00")) == _at("2026-11-21T22:00")


def test_one_subscription_that_is_awake_is_enough() -> None:
    """A critical event passes where one of them lets it."""
    now = _at("2026-11-21T23:00")
    asleep, awake = asked("22:00", "07:00"), asked(None, None)
    late, lets = asked("22:00", "09:00"), asked("22:00", "07:00", pass_critical=True)
    event, grave = make_event(severity=3), make_event(severity=4)
    assert held_until(event, [asleep, awake], {}, "UTC", now) is None
    assert held_until(event, [late, asleep], {}, "UTC", now) == _at("2026-11-22T07:00")
    assert held_until(grave, [asleep], {}, "UTC", now) == _at("2026-11-22T07:00")
    assert held_until(event, [lets], {}, "UTC", now) == _at("2026-11-22T07:00")
    assert held_until(grave, [lets], {}, "UTC", now) is None
    assert held_until(event, [asleep], {("T1", "C1"): "Asia/Seoul"}, "UTC", now) is None


_CLOCK = st.times().map(lambda t: f"{t:%H:%M}")


@given(
    _CLOCK,
    _CLOCK,
    st.sampled_from(["UTC", "Asia/Seoul", "Europe/Berlin", "America/New_York"]),
    st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
)
def test_quiet_hours_always_end_within_a_day(begin: str, end: str, zone: str, now: datetime) -> None:
    """Whatever the hours and the zone: later than now, and not much more than a day."""
    until = quiet_until(asked(begin, end), zone, now)
    if until is not None:
        assert 0 < (until - now).total_seconds() <= 25 * 3600
        assert quiet_until(asked(begin, end), zone, until) is None
