"""The Web API has Slack's shapes and refusals, tried through slack_sdk's own client."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.adapters.slack import SlackMessenger
from bot.model.errors import DeliveryError
from tests.fakes import FakeClock
from tests.local.conftest import Served
from tests.local.smallbot import actions, button, form, home, section

pytestmark = pytest.mark.loopback


def refusal(call: Any, **arguments: Any) -> str:
    """The code a call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def test_a_message_keeps_what_it_was_posted_with(served: Served) -> None:
    """Text, blocks and metadata; blocks get ids."""
    metadata = {"event_type": "kp", "event_payload": {"tag": "a:1"}}
    answer = served.client.chat_postMessage(
        channel="C0ALERTS", text="Hello", blocks=[section("Hello")], metadata=metadata
    )
    history = served.client.conversations_history(channel="C0ALERTS", include_all_metadata=True)["messages"]
    assert answer["channel"] == "C0ALERTS"
    assert [(m["ts"], m["text"], m["metadata"]) for m in history] == [(answer["ts"], "Hello", metadata)]
    assert history[0]["blocks"][0]["block_id"]
    assert (history[0]["user"], history[0]["bot_id"]) == ("U0BOT", "B0KPEVENTS")


def test_metadata_is_told_only_when_asked_for(served: Served) -> None:
    """As Slack does."""
    served.client.chat_postMessage(
        channel="C0ALERTS", text="a", metadata={"event_type": "e", "event_payload": {}}
    )
    assert "metadata" not in served.client.conversations_history(channel="C0ALERTS")["messages"][0]


def test_ids_of_messages_grow_while_the_clock_stands_still(served: Served) -> None:
    """An id is the time in microseconds, and later than the last one's."""
    ids = [served.client.chat_postMessage(channel="C0ALERTS", text=str(i))["ts"] for i in range(3)]
    assert ids == sorted(set(ids))
    assert all(len(one.partition(".")[2]) == 6 for one in ids)


def test_the_messenger_finds_its_message_by_its_tag(served: Served, clock: FakeClock) -> None:
    """The outbox looks before it repeats."""
    messenger = SlackMessenger(served.client)
    posted = messenger.post("C0ALERTS", {"text": "one"}, tag="alert:1")
    reply = messenger.post("C0ALERTS", {"text": "two"}, tag="thread:1", thread_ts=posted.ts)
    since = clock.now() - timedelta(minutes=5)
    assert messenger.find("C0ALERTS", "alert:1", since=since) == posted
    assert messenger.find("C0ALERTS", "thread:1", since=since, thread_ts=posted.ts) == reply
    assert messenger.find("C0ALERTS", "alert:2", since=since) is None


def test_a_user_id_opens_the_direct_message(served: Served) -> None:
    """People subscribe to themselves."""
    messenger = SlackMessenger(served.client)
    posted = messenger.post("U0YOU", {"text": "for you"}, tag="d:1")
    assert posted.channel == "D0BOT"
    assert messenger.person("U0YOU").admin


def test_an_update_changes_what_is_given_and_keeps_the_rest(served: Served) -> None:
    """And it is shown as edited."""
    ts = served.client.chat_postMessage(channel="C0ALERTS", text="1 source", blocks=[section("1 source")])[
        "ts"
    ]
    served.client.chat_update(channel="C0ALERTS", ts=ts, text="2 sources")
    (message,) = served.client.conversations_history(channel="C0ALERTS")["messages"]
    assert (message["text"], message["blocks"][0]["text"]["text"]) == ("2 sources", "1 source")
    assert "edited" in message


def test_replies_stand_in_their_thread(served: Served) -> None:
    """The message says how many; one that is broadcast stands in the channel too."""
    root = served.client.chat_postMessage(channel="C0ALERTS", text="root")["ts"]
    first = served.client.chat_postMessage(channel="C0ALERTS", text="a", thread_ts=root)["ts"]
    loud = served.client.chat_postMessage(channel="C0ALERTS", text="b", thread_ts=root, reply_broadcast=True)[
        "ts"
    ]
    channel = served.client.conversations_history(channel="C0ALERTS")["messages"]
    thread = served.client.conversations_replies(channel="C0ALERTS", ts=root)["messages"]
    assert [m["ts"] for m in channel] == [loud, root]
    assert channel[1]["reply_count"] == 2
    assert [m["ts"] for m in thread] == [root, first, loud]


def test_history_comes_in_pages(served: Served) -> None:
    """The cursor leads to older ones, and nothing is told twice."""
    ids = [served.client.chat_postMessage(channel="C0ALERTS", text=str(i))["ts"] for i in range(5)]
    found = [
        m["ts"]
        for page in served.client.conversations_history(channel="C0ALERTS", limit=2)
        for m in page["messages"]
    ]
    assert found == ids[::-1]


