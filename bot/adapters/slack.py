"""Posting to Slack, with every failure told apart by what it means for the message.

The client never repeats a call by itself: after a dropped connection it could post twice.
"""

from __future__ import annotations

import http.client
import socket
import urllib.error
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.model.errors import DeliveryError
from bot.ports import Person, Posted

TIMEOUT_SECONDS = 10
LISTENERS = 32
EVENT_TYPE = "kp_events_message"
_PAGES = 5

# Slack answered, and it certainly did not post; trying again later may work.
_LATER = {"ratelimited", "rate_limited", "message_limit_exceeded"}
# Slack answered with its own trouble: nobody knows whether it posted.
_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


def web_client(token: str, base_url: str) -> WebClient:
    """Return a client for posting: short time-out, no retries of its own."""
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])


def listeners() -> Executor:
    """Return the threads that answer people.

    Bolt acknowledges inside them, and has five: a sixth person would wait for an answer to be found.
    """
    return ThreadPoolExecutor(LISTENERS, thread_name_prefix="slack-listener")


class SlackMessenger:
    """The Messenger port over slack_sdk's WebClient."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        """Post once; a chart that this workspace does not know is replaced by its text form."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"tag": tag}}

        def send(blocks: list[dict[str, Any]] | None) -> SlackResponse:
            return self._client.chat_postMessage(
                channel=channel,
                text=payload["text"],
                blocks=blocks,
                thread_ts=thread_ts,
                reply_broadcast=payload.get("reply_broadcast") if thread_ts else None,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )

        answer = _with_fallback(send, payload)
        return Posted(channel=answer["channel"], ts=answer["ts"])

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        """Replace a message's contents."""

        def send(blocks: list[dict[str, Any]] | None) -> SlackResponse:
            return self._client.chat_update(channel=channel, ts=ts, text=payload["text"], blocks=blocks)

        _with_fallback(send, payload)

    def find(self, channel: str, tag: str, *, since: datetime, thread_ts: str | None = None) -> Posted | None:
        """Look through a channel's (or thread's) messages since a time for the one with a tag."""
        if channel.startswith("U"):
            opened = _call(lambda: self._client.conversations_open(users=channel))
            channel = opened["channel"]["id"]
        cursor: str | None = None
        for _ in range(_PAGES):
            args: dict[str, Any] = {
                "channel": channel,
                "oldest": f"{since.timestamp():.6f}",
                "limit": 200,
                "include_all_metadata": True,
                "cursor": cursor,
            }
            if thread_ts:
                page = _call(lambda a=args: self._client.conversations_replies(ts=thread_ts, **a))  # type: ignore[misc]
            else:
                page = _call(lambda a=args: self._client.conversations_history(**a))  # type: ignore[misc]
            for message in page["messages"]:
                if (message.get("metadata") or {}).get("event_payload", {}).get("tag") == tag:
                    return Posted(channel=channel, ts=message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
        return None

    def person(self, user: str) -> Person:
        """Return a user's name, zone and whether they administer the workspace."""
        found = _call(lambda: self._client.users_info(user=user))["user"]
        profile = found.get("profile") or {}
        return Person(
            id=user,
            name=profile.get("display_name") or found.get("real_name") or found.get("name") or user,
            zone=found.get("tz"),
            admin=bool(found.get("is_admin") or found.get("is_owner")),
        )


def _with_fallback(
    send: Callable[[list[dict[str, Any]] | None], SlackResponse], payload: dict[str, Any]
) -> SlackResponse:
    """Send blocks; when Slack refuses them, send the form without newer blocks, if there is one."""
    fallback = payload.get("fallback_blocks")
    try:
        return _call(lambda: send(payload.get("blocks")))
    except DeliveryError as error:
        if error.code != "invalid_blocks" or fallback is None:
            raise
        return _call(lambda: send(fallback))


def _call(do: Callable[[], SlackResponse]) -> SlackResponse:
    """Make one call and turn every failure into a DeliveryError that says what it means."""
    try:
        return do()
    except SlackApiError as error:
        raise _from_answer(error) from error
    except TimeoutError as error:
        raise DeliveryError("Slack did not answer in time.", code="timeout", outcome="unknown") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, (ConnectionRefusedError, OSError)) and _never_connected(error.reason):
            raise DeliveryError("Slack cannot be reached.", code="unreachable", outcome="later") from error
        raise DeliveryError("The connection to Slack broke.", code="reset", outcome="unknown") from error
    except (ConnectionError, http.client.HTTPException, OSError, SlackClientError, ValueError) as error:
        raise DeliveryError("The connection to Slack broke.", code="reset", outcome="unknown") from error


def _never_connected(reason: BaseException) -> bool:
    """Tell whether a connection failed before anything could be sent."""
    return isinstance(reason, (ConnectionRefusedError, socket.gaierror))


def _from_answer(error: SlackApiError) -> DeliveryError:
    response = error.response
    status = getattr(response, "status_code", 0)
    code = str(response.get("error") or f"http_{status}") if response is not None else "no_answer"
    if status == 429 or code in _LATER:
        wait = float((getattr(response, "headers", None) or {}).get("Retry-After", 1) or 1)
        return DeliveryError("Slack asks to wait.", code="ratelimited", outcome="later", retry_after=wait)
    if status >= 500 or code in _UNSURE or code.startswith("http_5"):
        return DeliveryError(f"Slack had trouble ({code}).", code=code, outcome="unknown")
    return DeliveryError(f"Slack refused it: {code}.", code=code, outcome="refused")
