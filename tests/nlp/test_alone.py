"""The network by itself."""

from __future__ import annotations

from bot.model.verdict import Item
from bot.nlp.alone import NetworkAlone
from bot.nlp.learned.trained import load_current


def test_it_says_what_the_network_says() -> None:
    """Of a launch; and of a recipe, that gate and rules never saw, nothing."""
    model = load_current()
    assert model is not None
    alone = NetworkAlone(model)
    launch, recipe = alone.classify(
        [
            Item("1", "N. Korea fires ballistic missile toward East Sea: JCS", source="Yonhap"),
            Item("2", "How to bake bread at home"),
        ]
    )
    assert launch.main is not None
    assert (launch.id, launch.main.id, launch.status) == ("1", "missile_test", "occurred")
    assert launch.main.score >= 0.5
    assert launch.facts.event_date is None
    assert recipe.types == ()
    assert launch.classifier == f"network:{model.version}"
