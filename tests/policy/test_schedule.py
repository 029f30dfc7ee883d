"""When feeds are asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.errors import FetchError
from bot.model.feed import FetchResult, ParsedFeed
from bot.policy import schedule
from bot.policy.schedule import Pace, PollLimits
from tests.feeds import NOW, feed_row, parsed

LIMITS = PollLimits(base=timedelta(minutes=10))
MINUTE = timedelta(minutes=1)
BUSY = Pace(500, 14)


def answer(status: int = 200, permanent: str | None = None, **headers: str) -> FetchResult:
    """A server's answer; header names with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return FetchResult(status, "https://news.example/feed.xml", b"x", named, permanent_url=permanent)


def wait_after(result: FetchResult, *, ttl: int | None = None, pace: Pace = BUSY, **feed: Any) -> timedelta:
    """How long a feed is left alone after an answer."""
    document = ParsedFeed(title=None, entries=(parsed(),), ttl_seconds=ttl)
    after = schedule.after_answer(feed_row(**feed), result, document, pace, LIMITS, NOW)
    assert after.next_poll_at is not None
    return after.next_poll_at - NOW


def test_a_busy_feed_is_asked_at_the_base_interval_with_up_to_a_tenth_more() -> None:
    """Jitter only lengthens: nobody is asked more often than the interval says."""
    assert timedelta(minutes=10) <= wait_after(answer(), pace=Pace(500, 14)) <= timedelta(minutes=11)


@pytest.mark.parametrize(
    ("headers", "ttl", "minutes"),
    [
        ({"cache_control": "max-age=3600"}, None, 60),
        ({"cache_control": "public, s-maxage=9, max-age=3600"}, None, 60),
        ({"cache_control": "no-cache, max-age=3600"}, None, 10),
        ({"cache_control": "max-age=504576000", "etag": '"x"'}, None, 300),
        ({"cache_control": "max-age=504576000"}, None, 1440),
        ({"cache_control": "max-age=28800"}, None, 480),
        ({"cache_control": "public", "expires": "Sat, 21 Nov 2026 04:00:00 GMT"}, None, 60),
        ({"expires": "Sat, 21 Nov 2026 04:00:00 GMT"}, None, 60),
        ({"expires": "0"}, None, 10),
        ({"expires": "Sat, 21 Nov 2026 04:00:00 GMT", "date": "Sat, 21 Nov 2026 03:30:00 GMT"}, None, 30),
        ({}, 1800, 30),
        ({"cache_control": "max-age=60"}, 1800, 30),
        ({"last_modified": "yesterday"}, 10**9, 300),
        ({}, 10**9, 1440),
    ],
)
def test_the_servers_wish_counts_within_five_hours_or_a_day(
    headers: dict[str, str], ttl: int | None, minutes: int
) -> None:
    """The longest of max-age, Expires and ttl; a day where it would have to send the whole feed again."""
    waited = wait_after(answer(200, **headers), ttl=ttl)
    assert minutes * MINUTE <= waited <= minutes * MINUTE * 1.1


def test_what_a_304_leaves_out_still_holds() -> None:
    """The max-age of the last full answer, until another is told."""
    assert wait_after(answer(304), cache_seconds=7200, etag='"x"') >= 120 * MINUTE
    assert wait_after(answer(304, cache_control="max-age=0"), cache_seconds=7200, etag='"x"') < 12 * MINUTE


@pytest.mark.parametrize(
    ("quiet", "due", "asked"),
    [
        ({"skip_hours": (3, 4)}, "03:20", "05:0"),
        ({"skip_hours": (3, 4)}, "05:20", "05:20"),
        ({"skip_hours": tuple(range(24))}, "03:20", "03:20"),
        ({"skip_days": (5, 6)}, "03:20", "00:0"),  # the 21st is a Saturday: until Monday
        ({"skip_days": tuple(range(7))}, "03:20", "03:20"),
        ({"skip_days": (5, 6, 0)}, "03:20", "03:20"),  # three days in a row are not believed
    ],
)
def test_hours_and_days_of_quiet_are_kept(quiet: dict[str, object], due: str, asked: str) -> None:
    """In UTC, as RSS says; a feed that would never be asked is asked."""
    wanted = NOW.replace(hour=int(due[:2]), minute=int(due[3:]))
    at = schedule.after_quiet(wanted, feed_row(**quiet))
    assert f"{at:%H:%M}".startswith(asked)
    assert at - wanted <= timedelta(hours=48)


