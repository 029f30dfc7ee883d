"""The local workspace: the whole bot in a browser, behind the same Web API client and Bolt app.

In this order: a `WebServer` takes the port, the workspace is made with its address, the server
starts with `asgi()`, handlers are registered on `bolt_app()`, and `client()` posts. At the end
`close()` comes before the server's `stop()`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context import BoltContext
from slack_bolt.context.respond import Respond
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookResponse
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot.adapters.slack import listeners, web_client
from bot.local import names
from bot.local.api import Api
from bot.local.completions import Completions
from bot.local.conversations import Conversations
from bot.local.errors import ApiError
from bot.local.files import Files
from bot.local.guard import Guard
from bot.local.hub import Hub
from bot.local.interactions import Interactions
from bot.local.passes import Passes
from bot.local.routes import routes
from bot.local.state import feed_state
from bot.local.viewstack import ViewStack
from bot.ports import Clock
from bot.store import meta
from bot.store import workspace as rows
from bot.store.db import Store

_ZONE = "local_zone"


class LocalWorkspace:
    """Slack's side of the bot, on loopback, kept in the bot's own database.

    Args:
        store: the bot's database.
        clock: the time.
        url: where it is served, `http://127.0.0.1:8038`.
        completions: what the composer offers.
        shortcuts: what a message's menu offers: their names by callback id.
        zone: the reader's IANA zone until a page has told it.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        url: str,
        *,
        completions: Completions | None = None,
        shortcuts: Mapping[str, str] = MappingProxyType({}),
        zone: str = "Asia/Seoul",
    ) -> None:
        self.url = url
        self.page_token = secrets.token_urlsafe(32)
        self.api_token = f"xoxb-local-{secrets.token_hex(16)}"
        self._store = store
        self._clock = clock
        self._completions = completions or Completions()
        self._shortcuts = [{"id": one, "name": name} for one, name in shortcuts.items()]
        self._first_zone = zone
        self.hub = Hub()
        self.members = names.members()
        passes = Passes(clock)
        self.talk = Conversations(store, clock, self.hub)
        self.views = ViewStack(store, clock, self.hub, passes)
        self.files = Files(store, clock, lambda key: f"{self.url}/upload/{key}")
        self.acts = Interactions(
            self.talk, self.views, passes, clock, self.members, lambda key: f"{self.url}/respond/{key}"
        )
        self.api = Api(self.talk, self.views, self.files, self.members, self.zone)
        self.ensure_channels()

    def ensure_channels(self) -> None:
        """Make the channels and the direct message; forget modals nobody can see any more."""
        with self._store.write() as db:
            for channel in (names.ALERTS, names.DIGEST, names.DIRECT):
                rows.put_channel(db, channel)
            rows.forget_modals(db)

    def asgi(self, *more: BaseRoute) -> Starlette:
        """Return what is to be served, on loopback only.

        Args:
            more: further routes, such as health.
        """
        guard = Middleware(Guard, page_token=self.page_token, api_token=self.api_token)
        return Starlette(routes=[*more, *routes(self)], middleware=[guard])

    def client(self) -> WebClient:
        """Return a Web API client of this workspace; it never goes through a proxy."""
        return self._client(self.api_token)

    def _client(self, token: str | None) -> WebClient:
        _no_proxy_for_loopback()
        client = web_client(token or "", f"{self.url}/api/")
        client.proxy, client.token = None, token
        return client

    def bolt_app(self) -> App:
        """Return a Bolt app of this workspace, attached; register handlers on it."""
        who = AuthorizeResult(
            enterprise_id=None,
            team_id=names.TEAM,
            bot_user_id=names.BOT_USER,
            bot_id=names.BOT,
            bot_token=self.api_token,
        )

        def authorize() -> AuthorizeResult:
            return who

        app = App(
            client=self._client(None),
            authorize=authorize,
            request_verification_enabled=False,
            listener_executor=listeners(),
        )
        self.attach(app)
        return app

    def attach(self, app: App) -> None:
        """Let an app answer what people do here."""

        @app.middleware
        def stay_here(context: BoltContext, next: Any) -> None:  # noqa: A002  Bolt gives arguments by name
            """Keep the client and `respond` of each request off any proxy."""
            context.client.proxy = None
            if context.response_url:
                context["respond"] = _Respond(self, context.response_url)
            next()

        self.acts.attach(app)

    def close(self) -> None:
        """End the live streams, so that the server can stop at once."""
        self.hub.close()

    # for the page

    def boot(self) -> dict[str, Any]:
        """Return what a page needs to begin."""
        with self._store.read() as db:
            recent = rows.last_posted(db)
        channels = [
            {"id": c.id, "name": c.name, "kind": c.kind, "topic": c.topic, "recent": recent.get(c.id, [])}
            for c in self.talk.all()
        ]
        people = [{"id": m.id, "name": m.name, "bot": m.bot} for m in self.members.values()]
        return {
            "ok": True,
            "me": names.YOU,
            "bot": names.BOT_USER,
            "people": people,
            "channels": channels,
            "home": self.views.home(),
            "shortcuts": self._shortcuts,
            "state": self.state(),
            **self._completions.to_page(),
        }

    def state(self) -> dict[str, Any]:
        """Return how the feeds are."""
        return feed_state(self._store, self._clock.now())

    def dismiss(self, channel: str, ts: str) -> None:
        """Take away a message that only the reader sees.

        Raises:
            ApiError: there is none, or others see it.
        """
        if not self.talk.message(channel, ts).ephemeral:
            raise ApiError("cant_delete_message")
        self.talk.delete(channel, ts)

    def zone(self) -> str:
        """Return the reader's IANA zone."""
        with self._store.read() as db:
            return meta.get(db, _ZONE) or self._first_zone

    def set_zone(self, zone: str) -> None:
        """Remember the reader's zone, as the browser knows it.

        Raises:
            ApiError: there is no such zone.
        """
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ApiError("invalid_arguments") from error
        if zone != self.zone():
            with self._store.write() as db:
                meta.set_to(db, _ZONE, zone, self._clock.now())


class _Respond(Respond):
    """`respond()` that reaches the workspace without a detour over the network."""

    def __init__(self, workspace: LocalWorkspace, url: str) -> None:
        super().__init__(response_url=url)
        self._workspace = workspace

    def __call__(self, text: Any = "", blocks: Any = None, **rest: Any) -> WebhookResponse:  # type: ignore[override]
        message = dict(text) if isinstance(text, dict) else {"text": text, "blocks": blocks, **rest}
        url = self.response_url or ""
        try:
            self._workspace.acts.respond(url.rpartition("/")[2], message)
        except ApiError as error:
            return WebhookResponse(url=url, status_code=404, body=error.code, headers={})
        return WebhookResponse(url=url, status_code=200, body="ok", headers={})


def _no_proxy_for_loopback() -> None:
    """Tell this process's HTTP clients that loopback is reached directly."""
    for name in ("no_proxy", "NO_PROXY"):
        known = [host for host in os.environ.get(name, "").split(",") if host.strip()]
        os.environ[name] = ",".join(dict.fromkeys([*known, "127.0.0.1", "localhost"]))
