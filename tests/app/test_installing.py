"""Several workspaces on one record: installing in a browser, each with its token, none seeing another's."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.fernet import Fernet
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web import SlackResponse
from starlette.testclient import TestClient

import handlers
from bot.app import installing
from bot.app.compose import compose
from bot.app.installing import SCOPES, ManyEdge
from bot.config import Settings
from bot.model.errors import ConfigError, FetchError
from bot.pipeline.deliver import Sender
from bot.services import Services
from bot.store import installations, outbox, subscriptions
from bot.store.db import Store
from tests.fakes import FakeClock, new_store

KEY = Fernet.generate_key().decode()


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


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Slack:
    """Slack, for whoever asks."""
    made = Slack()
    monkeypatch.setattr(installing, "WebServer", Server)

    def call(client: WebClient, method: str, **kwargs: Any) -> SlackResponse:
        return made.answer(client, method, **kwargs)

    monkeypatch.setattr(WebClient, "api_call", call)
    return made


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
            clock=self.clock,
            messenger=self.edge.messenger(),
            fetcher=NoWeb(),
            workspace=self.edge.workspace,
            many=True,
        )
        app = self.edge.bolt()
        handlers.register(app, self.services)
        self.edge.open(app, dict)
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


@pytest.fixture
def bot(tmp_path: Path, slack: Slack) -> Many:
    """The bot, with its tokens sealed."""
    return Many(tmp_path, KP_TOKEN_KEY=KEY)


def rows(store: Store) -> list[tuple[Any, ...]]:
    """What the database holds of installations."""
    with store.read() as db:
        return list(
            db.execute("SELECT workspace, token, encrypted, parked_why FROM installations").fetchall()
        )


def test_a_workspace_installs_the_app_in_a_browser_once_a_state(bot: Many) -> None:
    """The page asks for the manifest's scopes; a state that was used, or another browser, gets no further."""
    page = bot.web.get("/slack/install")
    assert "chat%3Awrite" in page.text or "chat:write" in page.text
    state = re.search(r"state=([\w-]+)", page.text)
    assert state is not None
    back = f"/slack/oauth_redirect?{urlencode({'code': 'T1', 'state': state[1]})}"
    stranger = TestClient(Server.app, base_url="https://kp.example")
    assert stranger.get(back).status_code == 400
    assert bot.web.get(back).status_code == 200
    assert bot.web.get(back).status_code == 400
    assert bot.install("bad") == 401
    bot.clock.advance(minutes=1)
    assert [row[0] for row in rows(bot.store)] == ["T1"]


def test_a_state_is_good_for_ten_minutes(bot: Many) -> None:
    """A page left open over lunch begins again."""
    state = re.search(r"state=([\w-]+)", bot.web.get("/slack/install").text)
    assert state is not None
    bot.clock.advance(minutes=11)
    answer = bot.web.get(f"/slack/oauth_redirect?{urlencode({'code': 'T1', 'state': state[1]})}")
    assert answer.status_code == 401


def test_tokens_are_sealed_with_a_key_that_is_not_in_the_database(tmp_path: Path, slack: Slack) -> None:
    """Those kept open before there was a key are sealed at the next start; without it nothing opens."""
    Many(tmp_path).install("T1")
    assert rows(new_store(tmp_path))[0][1] == "xoxb-T1"
    bot = Many(tmp_path, KP_TOKEN_KEY=KEY)
    bot.install("T2")
    kept = rows(bot.store)
    assert all(sealed and "xoxb" not in token for _, token, sealed, _ in kept)
    assert bot.edge.workspace == "T1"
    with pytest.raises(ConfigError, match="KP_TOKEN_KEY is not set"):
        Many(tmp_path)
    with pytest.raises(ConfigError, match="does not open"):
        Many(tmp_path, KP_TOKEN_KEY=Fernet.generate_key().decode())
    with pytest.raises(ConfigError, match="is no key"):
        Many(tmp_path, KP_TOKEN_KEY="secret")


