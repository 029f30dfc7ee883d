"""Items in, the same items with the keys of their events out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.gazetteer import Gazetteer, shipped_gazetteer
from bot.model.verdict import Item, TypeScore
from bot.pipeline.merge import merge_items
from bot.taxonomy import Taxonomy, shipped_taxonomy
from tests.pipeline.flow import ScriptedClassifier

NOON = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Kit:
    """A scripted classifier with the shipped names."""

    def __init__(self) -> None:
        self.classifier = ScriptedClassifier()
        self.taxonomy: Taxonomy = shipped_taxonomy()
        self.gazetteer: Gazetteer = shipped_gazetteer()


def merged(kit: Kit, *items: Item) -> list[dict[str, Any]]:
    """The items merged."""
    return list(merge_items(items, kit))


def test_items_come_back_in_their_order_with_events_types_and_relation() -> None:
    """The contract: what is no event has none, what has two types has two events."""
    kit = Kit()
    day = {"event_date": "2026-11-20", "date_precision": "day", "actors": ("DPRK",)}
    kit.classifier.says("North Korea fires missiles from Sunan", "missile_test", "srbm", **day)
    kit.classifier.says("Missiles fired from Sunan: JCS", "missile_test", "srbm", **day)
    later = Item("b", "Missiles fired from Sunan: JCS", published=NOON + timedelta(hours=1), source="Two")
    first = Item("a", "North Korea fires missiles from Sunan", published=NOON, source="One")
    found = merged(kit, later, Item("x", "Football", published=NOON), first)
    assert [m["id"] for m in found] == ["b", "x", "a"]
    assert found[0]["event"] == found[2]["event"] is not None
    assert found[0] == {
        "id": "b", "event": found[2]["event"], "events": [found[2]["event"]], "relation": "report",
        "types": [{"id": "missile_test", "subtype": "srbm", "score": 0.9}],
    }  # fmt: skip
    assert found[1] == {"id": "x", "event": None, "events": [], "relation": "report", "types": []}


def test_the_same_launch_in_korean_and_english_is_one_event() -> None:
    """Shared actors and the day stand in where words cannot."""
    kit = Kit()
    day = {"event_date": "2026-11-20", "date_precision": "published", "actors": ("DPRK",)}
    kit.classifier.says("북한, 동해상으로 단거리 탄도미사일 발사", "missile_test", "srbm", **day)
    kit.classifier.says("North Korea fires short-range missiles", "missile_test", "srbm", **day)
    a, b = merged(
        kit,
        Item("ko", "북한, 동해상으로 단거리 탄도미사일 발사", published=NOON),
        Item("en", "North Korea fires short-range missiles", published=NOON),
    )
    assert a["event"] == b["event"]


def test_an_item_without_a_date_stands_alone_and_breaks_nothing() -> None:
    """Nobody knows which launch it tells of."""
    kit = Kit()
    kit.classifier.says("North Korea fires missiles", "missile_test", "srbm")
    a, b = merged(kit, Item("1", "North Korea fires missiles"), Item("2", "North Korea fires missiles"))
    assert a["event"] != b["event"]


def test_an_item_without_a_date_came_out_with_those_around_it() -> None:
    """Where the one before and the one after are of one time; else the items are in no order of time."""
    for days, one in ((1, True), (40, False)):
        kit = Kit()
        day = {"event_date": "2026-11-20", "date_precision": "published", "actors": ("DPRK",)}
        kit.classifier.says("North Korea fires missiles", "missile_test", "srbm", **day)
        kit.classifier.says("Missiles fired by North Korea", "missile_test", "srbm", actors=("DPRK",))
        a, b, _ = merged(
            kit,
            Item("1", "North Korea fires missiles", published=NOON),
            Item("2", "Missiles fired by North Korea"),
            Item("3", "Football", published=NOON + timedelta(days=days)),
        )
        assert (a["event"] == b["event"]) is one


def test_kindred_types_of_one_item_are_of_the_event_that_either_joins() -> None:
    """A seized ship is arms on their way to one outlet, and sanctions broken to another."""
    kit = Kit()
    one, other = (
        "Ship with missile parts for the North held in Panama",
        "Panama holds ship with missile parts",
    )
    both = (TypeScore("sanctions_evasion", None, 0.9), TypeScore("arms_transfer", None, 0.8))
    day = {"event_date": "2026-11-20", "date_precision": "published", "actors": ("DPRK", "PAN")}
    kit.classifier.says(one, "arms_transfer", None, **day)
    kit.classifier.says(other, "sanctions_evasion", None, types=both, **day)
    a, b = merged(kit, Item("1", one, published=NOON), Item("2", other, published=NOON))
    assert a["event"] == b["event"]
    assert b["events"] == [a["event"]]


def test_merging_does_not_slow_down_as_the_record_grows() -> None:
    """Six hundred launches of as many days: each is held against its own days only."""
    kit = Kit()
    items = []
    for n in range(600):
        title = f"North Korea fires missile {n}"
        when = NOON + timedelta(days=n * 5)
        kit.classifier.says(
            title, "missile_test", "srbm", event_date=when.date().isoformat(), date_precision="day"
        )
        items.append(Item(str(n), title, published=when))
    assert len({m["event"] for m in merge_items(items, kit)}) == 600
