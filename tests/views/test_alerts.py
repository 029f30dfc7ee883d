"""An alert says in words what happened, when, where, how sure it is, and why one sees it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.model.alert import AlertModel, Link, Precedents, RollupModel, ThreadModel
from bot.model.event import Change
from bot.views.alerts import alert_message, best_reports, rollup_message, thread_message
from bot.views.words import Names
from tests.builders import NOW, make_event, make_report


def _model(**changes: Any) -> AlertModel:
    fields: dict[str, Any] = {
        "event": make_event(),
        "reports": (make_report(), make_report(id=2, source="Second Wire", url="https://wire.example/a")),
        "publishers": ("Example News", "Second Wire", "Third"),
        "precedents": Precedents(4, "2026", "short-range launch", None, "4th short-range launch this year"),
        "queries": ("type:missile severity:>=3",),
    }
    return AlertModel(**(fields | changes))


def _actions(payload: dict[str, Any]) -> list[str]:
    return [
        e["action_id"] for block in payload["blocks"] if block["type"] == "actions" for e in block["elements"]
    ]


def test_an_alert_tells_everything_in_its_text(names: Names) -> None:
    """Who only hears the notification misses nothing."""
    text = alert_message(_model(), names)["text"]
    for words in (
        "North Korea fires two short-range missiles",
        "Missile launch (short-range) · notable (3 of 5)",
        "Fri 20 Nov 2026, 06:10 KST",
        "Where: Sunan",
        "2 missiles · KN-23 · flew 420 km",
        "Confirmed · 3 independent sources",
        "Read: Example News · Second Wire · also Third",
        "4th short-range launch this year",
        "subscription to “type:missile severity:&gt;=3”",
    ):
        assert words in text
    assert "412" not in text
    assert "missile_test" not in text


def test_an_alert_shows_the_readers_own_time(names: Names) -> None:
    """An hour that is known is shown in Seoul and where the reader is."""
    body = alert_message(_model(), names)["blocks"][0]["text"]["text"]
    assert "06:10 KST\u00a0· <!date^1795122600^" in body


def test_an_unknown_date_is_never_today(names: Names) -> None:
    """What nobody said is said to be unknown."""
    event = make_event(event_date=None, event_time=None, date_precision=None)
    assert "When: date not known" in alert_message(_model(event=event), names)["text"]


def test_a_single_report_is_not_called_confirmed(names: Names) -> None:
    """One publisher reports; three independent ones confirm."""
    event = make_event(sources=1, confirmed=False)
    assert "Reported · 1 source" in alert_message(_model(event=event), names)["text"]


def test_a_revision_and_a_denial_are_said(names: Names) -> None:
    """What changed since it was first told has a line of its own; who denies it stands beside the status."""
    revised = alert_message(_model(changes=(Change("count", 1, 2),)), names)
    assert "\nRevised: count from 1 to 2\n" in revised["text"]
    assert "*Revised*  count from 1 to 2" in str(revised["blocks"])
    assert "Revised" not in alert_message(_model(), names)["text"]
    denied = alert_message(_model(event=make_event(status="denied")), names)["text"]
    assert "Denied" in denied
    against = (make_report(), make_report(id=2, source="Other Daily", relation="denial"))
    assert (
        "independent sources · denied by Other Daily" in alert_message(_model(reports=against), names)["text"]
    )


def test_the_buttons_of_an_alert(names: Names) -> None:
    """One can look closer, judge it, and have less of it."""
    assert _actions(alert_message(_model(), names)) == [
        "details",
        "right",
        "wrong_type",
        "not_relevant",
        "snooze",
        "event_more",
    ]
    asked = _actions(alert_message(_model(subscription_id=3), names))
    assert asked[-2:] == ["subscription_change", "event_more"]


def test_two_that_may_be_one_can_be_merged_or_kept_apart(names: Names) -> None:
    """The buttons name both; one of many reports can be split off."""
    other = replace(make_event(id=9), title="Launch near Wonsan")
    told = (make_report(), make_report(id=2, source="Other Daily"))
    payload = alert_message(_model(links=(Link("possibly_same", other),), reports=told, move_id=4), names)
    rows = [block for block in payload["blocks"] if block["type"] == "actions"]
    assert [(e["text"]["text"], e["value"]) for e in rows[0]["elements"]] == [
        ("Merge", "412:9"),
        ("Keep apart", "412:9"),
    ]
    menu = rows[1]["elements"][-1]["options"]
    assert [o["value"] for o in menu] == ["place 412", "split 412", "undo 4"]


def test_a_dismissed_event_can_be_brought_back(names: Names) -> None:
    """Its alert says who dismissed it, and offers to undo that."""
    model = _model(event=make_event(dismissed_at=NOW), notes=("Not relevant, says Ana.",))
    payload = alert_message(model, names)
    assert _actions(payload) == ["details", "undo_feedback"]
    assert "Not relevant, says Ana." in payload["text"]


def test_possibly_the_same_is_said_so(names: Names) -> None:
    """A like event is named beside it."""
    other = replace(make_event(id=9), title="Launch near Wonsan")
    text = alert_message(_model(links=(Link("possibly_same", other),)), names)["text"]
    assert "Perhaps the same as: Launch near Wonsan (20 Nov 2026)" in text


def test_feed_text_makes_no_mention(names: Names) -> None:
    """A hostile title, outlet and query stay words."""
    model = _model(
        event=make_event(title="<!channel> *now* & <@U1>" * 30),
        reports=(make_report(source="<!here>", url="https://x.example/>|<!here>"),),
        queries=("<!everyone>" * 100,),
    )
    payload = alert_message(model, names)
    assert "&lt;!channel&gt; *now* &amp;" in payload["text"]
    assert "*&lt;!channel&gt; ∗now∗" in payload["blocks"][0]["text"]["text"]


def test_links_prefer_originals_one_an_outlet() -> None:
    """Three links at most, each of another outlet, copies last."""
    reports = [
        make_report(id=1, source="A", syndicated_from="Wire"),
        make_report(id=2, source="B", url=None),
        make_report(id=3, source="C"),
        make_report(id=4, source="C"),
        make_report(id=5, source="D"),
    ]
    assert [r.id for r in best_reports(reports)] == [3, 5, 1]


def test_a_reply_says_what_changed_and_who_says_so(names: Names) -> None:
    """A thread reply stands on its own."""
    model = ThreadModel(make_event(), "count", "Count revised from 2 to 10.", (), make_report())
    payload = thread_message(model, names)
    assert payload["text"].startswith("Count revised from 2 to 10.\nSource: Example News")


def test_a_rollup_lists_its_events(names: Names) -> None:
    """What a cap held back comes in one message, a line each."""
    events = tuple(make_event(id=i, title=f"Event {i}") for i in range(1, 41))
    payload = rollup_message(RollupModel("capped", events, NOW, NOW, "Asia/Seoul", more=2), names)
    assert payload["text"].startswith("42 more events while this channel had enough alerts")
    assert _actions(payload) == ["details:of"]
    (menu,) = payload["blocks"][-1]["elements"]
    assert [o["value"] for o in menu["options"]] == [str(n) for n in range(1, 41)]
    assert "\n\n2. :rocket: *Event 2*\n20 Nov 2026\u00a0· " in payload["blocks"][1]["text"]["text"]
