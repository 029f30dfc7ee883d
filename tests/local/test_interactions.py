"""What people do reaches handlers as Slack's payloads, and what handlers answer reaches the page."""

from __future__ import annotations

from typing import Any

import pytest

from bot.local.elements import action, complaints, find, state, value, with_ids
from bot.local.errors import ApiError
from bot.local.passes import Passes
from tests.fakes import FakeClock
from tests.local.conftest import Page, Served
from tests.local.smallbot import actions, button, form, plain, section

Seen = list[dict[str, Any]]


def ask(page: Page, text: str = "icbm") -> dict[str, Any]:
    """Run a command; returns the message that came."""
    assert page.do("say", channel="C0ALERTS", text=f"/kp-events {text}")["ok"]
    return page.messages()[-1]


def press(page: Page, message: dict[str, Any], action_id: str, **more: Any) -> dict[str, Any]:
    """Press something in a message."""
    block = next(b["block_id"] for b in message["blocks"] if find([b], b["block_id"], action_id))
    return page.do("click", channel="C0ALERTS", ts=message["ts"], block_id=block, action_id=action_id, **more)


def test_an_answer_to_a_command_is_for_the_asker_only(page: Page, bolt: Seen) -> None:
    """And says what was asked."""
    message = ask(page)
    assert message["is_ephemeral"]
    assert (message["text"], message["command"]) == ("Found 1", "/kp-events icbm")
    assert bolt[0]["command"] == "/kp-events"
    assert bolt[0]["channel_name"] == "kp-alerts"


def test_a_command_comes_escaped_with_channels_as_ids(page: Page, bolt: Seen) -> None:
    """As Slack sends it with should_escape."""
    ask(page, "subscribe-to severity:>=4 in #kp-digest or #nowhere")
    assert bolt[0]["text"] == "subscribe-to severity:&gt;=4 in <#C0DIGEST|kp-digest> or #nowhere"


def test_a_click_can_replace_the_message_it_was_in(page: Page, bolt: Seen) -> None:
    """The next page stands where the first stood, and is not shown as edited."""
    message = ask(page)
    press(page, message, "next")
    (after,) = page.messages()
    assert (after["ts"], after["text"], "edited" in after) == (message["ts"], "Page 2", False)
    payload = bolt[-1]
    assert payload["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": "C0ALERTS",
        "is_ephemeral": True,
    }
    assert payload["actions"][0]["value"] == "1"
    assert "message" not in payload


def test_a_click_can_share_with_the_channel(page: Page, bolt: Seen) -> None:
    """response_type in_channel."""
    press(page, ask(page), "share")
    assert [(m["text"], m.get("is_ephemeral", False)) for m in page.messages()] == [
        ("Found 1", True),
        ("Shared", False),
    ]


def test_a_click_can_delete_the_message_it_was_in(page: Page, bolt: Seen) -> None:
    """delete_original."""
    posted = page.workspace.talk.post("C0ALERTS", {"text": "x", "blocks": [actions(button("drop", "Drop"))]})
    press(page, {"ts": posted.ts, "blocks": posted.payload["blocks"]}, "drop")
    assert page.messages() == []


def test_a_message_s_menu_sends_the_message_to_the_bot(page: Page, bolt: Seen) -> None:
    """As Slack's message shortcuts do: the whole message, and an answer beside it that only you see."""
    assert page.get("/ui/boot")["shortcuts"] == [{"id": "keep", "name": "Keep this"}]
    posted = page.workspace.talk.post("C0ALERTS", {"text": "Alert", "blocks": [section("Alert")]})
    assert page.do("shortcut", shortcut="keep", channel="C0ALERTS", ts=posted.ts)["ok"]
    payload = bolt[-1]
    assert (payload["type"], payload["message_ts"]) == ("message_action", posted.ts)
    assert payload["message"]["blocks"] == posted.payload["blocks"]
    assert [(m["text"], m.get("is_ephemeral", False)) for m in page.messages()] == [
        ("Alert", False),
        ("Kept: Alert", True),
    ]


