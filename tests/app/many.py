"""A bot for several workspaces, and a Slack of many workspaces that is made up."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web import SlackResponse
from starlette.testclient import TestClient

import handlers
from bot.adapters.web import Health
from bot.app import installing
from bot.app.compose import compose
from bot.app.installing import SCOPES, ManyEdge
from bot.config import Settings
from bot.model.errors import FetchError
from bot.services import Services
from bot.store import subscriptions
from tests.fakes import FakeClock, new_store


class Server:
    """Keeps what it is to serve."""

    url = "http://127.0.0.1:8038"
    app: Any = None

    def __init__(self, *_: object) -> None:
        pass

    def start(self, app: Any) -> None:
        Server.app = app

    def stop(self) -> None:
        pass


class Slack:
    """The Web API of many workspaces: the code `T1` installs workspace T1, whose token is `xoxb-T1`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.revoked: set[str] = set()

    @classmethod
    def for_everybody(cls, monkeypatch: pytest.MonkeyPatch) -> Slack:
        """Have it answer every client while a test runs, and have nothing served."""
        made = cls()
        monkeypatch.setattr(installing, "WebServer", Server)

        def call(client: WebClient, method: str, **kwargs: Any) -> SlackResponse:
            return made.answer(client, method, **kwargs)

        monkeypatch.setattr(WebClient, "api_call", call)
        return made

    def answer(self, client: WebClient, method: str, **kwargs: Any) -> SlackResponse:
        args = {**(kwargs.get("params") or {}), **(kwargs.get("json") or {}), **(kwargs.get("data") or {})}
        token = str(args.get("token") or client.token or "")
        self.calls.append((method, token, args))
        data = self._facts(method, token, args)
        answer = SlackResponse(
            client=client, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
        )
        if not data["ok"]:
            raise SlackApiError("refused", answer)  # type: ignore[no-untyped-call]
        return answer

    def _facts(self, method: str, token: str, args: dict[str, Any]) -> dict[str, Any]:
        if method == "oauth.v2.access":
            team = args["code"]
            if not team.startswith("T"):
                return {"ok": False, "error": "invalid_code"}
            return {
                "ok": True, "app_id": "A1", "access_token": f"xoxb-{team}", "scope": ",".join(SCOPES), "bot_user_id": "UBOT",
                "team": {"id": team, "name": f"Team {team}"}, "authed_user": {"id": "U1"}, "token_type": "bot",
            }  # fmt: skip
        if token in self.revoked:
            return {"ok": False, "error": "token_revoked"}
        if method == "users.info":
            return {"ok": True, "user": {"id": args["user"], "tz": "Asia/Seoul", "is_admin": True}}
        return {"ok": True, "bot_id": "B1", "channel": args.get("channel"), "ts": f"{len(self.calls)}.1"}


def many_settings(folder: Path, **more: str) -> Settings:
    """A bot for several workspaces."""
    given: dict[str, Any] = {
        "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SLACK_SIGNING_SECRET": "s", "KP_OPERATOR_CHANNEL": "COPS",
        "KP_PUBLIC_URL": "https://kp.example", "KP_DATA": str(folder),
    } | more  # fmt: skip
    return Settings(_env_file=None, **given)


class NoWeb:
    """A web in which nothing answers."""

    def fetch(self, _: object) -> Any:
        raise FetchError("no", reason="dns")


class Many:
    """The bot for several workspaces, and what browsers and Slack do to it."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.settings = many_settings(folder, **more)
        self.store = new_store(folder)
        self.clock = FakeClock()
        self.edge = ManyEdge(self.settings, self.store, self.clock)
        self.services: Services = compose(
            self.settings,
            store=self.store,
            clock=self.clock,
            messenger=self.edge.messenger(),
            fetcher=NoWeb(),
            workspace=self.edge.workspace,
            many=True,
        )
        app = self.edge.bolt()
        handlers.register(app, self.services)
        self.edge.open(app, Health())
        self.web = TestClient(Server.app, base_url="https://kp.example")

    def install(self, team: str) -> int:
        """Install the app from a browser; return the status of the last page."""
        page = self.web.get("/slack/install").text
        state = re.search(r"state=([\w-]+)", page)
        assert state is not None
        return self.web.get(
            f"/slack/oauth_redirect?{urlencode({'code': team, 'state': state[1]})}"
        ).status_code

    def type(self, team: str, text: str) -> str:
        """Type a command in a workspace; return what Bolt answers at once."""
        return self.send(
            urlencode(
                {"command": "/kp-events", "text": text, "team_id": team, "user_id": "U1", "channel_id": "D1"}
            )
        )

    def event(self, team: str, event: dict[str, Any]) -> str:
        """Let Slack tell of something."""
        return self.send(
            json.dumps({"type": "event_callback", "team_id": team, "event_id": "E1", "event": event}),
            kind="application/json",
        )

    def send(self, body: str, kind: str = "application/x-www-form-urlencoded") -> str:
        """Send a signed request."""
        stamp = str(int(time.time()))
        signature = SignatureVerifier("s").generate_signature(timestamp=stamp, body=body) or ""
        headers = {"content-type": kind, "x-slack-request-timestamp": stamp, "x-slack-signature": signature}
        return self.web.post("/slack/events", content=body, headers=headers).text

    def wishes(self, team: str) -> list[str]:
        """What a workspace has subscribed to, by the wishes that hold."""
        with self.store.read() as db:
            return [s.query for s in subscriptions.active(db, team)]
