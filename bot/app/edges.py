"""How the bot meets Slack: over a websocket, over HTTP, or in the browser of this machine."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Protocol

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.web import SlackResponse
from starlette.applications import Starlette

from bot.adapters.slack import SlackMessenger, listeners, web_client
from bot.adapters.web import Health, WebServer, health_routes, http_app
from bot.app.installing import ManyEdge
from bot.config import Settings
from bot.gazetteer import shipped_gazetteer
from bot.local.completions import completions
from bot.local.names import TEAM
from bot.local.workspace import LocalWorkspace
from bot.log import get_logger
from bot.model.errors import ConfigError, SettingError
from bot.ports import Clock, Messenger, Switchboard
from bot.store import meta
from bot.store.db import Store
from bot.taxonomy import shipped_taxonomy
from handlers.registry import in_order
from handlers.reporting import SHORTCUT, SHORTCUT_NAME

log = get_logger(__name__)

RETRY_SECONDS = 10.0
STOP_SECONDS = 0.2  # how long a stop may go unnoticed while Slack is asked


class Edge(Protocol):
    """One way to meet Slack."""

    workspace: str  # the workspace it speaks for
    where: str  # a sentence for the person who started the bot

    def messenger(self) -> Messenger | Switchboard:
        """Return what posts."""
        ...

    def bolt(self) -> App:
        """Return the app that handlers are registered on."""
        ...

    def open(self, app: App, health: Health) -> None:
        """Begin to listen."""
        ...

    def close(self) -> None:
        """Stop listening."""
        ...

    def connected(self) -> bool:
        """Tell whether Slack can reach the bot now."""
        ...


class StoppedError(Exception):
    """The bot was told to stop before it could start."""


def choose(settings: Settings, store: Store, clock: Clock, stop: threading.Event) -> Edge:
    """Return the edge that the settings ask for.

    Args:
        settings: the tokens.
        store: where the workspace is remembered.
        clock: the time.
        stop: set when the bot shall end; waiting for Slack ends with it.

    Raises:
        SettingError: a token is refused, or one is missing.
        ConfigError: the port is taken.
        StoppedError: `stop` was set while Slack was out of reach.
    """
    if settings.slack_mode == "socket":
        return SocketEdge(settings, store, clock, stop)
    if settings.slack_mode == "http":
        return HttpEdge(settings, store, clock, stop)
    if settings.slack_mode == "many":
        return ManyEdge(settings, store, clock)
    if settings.half_set:
        raise SettingError(
            f"Only {' and '.join(settings.half_set)} set: too little to meet Slack.",
            hint="The README says which belong together; without any, kp run is a workspace of its own.",
        )
    return LocalEdge(settings, store, clock)


def messenger_of(settings: Settings, store: Store, clock: Clock) -> Messenger | Switchboard:
    """Return what posts to Slack, for a command that sends and ends.

    Raises:
        ConfigError: there is nothing to send with, or the key does not open the tokens.
    """
    if settings.slack_mode == "many":
        return ManyEdge.switchboard(settings, store, clock)
    if settings.slack_bot_token is None:
        raise ConfigError(
            "There is no SLACK_BOT_TOKEN to send with, nor an app that workspaces install.",
            hint="Without Slack, use kp run.",
        )
    return SlackMessenger(web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url))


class LocalEdge:
    """The local workspace; it listens on loopback only."""

    workspace = TEAM

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._server = WebServer("127.0.0.1", settings.port)
        commands = ((one.name, one.usage, one.help) for one in in_order())
        offered = completions(commands, shipped_taxonomy(), shipped_gazetteer())
        self.local = LocalWorkspace(
            store,
            clock,
            self._server.url,
            completions=offered,
            shortcuts={SHORTCUT: SHORTCUT_NAME},
            zone=settings.zone,
        )
        self.where = f"No Slack tokens: the local workspace is at {self._server.url}"

    @property
    def url(self) -> str:
        """Where the page is."""
        return self._server.url

    def messenger(self) -> Messenger:
        """Return what posts to the page."""
        return SlackMessenger(self.local.client())

    def bolt(self) -> App:
        """Return the app attached to the page."""
        return self.local.bolt_app()

    def open(self, app: App, health: Health) -> None:
        """Serve the page."""
        self._server.start(self.local.asgi(*health_routes(health)))

    def close(self) -> None:
        """Stop serving."""
        self.local.close()
        self._server.stop()

    def connected(self) -> bool:
        """The page is served by this process."""
        return True


class SlackEdge:
    """What Socket Mode and HTTP mode share: the token, the workspace it is for, the health page."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, stop: threading.Event) -> None:
        assert settings.slack_bot_token is not None  # noqa: S101 - the mode says so
        self._token = settings.slack_bot_token.get_secret_value()
        self._settings = settings
        self._client = web_client(self._token, settings.slack_api_url)
        self._server = WebServer(settings.host, settings.port)
        self.workspace, self.where = _who(self._client, store, clock, stop)

    def messenger(self) -> Messenger:
        """Return what posts to Slack."""
        return SlackMessenger(self._client)

    def connected(self) -> bool:
        """HTTP mode is reached by Slack; there is no connection to lose."""
        return True