def test_a_failing_feed_is_left_alone_in_its_hours_of_quiet_too() -> None:
    """Whatever the reason of the failure."""
    error = FetchError("x", reason="http_500")
    after = schedule.after_failure(feed_row(skip_hours=(3, 4)), error, LIMITS, NOW)
    assert after.next_poll_at is not None
    assert after.next_poll_at.hour == 5


def test_who_is_asked_too_often_is_left_alone_for_an_hour() -> None:
    """A 429 that does not say how long."""
    after = schedule.after_failure(feed_row(), FetchError("x", reason="http_429"), LIMITS, NOW)
    assert after.next_poll_at is not None
    assert after.next_poll_at >= NOW + timedelta(hours=1)


def test_a_quiet_feed_is_asked_less_often_and_at_most_six_times() -> None:
    """46 items in 14 days need no visit every ten minutes; a silent feed still gets one an hour."""
    assert timedelta(minutes=25) < wait_after(answer(), pace=Pace(46, 14)) < timedelta(minutes=35)
    assert timedelta(minutes=60) <= wait_after(answer(), pace=Pace(0, 14)) <= timedelta(minutes=66)


@pytest.mark.parametrize("kept", [{"tier": 1}, {"quirks": ("short_window",)}, {"sample": True}])
def test_some_feeds_keep_the_base_interval_however_quiet(kept: dict[str, Any]) -> None:
    """Wires, feeds with a short window, and samples."""
    assert wait_after(answer(), pace=Pace(0, 14), **kept) <= timedelta(minutes=11)


def test_the_ttl_is_remembered_where_nothing_new_was_read() -> None:
    """A 304 brings no document, and the feed's wish still holds."""
    after = schedule.after_answer(feed_row(ttl_seconds=3600), answer(304), None, Pace(), LIMITS, NOW)
    assert after.next_poll_at is not None
    assert after.next_poll_at - NOW >= timedelta(hours=1)


def test_validators_are_kept_verbatim_and_renewed_by_a_304() -> None:
    """Quotes and all; a 304 that names none leaves them."""
    full = schedule.after_answer(feed_row(), answer(etag='W/"a b"'), None, Pace(), LIMITS, NOW)
    assert (full.etag, full.last_modified, full.validators_at) == ('W/"a b"', None, NOW)
    later = NOW + timedelta(days=1)
    again = schedule.after_answer(full, answer(304, last_modified="yesterday"), None, Pace(), LIMITS, later)
    assert (again.etag, again.last_modified, again.validators_at) == ('W/"a b"', "yesterday", NOW)


@pytest.mark.parametrize("etag", ['"\x01"', '"caf\u00e9"', '"a\r\nCookie: b"', f'"{"x" * 60_000}"', ""])
def test_a_validator_that_no_request_can_carry_is_not_sent(etag: str) -> None:
    """The feed would never be read again; the other validator does."""
    feed = feed_row(etag=etag, last_modified="yesterday", validators_at=NOW)
    asked = schedule.request_for(feed, NOW)
    assert (asked.etag, asked.last_modified) == (None, "yesterday")


def test_validators_are_not_sent_after_eight_days_without_a_full_answer() -> None:
    """Some servers answer 304 for ever."""
    feed = feed_row(etag="a", last_modified="b", validators_at=NOW)
    assert schedule.request_for(feed, NOW + timedelta(days=7)).etag == "a"
    late = schedule.request_for(feed, NOW + timedelta(days=8))
    assert (late.etag, late.last_modified) == (None, None)


@given(st.integers(1, 500), st.integers(0, 400), st.integers(1, 10**6))
def test_backoff_lies_between_the_base_and_a_day(failures: int, days: int, feed_id: int) -> None:
    """However long a feed has failed."""
    feed = feed_row(id=feed_id, failures=failures - 1, failing_since=NOW - timedelta(days=days))
    after = schedule.after_failure(feed, FetchError("x", reason="http_500"), LIMITS, NOW)
    assert after.next_poll_at is not None
    assert timedelta(minutes=10) <= after.next_poll_at - NOW <= timedelta(hours=26.4)
    assert (after.failures, after.last_status) == (failures, 500)


def test_backoff_doubles() -> None:
    """10, 20, 40 minutes; six hours at most in the first week."""
    waits = [schedule.backoff(n, timedelta(0), LIMITS) for n in (1, 2, 3, 20)]
    assert waits == [10 * MINUTE, 20 * MINUTE, 40 * MINUTE, timedelta(hours=6)]


def test_offline_feeds_are_asked_again_soon() -> None:
    """When our own network was down, no feed shall be punished for it."""
    feed = feed_row(failures=9, failing_since=NOW - timedelta(hours=9))
    after = schedule.after_failure(feed, FetchError("x", reason="dns"), LIMITS, NOW, offline=True)
    assert after.next_poll_at is not None
    assert after.next_poll_at - NOW <= timedelta(minutes=11)


