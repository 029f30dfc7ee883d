"""The card, the chart, the lists and the home page say it all in words, too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.model.errors import NotFoundError
from bot.model.event import Change, Event
from bot.model.message import Choices, DigestSetting, Feedback
from bot.query import parse_query
from bot.store import (
    digest_settings,
    events,
    feedback,
    links,
    reports,
    revisions,
    snoozes,
    subscriptions,
)
from bot.store.db import Database, Store
from bot.views import models
from bot.views.card import card_message
from bot.views.charts import StatsModel, stats_message, stats_rows
from bot.views.digest_form import digest_line
from bot.views.feedback import feedback_notes, wrong_type_modal
from bot.views.home import home_view
from bot.views.plain import render_card, render_stats, render_status
from bot.views.reporting import report_modal
from bot.views.snoozes import open_snooze_modal, snooze_modal, snoozes_message
from bot.views.status import recognition_words, status_message, to_dict
from bot.views.subscriptions import (
    Wish,
    preview_message,
    subscription_modal,
    subscriptions_message,
)
from bot.views.words import Names
from tests.builders import NOW, make_event, make_report, small_gazetteer, small_taxonomy
from tests.fakes import new_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty database."""
    return new_store(tmp_path)


def _add(db: Database, **changes: Any) -> Event:
    made = events.insert(db, make_event(**changes), small_taxonomy(), small_gazetteer(), published=NOW)
    events.refresh_words(db, made, small_taxonomy(), small_gazetteer())
    return made


def _told(store: Store) -> int:
    """An event with reports, a revision, precedents, a like one, and a person's word."""
    with store.write() as db:
        for year in range(2006, 2012):
            _add(db, event_date=f"{year}-07-05", subtype="icbm", origin="history")
        _add(db, event_date="2026-02-01", title="Launch in February")
        _add(db, event_date="2025-02-01", title="Launch of last year")
        event = _add(db, count=10)
        other = _add(db, title="Perhaps it again")
        for n, source in enumerate(("Example News", "Second Wire"), 1):
            reports.add(db, make_report(event_id=event.id, source=source, url=f"https://news.example/{n}"))
        revisions.add(db, event.id, 1, (), by="entry:1", now=NOW)
        changes = (Change("count", 2, 10), Change("places", ["DPRK"], ["sunan"]))
        revisions.add(db, event.id, 2, changes, by="user:U1", now=NOW)
        links.add(db, event.id, other.id, "possibly_same", NOW)
        feedback.add(db, workspace="local", event_id=event.id, user="U1", kind="right", value=None, now=NOW)
    return event.id


def test_a_card_tells_all_that_is_known(store: Store, names: Names) -> None:
    """Facts, reports, precedents, what changed, by whom, and what people said."""
    event_id = _told(store)
    with store.read() as db:
        card = models.load_card(db, event_id)
    payload = card_message(card, names)
    for words in (
        "When: Fri 20 Nov 2026, 06:10 KST",
        "Where: Sunan (39.20, 125.67, map)",
        "With what: KN-23",
        "Severity: notable (3 of 5)\n",
        "Count: 10 missiles",
        "Example News reports, Fri 20 Nov 2026, 06:30 KST: Two missiles fired",
        "2nd missile test (short-range) of 2026, 3rd on record since 1 Feb 2025.",
        "The last one before: 1 Feb 2026, Launch in February.",
        "Perhaps the same as: Perhaps it again",
        "a colleague: count from 2 to 10, places from North Korea to Sunan",
        "A colleague said this is right",
    ):
        assert words in payload["text"]
    assert "openstreetmap.org" in str(payload["blocks"])
    assert "https://news.example/1" in render_card(card, names)


def test_what_changed_is_told_in_words(store: Store, names: Names) -> None:
    """Kinds by name, hours as Seoul's, and no "not known" before what became known."""
    changes = (
        Change("subtype", None, "srbm"),
        Change("event_time", None, "2026-11-20T11:40:00Z"),
        Change("confirmed", False, True),
    )
    with store.write() as db:
        event = _add(db)
        revisions.add(db, event.id, 2, changes, by="entry:1", now=NOW)
        said = card_message(models.load_card(db, event.id), names)["text"]
    assert "kind short-range, time Fri 20 Nov 2026, 20:40 KST, confirmed" in said


