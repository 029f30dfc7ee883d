"""Days in Korea for the tests of dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.nlp.dating.dates import DateReading, resolve_date

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(day: str, hour: int = 0, minute: int = 0) -> datetime:
    """An instant told in Korean time."""
    there = datetime.combine(date.fromisoformat(day), datetime.min.time(), SEOUL)
    return (there + timedelta(hours=hour, minutes=minute)).astimezone(UTC)


def read(text: str, day: str, *kinds: str, source: str | None = None, precision: str = "day") -> DateReading:
    """What a text published on a Korean day says of the date."""
    return resolve_date(text, seoul(day), precision, None, source, kinds or ("missile_test",))
