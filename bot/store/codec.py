"""How values stand in the database: times and lists as text, both ways."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any


def to_text(moment: datetime | None) -> str | None:
    """Return an aware datetime as UTC text to the second, None as None."""
    if moment is None:
        return None
    return f"{moment.astimezone(UTC).isoformat(timespec='seconds')[:19]}Z"


def to_time(text: str | None) -> datetime | None:
    """Return stored text as an aware UTC datetime, None as None."""
    if text is None:
        return None
    return datetime.fromisoformat(text)  # "…Z" is UTC; ten times faster than strptime


def to_json(value: Any) -> str:
    """Return a value as compact JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def to_tuple(text: str) -> tuple[str, ...]:
    """Return a stored JSON list of words as a tuple."""
    return tuple(json.loads(text))
