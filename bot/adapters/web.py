"""The web edge's shared parts: a server in a thread, health for a supervisor, Slack over HTTP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.model.errors import ConfigError, StoreError

SLACK_PATH = "/slack/events"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BIGGEST_BODY = 1_000_000  # bytes; Slack's largest payload is a view of 250 kB
_START_SECONDS = 15.0
_STOP_SECONDS = 5.0


class _Server(uvicorn.Server):
    """uvicorn that tells when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening."""
        await super().startup(sockets)
        self.ready.set()


class WebServer:
    """An ASGI app served from a thread of its own.

    The port is taken when this is made, so that it is known, and known to be free, before
    anything else starts.

    Args:
        host: the address to listen on.
        port: the port; 0 for any free one.

    Raises:
        ConfigError: the address cannot be listened on.
    """

    def __init__(self, host: str, port: int) -> None:
        self._socket = _listen(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The server's address, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    def start(self, app: ASGIApp) -> None:
        """Serve an app; returns once it answers.

        Raises:
            ConfigError: it did not come up.
        """
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        server = _Server(config)
        thread = threading.Thread(target=server.run, args=([self._socket],), name="web", daemon=True)
        self._server, self._thread = server, thread
        thread.start()
        if not server.ready.wait(_START_SECONDS):
            raise ConfigError(f"The web server at {self.url} did not start.", hint="The log says why.")

    def stop(self) -> None:
        """Stop serving; waits for the thread to end."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_STOP_SECONDS)
        self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(128)
    except OSError as error:
        taken.close()
        raise ConfigError(
            f"Port {port} of {host} cannot be used: {error.strerror}.", hint="Choose another with --port."
        ) from error
    return taken


@dataclass(frozen=True, slots=True)
class Health:
    """What a supervisor may ask of a running bot.

    Args:
        problems: returns what keeps it from its work now, by part; nothing when all is well.
        alive: raises StoreError where the database cannot be read.
        metrics: returns how it does, as text for Prometheus.
    """

    problems: Callable[[], Mapping[str, str]] = dict
    alive: Callable[[], None] = lambda: None
    metrics: Callable[[], bytes] = bytes


def health_routes(health: Health) -> list[Route]:
    """Return `/healthz` (process and database), `/readyz` (it can do its work) and `/metrics`."""

    def healthz(_: Request) -> Response:
        try:
            health.alive()
        except StoreError as error:
            return PlainTextResponse(f"the database is {error.reason}\n", status_code=503)
        return PlainTextResponse("ok\n")

    def readyz(_: Request) -> Response:
        found = dict(health.problems())
        return JSONResponse({"ready": not found, "problems": found}, status_code=503 if found else 200)

    def metrics(_: Request) -> Response:
        return Response(health.metrics(), media_type=METRICS_TYPE)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def slack_routes(app: App, path: str = SLACK_PATH) -> list[Route]:
    """Return the endpoint that Slack calls in HTTP mode; Bolt verifies its signature.

    Args:
        app: a Bolt app made with the signing secret.
        path: as the manifest names it.
    """

    async def events(request: Request) -> Response:
        if not _can_be_signed(request):  # Bolt's verifier would fail on it, not refuse it
            return PlainTextResponse("not a request of Slack\n", status_code=401)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _BIGGEST_BODY:
                return PlainTextResponse("too large\n", status_code=413)
        try:
            bolt_request = to_bolt_request(request, body)
        except (UnicodeDecodeError, ValueError):
            return PlainTextResponse("not a request of Slack\n", status_code=400)
        return to_starlette_response(await run_in_threadpool(app.dispatch, bolt_request))

    return [Route(path, events, methods=["POST"])]


def _can_be_signed(request: Request) -> bool:
    """Tell whether a request's time is a number and its signature plain text, where it has them."""
    at = request.headers.get("x-slack-request-timestamp", "0")
    return (
        at.isascii()
        and at.isdigit()
        and len(at) <= 12
        and request.headers.get("x-slack-signature", "").isascii()
    )


def http_app(app: App, health: Health) -> Starlette:
    """Return what HTTP mode serves: Slack's endpoint and health."""
    return Starlette(routes=[*slack_routes(app), *health_routes(health)])
