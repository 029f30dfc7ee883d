"""What came before an event is told in sentences."""

from __future__ import annotations

from bot.store.stats import KindHistory
from bot.views.precedents import precedent_lines
from bot.views.words import Names
from tests.builders import make_event

LAST = make_event(id=1, title="Two missiles", event_date="2026-03-14")
LIKE = make_event(id=2, title="Three missiles", event_date="2025-05-08")


def _lines(names: Names, last_id: int) -> list[str]:
    last = LAST if last_id == LAST.id else LIKE
    history = KindHistory(4, 1, "2022-01-05", last, None, None, None, like=LIKE, like_by=frozenset({"sunan"}))
    return precedent_lines(make_event(id=3, event_date="2026-11-20"), history, names)[1:]


def test_the_nearest_like_it_says_what_both_name(names: Names) -> None:
    """Beside the last one before, or as the same."""
    assert _lines(names, LAST.id) == [
        "The last one before: 14 Mar 2026, Two missiles.",
        "The nearest like it: 8 May 2025, Three missiles (also Sunan).",
    ]
    assert _lines(names, LIKE.id) == [
        "The last one before, and the nearest like it: 8 May 2025, Three missiles (also Sunan).",
    ]
