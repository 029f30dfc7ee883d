"""The mark of a message that comes hours after it was meant to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.views.limits.check import MESSAGE_BLOCKS


def late_words(by: timedelta) -> str:
    """Return how late something is: "3 h late", "2 days late"."""
    hours = max(1, round(by.total_seconds() / 3600))
    return f"{hours} h late" if hours < 48 else f"{round(hours / 24)} days late"


def marked_late(payload: Mapping[str, Any], by: timedelta) -> dict[str, Any]:
    """Return a message that says how late it is, in its text and in a line below its blocks."""
    words = f"{late_words(by)}: it could not be told before"
    note = {"type": "mrkdwn", "text": f":hourglass: {words}.", "verbatim": True}
    line = {"type": "context", "elements": [note]}
    marked: dict[str, Any] = dict(payload)
    for name in ("blocks", "fallback_blocks"):
        blocks = marked.get(name)
        if blocks and len(blocks) < MESSAGE_BLOCKS:
            marked[name] = [*blocks, line]
    return marked | {"text": f"{payload.get('text', '')} ({words})"}
