"""What `kp doctor` asks Slack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapters.sealing import Seal
from bot.adapters.slack import web_client
from bot.adapters.workspaces import Installations
from bot.cli.finding import Finding
from bot.model.errors import ConfigError
from bot.model.message import is_channel
from bot.services import Services
from bot.store import digest_settings, installations, subscriptions

NEEDED_SCOPES = (
    "commands", "chat:write", "chat:write.public", "im:write", "users:read", "channels:read", "groups:read",
)  # fmt: skip
HISTORY_SCOPES = ("channels:history", "groups:history", "im:history")
CLOCK_OFF = timedelta(minutes=5)  # from here on Slack's signatures are refused
MANY_CHANNELS = 50  # asked one by one


def slack(services: Services) -> Iterator[Finding]:
    """Tokens, scopes, the clock beside Slack's, and whether the bot is where it shall post."""
    settings = services.settings
    if settings.slack_mode == "local":
        have = settings.half_set
        if have:
            yield Finding(
                "Slack", "fail", f"only {' and '.join(have)} set: too little to meet Slack; see the README"
            )
        else:
            yield Finding("Slack", "ok", "no tokens: kp run serves the local workspace")
        return
    if settings.slack_mode == "many":
        yield from _workspaces(services)
        return
    yield from _tokens(services)


def _workspaces(services: Services) -> Iterator[Finding]:
    """The workspaces that installed the app: whether their tokens open, and which have left."""
    key = services.settings.token_key
    try:
        Installations(services.store, services.clock, Seal(key.get_secret_value() if key else None)).check()
    except ConfigError as error:
        yield Finding("KP_TOKEN_KEY", "fail", str(error))
    with services.store.read() as db:
        known = installations.every(db)
    if not known:
        yield Finding("workspaces", "warn", "none has installed the app yet; open /slack/install")
    open_ = [each.name for each in known if not each.encrypted]
    if open_ and key is None:
        yield Finding("tokens", "warn", "kept open in the database; set KP_TOKEN_KEY to seal them")
    for each in known:
        said = f"removed the app ({each.parked_why})" if each.parked_at else "installed"
        yield Finding(f"workspace {each.name}", "warn" if each.parked_at else "ok", said)


def _tokens(services: Services) -> Iterator[Finding]:
    settings = services.settings
    assert settings.slack_bot_token is not None  # noqa: S101 - the mode says so
    client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        yield Finding("SLACK_BOT_TOKEN", "fail", f"Slack says {error.response.get('error')}")
        return
    except (SlackClientError, OSError) as error:
        yield Finding("Slack", "fail", f"cannot be reached: {error}")
        return
    yield Finding("SLACK_BOT_TOKEN", "ok", f"{answer.get('team')} as {answer.get('user')}")
    headers = answer.headers or {}
    held = {
        s.strip()
        for s in str(headers.get("x-oauth-scopes", headers.get("X-OAuth-Scopes", ""))).split(",")
        if s.strip()
    }
    if not held:
        yield Finding("scopes", "warn", "Slack did not say which scopes the token has")
    else:
        missing = [s for s in NEEDED_SCOPES if s not in held]
        yield Finding(
            "scopes", "fail" if missing else "ok", f"missing: {', '.join(missing)}" if missing else "all held"
        )
        lacking = [s for s in HISTORY_SCOPES if s not in held]
        if lacking:
            said = f"without {', '.join(lacking)} a message whose answer was lost may come twice"
            yield Finding("history scopes", "warn", said)
    yield from _clock(headers, services.now())
    yield from _channels(services, client)
    if settings.slack_app_token:
        yield _app_token(settings.slack_app_token.get_secret_value(), settings.slack_api_url)


def _app_token(token: str, url: str) -> Finding:
    try:
        WebClient(token=token, base_url=url, timeout=10).apps_connections_open(app_token=token)
    except SlackApiError as error:
        said = f"Slack says {error.response.get('error')}; it needs the scope connections:write"
        return Finding("SLACK_APP_TOKEN", "fail", said)
    except (SlackClientError, OSError) as error:
        return Finding("SLACK_APP_TOKEN", "fail", f"cannot be tried: {error}")
    return Finding("SLACK_APP_TOKEN", "ok", "Socket Mode opens")


def _clock(headers: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    said = headers.get("date") or headers.get("Date")
    if not said:
        return
    try:
        off = abs(now - parsedate_to_datetime(said))
    except (ValueError, TypeError):
        return
    wrong = off >= CLOCK_OFF
    words = f"{int(off.total_seconds())} s from Slack's" + ("; set it by NTP" if wrong else "")
    yield Finding("clock beside Slack's", "fail" if wrong else "ok", words)


def _channels(services: Services, client: WebClient) -> Iterator[Finding]:
    """Whether the bot is in the channels that it shall post to."""
    settings = services.settings
    with services.store.read() as db:
        wanted = {each.target for each in subscriptions.active(db)}
        wanted |= {each.target for each in digest_settings.enabled(db)}
    named = (settings.alert_channel, settings.digest_channel, settings.operator_channel)
    wanted |= {name for name in named if name}
    for channel in sorted(name for name in wanted if is_channel(name))[:MANY_CHANNELS]:
        yield _channel(client, channel)


def _channel(client: WebClient, channel: str) -> Finding:
    check = f"channel {channel}"
    try:
        found = client.conversations_info(channel=channel).get("channel") or {}
    except SlackApiError as error:
        return Finding(check, "fail", f"Slack says {error.response.get('error')}; invite the bot there")
    except (SlackClientError, OSError) as error:
        return Finding(check, "warn", f"cannot be asked for: {error}")
    name = f"#{found.get('name', channel)}"
    if found.get("is_archived"):
        return Finding(check, "fail", f"{name} is archived")
    if not found.get("is_member"):
        return Finding(
            check, "warn", f"the bot is not in {name}; a message whose answer is lost may come twice"
        )
    return Finding(check, "ok", name)
