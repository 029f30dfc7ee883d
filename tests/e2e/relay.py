"""What `local-slack` lacks of Slack, put between it and the bot: admins, guests, presses in views, message menus.

The bot meets `local-slack` through this relay. Its Web API is passed on, with three facts added in Slack's own
shape: who is an admin or a guest, which messages only one person sees, and a websocket that a test can speak on,
for what `local-slack` has no button for. Events that the app's manifest does not ask for are kept from it. Every payload the bot sends is held against Slack's limits here, which
`local-slack` does not know.
"""

from __future__ import annotations

import json
import queue
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from bot.views.limits.check import check
from tests.e2e.localslack import APP, BEN, GUS, TEAM, LocalSlack
from tests.e2e.slackviews import action_in, words

ADMINS, GUESTS = {BEN}, {GUS}
MANIFEST = json.loads((Path(__file__).parents[2] / "deploy" / "manifest.json").read_text())
WANTED = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
Payload = dict[str, Any]


class Relay:
    """A Web API and a websocket that pass on what they get, and a way to say more."""

    def __init__(self, slack: LocalSlack) -> None:
        self.slack = slack
        self.refused: list[str] = []
        self._bot: ServerConnection | None = None
        self._target = ""
        self._acks: dict[str, queue.Queue[Payload]] = {}
        self._last: dict[str, Payload] = {}
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._web.daemon_threads = True
        self._socket = serve(self._relay, "127.0.0.1", 0, max_size=None)
        self.api = f"http://127.0.0.1:{self._web.server_address[1]}/api/"

    @contextmanager
    def running(self) -> Iterator[Relay]:
        """Relay while the block runs."""
        web = threading.Thread(target=self._web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        socket = threading.Thread(target=self._socket.serve_forever, daemon=True)
        web.start()
        socket.start()
        try:
            yield self
        finally:
            self._web.shutdown()
            self._web.server_close()
            self._socket.shutdown()
            web.join(5)
            socket.join(5)

    def deliver(self, payload: Payload) -> Payload:
        """Send the bot something that a person did; return what it acknowledged with.

        Raises:
            AssertionError: it was not acknowledged within Slack's three seconds, or no bot listens.
        """
        bot, envelope = self._bot, str(uuid4())
        assert bot is not None, "no bot is connected"
        answers = self._acks[envelope] = queue.Queue(1)
        said = {"type": "interactive", "envelope_id": envelope, "accepts_response_payload": True}
        bot.send(json.dumps({**said, "payload": payload}))
        try:
            return answers.get(timeout=10)
        except queue.Empty:
            raise AssertionError("not acknowledged") from None
        finally:
            del self._acks[envelope]

    def context(self, user: str, channel: str) -> Payload:
        """What Slack adds to every interaction: the workspace, who it is, a trigger, and an address to answer to."""
        last = self._last.get(f"{user} {channel}") or self._last.get(user)
        if last is None:
            self.slack.command("settings", user=user, channel=channel)
            last = self._last[user]
        return {
            "team": {"id": TEAM, "domain": "desk"},
            "user": {"id": user, "team_id": TEAM},
            "api_app_id": APP,
            "trigger_id": last["trigger_id"],
        }

    def answer_address(self, user: str, channel: str) -> str:
        """An address where the bot may answer a person in a channel."""
        self.context(user, channel)
        if f"{user} {channel}" not in self._last:
            self.slack.command("settings", user=user, channel=channel)
        return str(self._last[f"{user} {channel}"]["response_url"])

    def _call(self, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        self._hold_against_limits(method, body, headers.get("Content-Type", ""))
        request = urllib.request.Request(self.slack.api + method, body, headers, method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            status, data = answer.status, answer.read()
        found = json.loads(data)
        if method == "apps.connections.open":
            self._target = found["url"]
            found["url"] = f"ws://127.0.0.1:{self._socket.socket.getsockname()[1]}/"
        if method == "users.info" and "user" in found:
            user = found["user"]
            user["is_admin"], user["is_restricted"] = user["id"] in ADMINS, user["id"] in GUESTS
        if method == "users.conversations":
            found["channels"] = self._of_person(found["channels"], body)
        return status, json.dumps(found).encode()

    def _of_person(self, channels: list[Payload], body: bytes) -> list[Payload]:
        """The channels that a person is in, where one is asked about."""
        user = dict(parse_qsl(body.decode())).get("user")
        members = {c["id"]: c["members"] for c in self.slack.state()["channels"]}
        return [c for c in channels if user is None or user in members[c["id"]]]

    def _hold_against_limits(self, method: str, body: bytes, kind: str) -> None:
        if not method.startswith(("chat.post", "chat.update", "views.")):
            return
        given: Payload = json.loads(body) if "json" in kind else dict(parse_qsl(body.decode()))
        for name in ("blocks", "view"):
            if isinstance(given.get(name), str):
                given[name] = json.loads(given[name])
        self.refused += check(given.get("view", given))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Handler(BaseHTTPRequestHandler):
            """Passes a Web API call on."""

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kept = ("Content-Type", "Authorization")
                headers = {name: self.headers[name] for name in kept if self.headers[name]}
                status, data = relay._call(self.path.rpartition("/")[2], body, headers)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                """Keep the tests' output to the tests."""

        return Handler

    def _relay(self, bot: ServerConnection) -> None:
        """Carry a bot's websocket: Slack's words to it, and its acknowledgements back."""
        try:
            with connect(self._target, max_size=None) as slack:
                self._bot = bot
                back = threading.Thread(target=self._carry_back, args=(bot, slack), daemon=True)
                back.start()
                for raw in slack:
                    said = json.loads(raw)
                    if _is_unwanted(said):
                        slack.send(json.dumps({"envelope_id": said["envelope_id"]}))
                    else:
                        bot.send(json.dumps(self._seen(said)))
        except ConnectionClosed:
            pass  # one of the two has left: both are what tests do
        finally:
            if self._bot is bot:
                self._bot = None

    def _carry_back(self, bot: ServerConnection, slack: Any) -> None:
        try:
            for said in bot:
                ack = json.loads(said)
                waiting = self._acks.get(ack.get("envelope_id", ""))
                if waiting is not None:
                    waiting.put(ack.get("payload") or {})
                else:
                    slack.send(said)
        except ConnectionClosed:
            pass
        finally:
            slack.close()

    def _seen(self, said: Payload) -> Payload:
        """Note who has a trigger and an address to answer to; tell what only one person sees, as Slack does."""
        payload = said.get("payload") or {}
        user = payload.get("user_id") or (payload.get("user") or {}).get("id")
        if user and payload.get("trigger_id"):
            self._last[user] = payload
            if payload.get("command"):
                self._last[f"{user} {payload['channel_id']}"] = payload
        if (payload.get("message") or {}).get("subtype") == "ephemeral":
            del payload["message"]
            payload["container"]["is_ephemeral"] = True
        return said


def _is_unwanted(said: Payload) -> bool:
    """Whether this is an event that the app's manifest does not ask Slack for."""
    event = (said.get("payload") or {}).get("event") or {}
    return said.get("type") == "events_api" and bool(event) and event["type"] not in WANTED


class Desk(LocalSlack):
    """A workspace behind a relay, as a person at a desk uses it."""

    relay: Relay

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Desk]:
        """Run the server and the relay while the block runs; what was sent must have been within Slack's limits."""
        with cls.running(folder) as slack:
            assert isinstance(slack, Desk)
            slack.relay = Relay(slack)
            with slack.relay.running():
                slack.api_of_bot = slack.relay.api
                yield slack
            said = [m for c in slack.channels() for m in slack.messages(c) if m.get("app_id")]
            wrong = slack.relay.refused + [p for m in said if not m.get("files") for p in check(m)]
            assert wrong == [], "Slack would have refused this"
            assert "went wrong" not in json.dumps(said), "the bot met what nobody expected"

    def subscribe(self, query: str, channel: str) -> None:
        """Let a channel have alerts, as a person does it: the command, then Save."""
        preview = self.command(f"subscribe {query} in here", channel=channel)
        assert "ubscribed" in words(self.turned(preview, "subscription_save", channel=channel))

    def press_view(self, view: Payload, action_id: str, value: str | None = None, *, user: str) -> None:
        """Press a button, or pick from a menu, in App Home or in a modal."""
        element = action_in(view, action_id, value)
        self.relay.deliver(
            {
                **self.relay.context(user, ""),
                "type": "block_actions",
                "container": {"type": "view", "view_id": view["id"]},
                "view": view,
                "actions": [{"action_ts": str(time.time()), **element}],
            }
        )

    def menu_of_message(self, message: Payload, callback_id: str, *, channel: str, user: str) -> Payload:
        """Pick a shortcut from a message's menu; return the answer, which only that person sees."""
        address = self.relay.answer_address(user, channel)
        chosen = {
            **self.relay.context(user, channel),
            "type": "message_action",
            "callback_id": callback_id,
            "response_url": address,
            "channel": {"id": channel, "name": "desk"},
            "message_ts": message["ts"],
            "message": {k: v for k, v in message.items() if k != "channel"},
        }
        return self.answer_to(lambda: self.relay.deliver(chosen), channel)
