"""What a person does on the page, told to the Bolt app in the payloads Slack would send."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener import Listener

from bot.local import names
from bot.local.completions import COMMAND
from bot.local.conversations import Conversations, to_slack
from bot.local.elements import Raw, action, complaints, find, state
from bot.local.errors import ApiError
from bot.local.names import Member
from bot.local.passes import Passes
from bot.local.viewstack import ViewStack
from bot.ports import Clock
from bot.store.workspace import LocalChannel, LocalView
from bot.text import escape

Values = dict[str, dict[str, Raw]]
Answer = dict[str, Any]

ACK_SECONDS = (
    30  # Slack gives 3 s. Here the page and the bot share one machine, which may be slow, and still starting
)
_SOON = timedelta(seconds=ACK_SECONDS - 0.5)  # a refusal before that means that nobody listens
_MENTION = re.compile(r"(?<!\S)([#@])([\w-]+)")


@dataclass(frozen=True, slots=True)
class Click:
    """Where and on what somebody acted: in a message (channel and ts) or a view, and on which page."""

    block_id: str
    action_id: str
    raw: Raw
    values: Values
    page: str | None = None
    channel: str | None = None
    ts: str | None = None
    view: str | None = None


class Interactions:
    """Commands, clicks, submitted modals and the App Home, dispatched to the Bolt app.

    Args:
        address: makes the URL of an answer address from its key.
    """

    def __init__(
        self,
        talk: Conversations,
        views: ViewStack,
        passes: Passes,
        clock: Clock,
        members: dict[str, Member],
        address: Callable[[str], str],
    ) -> None:
        self._talk = talk
        self._views = views
        self._passes = passes
        self._clock = clock
        self._members = members
        self._address = address
        self._app: App | None = None

    def attach(self, app: App) -> None:
        """Name the app that answers, and let its listeners take their time."""
        run = app.listener_runner.run

        def patiently(*, listener: Listener, **request: Any) -> BoltResponse | None:
            listener.ack_timeout = ACK_SECONDS
            return run(listener=listener, **request)

        app.listener_runner.run = patiently  # type: ignore[assignment,method-assign]
        self._app = app

    def command(self, channel_id: str, typed: str, page: str | None) -> Answer:
        """Run a slash command, typed as a line: `/kp-events icbm last year`."""
        channel = self._talk.channel(channel_id)
        command, _, text = typed.strip().partition(" ")
        key = self._passes.address(channel.id, command=typed.strip())
        if command != COMMAND:
            self.respond(key, {"text": f"Only {COMMAND} is known here. Try {COMMAND} help"})
            return {"ok": True}
        response = self._dispatch(
            {
                **self._envelope(),
                "team_domain": "local",
                "channel_id": channel.id,
                "channel_name": self._named(channel)["name"],
                "user_id": names.YOU,
                "user_name": self._members[names.YOU].name,
                "command": command,
                "text": self._escaped(text.strip()),
                "is_enterprise_install": "false",
                "response_url": self._address(key),
                "trigger_id": self._passes.trigger(page),
            }
        )
        body = _body(response)
        if body.get("text") or body.get("blocks"):
            self.respond(key, body)
        return {"ok": True}

    def click(self, click: Click) -> Answer:
        """Press a button, or pick from a menu."""
        payload = self._clicked_view(click) if click.view else self._clicked_message(click)
        self._dispatch(payload)
        return {"ok": True}

    def shortcut(self, callback_id: str, channel_id: str, ts: str, page: str | None) -> Answer:
        """Pick a shortcut from a message's menu.

        Raises:
            ApiError: there is no such message, or only the reader sees it, or nothing answers.
        """
        channel = self._talk.channel(channel_id)
        message = self._talk.message(channel.id, ts)
        if message.ephemeral:
            raise ApiError("message_not_found")
        key = self._passes.address(channel.id, thread_ts=message.thread_ts)
        self._dispatch(
            {
                **self._envelope("message_action"),
                "user": self._user(),
                "callback_id": callback_id,
                "channel": self._named(channel),
                "message_ts": message.ts,
                "message": to_slack(message),
                "action_ts": f"{self._clock.now().timestamp():.6f}",
                "trigger_id": self._passes.trigger(page),
                "response_url": self._address(key),
            }
        )
        return {"ok": True}

    def submit(self, view_id: str, values: Values, page: str | None) -> Answer:
        """Send a modal; the answer says what becomes of it."""
        view = self._views.get(view_id)
        missing = complaints(view.payload["blocks"], values)
        if missing:
            return {"ok": True, "action": "errors", "errors": missing}
        response = self._dispatch(
            {
                **self._envelope("view_submission"),
                "user": self._user(),
                "trigger_id": self._passes.trigger(page, view.id),
                "view": self._views.to_slack(view, state(view.payload["blocks"], values)),
                "response_urls": [],
            }
        )
        return self._after_submission(view, _body(response))

    def close(self, view_id: str) -> Answer:
        """Close a modal without sending it; the app is told where it asked to be."""
        view = self._views.get(view_id)
        self._views.close(view_id)
        if view.payload.get("notify_on_close"):
            self._dispatch(
                {
                    **self._envelope("view_closed"),
                    "user": self._user(),
                    "view": self._views.to_slack(view),
                    "is_cleared": False,
                }
            )
        return {"ok": True}

    def home(self) -> Answer:
        """Open the App Home; the app publishes it anew."""
        at = self._clock.now().timestamp()
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": names.YOU,
            "channel": names.DIRECT.id,
            "tab": "home",
            "event_ts": f"{at:.6f}",
        }
        known = self._views.home()
        if known:
            event["view"] = known
        self._dispatch(
            {
                **self._envelope("event_callback"),
                "event": event,
                "event_id": "Ev" + secrets.token_hex(5).upper(),
                "event_time": int(at),
                "authorizations": [{"team_id": names.TEAM, "user_id": names.BOT_USER, "is_bot": True}],
            }
        )
        return {"ok": True, "view": self._views.home()}

    def respond(self, key: str, message: dict[str, Any]) -> None:
        """Take what `respond()` sent to an answer address.

        Raises:
            ApiError: the address is used up or too old, or Slack would refuse the message.
        """
        to = self._passes.use_address(key)
        if message.get("delete_original") and to.message_ts:
            self._talk.delete(to.channel, to.message_ts)
        elif message.get("replace_original") and to.message_ts:
            self._talk.update(to.channel, to.message_ts, message, mark=False)
        else:
            self._talk.post(
                to.channel,
                {**message, "command": to.command},
                thread_ts=message.get("thread_ts") or to.thread_ts,
                ephemeral=message.get("response_type") != "in_channel",
            )

    # payloads

    def _clicked_message(self, click: Click) -> dict[str, Any]:
        channel = self._talk.channel(click.channel or "")
        message = self._talk.message(channel.id, click.ts or "")
        blocks = message.payload.get("blocks") or []
        key = self._passes.address(channel.id, message_ts=message.ts, thread_ts=message.thread_ts)
        container: dict[str, Any] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = {
            **self._envelope("block_actions"),
            "user": self._user(),
            "container": container,
            "trigger_id": self._passes.trigger(click.page),
            "channel": self._named(channel),
            "state": {"values": state(blocks, click.values)},
            "response_url": self._address(key),
            "actions": [self._action(blocks, click)],
        }
        if not message.ephemeral:
            payload["message"] = to_slack(message)
        return payload

    def _clicked_view(self, click: Click) -> dict[str, Any]:
        view = self._views.get(click.view or "")
        blocks = view.payload["blocks"]
        return {
            **self._envelope("block_actions"),
            "user": self._user(),
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._passes.trigger(click.page, view.id if view.kind == "modal" else None),
            "view": self._views.to_slack(view, state(blocks, click.values)),
            "actions": [self._action(blocks, click)],
        }

    def _action(self, blocks: list[dict[str, Any]], click: Click) -> dict[str, Any]:
        element = find(blocks, click.block_id, click.action_id)
        if element is None:
            raise ApiError("action_not_found")
        return action(element, click.block_id, click.raw, f"{self._clock.now().timestamp():.6f}")

    def _envelope(self, kind: str | None = None) -> dict[str, Any]:
        base = {"token": "local", "team_id": names.TEAM, "api_app_id": names.APP}
        if kind is None or kind == "event_callback":
            return base | ({"type": kind} if kind else {})
        return base | {
            "type": kind,
            "team": {"id": names.TEAM, "domain": "local"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    @staticmethod
    def _named(channel: LocalChannel) -> dict[str, str]:
        return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}

    def _user(self) -> dict[str, str]:
        you = self._members[names.YOU]
        return {"id": you.id, "name": you.name, "username": you.name, "team_id": names.TEAM}

    def _escaped(self, text: str) -> str:
        """Return a command's text as Slack sends it with `should_escape`: entities, and names as ids."""

        def named(found: re.Match[str]) -> str:
            sign, name = found.groups()
            if sign == "#":
                ids = [c.id for c in self._talk.all() if c.kind == "channel" and c.name == name]
            else:
                ids = [m.id for m in self._members.values() if m.name == name]
            return f"<{sign}{ids[0]}|{name}>" if ids else found.group()

        return _MENTION.sub(named, escape(text))

    # answers

    def _after_submission(self, view: LocalView, body: dict[str, Any]) -> Answer:
        wish = body.get("response_action")
        if wish == "errors":
            return {"ok": True, "action": "errors", "errors": body.get("errors") or {}}
        if wish == "update":
            after = self._views.update(view.id, body["view"])
            return {"ok": True, "action": "update", "view": self._views.to_slack(after)}
        if wish == "push":
            over = self._views.push_over(view.id, body["view"])
            return {"ok": True, "action": "push", "view": self._views.to_slack(over)}
        if wish == "clear":
            self._views.clear(view.id)
            return {"ok": True, "action": "clear"}
        self._views.close(view.id)
        return {"ok": True, "action": "close"}

    def _dispatch(self, body: dict[str, Any]) -> BoltResponse:
        """Give a payload to the app.

        Raises:
            ApiError: nothing answers it, it failed, or nobody answered in time.
        """
        if self._app is None:
            raise ApiError("starting", text="The bot is still starting. Try again in a moment.")
        began = self._clock.now()
        response = self._app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        if response.status == 200:
            return response
        if response.status == 404 and self._clock.now() - began < _SOON:
            raise ApiError("unhandled", text="The bot had no answer to this. Its log may say why.")
        if response.status == 404:
            raise ApiError(
                "no_answer",
                text=f"The bot did not answer within {ACK_SECONDS} seconds. It may still be working on it.",
            )
        raise ApiError("failed", text="The bot ran into an error. Its log says which.")


def _body(response: BoltResponse) -> dict[str, Any]:
    """Return what was acknowledged: an object, a bare text, or nothing."""
    if not response.body:
        return {}
    if response.body.startswith("{"):
        found: dict[str, Any] = json.loads(response.body)
        return found
    return {"text": response.body}
