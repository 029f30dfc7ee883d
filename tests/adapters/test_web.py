"""The web edge: health, Slack's signed requests, and a server that knows its port."""

from __future__ import annotations

import socket
import time
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.adapters.web import SLACK_PATH, Health, WebServer, health_routes, http_app, slack_routes
from bot.model.errors import ConfigError

SECRET = "shh"


def authorize() -> AuthorizeResult:
    """Whom the app speaks for."""
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U1", bot_id="B1"
    )


@pytest.fixture
def slack() -> TestClient:
    """HTTP mode with one command."""
    app = App(signing_secret=SECRET, authorize=authorize)

    @app.command("/kp-events")
    def command(ack: Any, body: dict[str, Any]) -> None:
        ack(f"You asked: {body['text']}")

    return TestClient(http_app(app, Health()))


BODY = urlencode(
    {"command": "/kp-events", "text": "icbm", "team_id": "T1", "user_id": "U2", "channel_id": "C1"}
)


def signed(body: str, **changed: str) -> dict[str, str]:
    """The headers Slack sends with a body."""
    headers = SignatureVerifier(SECRET).generate_signature
    timestamp = changed.get("timestamp", str(int(time.time())))
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": changed.get("signature") or headers(timestamp=timestamp, body=body) or "",
    }


def test_a_signed_command_is_answered(slack: TestClient) -> None:
    """The acknowledgement carries the answer."""
    answer = slack.post(SLACK_PATH, content=BODY, headers=signed(BODY))
    assert (answer.status_code, answer.text) == (200, "You asked: icbm")


@pytest.mark.parametrize("changed", [{"signature": "v0=00"}, {"timestamp": "1700000000"}])
def test_a_forged_or_old_request_is_refused(slack: TestClient, changed: dict[str, str]) -> None:
    """Bolt verifies the signature, and that it is at most five minutes old."""
    assert slack.post(SLACK_PATH, content=BODY, headers=signed(BODY, **changed)).status_code == 401


def test_a_huge_body_is_refused_before_it_is_read_whole(slack: TestClient) -> None:
    """Slack's payloads are far smaller."""
    assert slack.post(SLACK_PATH, content=b"x" * 1_000_001).status_code == 413


def test_a_body_that_is_no_text_is_refused(slack: TestClient) -> None:
    """In one line, with no trace of an error."""
    assert slack.post(SLACK_PATH, content=b"\xff\xfe").status_code == 400


def test_health_tells_alive_from_ready() -> None:
    """What is wrong is named by part."""
    problems = {"slack": "not connected"}
    with TestClient(Starlette(routes=health_routes(Health(lambda: problems)))) as http:
        assert http.get("/healthz").status_code == 200
        waiting = http.get("/readyz")
        problems.clear()
        ready = http.get("/readyz")
    assert (waiting.status_code, waiting.json()) == (
        503,
        {"ready": False, "problems": {"slack": "not connected"}},
    )
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_other_paths_are_not_slacks() -> None:
    """Only POST, only there."""
    app = App(signing_secret=SECRET, authorize=authorize)
    with TestClient(Starlette(routes=slack_routes(app, "/here"))) as http:
        assert [http.get("/here").status_code, http.post(SLACK_PATH).status_code] == [405, 404]


@pytest.mark.loopback
def test_a_server_answers_once_it_has_started_and_frees_its_port() -> None:
    """Port 0 is any free one, known before the server starts."""
    server = WebServer("127.0.0.1", 0)
    server.start(Starlette(routes=health_routes(Health())))
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=5) as answer:
        assert answer.read() == b"ok\n"
    server.stop()
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", server.port))


@pytest.mark.loopback
def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    """With what would do instead."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=rf"Port {port} of 127\.0\.0\.1 cannot be used.*--port"):
            WebServer("127.0.0.1", port)
