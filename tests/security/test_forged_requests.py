"""Requests that Slack did not sign, or signed another time, reach no handler."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.testclient import TestClient

from bot.adapters.web import SLACK_PATH, Health, http_app

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
BODY = urlencode(
    {"command": "/kp-events", "text": "icbm", "team_id": "T1", "user_id": "U2", "channel_id": "C1"}
)
Headers = dict[str, str]
Forged = tuple[bytes, Headers]


def signed(body: str, at: int, secret: str = SECRET) -> Headers:
    """The headers Slack sends with a body."""
    mark = SignatureVerifier(secret).generate_signature(timestamp=str(at), body=body) or ""
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(at),
        "x-slack-signature": mark,
    }


def _other_body(rng: random.Random, now: int) -> Forged:
    at = rng.randrange(len(BODY))
    other = chr((ord(BODY[at]) - 32 + rng.randrange(1, 90)) % 95 + 32)
    changed = BODY[:at] + other + BODY[at + 1 :]
    return (changed if changed != BODY else BODY + "x").encode(), signed(BODY, now)


def _longer_body(rng: random.Random, now: int) -> Forged:
    return (BODY + rng.choice(["&", "&user_id=U1ADMIN", "\n", " ", "\x00", "&text=feeds"])).encode(), signed(
        BODY, now
    )


def _other_signature(rng: random.Random, now: int) -> Forged:
    headers = signed(BODY, now)
    mark = headers["x-slack-signature"]
    at = rng.randrange(len(mark))
    flipped = rng.choice([c for c in "0123456789abcdefv=" if c != mark[at]])
    headers["x-slack-signature"] = mark[:at] + flipped + mark[at + 1 :]
    return BODY.encode(), headers


def _odd_signature(rng: random.Random, now: int) -> Forged:
    headers = signed(BODY, now)
    mark = headers["x-slack-signature"]
    odd = ["", "v0=", "v0", mark[:-1], mark + "0", mark.upper(), "v1" + mark[2:], mark[3:], "null", "v0=" + "0" * 64, mark * 2, f"{mark},{mark}"]  # fmt: skip
    headers["x-slack-signature"] = rng.choice(odd)
    return BODY.encode(), headers


def _other_secret(rng: random.Random, now: int) -> Forged:
    return BODY.encode(), signed(
        BODY, now, secret=rng.choice(["x", "secret", SECRET[:-1], SECRET + "a", SECRET.upper()])
    )


def _replayed(rng: random.Random, now: int) -> Forged:
    return BODY.encode(), signed(BODY, now - rng.randrange(5 * 60 + 30, 10**8))


def _from_the_future(rng: random.Random, now: int) -> Forged:
    return BODY.encode(), signed(BODY, now + rng.randrange(5 * 60 + 30, 10**8))


def _other_time(rng: random.Random, now: int) -> Forged:
    headers = signed(BODY, now)
    odd = [str(now + rng.randrange(1, 200)), str(now - rng.randrange(1, 200)), "", "now", "-1", "1e9", "NaN", "٣", f" {now}0", "9" * 40]  # fmt: skip
    headers["x-slack-request-timestamp"] = rng.choice(odd).encode("utf-8").decode("latin-1")
    return BODY.encode(), headers


def _without(rng: random.Random, now: int) -> Forged:
    headers = signed(BODY, now)
    del headers[rng.choice(["x-slack-signature", "x-slack-request-timestamp"])]
    return BODY.encode(), headers


WAYS: tuple[Callable[[random.Random, int], Forged], ...] = (
    _other_body, _longer_body, _other_signature, _odd_signature, _other_secret, _replayed, _from_the_future,
    _other_time, _without,
)  # fmt: skip


def test_no_forged_or_replayed_request_is_accepted(
    many: Callable[[int], int], count: Callable[[str, int, int], None]
) -> None:
    """A thousand, in nine ways; what is signed as Slack does is accepted before and after."""
    reached: list[str] = []

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U1", bot_id="B1"
        )

    app = App(signing_secret=SECRET, authorize=authorize)

    @app.command("/kp-events")
    def command(ack: Any, body: dict[str, Any]) -> None:
        reached.append(body["text"])
        ack()

    rng = random.Random(20261121)
    tried = many(1000)
    with TestClient(http_app(app, Health()), raise_server_exceptions=False) as slack:

        def honest() -> int:
            return slack.post(SLACK_PATH, content=BODY, headers=signed(BODY, int(time.time()))).status_code

        assert honest() == 200
        answers = []
        for number in range(tried):
            body, headers = WAYS[number % len(WAYS)](rng, int(time.time()))
            raw = {name: value.encode("latin-1") for name, value in headers.items()}
            answers.append(slack.post(SLACK_PATH, content=body, headers=raw).status_code)  # type: ignore[arg-type]
        assert honest() == 200
    assert set(answers) <= {400, 401}, sorted(set(answers))
    count("forged or replayed requests", tried, len(reached) - 2)