def test_each_workspace_has_its_own_wishes_and_is_spoken_to_with_its_token(bot: Many, slack: Slack) -> None:
    """The same person id in two workspaces is two people."""
    bot.install("T1")
    bot.install("T2")
    now = bot.clock.now()
    with bot.store.write() as db:
        for team, query in (("T1", "icbm"), ("T2", "balloons")):
            subscriptions.save(
                db,
                workspace=team,
                target="U1",
                query=query,
                delivery="now",
                min_severity=1,
                created_by="U1",
                now=now,
            )
    slack.calls.clear()
    bot.type("T1", "subscriptions")
    bot.type("T2", "subscriptions")
    said = {token: str(args) for method, token, args in wait_for(slack, "chat.postMessage", 2)}
    assert ("icbm" in said["xoxb-T1"], "balloons" in said["xoxb-T1"]) == (True, False)
    assert ("icbm" in said["xoxb-T2"], "balloons" in said["xoxb-T2"]) == (False, True)


def wait_for(slack: Slack, method: str, many: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Return calls of a method once there are so many: listeners answer in their own threads."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        found = [call for call in list(slack.calls) if call[0] == method]
        if len(found) >= many:
            return found
        time.sleep(0.01)
    raise AssertionError(slack.calls)


def test_a_workspace_that_has_not_installed_the_app_is_told_how(bot: Many) -> None:
    """In a sentence with the address."""
    assert "https://kp.example/slack/install" in bot.type("T9", "help")


def send_to(bot: Many, *teams: str) -> None:
    """Let a message be decided for each workspace, and send what can be."""
    now = bot.clock.now()
    with bot.store.write() as db:
        for team in teams:
            outbox.put(
                db,
                workspace=team,
                dedup_key=f"{team}:{now}",
                kind="direct",
                channel="C1",
                payload={"text": f"to {team}"},
                now=now,
            )
    messenger = bot.services.messenger
    assert messenger is not None
    for _ in range(3):
        bot.clock.advance(seconds=5)
        Sender(bot.services, messenger).round()


def test_messages_go_to_each_workspace_with_its_token(bot: Many, slack: Slack) -> None:
    """Also where the channels' ids are the same."""
    bot.install("T1")
    bot.install("T2")
    send_to(bot, "T1", "T2")
    posted = {(token, args["text"]) for method, token, args in slack.calls if method == "chat.postMessage"}
    assert posted == {("xoxb-T1", "to T1"), ("xoxb-T2", "to T2")}


def test_a_workspace_that_withdrew_its_token_is_parked_and_the_operator_told_once(
    bot: Many, slack: Slack
) -> None:
    """Its wishes hold no longer, are kept, and hold again when it installs the app again."""
    bot.install("T1")
    bot.clock.advance(seconds=1)
    bot.install("T2")
    with bot.store.write() as db:
        subscriptions.save(
            db,
            workspace="T2",
            target="C1",
            query="icbm",
            delivery="now",
            min_severity=1,
            created_by="U1",
            now=bot.clock.now(),
        )
    slack.revoked.add("xoxb-T2")
    send_to(bot, "T2", "T1")
    send_to(bot, "T2")
    told = [
        args for method, _, args in slack.calls if method == "chat.postMessage" and args["channel"] == "COPS"
    ]
    removed = [args for args in told if "has removed the app" in args["text"]]
    assert len(removed) == 1
    assert "Team T2 has removed the app" in removed[0]["text"]
    assert [row[3] for row in rows(bot.store)] == [None, "token_revoked"]
    with bot.store.read() as db:
        assert [s.query for s in subscriptions.active(db)] == []
    slack.revoked.clear()
    assert bot.install("T2") == 200
    with bot.store.read() as db:
        assert [s.query for s in subscriptions.active(db)] == ["icbm"]


@pytest.mark.parametrize(
    ("event", "parked"),
    [
        ({"type": "app_uninstalled"}, True),
        ({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}, True),
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}, False),
    ],
)
def test_slack_tells_when_the_app_was_removed(bot: Many, event: dict[str, Any], parked: bool) -> None:
    """A person's own token is no matter of ours."""
    bot.install("T1")
    bot.event("T1", event)
    end = time.monotonic() + 5
    while time.monotonic() < end and parked and rows(bot.store)[0][3] is None:
        time.sleep(0.01)
    with bot.store.read() as db:
        found = installations.get(db, "T1")
    assert found is not None and (found.parked_at is not None) is parked


def test_only_the_workspace_that_runs_the_bot_changes_feeds(bot: Many, slack: Slack) -> None:
    """All share the same feeds; an admin elsewhere may look."""
    bot.install("T1")
    bot.clock.advance(seconds=1)
    bot.install("T2")
    slack.calls.clear()
    bot.type("T2", "feeds pause 1")
    (said,) = wait_for(slack, "chat.postMessage", 1)
    assert "Only the workspace that runs me" in said[2]["text"]
