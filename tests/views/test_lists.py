"""Feeds, types and help are short first, and say the rest when they are asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.feed import Feed
from bot.policy.health import feed_health
from bot.store import feeds
from bot.store.db import Store
from bot.views import models
from bot.views.feeds import chosen, feeds_list, feeds_message, ill_lines
from bot.views.help import TOPICS, HelpLine, help_message, topic_message, words_message
from bot.views.plain import render_feeds, render_types
from bot.views.types import group_message, type_message, types_message
from bot.views.words import Names
from tests.builders import NOW
from tests.fakes import new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def test_many_feeds_in_trouble_are_counted_by_their_reason() -> None:
    """Few are named one by one."""
    failing = [
        Feed(n, f"https://{n}.example/", "Outlet", "P", failures=3, last_reason="dns") for n in range(1, 6)
    ]
    rows = [models.FeedRow(feed, feed_health(feed, NOW)) for feed in failing]
    assert ill_lines(rows) == ["• 5 feeds, the server's name cannot be found"]
    assert len(ill_lines(rows[:2])) == 2


def test_types_are_explained_by_name(names: Names) -> None:
    """By group first; a group or a type says what it means, its kinds and how many are on record."""
    counted = {"missile_test": (218, "2026-11-20")}
    text = types_message(names, counted)["text"]
    assert "3 types of event in 1 group" in text
    assert "Missile launch · Artillery fire" in text
    assert "218 events on record. Ask: `/kp-events missile tests`" in text
    said = "Kinds: short-range, ICBM · usually notable · 218 events, last 20 Nov 2026"
    assert said in group_message("Other", names, counted)["text"]
    assert said in type_message(names.taxonomy["missile_test"], counted)["text"]
    assert "missile_test" in render_types(names, {})


def test_feeds_are_counted_first_and_listed_when_asked_for(store: Store) -> None:
    """Those that need a look by their reason; in a list each has its sentence, and for admins a menu."""
    with store.write() as db:
        for n in range(7):
            feeds.add(db, url=f"https://feed.example/{n}", title=f"Feed <{n}>", publisher="P", now=NOW)
        db.execute(
            "UPDATE feeds SET failures = 3, last_reason = 'http_404', failing_since = '2026-11-20T00:00:00Z' WHERE id = 2"
        )
    with store.read() as db:
        rows = models.load_feeds(db, NOW)
    assert rows[0].feed.id == 2
    said = feeds_message(rows, admin=True)["text"]
    assert said.startswith(
        "0 of 7 feeds fresh\n6 feeds, not asked yet: Feed &lt;0&gt; (1), Feed &lt;2&gt; (3), Feed &lt;3&gt; (4) and 3 more\n"
        "1 feed, there is nothing at that address (404): Feed &lt;1&gt; (2)\n"
    )
    assert "Workspace admins" in feeds_message(rows, admin=False)["text"]
    for words, n in (
        ("all", 7),
        ("ill", 7),
        ("fresh", 0),
        ("failing", 1),
        ("feed <1", 1),
        ("#3", 1),
        ("x", 7),
    ):
        heading, found = chosen(rows, words)
        assert (len(found), words) == (n, words)
        payload = feeds_list(found, heading, admin=True)
        assert sum("accessory" in block for block in payload["blocks"]) == n
    assert (
        "Failing since 1 day ago (3 tries): there is nothing at that address (404)"
        in feeds_list(rows, "", admin=False)["text"]
    )
    assert "No feeds are watched yet" in feeds_message((), admin=True)["text"]
    assert "failing" in render_feeds(rows)


def test_forty_feeds_and_more_fit() -> None:
    """Beyond what a message holds, rows are joined and menus left out."""
    feed = Feed(1, "https://feed.example/", "A feed with a long name " * 4, "P")
    rows = [models.FeedRow(replace(feed, id=n), feed_health(feed, NOW)) for n in range(60)]
    for some in (rows[:38], rows[:40], rows):
        feeds_message(some, admin=True)
        feeds_list(some, "All", admin=True, words="long " * 40, done="A feed is paused.")
        feeds_list(some, "All", admin=False)


def test_help_names_every_subcommand() -> None:
    """One line each, and a page for one of them."""
    lines = [HelpLine("show", "The card of an event.", "show 412", ("show 412",))]
    payload = help_message([*lines, HelpLine("stats", "Count events.", "stats", ())])
    assert "show  The card of an event.\nstats  Count events." in payload["text"]
    menu = payload["blocks"][-1]["elements"][0]
    assert [option["value"] for option in menu["options"]] == ["show", "stats", *TOPICS]
    assert "/kp-events show 412" in topic_message(lines[0])["text"]
    assert "Confirmed: three that are independent" in words_message("confirmed")["text"]
