"""The shipped types and names fit into everything that shows them."""

from __future__ import annotations

import pytest

from bot.gazetteer import shipped_gazetteer
from bot.model.alert import AlertModel
from bot.query import Field, parse_query
from bot.taxonomy import shipped_taxonomy
from bot.views.alerts import alert_message
from bot.views.feedback import wrong_type_modal
from bot.views.mrkdwn import Mrkdwn, strip
from bot.views.types import asked_as, group_message, type_message, types_message
from bot.views.words import Names
from tests.builders import NOW, make_event, make_report


@pytest.fixture
def shipped() -> Names:
    """The names that come with the bot."""
    return Names(shipped_taxonomy(), shipped_gazetteer())


def _asks_for(names: Names, text: str) -> str:
    """Return the type that a query asks for, and nothing else."""
    node = parse_query(text, names.taxonomy, names.gazetteer, now=NOW).node
    assert isinstance(node, Field)
    (value,) = node.values
    return value


def test_every_type_fits_into_its_page_and_its_form(shipped: Names) -> None:
    """All types on one page, all of their kinds in one menu."""
    text = types_message(shipped, {})["text"]
    assert text.startswith(f"{len(shipped.taxonomy.types)} types of event in 6 groups")
    assert len(text) < 1_500  # two screens of a phone
    for group, kinds in shipped.taxonomy.groups().items():
        assert all(kind.label in group_message(group, shipped, {})["text"] for kind in kinds)
        assert _asks_for(shipped, kinds[0].plural) == kinds[0].id
    for kind in shipped.taxonomy:
        assert _asks_for(shipped, asked_as(kind)) == kind.id
        assert kind.label in text
        assert kind.examples[0].title in strip(Mrkdwn(type_message(kind, {})["text"]))
    menu = wrong_type_modal(make_event(), shipped)["blocks"][1]["element"]
    choices = sum(1 + len(kind.subtypes) for kind in shipped.taxonomy)
    assert sum(len(group["options"]) for group in menu["option_groups"]) == choices


def test_every_kind_of_alert_reads_without_an_id(shipped: Names) -> None:
    """Labels, never the names of the code."""
    for kind in shipped.taxonomy:
        for subtype in (None, *kind.subtypes):
            event = make_event(type=kind.id, subtype=subtype, places=(), weapons=())
            text = alert_message(AlertModel(event, (make_report(),)), shipped)["text"]
            assert kind.label in text
            assert "_" not in text