class SocketEdge(SlackEdge):
    """Socket Mode: no address that Slack must reach. A lost connection is made again for ever."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, stop: threading.Event) -> None:
        super().__init__(settings, store, clock, stop)
        self._handler: SocketModeHandler | None = None
        self._closing = threading.Event()

    def bolt(self) -> App:
        """Return the app."""
        return App(
            client=self._client,
            token_verification_enabled=False,
            request_verification_enabled=False,
            listener_executor=listeners(),
        )

    def open(self, app: App, health: Health) -> None:
        """Connect in the background, and serve health."""
        assert self._settings.slack_app_token is not None  # noqa: S101 - the mode says so
        token = self._settings.slack_app_token.get_secret_value()
        web = WebClient(token=token, base_url=self._settings.slack_api_url, timeout=10)
        self._handler = SocketModeHandler(app, token, web_client=web)
        threading.Thread(target=self._connect, name="slack-connect", daemon=True).start()
        self._server.start(Starlette(routes=health_routes(health)))

    def _connect(self) -> None:
        """Try until the first connection stands; after that the client keeps it up by itself."""
        assert self._handler is not None  # noqa: S101 - open() made it
        while not self._closing.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
            except (SlackClientError, OSError) as error:
                log.warning("slack_not_connected", error=str(error))
                self._closing.wait(RETRY_SECONDS)
            else:
                log.info("slack_connected", workspace=self.workspace)
                return

    def close(self) -> None:
        """Let go of the connection."""
        self._closing.set()
        if self._handler is not None:
            _wake(self._handler.client)
            self._handler.close()  # type: ignore[no-untyped-call]
        self._server.stop()

    def connected(self) -> bool:
        """Tell whether the websocket stands."""
        return self._handler is not None and self._handler.client.is_connected()


def _wake(client: SocketModeClient) -> None:
    """End the wait for Slack's next word, which closing alone would have to wait for, and connect no more."""
    client.closed = True
    client.auto_reconnect_enabled = False
    session = getattr(client, "current_session", None)
    taken = getattr(session, "sock", None)
    if taken is not None:
        client.current_session_state.terminated = True
        with suppress(OSError):  # it is closed already
            taken.shutdown(socket.SHUT_RDWR)


class HttpEdge(SlackEdge):
    """HTTP mode: Slack calls this server, and its signature is verified."""

    def bolt(self) -> App:
        """Return the app that verifies signatures."""
        assert self._settings.slack_signing_secret is not None  # noqa: S101 - the mode says so
        return App(
            client=self._client,
            signing_secret=self._settings.slack_signing_secret.get_secret_value(),
            listener_executor=listeners(),
            token_verification_enabled=False,
        )

    def open(self, app: App, health: Health) -> None:
        """Serve Slack's endpoint and health."""
        self._server.start(http_app(app, health))
        self.where += f", listening at {self._server.url}/slack/events"

    def close(self) -> None:
        """Stop serving."""
        self._server.stop()


def _who(client: WebClient, store: Store, clock: Clock, stop: threading.Event) -> tuple[str, str]:
    """Return the workspace a token is for, and a sentence; Slack out of reach is waited out.

    Raises:
        SettingError: Slack refuses the token.
        StoppedError: the bot was told to stop meanwhile.
    """
    while not stop.is_set():
        try:
            answer = _answer(client, stop)
        except SlackApiError as error:
            code = error.response.get("error", "no answer")
            if error.response.status_code < 500 and code != "ratelimited":
                raise SettingError(
                    f"Slack refuses SLACK_BOT_TOKEN: {code}.", hint="kp doctor says what is missing."
                ) from error
            problem = str(code)
        except (SlackClientError, OSError) as error:
            problem = str(error)
        else:
            team = str(answer["team_id"])
            with store.write() as db:
                meta.set_to(db, "workspace", team, clock.now())
            return team, f"Connected to {answer['team']} as @{answer['user']}"
        log.warning("slack_out_of_reach", error=problem)
        with store.read() as db:
            known = meta.get(db, "workspace")
        if known:
            return known, "Slack cannot be reached now; what happens meanwhile is kept for it"
        stop.wait(RETRY_SECONDS)
    raise StoppedError


def _answer(client: WebClient, stop: threading.Event) -> SlackResponse:
    """Ask Slack who the token is for, in a thread: a call that hangs must not keep a bot that shall end."""
    asked: Future[SlackResponse] = Future()

    def ask() -> None:
        try:
            asked.set_result(client.auth_test())
        except Exception as error:  # noqa: BLE001 - it is raised again where the answer is read
            asked.set_exception(error)

    threading.Thread(target=ask, name="slack-who", daemon=True).start()
    while not stop.is_set():
        wait([asked], timeout=STOP_SECONDS)
        if asked.done():
            return asked.result()
    raise StoppedError