def test_a_card_says_how_far_a_severity_is_from_the_usual_and_nothing_else(
    store: Store, names: Names
) -> None:
    """What is usual goes without saying."""
    with store.write() as db:
        event = _add(db, severity=4)
        card = models.load_card(db, event.id)
    text = card_message(card, names)["text"]
    assert "Severity: serious (4 of 5): more than is usual for its kind (notable)" in text


def test_a_card_is_silent_on_what_came_before_where_the_record_does_not_cover_it(
    store: Store, names: Names
) -> None:
    """Five shipped events of a type are strays; six are a history."""
    with store.write() as db:
        for year in range(2006, 2011):
            _add(db, event_date=f"{year}-07-05", origin="history")
        event = _add(db)
        assert "Before:" not in card_message(models.load_card(db, event.id), names)["text"]
        _add(db, event_date="2011-07-05", origin="history")
        assert "Before:\n" in card_message(models.load_card(db, event.id), names)["text"]


def test_recognition_is_named_in_words_with_its_version_for_the_terminal() -> None:
    """What an analyst reads, and what a bug report needs."""
    rules, both = "rules-1:cf83c804", "rules-1:cf83c804+model-01ef"
    assert recognition_words(rules, version=True) == "rules alone, without a trained model (cf83c804)"
    assert recognition_words(both, version=True) == "rules and trained model (cf83c804 + 01ef)"
    assert recognition_words(both) == "rules and trained model"
    assert recognition_words(None) == "has read nothing yet"


def test_an_unknown_event_has_no_card(store: Store) -> None:
    """The sentence says which number and what would do."""
    with store.read() as db, pytest.raises(NotFoundError) as caught:
        models.load_card(db, 999)
    assert str(caught.value) == "There is no event 999. Search for it: /kp-events WORDS."


def test_a_card_with_very_much_on_it_fits(store: Store, names: Names) -> None:
    """A hundred reports and revisions are shortened, and said to be."""
    with store.write() as db:
        event = _add(db, title="t" * 900, note="n" * 900)
        for n in range(100):
            reports.add(db, make_report(event_id=event.id, source=f"S{n}", title="w " * 400))
            revisions.add(db, event.id, n + 2, (Change("count", n, n + 1),), by="entry:1", now=NOW)
        text = card_message(models.load_card(db, event.id), names)["text"]
    assert "and 88 more reports" in text


def test_a_chart_has_a_text_form_and_a_fallback(names: Names) -> None:
    """Months without events stay in it; where the block is refused, the bars stand in."""
    rows = stats_rows([("2024-05", 3), ("2024-08", 1)], "month", names)
    assert rows == (("May 2024", 3), ("Jun 2024", 0), ("Jul 2024", 0), ("Aug 2024", 1))
    payload = stats_message(StatsModel("balloons", "balloons", "month", rows, 5, undated=1))
    kinds = [block["type"] for block in payload["blocks"]]
    assert "data_visualization" in kinds
    assert "data_visualization" not in [block["type"] for block in payload["fallback_blocks"]]
    assert "5 events for “balloons”, by month" in payload["text"]
    assert "1 event without a date" in payload["text"]


def test_a_long_chart_shows_its_end_and_says_so(names: Names) -> None:
    """Forty years are cut to what a chart holds."""
    rows = stats_rows([(str(year), 1) for year in range(1958, 2027)], "year", names)
    payload = stats_message(StatsModel("", "everything", "year", rows, 69))
    chart = next(b for b in payload["blocks"] if b["type"] == "data_visualization")
    assert chart["chart"]["axis_config"]["categories"][-1] == "2026"
    assert "The last 36 of 69." in payload["text"]
    above = str(payload["blocks"][0])
    assert "The chart shows the last 20, the list below it the last 36 of 69." in above
    assert "The last 36 of 69." in str(payload["fallback_blocks"][0])


def test_nothing_to_count_is_said(names: Names) -> None:
    """An empty chart is a sentence."""
    model = StatsModel("x", "x", "type", stats_rows([], "type", names), 0)
    assert stats_message(model)["text"] == "0 events for “x”, by type"
    assert render_stats(model) == "0 events for “x”, by type"


