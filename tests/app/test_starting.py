"""Starting the bot: what it is given once, and what it does while Slack is out of reach."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.app import edges
from bot.app.first import prepare
from bot.config import Settings
from bot.model.errors import StoreError
from bot.store import subscriptions
from tests.fakes import FakeClock, new_store
from tests.pipeline.flow import Flow


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests listen nowhere."""
    monkeypatch.setattr(edges, "WebServer", lambda *_: None)


def slack_settings(folder: Path) -> Settings:
    """A bot in HTTP mode."""
    more: Any = {"SLACK_BOT_TOKEN": "xoxb-test", "SLACK_SIGNING_SECRET": "s", "KP_PORT": 0}
    return Settings(data=folder, _env_file=None, **more)


@pytest.mark.parametrize("hangs", [False, True])
@pytest.mark.timeout(20)
def test_a_bot_that_cannot_reach_slack_at_its_first_start_stops_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hangs: bool
) -> None:
    """Whether Slack refuses the connection or never answers."""
    stop, release = threading.Event(), threading.Event()

    def auth_test(_: WebClient) -> None:
        stop.set()
        if hangs:
            release.wait(60)
        raise SlackClientError("no route")

    monkeypatch.setattr(WebClient, "auth_test", auth_test)
    with pytest.raises(edges.StoppedError):
        edges.choose(slack_settings(tmp_path), new_store(tmp_path), FakeClock(), stop)
    release.set()


def test_a_timed_out_question_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an answer like any other that says Slack is out of reach."""
    answers: list[Any] = [TimeoutError("slow"), {"team_id": "T9", "team": "Desk", "user": "kp"}]

    def auth_test(_: WebClient) -> Any:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(WebClient, "auth_test", auth_test)
    monkeypatch.setattr(edges, "RETRY_SECONDS", 0.01)
    edge = edges.choose(slack_settings(tmp_path), new_store(tmp_path), FakeClock(), threading.Event())
    assert edge.workspace == "T9"


def test_a_channel_of_another_workspace_gets_its_first_wishes_too(tmp_path: Path) -> None:
    """Channel ids say nothing across workspaces; what was deleted in one stays deleted."""
    flow = Flow(tmp_path)
    more: Any = {"KP_ALERT_CHANNEL": "C1"}
    settings = Settings(data=tmp_path, _env_file=None, **more)
    for workspace in ("T1", "T2", "T2"):
        services = replace(flow.services, settings=settings, workspace=workspace)
        prepare(services, say=lambda _: None)
    with flow.store.read() as db:
        assert [s.workspace for s in subscriptions.active(db)] == ["T1", "T2"]


def test_a_database_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """Its log cannot be made here."""
    (tmp_path / "kp-events.db-wal").mkdir()
    with pytest.raises(StoreError, match="cannot be"):
        new_store(tmp_path)