def test_being_offline_takes_three_hosts_and_no_answer() -> None:
    """One dead server is that server's fault."""
    assert schedule.is_offline([("a", "dns"), ("b", "timeout"), ("c", "unreachable")])
    assert not schedule.is_offline([("a", "dns"), ("b", "dns")])
    assert not schedule.is_offline([("a", "dns"), ("b", "dns"), ("c", None)])
    assert not schedule.is_offline([("a", "dns"), ("b", "dns"), ("c", "http_500")])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("Sat, 21 Nov 2026 05:00:00 GMT", NOW + timedelta(hours=2)),
        ("soon", None),
        ("", None),
        (None, None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(said: str | None, expected: object) -> None:
    """Both forms of RFC 9110."""
    assert schedule.retry_after(said, NOW) == expected


def test_retry_after_is_obeyed_for_three_days_at_most() -> None:
    """A server that asks for a year is asked again after three days."""
    for asked, kept in ((timedelta(hours=5), timedelta(hours=5)), (timedelta(days=365), timedelta(days=3))):
        error = FetchError("x", reason="http_429", retry_at=NOW + asked)
        after = schedule.after_failure(feed_row(), error, LIMITS, NOW)
        assert after.next_poll_at == NOW + kept


def test_a_feed_that_is_gone_is_not_asked_again() -> None:
    """410 is final until a person resumes it."""
    error = FetchError("x", reason="http_410", gone=True)
    assert schedule.after_failure(feed_row(), error, LIMITS, NOW).state == "gone"


def test_a_move_is_followed_after_seven_days_of_the_same_target() -> None:
    """A target that changes starts the week anew; a permanent redirect that ends is forgotten."""
    feed = feed_row()
    for day, target in ((0, "https://a.example/f"), (3, "https://b.example/f"), (9, "https://b.example/f")):
        feed = schedule.after_answer(
            feed, answer(permanent=target), None, Pace(), LIMITS, NOW + timedelta(days=day)
        )
        assert feed.url == "https://news.example/feed.xml"
    forgotten = schedule.after_answer(feed, answer(), None, Pace(), LIMITS, NOW + timedelta(days=9))
    assert forgotten.moved_to is None
    followed = schedule.after_answer(
        feed, answer(permanent="https://b.example/f"), None, Pace(), LIMITS, NOW + timedelta(days=10)
    )
    assert followed.url == "https://b.example/f"


def test_a_move_to_https_of_the_same_address_is_followed_at_once() -> None:
    """Nothing else changes, so nothing can be lost."""
    feed = feed_row(url="http://news.example/feed.xml")
    result = answer(permanent="https://news.example/feed.xml")
    assert (
        schedule.after_answer(feed, result, None, Pace(), LIMITS, NOW).url == "https://news.example/feed.xml"
    )


def test_an_answer_that_was_no_feed_drops_the_validators() -> None:
    """They would make the server say that its wrong answer has not changed."""
    feed = feed_row(etag="a", last_modified="b", body_hash="c")
    after = schedule.after_failure(feed, FetchError("x", reason="not_a_feed"), LIMITS, NOW)
    assert (after.etag, after.last_modified, after.body_hash) == (None, None, None)


@pytest.mark.parametrize(
    ("published", "last_success", "expected"),
    [
        (NOW - timedelta(hours=1), None, False),
        (NOW - timedelta(hours=49), None, True),
        (None, None, True),
        (NOW - timedelta(hours=49), NOW - timedelta(days=3), False),
        (NOW - timedelta(days=6), NOW - timedelta(days=3), True),
        (None, NOW - timedelta(days=3), False),
    ],
)
def test_old_items_are_recorded_without_alerts(
    published: object, last_success: object, expected: bool
) -> None:
    """At first sight, and when they resurface; what came out while the bot was off is news."""
    feed = feed_row(last_success_at=last_success)
    assert schedule.is_backlog(parsed(published=published), feed, NOW) is expected


def test_a_window_that_rolled_on_entirely_is_a_gap() -> None:
    """The oldest item is newer than the newest one of the last poll, and none is known."""
    feed = feed_row(newest_entry_at=NOW - timedelta(hours=5))
    assert schedule.gap_in([parsed(published=NOW)], feed, any_known=False)
    assert not schedule.gap_in([parsed(published=NOW)], feed, any_known=True)
    assert not schedule.gap_in([parsed(published=NOW - timedelta(hours=6)), parsed()], feed, any_known=False)
    assert not schedule.gap_in([parsed()], feed_row(), any_known=False)