def test_names_in_a_chart_stay_distinct(names: Names) -> None:
    """Two labels that are cut to the same letters are told apart."""
    rows = stats_rows([(f"a_place_with_a_long_name_{n}", 3 - n) for n in range(3)], "place", names)
    stats_message(StatsModel("", "", "place", rows, 3))
    assert stats_rows([("kn23", 2)], "weapon", names) == (("KN-23", 2),)


def test_a_subscription_is_previewed_before_it_is_kept(store: Store) -> None:
    """How often it would have alerted in 90 days, with the latest, and a button that saves it."""
    _told(store)
    with store.read() as db:
        query = parse_query("launch", small_taxonomy(), small_gazetteer(), now=NOW)
        preview = models.load_preview(db, query, 3, NOW)
        none = models.load_preview(db, query, 5, NOW)
    assert none.total == 0
    wish = Wish("launch", "C1", "hourly", 3)
    payload = preview_message(wish, preview, "launch", "U1")
    assert "Alerts come every hour, only what is notable or graver." in payload["text"]
    assert "Subscribe <#C1> to launch?" in payload["text"]
    assert "It would have alerted 2 times in the last 90 days." in payload["text"]
    save = payload["blocks"][-1]["elements"][0]
    assert Wish.from_value(save["value"]) == wish


def test_lists_of_wishes_name_them_and_can_change_them(store: Store) -> None:
    """Subscriptions and snoozes are numbered, with where to, until when, and a way to end them."""
    with store.write() as db:
        for target in ("U1", "C1"):
            subscriptions.save(
                db, Choices("a <b>", target, min_severity=3), workspace="local", created_by="U1", now=NOW
            )  # fmt: skip
        snoozes.add(
            db, workspace="local", target="C1", query="balloons", until=NOW + timedelta(days=3), created_by="U1", now=NOW
        )  # fmt: skip
        found = subscriptions.all_of(db, "local")
        held = snoozes.active(db, NOW)
    text = subscriptions_message(found, "U1")["text"]
    assert "1. a &lt;b&gt;\nTo you, at once, notable or graver" in text
    assert "There are no subscriptions" in subscriptions_message([], "U1")["text"]
    assert "Until Tue 24 Nov 2026, 12:00 KST" in snoozes_message(held, "U1", "Asia/Seoul")["text"]
    assert "Nothing is snoozed" in snoozes_message([], "U1", "Asia/Seoul")["text"]


def test_forms_fit_their_limits(names: Names) -> None:
    """The modals pass the checker, with long queries too."""
    assert subscription_modal(Wish("q" * 500, "C1"))["type"] == "modal"
    assert wrong_type_modal(make_event(title="t" * 4000), names)["submit"]["text"] == "Change"
    assert "Missile launch" in str(snooze_modal("Missile launch", "C1", "type:missile_test"))
    assert open_snooze_modal("U1")["submit"]["text"] == "Snooze"
    assert report_modal()["submit"]["text"] == "Report"


def test_what_people_say_names_them_without_a_ping(names: Names) -> None:
    """Notes carry names, types in words, and the hour."""
    said = [
        Feedback(1, "T", 1, "U1", "wrong_type", "missile_test.icbm", NOW),
        Feedback(2, "T", 1, "U2", "not_event", None, NOW),
    ]
    notes = feedback_notes(said, {"U1": "Ana"}, names)
    assert notes[0] == "Ana changed the type to Missile launch (ICBM) (Sat 21 Nov 2026, 12:00 KST)."
    assert notes[1].startswith("A colleague said this is not an event")


def test_the_status_and_the_home_page(store: Store) -> None:
    """How the bot is doing, in words and for programs; the home page adds the reader's own."""
    _told(store)
    with store.write() as db:
        digest_settings.put(db, DigestSetting("local", "U1", days=(1, 2, 3, 4, 5)), NOW)
        status = models.load_status(db, NOW)
        home = models.load_home(db, "U1", NOW)
    text = status_message(status)["text"]
    assert "Record: 10 events, 2 reports, since 5 Jul 2006" in text
    assert "Digests: a direct message at 08:00 Seoul" in text
    assert to_dict(status)["events"] == 10
    assert "10 events" in render_status(status)
    view = str(home_view(home, zone="Asia/Seoul", setting_up=True))
    assert "of 4 done" in view
    assert "First steps" not in str(home_view(home, zone="Asia/Seoul"))
    assert "Monday to Friday" in view
    assert "No daily digest" in digest_line(None, "C1", "U1")