def test_what_only_you_see_has_no_menu(page: Page, bolt: Seen) -> None:
    """Nor has a message that is gone; and an invented shortcut reaches no handler."""
    answer = ask(page)
    posted = page.workspace.talk.post("C0ALERTS", {"text": "Alert"})

    def tried(shortcut: str, ts: str) -> Any:
        return page.do("shortcut", shortcut=shortcut, channel="C0ALERTS", ts=ts)["error"]

    assert tried("keep", answer["ts"]) == tried("keep", "1.0") == "message_not_found"
    assert tried("nothing", posted.ts) == "unhandled"


def test_a_bot_that_is_slow_is_waited_for(page: Page, bolt: Seen) -> None:
    """Slack gives up after three seconds; a machine on which bot and page start together needs more."""
    app = page.workspace.acts._app
    assert app is not None
    waits: list[int] = []

    run = app.listener_runner.run

    def noted(**request: Any) -> Any:
        found = run(**request)
        waits.append(request["listener"].ack_timeout)
        return found

    app.listener_runner.run = noted  # type: ignore[method-assign,assignment]
    ask(page)
    assert waits == [30]


def test_a_click_that_nothing_answers_is_told(page: Page, bolt: Seen) -> None:
    """Instead of a button that does nothing."""
    blocks = [actions(button("nobody", "Press"), button("broken", "Break"))]
    posted = page.workspace.talk.post("C0ALERTS", {"text": "x", "blocks": blocks})
    message = {"ts": posted.ts, "blocks": posted.payload["blocks"]}
    assert press(page, message, "nobody")["error"] == "unhandled"
    assert press(page, message, "broken")["error"] == "failed"


def test_a_bot_that_is_not_ready_says_so(page: Page) -> None:
    """The page may be open before the handlers are."""
    """Run a command; returns the message that came."""
    assert page.do("say", channel="C0ALERTS", text="/kp-events")["error"] == "starting"


def test_an_invented_button_reaches_no_handler(page: Page, bolt: Seen) -> None:
    """What handlers get is read from the message as posted."""
    message = ask(page)
    answer = page.do("click", channel="C0ALERTS", ts=message["ts"], block_id="no", action_id="next")
    assert answer["error"] == "action_not_found"
    assert len(bolt) == 1


def test_what_stands_in_fields_comes_with_a_click(page: Page, bolt: Seen) -> None:
    """As state.values, with whole options."""
    options = [{"text": plain(name), "value": name} for name in ("now", "digest")]
    blocks = [actions({"type": "static_select", "action_id": "pick", "options": options})]
    posted = page.workspace.talk.post("C0ALERTS", {"text": "x", "blocks": blocks})
    message = {"ts": posted.ts, "blocks": posted.payload["blocks"]}
    press(page, message, "pick", value="digest", values={"buttons": {"pick": "digest"}})
    assert bolt[-1]["actions"][0]["selected_option"] == options[1]
    assert bolt[-1]["state"]["values"]["buttons"]["pick"]["selected_option"] == options[1]
    assert bolt[-1]["message"]["ts"] == posted.ts


@pytest.mark.loopback
def test_a_modal_opens_on_the_page_that_asked(served: Served) -> None:
    """And its trigger opens one view only."""
    served.page.do("say", channel="C0ALERTS", text="/kp-events subscribe")
    with served.workspace._store.read() as db:
        (view_id,) = [row[0] for row in db.execute("SELECT id FROM local_views").fetchall()]
    answer = served.client.api_call("views.update", json={"view_id": view_id, "view": form("Changed")})
    assert answer["view"]["title"]["text"] == "Changed"
    trigger = served.seen[0]["trigger_id"]
    with pytest.raises(ApiError, match="exchanged_trigger_id"):
        served.workspace.views.open(trigger, form())


def opened(page: Page, **more: Any) -> str:
    """The id of an open modal."""
    trigger = page.workspace.acts._passes.trigger("page-1")
    return page.workspace.views.open(trigger, form(**more)).id


