"""`local-slack`, a Slack server this project did not write, as tests drive it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from websockets.sync.client import connect

ALERTS, DIGEST = "C01ALERTS", "C02DIGEST"
ANA = "U01ANA"
T = TypeVar("T")

WORKSPACE = {
    "workspace": {"name": "Desk", "domain": "desk", "teamId": "T01DESK"},
    "app": {
        "appId": "A01KP", "botUserId": "U0KPBOT", "botName": "kp-events", "botToken": "xoxb-e2e",
        "appToken": "xapp-e2e", "mode": "socket",
    },
    "users": [{"id": ANA, "name": "ana", "real_name": "Ana", "tz": "Asia/Seoul"}],
    "channels": [
        {"id": ALERTS, "name": "kp-alerts", "members": [ANA, "U0KPBOT"]},
        {"id": DIGEST, "name": "kp-digest", "members": [ANA, "U0KPBOT"]},
    ],
}  # fmt: skip


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(what: Callable[[], T | None], *, seconds: float, told: Callable[[], object] = str) -> T:
    """Return what `what` returns as soon as it is true; fail with `told()` when that takes too long."""
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s; {told()}")
        time.sleep(0.1)


class LocalSlack:
    """A running workspace with Ana, #kp-alerts, #kp-digest and the bot's app."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.api = f"{self.base}/api/"

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[LocalSlack]:
        """Start the server that `KP_LOCAL_SLACK` names; stop it after the block."""
        binary = os.environ["KP_LOCAL_SLACK"]
        config, port = folder / "workspace.json", free_port()
        config.write_text(json.dumps(WORKSPACE))
        command = [binary, "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
        with (folder / "local-slack.log").open("w") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                slack = cls(port)
                eventually(slack._answers, seconds=20)
                yield slack
            finally:
                process.terminate()
                process.wait(10)

    def _answers(self) -> bool:
        try:
            return bool(self._get("/_control/state"))
        except OSError:
            return False

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.base + path, timeout=5) as answer:
            return json.load(answer)

    def _post(self, path: str, **body: object) -> Any:
        request = urllib.request.Request(
            self.base + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def await_bot(self) -> None:
        """Wait until a bot listens: what is said before goes nowhere, as in Slack."""
        eventually(lambda: self._snapshot()["apps"][0]["connected"], seconds=40)

    def messages(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """Every message of a channel, oldest first: ephemeral ones and replies, too."""
        found: list[dict[str, Any]] = self._get(f"/_control/messages/{channel}")["messages"]
        return found

    def roots(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """The messages that all see, without replies."""
        return [
            m for m in self.messages(channel) if not m.get("thread_ts") and m.get("subtype") != "ephemeral"
        ]

    def replies(self, root: dict[str, Any], channel: str = ALERTS) -> list[dict[str, Any]]:
        """The messages in a thread."""
        return [m for m in self.messages(channel) if m.get("thread_ts") == root["ts"]]

    def command(
        self, text: str, *, channel: str = ALERTS, user: str = ANA, seconds: float = 10
    ) -> dict[str, Any]:
        """Type `/kp-events <text>`; return the answer."""
        before = len(self.messages(channel))
        self._post("/_control/command", channel=channel, user=user, command="/kp-events", text=text)
        return eventually(lambda: self.messages(channel)[before:], seconds=seconds)[0]

    def press(
        self, message: dict[str, Any], action_id: str, *, channel: str = ALERTS, user: str = ANA
    ) -> None:
        """Press the first button of a message whose action starts with `action_id`."""
        button = next(e for e in elements(message) if str(e.get("action_id", "")).startswith(action_id))
        self._post("/_control/interact", channel=channel, messageTs=message["ts"], user=user, action=button)

    def home(self, user: str = ANA) -> dict[str, Any]:
        """Open the bot's App Home; return the view that it publishes."""
        self._post("/_control/open-home", user=user)
        views = eventually(lambda: self._snapshot()["homeViews"].get(user), seconds=10)
        view: dict[str, Any] = views["A01KP"]
        return view

    def modal(self) -> dict[str, Any]:
        """The modal that is open."""
        return eventually(lambda: next(iter(self._snapshot()["modalStack"][-1:]), None), seconds=10)

    def submit(self, values: dict[str, dict[str, Any]], *, user: str = ANA) -> dict[str, Any] | None:
        """Submit the open modal with `{block: {action: {"type": …, "value": …}}}`; return the one after it, if any."""
        before = self.modal()
        with connect(self.base.replace("http", "ws") + "/ui", max_size=None) as page:
            page.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
            after = eventually(
                lambda: [s for s in [self._snapshot()["modalStack"]] if before not in s], seconds=10
            )[0]
        return after[-1] if after else None

    def _snapshot(self) -> dict[str, Any]:
        """The workspace as a browser gets it when it connects."""
        with connect(self.base.replace("http", "ws") + "/ui", max_size=None) as page:
            state: dict[str, Any] = json.loads(page.recv(timeout=5))["state"]
            return state


def elements(message: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every element of a message or view that a person could use."""
    for block in message.get("blocks") or []:
        yield from block.get("elements") or []
        if block.get("accessory"):
            yield block["accessory"]


def words(message: dict[str, Any]) -> str:
    """All that a person reads in a message or view, as one text."""
    found: list[str] = [str(message.get("text", ""))]

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for key, value in node.items():
                if key != "text" or not isinstance(value, str):
                    walk(value)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(message.get("blocks") or [])
    return "\n".join(found)
