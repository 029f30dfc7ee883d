"""Subscriptions, snoozes, digests' hours, feedback and people are kept as people meant them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.message import Choices, DigestSetting
from bot.ports import Person
from bot.store import digest_settings, events, feedback, people, snoozes, subscriptions
from bot.store.db import Store
from bot.store.stats import by_type, kind_history, record_size
from tests.builders import NOW, make_event, small_gazetteer, small_taxonomy
from tests.fakes import new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def _subscribe(
    store: Store, target: str = "C1", query: str = "icbm", delivery: str = "now"
) -> tuple[int, bool]:
    with store.write() as db:
        kept, new = subscriptions.save(
            db, Choices(query, target, delivery, 3), workspace="T1", created_by="U1", now=NOW
        )  # fmt: skip
    return kept.id, new


def test_the_same_wish_twice_is_one_subscription(store: Store) -> None:
    """Asking again changes how it is delivered."""
    first, new = _subscribe(store)
    again, fresh = _subscribe(store, delivery="hourly")
    assert (new, fresh, first) == (True, False, again)
    with store.read() as db:
        assert [s.delivery for s in subscriptions.all_of(db, "T1")] == ["hourly"]


def test_an_ended_subscription_is_gone_and_may_come_back(store: Store) -> None:
    """Deleting ends it; asking again makes a new one."""
    first, _ = _subscribe(store)
    with store.write() as db:
        known = subscriptions.get(db, "T1", first)
        assert known is not None
        assert subscriptions.remove(db, known, NOW)
        assert not subscriptions.remove(db, known, NOW)
    again, new = _subscribe(store)
    assert new
    assert again != first
    with store.read() as db:
        assert subscriptions.get(db, "T1", first) is None


def test_a_paused_subscription_is_not_active(store: Store) -> None:
    """It stays in the list and alerts on nothing."""
    one, _ = _subscribe(store)
    two, _ = _subscribe(store, target="U1")
    with store.write() as db:
        known = subscriptions.get(db, "T1", one)
        assert known is not None
        assert subscriptions.pause(db, known, True)
    with store.read() as db:
        assert [s.id for s in subscriptions.active(db)] == [two]
        assert [s.id for s in subscriptions.of_targets(db, "T1", ["C1"])] == [one]


def test_another_workspace_sees_nothing_of_it(store: Store) -> None:
    """Subscriptions belong to their workspace."""
    one, _ = _subscribe(store)
    with store.read() as db:
        assert subscriptions.get(db, "T2", one) is None
        assert subscriptions.all_of(db, "T2") == []


def test_a_snooze_holds_until_its_end_or_its_undoing(store: Store) -> None:
    """Past its time, or undone, it holds nothing back."""
    with store.write() as db:
        made = [
            snoozes.add(
                db, workspace="T1", target="C1", query=q, until=NOW + timedelta(days=d), created_by="U1", now=NOW
            )
            for q, d in (("balloons", 3), ("drones", 1))
        ]  # fmt: skip
    with store.write() as db:
        assert [s.query for s in snoozes.active(db, NOW)] == ["drones", "balloons"]
        assert [s.query for s in snoozes.active(db, NOW + timedelta(days=2), workspace="T1")] == ["balloons"]
        assert snoozes.undo(db, made[0], NOW)
        assert snoozes.get(db, "T1", made[0].id) is None
        assert snoozes.active(db, NOW, workspace="T2") == []


def test_a_digests_hour_can_change_without_forgetting_what_was_sent(store: Store) -> None:
    """A new hour keeps the end of the last window."""
    setting = DigestSetting("T1", "C1")
    with store.write() as db:
        digest_settings.put(db, setting, NOW)
        digest_settings.decided(db, "T1", "C1", "2026-11-21", NOW)
        digest_settings.put(db, DigestSetting("T1", "C1", hour="07:30", days=(1, 2)), NOW)
    with store.read() as db:
        kept = digest_settings.get(db, "T1", "C1")
        assert kept is not None
        assert (kept.hour, kept.days, kept.last_slot, kept.last_sent_until) == (
            "07:30",
            (1, 2),
            "2026-11-21",
            NOW,
        )
        assert digest_settings.enabled(db, "T2") == []


def test_what_a_person_says_last_counts(store: Store) -> None:
    """One saying a person and event stands; it can be withdrawn."""
    with store.write() as db:
        event = events.insert(db, make_event(), small_taxonomy(), small_gazetteer(), published=NOW)
        for kind in ("right", "not_event"):
            feedback.add(db, workspace="T1", event_id=event.id, user="U1", kind=kind, value=None, now=NOW)
        assert [f.kind for f in feedback.of_event(db, "T1", event.id)] == ["not_event"]
        assert feedback.of_event(db, "T2", event.id) == []
        assert feedback.undo(db, workspace="T1", event_id=event.id, user=None, now=NOW) == 1
        assert feedback.all_standing(db) == []


def test_people_are_asked_for_again_after_a_while(store: Store) -> None:
    """A name and zone heard long ago is not believed for ever."""
    with store.write() as db:
        people.put(db, "T1", Person("U1", "Ana", "Europe/Berlin", False), NOW)
        assert people.get(db, "T1", "U1", newer_than=NOW - people.FRESH) is not None
        assert people.get(db, "T1", "U1", newer_than=NOW + timedelta(seconds=1)) is None
        assert people.names(db, "T1") == {"U1": "Ana"}


def test_the_history_of_a_kind(store: Store) -> None:
    """Count, first, last and longest gap are of the event's kind, before it, and of what happened."""
    with store.write() as db:
        for day, more in (
            ("2024-01-10", {}), ("2024-12-31", {}), ("2026-02-01", {}), ("2026-12-01", {}),
            ("2025-05-05", {"subtype": "icbm"}), ("2025-06-06", {"status": "denied"}),
            ("2025-07-07", {"dismissed_at": NOW}), ("2025-08-08", {"sample": True}),
        ):  # fmt: skip
            event = make_event(event_date=day, **more)
            events.insert(db, event, small_taxonomy(), small_gazetteer(), published=NOW)
        event = events.insert(db, make_event(), small_taxonomy(), small_gazetteer(), published=NOW)
        found = kind_history(db, event)
        assert (found.before, found.this_year, found.first) == (3, 1, "2024-01-10")
        assert found.last is not None
        assert found.last.event_date == "2026-02-01"
        assert not found.covered
        assert (found.gap, found.gap_from, found.gap_to) == (397, "2024-12-31", "2026-02-01")
        assert record_size(db).events == 8
        assert by_type(db) == {"missile_test": (8, "2026-12-01")}