@pytest.mark.parametrize(
    ("words", "expected"),
    [("icbm", "close"), ("wrong", "errors"), ("next", "update"), ("more", "push"), ("done", "clear")],
)
def test_a_submitted_modal_does_what_the_handler_says(
    page: Page, bolt: Seen, words: str, expected: str
) -> None:
    """response_action, or nothing to close it."""
    view = opened(page)
    answer = page.do("submit", view=view, values={"query": {"words": words}})
    assert answer["action"] == expected
    assert bolt[-1]["view"]["state"]["values"]["query"]["words"] == {
        "type": "plain_text_input",
        "value": words,
    }
    still_open = {"close": False, "clear": False}.get(expected, True)
    assert (page.do("submit", view=view, values={})["ok"]) is still_open


def test_a_view_on_top_knows_what_is_under_it(page: Page, bolt: Seen) -> None:
    """At most three stand on one another."""
    view = opened(page)
    second = page.do("submit", view=view, values={"query": {"words": "more"}})["view"]
    third = page.do("submit", view=second["id"], values={"query": {"words": "more"}})["view"]
    assert (second["previous_view_id"], third["root_view_id"]) == (view, view)
    assert (
        page.do("submit", view=third["id"], values={"query": {"words": "more"}})["error"]
        == "push_limit_reached"
    )


def test_a_field_left_empty_is_asked_for_before_the_handler_is(page: Page, bolt: Seen) -> None:
    """As Slack's own client does."""
    answer = page.do("submit", view=opened(page), values={"query": {"words": ""}})
    assert answer == {"ok": True, "action": "errors", "errors": {"query": "Please fill this in."}}
    assert bolt == []


def test_closing_a_modal_is_told_where_asked_for(page: Page, bolt: Seen) -> None:
    """notify_on_close."""
    page.do("close", view=opened(page))
    page.do("close", view=opened(page, notify_on_close=True))
    assert [body["type"] for body in bolt] == ["view_closed"]


@pytest.mark.loopback
def test_opening_the_home_lets_the_bot_publish_it(served: Served) -> None:
    """The event comes with the view that stands there."""
    served.page.do("home")
    served.page.do("home")
    assert [("view" in event, event["tab"]) for event in served.seen] == [(False, "home"), (True, "home")]


def test_a_dismissed_message_is_gone_and_others_cannot_be(page: Page, bolt: Seen) -> None:
    """Only what is only for the reader is the reader's to take away."""
    message = ask(page)
    posted = page.workspace.talk.post("C0ALERTS", {"text": "for all"})
    assert page.do("dismiss", channel="C0ALERTS", ts=message["ts"])["ok"]
    assert page.do("dismiss", channel="C0ALERTS", ts=posted.ts)["error"] == "cant_delete_message"
    assert [m["text"] for m in page.messages()] == ["for all"]


def test_an_answer_address_is_good_five_times_in_half_an_hour(clock: FakeClock) -> None:
    """Slack's limits."""
    passes = Passes(clock)
    key, late = passes.address("C0ALERTS"), passes.address("C0ALERTS")
    for _ in range(5):
        passes.use_address(key)
    with pytest.raises(ApiError, match="used_url"):
        passes.use_address(key)
    clock.advance(minutes=31)
    with pytest.raises(ApiError, match="expired_url"):
        passes.use_address(late)


def test_a_trigger_is_good_once_and_not_for_long(clock: FakeClock) -> None:
    """It belongs to one click."""
    passes = Passes(clock)
    key, late = passes.trigger("p"), passes.trigger("p")
    assert passes.use_trigger(key).page == "p"
    with pytest.raises(ApiError, match="exchanged_trigger_id"):
        passes.use_trigger(key)
    clock.advance(seconds=31)
    with pytest.raises(ApiError, match="expired_trigger_id"):
        passes.use_trigger(late)


OPTIONS = [{"text": plain(name), "value": name} for name in ("a", "b")]


