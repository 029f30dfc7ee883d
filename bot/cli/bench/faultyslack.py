"""A Slack that fails: it keeps what was posted, metadata included, and misbehaves as it is told to.

`kp bench chaos` and the tests of faults send to it.
"""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

FAULTS = ("429", "500_before", "500_after", "reset_before", "reset_after", "late")
"""What can go wrong with a post, without the server being told in advance. `late`: posted after the reset."""
ALL_FAULTS = (*FAULTS, "timeout", "disconnect")
"""`timeout`: posted, and no answer within 1.5 s; `disconnect`: nothing gets through for a moment."""
AWAY_SECONDS = 0.2
TIMEOUT_SECONDS = 1.5


def conversation(target: str) -> str:
    """Return the channel that a message to `target` lands in: a person's is the direct message with the bot."""
    return "D" + target[1:] if target.startswith("U") else target


class CutError(Exception):
    """The connection is to be cut, without an answer."""


class Server(ThreadingHTTPServer):
    """A web server that knows its workspace."""

    daemon_threads = True
    slack: FaultySlack


class Handler(BaseHTTPRequestHandler):
    """One call of the Web API."""

    server: Server

    def do_GET(self) -> None:
        """Answer a question."""
        self._serve({k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()})

    def do_POST(self) -> None:
        """Answer a call."""
        length = int(self.headers.get("Content-Length") or 0)
        sent = self.rfile.read(length)
        if len(sent) < length:  # who sent it was killed meanwhile: half a request is none
            self.close_connection = True
            return
        body = sent.decode()
        if "json" in (self.headers.get("Content-Type") or ""):
            self._serve(json.loads(body or "{}"))
        else:
            self._serve({k: v[0] for k, v in parse_qs(body).items()})

    def _serve(self, args: dict[str, Any]) -> None:
        try:
            status, answer = self.server.slack.answer(urlsplit(self.path).path.removeprefix("/api/"), args)
        except CutError:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        document = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(document)

    def handle(self) -> None:
        """Serve a connection until it is cut."""
        try:
            super().handle()
        except (OSError, ValueError):
            self.close_connection = True  # cut by us, or the bot was killed

    def finish(self) -> None:
        """Close what may be cut already."""
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Keep the tests' output to the tests."""


