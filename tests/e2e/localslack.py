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

from tests.e2e.slackviews import action_in, filled, words

ALERTS, DIGEST = "C01ALERTS", "C02DIGEST"
DESKS = tuple(f"C1{n}DESK" for n in range(10))
"""Channels without anything in them: a test takes one of its own."""
PRIVATE = "C03BENS"
"""A channel that Ana is not in."""
ANA, BEN, GUS = "U01ANA", "U02BEN", "U03GUS"
TEAM, APP, BOT = "T01DESK", "A01KP", "U0KPBOT"
PATIENCE = 40.0
"""Seconds within which an answer comes on a machine that is far slower than this one."""
T = TypeVar("T")
S = TypeVar("S", bound="LocalSlack")

WORKSPACE = {
    "workspace": {"name": "Desk", "domain": "desk", "teamId": TEAM},
    "app": {
        "appId": APP, "botUserId": BOT, "botName": "kp-events", "botToken": "xoxb-e2e",
        "appToken": "xapp-e2e", "mode": "socket",
    },
    "users": [
        {"id": ANA, "name": "ana", "real_name": "Ana", "tz": "Asia/Seoul"},
        {"id": BEN, "name": "ben", "real_name": "Ben", "tz": "Europe/Berlin"},
        {"id": GUS, "name": "gus", "real_name": "Gus", "tz": "America/New_York"},
    ],
    "channels": [
        {"id": ALERTS, "name": "kp-alerts", "members": [ANA, BEN, GUS, BOT]},
        {"id": DIGEST, "name": "kp-digest", "members": [ANA, BEN, GUS, BOT]},
        {"id": PRIVATE, "name": "bens", "members": [BEN, BOT]},
        *({"id": id_, "name": f"desk-{n}", "members": [ANA, BEN, GUS, BOT]} for n, id_ in enumerate(DESKS)),
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
        self.api_of_bot = self.api
        self.log_of_bot: Callable[[], str] = str

    @classmethod
    @contextmanager
    def running(cls: type[S], folder: Path) -> Iterator[S]:
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

    def _seen_so_far(self, channel: str) -> str:
        """What a test that waits in vain has to show: the messages, and the bot's log."""
        return "\n".join([*(words(m) for m in self.messages(channel)), self.log_of_bot()])

    def await_bot(self) -> None:
        """Wait until a bot listens: what is said before goes nowhere, as in Slack."""
        eventually(lambda: self._snapshot()["apps"][0]["connected"], seconds=90)

    def messages(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """Every message of a channel, oldest first: ephemeral ones and replies, too."""
        found: list[dict[str, Any]] = self._get(f"/_control/messages/{channel}")["messages"]
        return found

    def roots(self, channel: str = ALERTS) -> list[dict[str, Any]]:
        """The messages that all see, without replies."""
        return [
            m for m in self.messages(channel) if not m.get("thread_ts") and m.get("subtype") != "ephemeral"
        ]

    def told(self, said: str, channel: str = ALERTS, *, seconds: float = 90) -> dict[str, Any]:
        """Wait for a message to all in a channel that says something; return it."""
        return eventually(
            lambda: next((m for m in self.roots(channel) if said in words(m)), None),
            seconds=seconds,
            told=lambda: self._seen_so_far(channel),
        )

    def reply(self, root: dict[str, Any], said: str, channel: str = ALERTS) -> dict[str, Any]:
        """Wait for a message in a thread that says something; return it."""
        return eventually(
            lambda: next((m for m in self.replies(root, channel) if said in words(m)), None),
            seconds=90,
            told=lambda: self._seen_so_far(channel),
        )

    def replies(self, root: dict[str, Any], channel: str = ALERTS) -> list[dict[str, Any]]:
        """The messages in a thread."""
        return [m for m in self.messages(channel) if m.get("thread_ts") == root["ts"]]

    def command(
        self, text: str, *, channel: str = ALERTS, user: str = ANA, seconds: float = PATIENCE
    ) -> dict[str, Any]:
        """Type `/kp-events <text>`; return the answer."""
        return self.answer_to(lambda: self.type(text, channel=channel, user=user), channel, seconds=seconds)

    def type(self, text: str, *, channel: str = ALERTS, user: str = ANA) -> None:
        """Type `/kp-events <text>`, and wait for nothing but that Slack has passed it on."""
        self._post("/_control/command", channel=channel, user=user, command="/kp-events", text=text)

    def say(self, text: str, *, channel: str = ALERTS, user: str = ANA) -> dict[str, Any]:
        """Write a message; return it."""
        said: dict[str, Any] = self._post("/_control/message", channel=channel, user=user, text=text)[
            "message"
        ]
        return said

    def answer_to(
        self,
        do: Callable[[], object],
        channel: str = ALERTS,
        *,
        seconds: float = PATIENCE,
        public: bool = False,
    ) -> dict[str, Any]:
        """Do something; return the first message that comes into a channel then: only to one person, or public."""

        def there() -> list[dict[str, Any]]:
            return [m for m in self.messages(channel) if (m.get("subtype") != "ephemeral") == public]

        before = {m["ts"] for m in there()}
        do()
        return eventually(lambda: [m for m in there() if m["ts"] not in before], seconds=seconds)[0]

    def press(
        self,
        message: dict[str, Any],
        action_id: str,
        value: str | None = None,
        *,
        channel: str = ALERTS,
        user: str = ANA,
    ) -> None:
        """Press the first button of a message whose action starts with `action_id`, or pick `value` from its menu."""
        action = action_in(message, action_id, value)
        self._post("/_control/interact", channel=channel, messageTs=message["ts"], user=user, action=action)

    def press_for(
        self,
        message: dict[str, Any],
        action_id: str,
        value: str | None = None,
        *,
        channel: str = ALERTS,
        public: bool = False,
    ) -> dict[str, Any]:
        """Press something; return the message that comes of it: only to one person, or public."""

        def press() -> None:
            self.press(message, action_id, value, channel=channel)

        return self.answer_to(press, channel, public=public)

    def turned(
        self, message: dict[str, Any], action_id: str, value: str | None = None, *, channel: str = ALERTS
    ) -> dict[str, Any]:
        """Press something that puts another message in place of the one it stands in; return that."""
        self.press(message, action_id, value, channel=channel)
        return self.changed(message, channel=channel)

    def changed(
        self, message: dict[str, Any], *, channel: str = ALERTS, seconds: float = PATIENCE
    ) -> dict[str, Any]:
        """Wait until a message is another than it was; return it."""

        def now() -> dict[str, Any] | None:
            found = next((m for m in self.messages(channel) if m["ts"] == message["ts"]), None)
            return found if found and words(found) != words(message) else None

        return eventually(now, seconds=seconds, told=lambda: words(message))

    def becomes(
        self, message: dict[str, Any], said: str, *, channel: str = ALERTS, seconds: float = 90
    ) -> dict[str, Any]:
        """Wait until a message is edited so that it says something; return it."""

        def now() -> dict[str, Any] | None:
            return next(
                (m for m in self.messages(channel) if m["ts"] == message["ts"] and said in words(m)), None
            )

        return eventually(now, seconds=seconds, told=lambda: self._seen_so_far(channel))

    def home(self, user: str = ANA, *, until: Callable[[str], object] = bool) -> dict[str, Any]:
        """Open the bot's App Home; return the view that it publishes, once its words are as they should be."""
        self._post("/_control/open-home", user=user)

        def published() -> dict[str, Any] | None:
            view: dict[str, Any] | None = self._snapshot()["homeViews"].get(user, {}).get(APP)
            return view if view and until(words(view)) else None

        return eventually(published, seconds=PATIENCE)

    def state(self) -> dict[str, Any]:
        """The workspace: its people and channels."""
        found: dict[str, Any] = self._get("/_control/state")
        return found

    def direct(self, user: str = ANA) -> str:
        """The id of the direct message between a person and the bot; it opens with their App Home."""
        channels = self._get("/_control/state")["channels"]
        found = (c["id"] for c in channels if c.get("is_im") and user in c["members"])
        known: str | None = next(found, None)
        if known is not None:
            return known
        self.home(user)
        return self.direct(user)

    def channels(self) -> list[str]:
        """The ids of all channels and direct messages."""
        return [c["id"] for c in self._get("/_control/state")["channels"]]

    def content(self, message: dict[str, Any]) -> str:
        """The text of the file that a message carries."""
        url = message["files"][0]["url_private_download"]
        request = urllib.request.Request(url, headers={"Authorization": "Bearer xoxb-e2e"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(answer.read(), "utf-8")

    def modal(self) -> dict[str, Any]:
        """The modal that is open, on top of others."""
        return eventually(lambda: next(iter(self._snapshot()["modalStack"][-1:]), None), seconds=PATIENCE)

    def opened(self, do: Callable[[], object]) -> dict[str, Any]:
        """Do something; return the modal that opens then, or that stands in place of the one that was open."""
        before = [view["id"] for view in self._snapshot()["modalStack"]]
        do()

        def top() -> dict[str, Any] | None:
            views: list[dict[str, Any]] = self._snapshot()["modalStack"]
            return views[-1] if views and views[-1]["id"] not in before else None

        return eventually(top, seconds=PATIENCE)

    def submit(self, values: dict[str, dict[str, Any]], *, user: str = ANA) -> dict[str, Any] | None:
        """Submit the open modal with `{block: {action: {"type": …, "value": …}}}`; return the one after it, if any."""
        before = self.modal()
        with connect(self.base.replace("http", "ws") + "/ui", max_size=None) as page:
            page.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
            after = eventually(
                lambda: [s for s in [self._snapshot()["modalStack"]] if before not in s], seconds=PATIENCE
            )[0]
        return after[-1] if after else None

    def fill_in(self, changes: dict[str, object] | None = None, *, user: str = ANA) -> dict[str, Any]:
        """Submit the open modal with what stands in it and some changes by block; return the one after it."""
        after = self.submit(filled(self.modal(), changes or {}), user=user)
        assert after is not None, "the modal closed without a word"
        return after

    def refused(self, changes: dict[str, object], *, user: str = ANA) -> dict[str, str]:
        """Submit the open modal; return what is said beside its lines because it cannot be used."""
        values = filled(self.modal(), changes)
        with connect(self.base.replace("http", "ws") + "/ui", max_size=None) as page:
            page.send(json.dumps({"t": "view_submit", "user": user, "values": values}))
            while True:
                heard = json.loads(page.recv(timeout=PATIENCE))
                if heard["t"] == "view_errors":
                    errors: dict[str, str] = heard["errors"]
                    return errors

    def _snapshot(self) -> dict[str, Any]:
        """The workspace as a browser gets it when it connects."""
        with connect(self.base.replace("http", "ws") + "/ui", max_size=None) as page:
            state: dict[str, Any] = json.loads(page.recv(timeout=5))["state"]
            return state