@pytest.mark.parametrize(
    ("kind", "more", "raw", "expected"),
    [
        ("static_select", {"options": OPTIONS}, "b", {"selected_option": OPTIONS[1]}),
        ("static_select", {"options": OPTIONS}, "invented", {"selected_option": None}),
        ("static_select", {"option_groups": [{"options": OPTIONS}]}, "a", {"selected_option": OPTIONS[0]}),
        ("radio_buttons", {"options": OPTIONS}, None, {"selected_option": None}),
        ("checkboxes", {"options": OPTIONS}, ["b", "x"], {"selected_options": [OPTIONS[1]]}),
        ("datepicker", {}, "2026-11-21", {"selected_date": "2026-11-21"}),
        ("timepicker", {}, "", {"selected_time": None}),
        ("datetimepicker", {}, "1700000000", {"selected_date_time": 1700000000}),
        ("conversations_select", {}, "C0ALERTS", {"selected_conversation": "C0ALERTS"}),
        ("multi_users_select", {}, ["U0YOU"], {"selected_users": ["U0YOU"]}),
        ("plain_text_input", {}, "", {"value": None}),
        ("number_input", {}, "4", {"value": "4"}),
    ],
)
def test_a_value_has_slacks_shape(
    kind: str, more: dict[str, Any], raw: Any, expected: dict[str, Any]
) -> None:
    """Each kind of element has its own."""
    element = {"type": kind, "action_id": "x", **more}
    assert value(element, raw) == {"type": kind, **expected}
    assert action(element, "b", raw, "1.0")["block_id"] == "b"


@pytest.mark.parametrize(
    ("element", "text", "word"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "ab", "at least 3"),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", "at most 3"),
        ({"type": "number_input"}, "4.5", "a number"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "4"}, "4.5", "up to 4"),
        ({"type": "number_input", "min_value": "2"}, "1", "from 2"),
        ({"type": "email_text_input"}, "nobody", "email"),
        ({"type": "url_text_input"}, "ftp://x", "web address"),
    ],
)
def test_what_cannot_stand_in_a_field_is_said(element: dict[str, Any], text: str, word: str) -> None:
    """In a sentence beside it; a good value brings none."""
    block = {"type": "input", "block_id": "b", "label": plain("x"), "element": {**element, "action_id": "a"}}
    assert word in complaints([block], {"b": {"a": text}})["b"]
    good = {"email_text_input": "a@b.kr", "url_text_input": "https://x.kr"}.get(
        element["type"], "3" if "number" in element["type"] else "abc"
    )
    assert complaints([block], {"b": {"a": good}}) == {}


def test_blocks_get_ids_and_keep_their_own() -> None:
    """Buttons hold no state; fields do."""
    blocks = with_ids([section("x"), actions(button("go", "Go"), {"type": "datepicker"})])
    assert blocks[1]["block_id"] == "buttons"
    assert blocks[0]["block_id"]
    assert list(state(blocks, {})["buttons"].values()) == [{"type": "datepicker", "selected_date": None}]


def test_another_command_is_told_what_is_known(page: Page, bolt: Seen) -> None:
    """Where the answer would have come, not in a notice that fades."""
    assert page.do("say", channel="C0ALERTS", text="/other thing")["ok"]
    (told,) = page.messages()
    assert told["text"] == "Only /kp-events is known here. Try /kp-events help"
    assert told["is_ephemeral"]
    assert bolt == []


def test_answers_push_no_alert_off_a_page(page: Page) -> None:
    """A page is counted in messages for everybody; what only one sees comes on top."""
    talk = page.workspace.talk
    alert = talk.post("C0ALERTS", {"text": "Alert"})
    for n in range(45):
        talk.post("C0ALERTS", {"text": f"Answer {n}"}, ephemeral=True)
    found = page.get("/ui/history", channel="C0ALERTS")
    assert (found["messages"][0]["ts"], len(found["messages"]), found["more"]) == (alert.ts, 46, False)
    for n in range(40):
        talk.post("C0ALERTS", {"text": f"Alert {n}"})
    later = page.get("/ui/history", channel="C0ALERTS")
    assert (len(later["messages"]), later["more"]) == (40, True)
    before = page.get("/ui/history", channel="C0ALERTS", before=later["messages"][0]["ts"])
    assert (before["messages"], before["more"]) == (found["messages"], False)
