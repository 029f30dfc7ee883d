"""HTTP mode for several workspaces: each installs the app in a browser, and is met with its own token."""

from __future__ import annotations

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from starlette.applications import Starlette

from bot.adapters.oauth import INSTALL_PATH, REDIRECT_PATH, install_routes
from bot.adapters.sealing import Seal
from bot.adapters.slack import TIMEOUT_SECONDS, listeners
from bot.adapters.web import Health, WebServer, health_routes, slack_routes
from bot.adapters.workspaces import Exchange, Installations, States
from bot.config import Settings
from bot.pipeline.parking import park
from bot.ports import Clock, Switchboard
from bot.store import installations
from bot.store.db import Store
from bot.text import plural

SCOPES = (
    "commands", "chat:write", "chat:write.public", "im:write", "files:write", "users:read", "channels:read",
    "groups:read", "channels:history", "groups:history", "im:history",
)  # fmt: skip
"""What each workspace is asked for; the runbook says what each is for, and the manifest has the same."""


class ManyEdge:
    """HTTP mode for several workspaces on one record.

    Args:
        settings: the app's id and secrets.
        store: where the installations are.
        clock: the time.

    Raises:
        ConfigError: KP_TOKEN_KEY is no key, or not the one that sealed the tokens; the port is taken.
    """

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._known = _known(settings, store, clock)
        count = self._known.prove()
        with store.read() as db:
            self.workspace = installations.home(db) or ""
        self._server = WebServer(settings.host, settings.port)
        self.where = f"{plural(count, 'workspace')} installed; others can: {self._base}{INSTALL_PATH}"

    @staticmethod
    def switchboard(settings: Settings, store: Store, clock: Clock) -> Switchboard:
        """Return what posts to each workspace; one that takes its token no more is parked.

        Raises:
            ConfigError: KP_TOKEN_KEY is no key, or not the one that sealed the tokens.
        """
        known = _known(settings, store, clock)
        known.check()  # before anything is claimed that could not be sent then

        def gone(workspace: str, why: str) -> None:
            park(store, clock, workspace, why, operator=settings.operator_channel)

        return Exchange(known, settings.slack_api_url, gone)

    def messenger(self) -> Switchboard:
        """Return what posts to each workspace."""
        return self.switchboard(self._settings, self._store, self._clock)

    def bolt(self) -> App:
        """Return the app; whom it speaks for is looked up here, and Slack is not asked."""
        secret = self._settings.slack_signing_secret
        assert secret is not None  # noqa: S101 - the mode says so

        def authorize(team_id: str | None) -> AuthorizeResult | None:
            return self._known.authorize(team_id)

        return App(
            client=_client(self._settings),
            signing_secret=secret.get_secret_value(),
            listener_executor=listeners(),
            authorize=authorize,  # type: ignore[arg-type]  # Bolt reads None as "not installed"
            user_facing_authorize_error_message=f"KP events is not installed here. An admin can add it: {self._base}{INSTALL_PATH}",
        )

    def flow(self) -> OAuthFlow:
        """Return slack-bolt's installation in a browser, on this database."""
        settings = self._settings
        secret = settings.slack_client_secret
        assert secret is not None  # noqa: S101 - the mode says so
        return OAuthFlow(
            client=_client(settings),
            settings=OAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=secret.get_secret_value(),
                scopes=list(SCOPES),
                user_scopes=[],
                redirect_uri=f"{self._base}{REDIRECT_PATH}" if settings.public_url else None,
                install_path=INSTALL_PATH,
                redirect_uri_path=REDIRECT_PATH,
                installation_store=self._known,
                installation_store_bot_only=True,
                state_store=States(self._store, self._clock),
            ),
        )

    def open(self, app: App, health: Health) -> None:
        """Serve Slack's endpoint, the installation and health."""
        routes = [*slack_routes(app), *install_routes(self.flow()), *health_routes(health)]
        self._server.start(Starlette(routes=routes))

    def close(self) -> None:
        """Stop serving."""
        self._server.stop()

    def connected(self) -> bool:
        """HTTP mode is reached by Slack; there is no connection to lose."""
        return True

    @property
    def _base(self) -> str:
        return (self._settings.public_url or self._server.url).rstrip("/")


def _known(settings: Settings, store: Store, clock: Clock) -> Installations:
    key = settings.token_key
    return Installations(store, clock, Seal(key.get_secret_value() if key else None))


def _client(settings: Settings) -> WebClient:
    """Return a client without a token: each request brings its workspace's."""
    return WebClient(base_url=settings.slack_api_url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
