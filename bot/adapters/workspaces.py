"""Several Slack workspaces: the app is installed by each, and each is posted to with its own token."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth import InstallationStore, OAuthStateStore
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation

from bot.adapters.sealing import Seal
from bot.adapters.slack import SlackMessenger, web_client
from bot.log import get_logger
from bot.model.errors import ConfigError, DeliveryError
from bot.ports import Clock, Messenger, Person, Posted
from bot.store import installations
from bot.store.db import Store
from bot.store.installations import Installation

log = get_logger(__name__)
T = TypeVar("T")

STATE_LASTS = timedelta(minutes=10)
# the token opens nothing any more: the app was removed, or its token withdrawn
GONE = frozenset({"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired", "team_access_not_granted"})  # fmt: skip


class Installations(InstallationStore):
    """slack-sdk's installation store on this project's database; bot tokens only."""

    def __init__(self, store: Store, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._clock = clock
        self._seal = seal

    @property
    def logger(self) -> logging.Logger:
        """Where slack-sdk logs."""
        return logging.getLogger(__name__)

    def save(self, installation: SlackInstallation) -> None:
        """Keep what Slack gave when somebody installed the app.

        Raises:
            ConfigError: it is no installation of a bot in one workspace.
        """
        if installation.is_enterprise_install or not installation.team_id or not installation.bot_token:
            raise ConfigError("The app can be installed in single workspaces only.")
        token, sealed = self._seal.seal(installation.bot_token)
        made = Installation(
            workspace=installation.team_id,
            name=installation.team_name or installation.team_id,
            app_id=installation.app_id,
            bot_id=installation.bot_id or "",
            bot_user=installation.bot_user_id or "",
            scopes=tuple(installation.bot_scopes or ()),
            token=token,
            encrypted=sealed,
            installed_by=installation.user_id,
            installed_at=self._clock.now(),
        )
        with self._store.write() as db:
            installations.save(db, made)
        log.info("workspace_installed", workspace=made.workspace, sealed=sealed)

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return a workspace's bot, None where the app is not installed or was removed."""
        found = self._in_use(team_id)
        if found is None:
            return None
        return Bot(
            app_id=found.app_id,
            team_id=found.workspace,
            team_name=found.name,
            bot_token=self._seal.open(found.token, sealed=found.encrypted),
            bot_id=found.bot_id,
            bot_user_id=found.bot_user,
            bot_scopes=list(found.scopes),
            installed_at=found.installed_at.timestamp(),
        )

    def authorize(self, team_id: str | None) -> AuthorizeResult | None:
        """Return whom the app speaks for in a workspace, without asking Slack; None: it is not installed."""
        bot = self.find_bot(enterprise_id=None, team_id=team_id)
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=list(bot.bot_scopes),
        )

    def check(self) -> None:
        """Open every sealed token.

        Raises:
            ConfigError: the key does not open one.
        """
        with self._store.read() as db:
            for each in installations.every(db):
                self._seal.open(each.token, sealed=each.encrypted)

    def prove(self) -> int:
        """Seal what stands open, open what is sealed, and return how many workspaces there are.

        Raises:
            ConfigError: the key does not open a token.
        """
        with self._store.read() as db:
            known = installations.every(db)
        for each in known:
            if each.encrypted:
                self._seal.open(each.token, sealed=True)
            elif self._seal.seals:
                with self._store.write() as db:
                    installations.seal(db, each.workspace, self._seal.seal(each.token)[0])
        return len(known)

    def _in_use(self, workspace: str | None) -> Installation | None:
        with self._store.read() as db:
            found = installations.get(db, workspace or "")
        return found if found is not None and found.parked_at is None else None


class States(OAuthStateStore):
    """slack-sdk's state store on this project's database: what a browser began, only it may end, once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """Where slack-sdk logs."""
        return logging.getLogger(__name__)

    def issue(self, *_args: Any, **_kwargs: Any) -> str:
        """Begin an installation."""
        state = secrets.token_urlsafe(32)
        now = self._clock.now()
        with self._store.write() as db:
            installations.begin(db, state, now + STATE_LASTS, now)
        return state

    def consume(self, state: str) -> bool:
        """End an installation; False where it was not begun here, ended before, or took too long."""
        with self._store.write() as db:
            return installations.finish(db, state, self._clock.now())


class Exchange:
    """Posts to each workspace with its own token.

    Args:
        known: the installations.
        url: Slack's API.
        gone: is told of a workspace whose token Slack takes no more, and why.
    """

    def __init__(self, known: Installations, url: str, gone: Callable[[str, str], None]) -> None:
        self._known = known
        self._url = url
        self._gone = gone

    def of(self, workspace: str) -> Messenger:
        """Return what posts to a workspace.

        Raises:
            DeliveryError: the app is not installed there, or not any more.
        """
        bot = self._known.find_bot(enterprise_id=None, team_id=workspace)
        if bot is None:
            raise DeliveryError(
                "The app is not installed in that workspace.", code="not_installed", outcome="refused"
            )
        return _Watched(SlackMessenger(web_client(bot.bot_token, self._url)), workspace, self._gone)


@dataclass(frozen=True, slots=True)
class _Watched:
    """A messenger of a workspace that may leave."""

    inner: Messenger
    workspace: str
    gone: Callable[[str, str], None]

    def post(
        self, channel: str, payload: dict[str, Any], *, tag: str, thread_ts: str | None = None
    ) -> Posted:
        return self._try(lambda: self.inner.post(channel, payload, tag=tag, thread_ts=thread_ts))

    def update(self, channel: str, ts: str, payload: dict[str, Any]) -> None:
        self._try(lambda: self.inner.update(channel, ts, payload))

    def find(self, channel: str, tag: str, *, since: datetime, thread_ts: str | None = None) -> Posted | None:
        return self._try(lambda: self.inner.find(channel, tag, since=since, thread_ts=thread_ts))

    def person(self, user: str) -> Person:
        return self._try(lambda: self.inner.person(user))

    def _try(self, do: Callable[[], T]) -> T:
        try:
            return do()
        except DeliveryError as error:
            if error.code in GONE:
                self.gone(self.workspace, error.code)
            raise