@pytest.mark.parametrize(
    ("call", "arguments", "code"),
    [
        ("chat_postMessage", {"channel": "C404", "text": "x"}, "channel_not_found"),
        ("chat_postMessage", {"channel": "C0ALERTS", "markdown_text": "x"}, "no_text"),
        ("chat_postMessage", {"channel": "C0ALERTS", "text": "x" * 40_001}, "msg_too_long"),
        ("chat_postMessage", {"channel": "C0ALERTS", "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ("chat_update", {"channel": "C0ALERTS", "ts": "1.000001", "text": "x"}, "message_not_found"),
        ("chat_delete", {"channel": "C0ALERTS", "ts": "1.000001"}, "message_not_found"),
        ("users_info", {"user": "U404"}, "user_not_found"),
        ("conversations_open", {"users": "U404"}, "user_not_found"),
        ("views_open", {"trigger_id": "1.2", "view": form()}, "invalid_trigger_id"),
        ("views_update", {"view_id": "V404", "view": form()}, "not_found"),
        ("views_publish", {"user_id": "U404", "view": home("x")}, "user_not_found"),
        ("api_call", {"api_method": "admin.everything"}, "unknown_method"),
    ],
)
def test_refusals_are_slacks(served: Served, call: str, arguments: dict[str, Any], code: str) -> None:
    """A handler that reads the code works the same in both places."""
    assert refusal(getattr(served.client, call), **arguments) == code


def test_blocks_that_slack_would_refuse_are_refused(served: Served) -> None:
    """With what is wrong with them."""
    too_many = [section(str(i)) for i in range(51)]
    with pytest.raises(SlackApiError) as caught:
        served.client.chat_postMessage(channel="C0ALERTS", text="x", blocks=too_many)
    assert caught.value.response["error"] == "invalid_blocks"
    assert "51" in caught.value.response["response_metadata"]["messages"][0]


def test_a_chart_that_is_refused_falls_back_to_text(served: Served) -> None:
    """The messenger sends the form without it."""
    broken = {"type": "data_visualization", "title": "x", "chart": {"type": "radar"}}
    payload = {"text": "x", "blocks": [broken], "fallback_blocks": [section("as text")]}
    SlackMessenger(served.client).post("C0ALERTS", payload, tag="c:1")
    (message,) = served.client.conversations_history(channel="C0ALERTS")["messages"]
    assert message["blocks"][0]["text"]["text"] == "as text"
    with pytest.raises(DeliveryError) as caught:
        SlackMessenger(served.client).post("C404", {"text": "x"}, tag="c:2")
    assert (caught.value.code, caught.value.outcome) == ("channel_not_found", "refused")


def test_only_respond_reaches_an_ephemeral_message(served: Served) -> None:
    """It is in no history, and chat.update does not know it."""
    ts = served.client.chat_postEphemeral(channel="C0ALERTS", user="U0YOU", text="psst")["message_ts"]
    assert served.client.conversations_history(channel="C0ALERTS")["messages"] == []
    assert refusal(served.client.chat_update, channel="C0ALERTS", ts=ts, text="x") == "message_not_found"
    assert served.page.messages()[0]["is_ephemeral"]


def test_an_uploaded_file_can_be_fetched(served: Served) -> None:
    """As an attachment, never shown as a page."""
    served.client.files_upload_v2(
        channel="C0ALERTS", filename="events.csv", content="a,b", initial_comment="Here"
    )
    (message,) = served.client.conversations_history(channel="C0ALERTS")["messages"]
    answer = served.page.http.get(message["files"][0]["url_private"])
    assert (message["text"], answer.text) == ("Here", "a,b")
    assert answer.headers["content-disposition"] == 'attachment; filename="events.csv"'


def test_channels_and_people_are_listed(served: Served) -> None:
    """With Slack's fields."""
    channels = served.client.conversations_list()["channels"]
    people = served.client.users_list()["members"]
    assert [c["name"] for c in channels] == ["kp-alerts", "kp-digest"]
    assert served.client.conversations_open(users="U0YOU")["channel"]["id"] == "D0BOT"
    assert {p["id"]: p["is_bot"] for p in people} == {"U0YOU": False, "U0BOT": True}
    assert served.client.auth_test()["user_id"] == "U0BOT"


def test_messages_outlive_a_restart(served: Served, clock: FakeClock) -> None:
    """They are in the bot's database."""
    served.client.chat_postMessage(channel="C0DIGEST", text="kept", blocks=[actions(button("next", "Next"))])
    again = type(served.workspace)(served.workspace._store, clock, "http://127.0.0.1:1")
    assert [m["text"] for m in again.talk.history("C0DIGEST")] == ["kept"]
