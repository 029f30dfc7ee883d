"""How soon people are acknowledged and answered when eight ask at once, on a record of 100,000 events."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App, BoltContext, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookResponse

import handlers
from bot.adapters.clock import SystemClock
from bot.adapters.slack import listeners
from bot.adapters.web import SLACK_PATH, Health, WebServer, http_app
from bot.cli.bench.measuring import Result, temporary
from bot.pipeline import history
from bot.services import Services
from bot.store import growing

EVENTS = 100_000
PEOPLE = 8
ROUNDS = 4  # times that each person asks everything
GOAL_MS = 300
SECRET = "bench"  # noqa: S105 - signs requests to this process alone
ANSWER_SECONDS = 60.0
ASKED = (
    "", "icbm since 2022", "balloons", "place:Sunan severity:>=4", "missile", '"East Sea" -cruise', "submarine", "last nuclear test",
    "show 100", "stats missile by year", "stats by place", "type:icbm OR type:slbm since 2016", "sunnan", "failed launches",
    "subscriptions", "help", "status", "types",
)  # fmt: skip

Times = dict[str, list[float]]


class _Workspace(WebClient):
    """A workspace in which everybody is in Seoul; it answers at once."""

    def api_call(self, api_method: str, **kwargs: Any) -> SlackResponse:
        data: dict[str, Any] = {"ok": True}
        if api_method == "users.info":
            data["user"] = {"id": "U1", "tz": "Asia/Seoul", "profile": {"display_name": "Ana"}}
        return SlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=200
        )


class _Desk:
    """The bot's own app; what it answers is timed instead of sent."""

    def __init__(self, services: Services) -> None:
        self.answered: dict[str, float] = {}
        self._news = threading.Condition()
        self.app = App(
            signing_secret=SECRET,
            token_verification_enabled=False,
            authorize=_authorize,
            listener_executor=listeners(),
        )

        workspace = _Workspace(token="xoxb-bench")  # noqa: S106 - opens nothing

        @self.app.middleware
        def stay_inside(context: BoltContext, body: dict[str, Any], next: Callable[[], Any]) -> None:  # noqa: A002 - Bolt's name
            def respond(*_: Any, **__: Any) -> WebhookResponse:
                self._answer(str(body["trigger_id"]))
                return WebhookResponse(url="", status_code=200, body="ok", headers={})

            context["client"] = workspace
            context["respond"] = respond
            next()

        handlers.register(self.app, services)

    def _answer(self, key: str) -> None:
        with self._news:
            self.answered.setdefault(key, time.perf_counter())
            self._news.notify_all()

    def wait_for(self, key: str) -> float | None:
        """Return when a request was answered, None if it never was."""
        with self._news:
            self._news.wait_for(lambda: key in self.answered, ANSWER_SECONDS)
            return self.answered.get(key)


def measure(size: int | None) -> Result:
    """Let eight people ask everything at once, in this process and over HTTP."""
    with temporary() as services:
        history.load_history(services)
        with services.store.write() as db:
            made = growing.grow(db, size or EVENTS)
        services.store.optimize()
        desk = _Desk(services)
        server = WebServer("127.0.0.1", 0)
        server.start(http_app(desk.app, Health()))
        result: Result = {"events": made, "people at once": PEOPLE}
        try:
            for name, send in (("in process", _in_process(desk)), ("over HTTP", _over_http(server))):
                acks, answers = _ask_all(desk, send, name)
                result |= _figures(name, acks, answers)
        finally:
            server.stop()
        worst = result["over HTTP: acknowledged, p99 ms"]
        return result | {f"acknowledged within {GOAL_MS} ms at p99": worst <= GOAL_MS}


def _in_process(desk: _Desk) -> Callable[[str], None]:
    def send(body: str) -> None:
        headers: dict[str, str | Sequence[str]] = {"content-type": "application/x-www-form-urlencoded"}
        desk.app.dispatch(BoltRequest(body=body, headers=headers, mode="socket_mode"))

    return send


def _over_http(server: WebServer) -> Callable[[str], None]:
    def send(body: str) -> None:
        stamp = str(int(SystemClock().now().timestamp()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        connection.request("POST", SLACK_PATH, body, headers)
        connection.getresponse().read()
        connection.close()

    return send


def _ask_all(desk: _Desk, send: Callable[[str], None], name: str) -> tuple[Times, Times]:
    """Return the milliseconds until each question was acknowledged and answered."""
    acks: Times = {text: [] for text in ASKED}
    answers: Times = {text: [] for text in ASKED}
    kept = threading.Lock()

    def person(number: int) -> None:
        for turn in range(ROUNDS * len(ASKED)):
            text = ASKED[(turn * 5 + number * 7) % len(ASKED)]
            key = f"{name}:{number}:{turn}"
            began = time.perf_counter()
            send(_command(text, number, key))
            acked = time.perf_counter()
            done = desk.wait_for(key)
            with kept:
                acks[text].append((acked - began) * 1000)
                answers[text].append(((done or acked + ANSWER_SECONDS) - began) * 1000)

    people = [threading.Thread(target=person, args=(number,)) for number in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return acks, answers


def _command(text: str, number: int, key: str) -> str:
    return urlencode(
        {
            "command": "/kp-events", "text": text, "user_id": f"U{number}", "channel_id": "C1", "team_id": "T1",
            "response_url": "https://hooks.example/answer", "trigger_id": key,
        }
    )  # fmt: skip


def _figures(name: str, acks: Times, answers: Times) -> Result:
    acked = [ms for each in acks.values() for ms in each]
    answered = [ms for each in answers.values() for ms in each]
    slowest = max(answers, key=lambda text: statistics.median(answers[text]))
    return {
        f"{name}: acknowledged, median ms": statistics.median(acked),
        f"{name}: acknowledged, p99 ms": _share(acked, 0.99),
        f"{name}: acknowledged, worst ms": max(acked),
        f"{name}: answered, median ms": statistics.median(answered),
        f"{name}: answered, p99 ms": _share(answered, 0.99),
        f"{name}: slowest question": json.dumps(slowest, ensure_ascii=False),
        f"{name}: its median answer, ms": statistics.median(answers[slowest]),
    }


def _share(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all are not above."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-bench", bot_user_id="UBOT")  # noqa: S106
