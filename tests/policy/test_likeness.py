"""The nearest like an event is the one that shares with it what few others have."""

from __future__ import annotations

from bot.policy.likeness import Past, nearest_like


def _past(id_: int, *things: str, count: int | None = None, km: float | None = None) -> Past:
    return Past(id_, frozenset(things), count, km)


SEA = [_past(n, "sea", f"site{n}") for n in range(10, 30)]


def test_a_rare_thing_in_common_weighs_more_than_one_that_all_have() -> None:
    """Everything falls into the same sea; one other came from the same site."""
    same_site = _past(1, "sea", "sunan")
    found = nearest_like(_past(99, "sea", "sunan", "kn23"), [*SEA[:10], same_site, *SEA[10:]])
    assert found == (1, frozenset({"sunan"}))


def test_what_nearly_all_have_in_common_is_no_likeness() -> None:
    """Nor is a number alone."""
    assert nearest_like(_past(99, "sea", count=2), SEA) is None
    assert nearest_like(_past(99, count=2, km=400), [_past(1, "site", count=2, km=400)]) is None
    assert nearest_like(_past(99, "sunan"), []) is None


def test_number_and_distance_decide_between_two() -> None:
    """Of those that are as like, the latest, which stands first."""
    event = _past(99, "sunan", count=2, km=400)
    other, alike = _past(2, "sunan", count=5, km=900), _past(1, "sunan", count=2, km=390)
    assert nearest_like(event, [other, alike, *SEA]) == (1, frozenset({"sunan"}))
    assert nearest_like(event, [alike, _past(3, "sunan", count=2, km=410), *SEA]) == (1, frozenset({"sunan"}))
