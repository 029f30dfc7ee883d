"""Tokens stay where they belong: none in logs, in the database, in what people read."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from email.message import Message
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import httpx2
import pytest
import structlog
from pydantic import ValidationError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import log as log_module
from bot.adapters.heartbeat import Heartbeat
from bot.adapters.sealing import Seal
from bot.adapters.slack import SlackMessenger, web_client
from bot.app import edges
from bot.config import Settings
from bot.log import get_logger, hide, set_up_logging
from bot.model.errors import ConfigError, KpError
from bot.pipeline.deliver import Sender
from bot.store import meta, outbox
from handlers import edge
from tests.pipeline.flow import Flow

BOT, APP = "xoxb-12-canaryBOT34", "xapp-1-A0-12-canaryAPP56"
SIGNING, CLIENT = "canarySIGNING0123456789abcdef", "canaryCLIENTsecret0123456789"
KEY = "Y2FuYXJ5S0VZY2FuYXJ5S0VZY2FuYXJ5S0VZY2FuYXI="
PING = "https://hc-ping.example/canaryPING-uuid"
CANARIES = (BOT, APP, SIGNING, CLIENT, KEY, PING)


@pytest.fixture
def shown() -> Iterator[Callable[[], str]]:
    """Logs as JSON, as in production; returns all that was written."""
    root = logging.getLogger()
    handlers, level, hidden = root.handlers[:], root.level, set(log_module._hidden)
    set_up_logging("json")
    written = StringIO()
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(written)
    root.setLevel(logging.DEBUG)
    for name in ("slack_sdk", "slack_bolt", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield written.getvalue
    log_module._hidden.clear()
    log_module._hidden.update(hidden)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def canary_settings(folder: Path) -> Settings:
    """Settings in which every secret is a canary."""
    values: dict[str, Any] = {
        "SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_SIGNING_SECRET": SIGNING, "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": CLIENT, "KP_TOKEN_KEY": KEY, "KP_HEARTBEAT_URL": PING, "KP_PORT": 0,
    }  # fmt: skip
    return Settings(data=folder, _env_file=None, **values)


def test_every_secret_setting_has_its_canary(tmp_path: Path) -> None:
    """A new secret must come here, too; and settings that are printed show none."""
    settings = canary_settings(tmp_path)
    assert set(settings.secrets) == set(CANARIES)
    assert not [c for c in CANARIES if c in f"{settings!r} {settings} {settings.model_dump()}"]


def test_no_canary_is_logged_kept_or_shown(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown: Callable[[], str],
    count: Callable[[str, int, int], None],
) -> None:
    """Refusals, broken networks, crashes with tokens in their variables, and careless lines of the log."""
    flow, settings, said = Flow(tmp_path), canary_settings(tmp_path), []
    hide(settings.secrets)
    log = get_logger("canary")

    # careless lines: whole tokens, within texts, lists, mappings, bytes, addresses, headers, exceptions
    for canary in CANARIES:
        log.info(
            "careless",
            value=canary,
            text=f"with {canary}!",
            many=[canary, {"deep": (canary,)}],
            raw=canary.encode(),
        )
        log.warning(
            "careless",
            Authorization=f"Bearer {canary}",
            url=f"https://x:{canary}@host/?token={canary}",
        )
        logging.getLogger("slack_sdk.web").error(
            "failed with %s", {"headers": {"Authorization": f"Bearer {canary}"}}
        )
        logging.getLogger("other").error("args %s %r", canary, [canary])
        try:
            _break(canary)
        except RuntimeError as error:
            log.exception("crashed")
            said.append(edge.sentence(error, "canary"))
        log.error(
            "careless", error=KeyError(canary), thing=type("T", (), {"__repr__": lambda _, c=canary: c})()
        )
    log.info(
        "not hidden by name",
        token="xoxp-9-otherCANARY",
        hook="https://hooks.slack.com/services/T0/B0/otherCANARY",
    )

    # Slack refuses, or cannot be reached, with the token in what the library raises
    def refuse(client: WebClient, *_: Any, **__: Any) -> None:
        raise SlackApiError(f"invalid_auth {client.token}", _Refused())  # type: ignore[no-untyped-call]

    monkeypatch.setattr(WebClient, "auth_test", refuse)
    monkeypatch.setattr(edges, "WebServer", lambda *_: None)
    with pytest.raises(ConfigError) as refused:
        edges.choose(settings, flow.store, flow.clock, threading.Event())
    said.append(str(refused.value))

    def unreachable(*_: Any, **__: Any) -> None:
        raise HTTPError(f"https://slack.com/?token={BOT}", 500, f"Bearer {BOT}", Message(), BytesIO(b""))

    monkeypatch.setattr("urllib.request.OpenerDirector.open", unreachable)
    with flow.store.write() as db:
        outbox.put(
            db,
            workspace="T1",
            dedup_key="k",
            kind="alert",
            channel="C1",
            payload={"text": "t"},
            now=flow.clock.now(),
        )
    sender = Sender(flow.services, SlackMessenger(web_client(BOT, "https://slack.invalid/api/")))
    sender.round()

    def lost(*_: Any, **__: Any) -> None:
        raise httpx2.ConnectError(f"no way to {PING}")

    monkeypatch.setattr(httpx2.Client, "get", lost)
    beat = Heartbeat(PING)
    beat._busy.acquire()
    beat._ping()

    # settings that are wrong, and tokens at rest
    with pytest.raises(ValidationError) as wrong:
        Settings(data=tmp_path, _env_file=None, SLACK_BOT_TOKEN=BOT, KP_PORT="no")
    said.append(str(wrong.value))
    sealed = Seal(KEY)
    with flow.store.write() as db:
        meta.set_to(db, "sealed", sealed.seal(BOT)[0], flow.clock.now())

    logged = shown()
    assert all(json.loads(line) for line in logged.splitlines())
    assert logged.count("careless") >= 3 * len(CANARIES)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    found = [
        (where, canary)
        for where, text in (("log", logged), ("database", kept.decode("latin-1")), ("said", "\n".join(said)))
        for canary in (*CANARIES, "canaryBOT34", "canaryAPP56", "canaryPING", "otherCANARY")
        if canary in text
    ]
    assert not found, found
    count("places a secret could show", 3 * len(CANARIES), len(found))


def _break(canary: str) -> None:
    """Fail with a secret in the words of two exceptions."""
    raise RuntimeError(f"broke on {canary}") from ValueError(canary)


class _Refused(dict[str, Any]):
    """Slack's answer to a token it does not know."""

    status_code = 200

    def __init__(self) -> None:
        super().__init__(ok=False, error="invalid_auth")
        self.headers: dict[str, str] = {}


def test_a_person_s_error_is_one_sentence_without_internals() -> None:
    """What nobody expected is a reference into the log."""
    assert "secret" not in edge.sentence(RuntimeError("secret stuff at 0x7f"), "x")
    assert edge.sentence(KpError("No such feed."), "x") == "No such feed."


def test_a_secret_that_begins_another_does_not_uncover_the_rest() -> None:
    """The longer one is hidden whole."""
    hidden = set(log_module._hidden)
    try:
        hide(["canary-short", "canary-short-and-the-rest"])
        assert log_module.without_secrets("canary-short-and-the-rest") == "[secret]"
    finally:
        log_module._hidden.clear()
        log_module._hidden.update(hidden)