class FaultySlack:
    """A workspace's Web API on a loopback port.

    `plan` holds faults for the next posts, in order: one of FAULTS, `hold_before`, `hold_after` (the post waits, and
    `held` is set, until `release` is), or "" for none. When it is empty, each post fails with probability `rate`,
    in one of the ways of `faults`. What was done to posts is counted in `came`. A Slack that is not `readable`
    refuses its history, as it does to an app without the scopes.
    """

    def __init__(
        self,
        *,
        rate: float = 0.0,
        seed: int = 0,
        late_seconds: float = 0.5,
        faults: Sequence[str] = FAULTS,
        readable: bool = True,
    ) -> None:
        self.messages: list[dict[str, Any]] = []
        self.plan: deque[str] = deque()
        self.rate = rate
        self.faults = faults
        self.readable = readable
        self.came = Counter[str]()
        self._away_until = 0.0
        self.failing_reads = 0
        self.late_seconds = late_seconds
        self.held, self.release = threading.Event(), threading.Event()
        self.seen: dict[str, int] = {}
        self._random = random.Random(seed)  # noqa: S311 - the same faults each time
        self._lock = threading.Lock()
        self._clock = 1_800_000_000_000_000
        self._late: list[threading.Timer] = []
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.slack = self

    @property
    def api(self) -> str:
        """The address of its Web API."""
        return f"http://127.0.0.1:{self._server.server_port}/api/"

    @contextmanager
    def running(self) -> Iterator[FaultySlack]:
        """Serve while the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self.release.set()
            for timer in self._late:
                timer.join()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def answer(self, method: str, args: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do one call; return the status and the answer, or raise CutError."""
        with self._lock:
            self.seen[method] = self.seen.get(method, 0) + 1
        if time.monotonic() < self._away_until:
            raise CutError
        if not self.readable and method in {"conversations.history", "conversations.replies"}:
            return 200, {"ok": False, "error": "missing_scope"}
        if method == "chat.postMessage":
            return self._post(args)
        if method.startswith("conversations.") and self.failing_reads > 0:
            self.failing_reads -= 1
            return 500, {"ok": False, "error": "internal_error"}
        do = METHODS.get(method)
        return (200, do(self, args)) if do else (200, {"ok": False, "error": "unknown_method"})

    def _post(self, args: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        fault = self._next_fault()
        if fault == "429":
            return 429, {"ok": False, "error": "ratelimited"}
        if fault == "500_before":
            return 500, {"ok": False, "error": "internal_error"}
        self._cut_before(fault, args)
        message = self._keep(args)
        if fault in {"reset_after", "hold_after", "timeout"}:
            self._cut_after(fault)
        if fault == "500_after":
            return 500, {"ok": False, "error": "internal_error"}
        return 200, {"ok": True, "channel": message["channel"], "ts": message["ts"], "message": message}

    def _next_fault(self) -> str:
        with self._lock:
            fault = self.plan.popleft() if self.plan else ""
            if not fault and self._random.random() < self.rate:
                fault = self._random.choice(self.faults)
            if fault:
                self.came[fault] += 1
            return fault

    def _cut_before(self, fault: str, args: dict[str, Any]) -> None:
        """Cut the connection where a fault says so, without the message or with it later."""
        if fault == "disconnect":
            self._away_until = time.monotonic() + AWAY_SECONDS
        if fault == "late":
            timer = threading.Timer(self.late_seconds, self._keep, [args])
            self._late.append(timer)
            timer.start()
        if fault == "hold_before":
            self._hold()
        if fault in {"reset_before", "disconnect", "late", "hold_before"}:
            raise CutError

    def _cut_after(self, fault: str) -> None:
        """Cut the connection when the message is there, at once or after a while."""
        if fault == "hold_after":
            self._hold()
        if fault == "timeout":
            self.release.wait(TIMEOUT_SECONDS)
        raise CutError

    def _hold(self) -> None:
        self.held.set()
        self.release.wait(60)

    def _keep(self, args: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            self._clock += 1
            ts = f"{self._clock // 1_000_000}.{self._clock % 1_000_000:06d}"
            message = {**args, "channel": conversation(args["channel"]), "ts": ts, "user": "U0KPBOT"}
            self.messages.append(message)
            return message

    def texts(self, channel: str) -> list[str]:
        """The texts of a channel's messages, in the order they came, replies too."""
        return [m["text"] for m in self.messages if m["channel"] == channel]

    def update(self, args: dict[str, Any]) -> dict[str, Any]:
        """chat.update."""
        for message in self.messages:
            if (message["channel"], message["ts"]) == (args["channel"], args["ts"]):
                message.update(text=args.get("text"), blocks=args.get("blocks"))
                message["edits"] = message.get("edits", 0) + 1
                return {"ok": True, "channel": args["channel"], "ts": args["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def history(self, args: dict[str, Any]) -> dict[str, Any]:
        """conversations.history and conversations.replies, newest first, with metadata where it is asked for."""
        root = args.get("ts")
        with_metadata = str(args.get("include_all_metadata", "")).lower() in {"1", "true"}
        found = [
            {k: v for k, v in m.items() if with_metadata or k != "metadata"}
            for m in reversed(self.messages)
            if m["channel"] == args["channel"] and (m.get("thread_ts") == root or m["ts"] == root)
        ]
        return {"ok": True, "messages": found, "has_more": False}


METHODS: dict[str, Callable[[FaultySlack, dict[str, Any]], dict[str, Any]]] = {
    "chat.update": FaultySlack.update,
    "conversations.history": FaultySlack.history,
    "conversations.replies": FaultySlack.history,
    "conversations.open": lambda _, args: {"ok": True, "channel": {"id": conversation(args["users"])}},
    "auth.test": lambda *_: {
        "ok": True, "team": "Desk", "team_id": "T01DESK", "user": "kp-events", "user_id": "U0KPBOT", "bot_id": "B0KPBOT"
    },
    "users.info": lambda _, args: {
        "ok": True, "user": {"id": args["user"], "name": "ana", "tz": "Asia/Seoul", "profile": {}}
    },
    "conversations.info": lambda _, args: {"ok": True, "channel": {"id": args["channel"], "is_member": True}},
}  # fmt: skip
