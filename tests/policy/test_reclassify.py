"""What a new verdict changes of an event, decided."""

from __future__ import annotations

from bot.model.event import Event
from bot.policy.reclassify import taken_over
from tests.builders import make_event

BASE = make_event(subtype="other", count=3, places=("sunan",), severity=3)


def merged(event: Event, new: Event) -> Event:
    """The event after new verdicts made `new` of what the old ones made BASE."""
    return taken_over(event, BASE, new)


def test_what_the_old_verdicts_gave_is_replaced() -> None:
    """By what the new ones give, nothing included."""
    after = merged(BASE, make_event(subtype="icbm", count=None, places=("sohae",), severity=4))
    assert (after.subtype, after.count, after.places, after.severity) == ("icbm", None, ("sohae",), 4)


def test_what_somebody_else_gave_stays() -> None:
    """A count, a severity, a place that the old verdicts do not explain."""
    event = make_event(subtype="other", count=5, places=("sunan", "kusong"), severity=5)
    after = merged(event, make_event(subtype="other", count=2, places=("sohae",), severity=2))
    assert (after.count, after.places, after.severity) == (5, ("kusong", "sohae"), 5)


def test_where_verdicts_agree_nothing_happens() -> None:
    """Whatever the event holds."""
    event = make_event(subtype="srbm", count=9, title="Another title")
    assert merged(event, BASE) == event


def test_a_date_comes_with_its_precision() -> None:
    """Neither without the other."""
    after = merged(
        BASE, make_event(subtype="other", event_date="2026-11", date_precision="month", event_time=None)
    )
    assert (after.event_date, after.date_precision, after.event_time) == ("2026-11", "month", None)


def test_a_type_comes_with_its_kind() -> None:
    """And stays where the event has another kind by now."""
    new = make_event(type="artillery_fire", subtype="mlrs", count=3, places=("sunan",))
    after = merged(BASE, new)
    assert (after.type, after.subtype) == ("artillery_fire", "mlrs")
    risen = make_event(subtype="srbm", count=3, places=("sunan",))
    assert merged(risen, new).type == "missile_test"
