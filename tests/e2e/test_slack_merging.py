"""Two events that may be one, and one that may be two: Merge, Keep apart, Split, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Desks, newsroom
from tests.e2e.localslack import DESKS, eventually
from tests.e2e.slackviews import action_in, elements, words
from tests.e2e.test_slack_alerts import today


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    """A bot in a hurry."""
    with newsroom(tmp_path_factory.mktemp("merging")) as found:
        yield found


def has(message: dict[str, Any], action_id: str) -> bool:
    """Whether a message has a button."""
    return any(e.get("action_id") == action_id for e in elements(message))


def test_two_alerts_become_one_and_two_again_and_are_kept_apart(news: Desks) -> None:
    """The one that is left says who joined them, the other leads there; Undo parts them; Keep apart ends the asking."""
    slack, here = news.slack, DESKS[0]
    slack.subscribe("type:sanctions", here)
    news.feeds.outlet("alpha").publish(
        "Treasury sanctions bankers tied to Pyongyang",
        f"The US Treasury imposed sanctions on two North Korean bankers on {today()}.",
    )
    slack.told("bankers", here)
    # how alike two reports must be is measured and moves; of these some lies between one event and two
    for outlet, title, summary in (
        (
            "beta",
            "European Union lists three North Korean companies",
            f"The European Union imposed sanctions on three North Korean companies on {today()}.",
        ),
        (
            "gamma",
            "Seoul and Washington impose sanctions on North Korean hackers",
            f"South Korea and the United States imposed sanctions on North Korean hackers on {today()}.",
        ),
    ):
        news.feeds.outlet(outlet).publish(title, summary)
    doubtful = eventually(
        lambda: next((m for m in slack.roots(here) if has(m, "merge")), None),
        seconds=90,
        told=lambda: [words(m) for m in slack.roots(here)],
    )
    assert "Perhaps the same as" in words(doubtful)
    alerts = len(slack.roots(here))

    slack.press(doubtful, "merge", channel=here)
    joined = slack.told("Now one event with", here)
    kept = slack.told("Ana joined another event into this one", here)
    assert joined["ts"] != kept["ts"]
    card = words(slack.press_for(joined, "details", channel=here))
    assert (
        "Reported" in card or "Confirmed" in card
    )  # by how many were one event already when the two were joined

    slack.press(joined, "undo_move", channel=here)
    eventually(lambda: not any("Now one event" in words(m) for m in slack.roots(here)), seconds=90)
    parted = eventually(
        lambda: next((m for m in slack.roots(here) if has(m, "keep_apart")), None),
        seconds=90,
        told=lambda: [words(m) for m in slack.roots(here)],
    )
    slack.press(parted, "keep_apart", channel=here)
    apart = slack.becomes(parted, "not the same", channel=here)
    assert action_in(parted, "merge")["value"] not in {e.get("value") for e in elements(apart)}
    assert len(slack.roots(here)) == alerts, "no message more"


def test_reports_are_split_off_and_had_back(news: Desks) -> None:
    """A form asks which reports are of another event; they become one; Undo brings them back."""
    slack, here = news.slack, DESKS[1]
    slack.subscribe("type:gps_jamming", here)
    news.feeds.outlet("alpha").publish(
        "North Korea jams GPS signals near Incheon for second day",
        f"North Korea jammed GPS signals near Incheon on {today()}, the military said.",
    )
    alert = slack.told("Incheon", here)
    news.feeds.outlet("beta").publish(
        "N. Korea jams GPS signals near Incheon: military",
        f"North Korea jammed GPS signals near Incheon on {today()}, South Korea's military said.",
    )
    both = slack.becomes(alert, "2 independent sources", channel=here)
    form = slack.opened(lambda: slack.press(both, "event_more", "Split into two events", channel=here))
    reports = [o for b in form["blocks"] if b["type"] == "input" for o in b["element"]["options"]]
    assert len(reports) == 2
    assert slack.refused({"reports": [o["value"] for o in reports]})["reports"], "one must stay"
    assert "Done" in words(slack.fill_in({"reports": [reports[1]["value"]]}))
    split = slack.becomes(alert, "Ana took 1 report out", channel=here)
    assert "1 source" in words(split)
    slack.press(split, "event_more", "Undo the last merge or split", channel=here)
    slack.becomes(alert, "2 independent sources", channel=here)
