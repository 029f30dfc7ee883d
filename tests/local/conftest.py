"""A workspace, a page that asks it, and one that is really served."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from starlette.testclient import TestClient

from bot.adapters.web import WebServer
from bot.local.workspace import LocalWorkspace
from bot.store.db import Store
from tests.fakes import FakeClock, new_store
from tests.local import smallbot


@dataclass
class Page:
    """What a browser does with a workspace: asks, and acts with the page's token."""

    workspace: LocalWorkspace
    http: TestClient

    def get(self, path: str, **params: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(path, params=params).json()
        return found

    def do(self, what: str, **body: Any) -> dict[str, Any]:
        headers = {"x-kp-token": self.workspace.page_token, "x-kp-page": "page-1"}
        found: dict[str, Any] = self.http.post(f"/ui/{what}", json=body, headers=headers).json()
        return found

    def messages(self, channel: str = "C0ALERTS") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/ui/history", channel=channel)["messages"]
        return found


@dataclass
class Served:
    """A workspace on a loopback port, with the client a bot posts through and what its handlers saw."""

    workspace: LocalWorkspace
    client: WebClient
    bolt: App
    seen: list[dict[str, Any]]
    page: Page


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A migrated database."""
    return new_store(tmp_path)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def workspace(store: Store, clock: FakeClock) -> LocalWorkspace:
    """A workspace that nothing serves."""
    return LocalWorkspace(store, clock, "http://127.0.0.1:8038", shortcuts={"keep": "Keep this"})


@pytest.fixture
def bolt(workspace: LocalWorkspace) -> list[dict[str, Any]]:
    """The small bot, attached; what its handlers saw."""
    return smallbot.register(workspace.bolt_app())


@pytest.fixture
def page(workspace: LocalWorkspace) -> Iterator[Page]:
    """A browser's view of it, without a network."""
    with TestClient(workspace.asgi(), base_url="http://127.0.0.1:8038") as http:
        yield Page(workspace, http)


@pytest.fixture
def served(store: Store, clock: FakeClock) -> Iterator[Served]:
    """The workspace behind real HTTP. Tests that use it are marked `loopback`."""
    server = WebServer("127.0.0.1", 0)
    workspace = LocalWorkspace(store, clock, server.url)
    app = workspace.asgi()
    server.start(app)
    bolt = workspace.bolt_app()
    seen = smallbot.register(bolt)
    try:
        with TestClient(app, base_url=server.url) as http:
            yield Served(workspace, workspace.client(), bolt, seen, Page(workspace, http))
    finally:
        workspace.close()
        server.stop()
