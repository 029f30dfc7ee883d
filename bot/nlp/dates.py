"""Reads when an event happened, in Korea, from the words of an item and the day it was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class DateReading:
    """When something happened, as far as a text says it.

    `date` is the Korean local date (YYYY-MM-DD, YYYY-MM or YYYY), `time` an aware UTC datetime
    where an hour was told, `words` what it was read from. `historical`: the text marks it as the
    anniversary of something old.
    """

    date: str | None = None
    precision: str | None = None  # day | month | year | published
    time: datetime | None = None
    words: str | None = None
    historical: bool = False


def resolve_date(
    text: str,
    published: datetime | None,
    published_precision: str = "second",
    lang: str | None = None,
    source: str | None = None,
) -> DateReading:
    """Return when the event of a text happened; the publication date where the text does not say.

    Args:
        text: title and summary.
        published: aware UTC, or None: then nothing relative can be read and nothing is invented.
        published_precision: `day` where `published` is only a date (midnight in Seoul).
        lang: language of the text, or None to tell by its letters.
        source: who published it; KCNA writes the day after.
    """
    if published is None:
        return DateReading()
    return DateReading(published.astimezone(SEOUL).date().isoformat(), "published")
