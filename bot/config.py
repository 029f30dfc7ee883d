"""Settings, from the environment and `.env`; secrets never print themselves."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.model.errors import SettingError

CHANNEL = r"^[CGDUW][A-Z0-9]+$"  # an id, also a person's; names change, and Slack finds messages by ids only
ENV_FILE, ENV_ENCODING = ".env", "utf-8-sig"  # some editors put a mark before the first letter
SlackMode = Literal["socket", "http", "many", "local"]


def _data_folder() -> Path:
    """Return where data goes without KP_DATA: with what the launcher keeps in KP_HOME, or with the user."""
    home = os.environ.get("KP_HOME")
    return Path(home) / "data" if home else user_data_path("kp-events")


class Settings(BaseSettings):
    """Everything that can be set. Each field's description is what `docs` and `doctor` show."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding=ENV_ENCODING, env_ignore_empty=True, extra="ignore"
    )

    slack_bot_token: SecretStr | None = Field(None, validation_alias="SLACK_BOT_TOKEN", description="xoxb-…")
    slack_app_token: SecretStr | None = Field(
        None, validation_alias="SLACK_APP_TOKEN", description="xapp-…: Socket Mode"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_SIGNING_SECRET", description="HTTP mode"
    )
    slack_client_id: str | None = Field(
        None, validation_alias="SLACK_CLIENT_ID", description="HTTP mode for several workspaces"
    )
    slack_client_secret: SecretStr | None = Field(
        None, validation_alias="SLACK_CLIENT_SECRET", description="HTTP mode for several workspaces"
    )
    token_key: SecretStr | None = Field(
        None, validation_alias="KP_TOKEN_KEY", description="seals the tokens of several workspaces"
    )
    public_url: str | None = Field(
        None,
        validation_alias="KP_PUBLIC_URL",
        pattern=r"^https?://[^\s/]+(/\S*)?$",
        examples=["https://events.example.org"],
        description="where Slack reaches this server, https://…",
    )
    slack_api_url: str = Field(
        "https://slack.com/api/", validation_alias="KP_SLACK_API_URL", pattern=r"^https?://[^\s/]"
    )
    data: Path = Field(
        default_factory=_data_folder,
        validation_alias="KP_DATA",
        description="folder of the database and the trained model",
    )
    host: str = Field(
        "127.0.0.1", validation_alias="KP_HOST", description="address HTTP mode and health listen on"
    )
    port: int = Field(8038, validation_alias="KP_PORT", ge=0, le=65535)
    alert_channel: str | None = Field(
        None,
        validation_alias="KP_ALERT_CHANNEL",
        pattern=CHANNEL,
        examples=["C0123456789"],
        description="channel that gets alerts from the first minute",
    )
    digest_channel: str | None = Field(
        None,
        validation_alias="KP_DIGEST_CHANNEL",
        pattern=CHANNEL,
        examples=["C0123456789"],
        description="channel that gets the digest from the first day",
    )
    operator_channel: str | None = Field(
        None,
        validation_alias="KP_OPERATOR_CHANNEL",
        pattern=CHANNEL,
        examples=["C0123456789"],
        description="channel told of what needs a person",
    )
    heartbeat_url: SecretStr | None = Field(
        None,
        validation_alias="KP_HEARTBEAT_URL",
        description="asked after each good poll and digest, so that a watcher outside notices silence",
    )
    digest_at: str = Field("08:00", validation_alias="KP_DIGEST_AT", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    zone: str = Field("Asia/Seoul", validation_alias="KP_ZONE", description="IANA zone of new digests")
    poll_minutes: float = Field(10, validation_alias="KP_POLL_MINUTES", gt=0, le=1440)
    gather_seconds: float = Field(
        60,
        validation_alias="KP_GATHER_SECONDS",
        ge=0,
        le=900,
        description="how long an alert that is not critical waits for a second outlet",
    )
    feeds_file: Path | None = Field(
        None, validation_alias="KP_FEEDS", description="a feeds.toml instead of the shipped one"
    )
    allow_private_feeds: bool = Field(
        False,
        validation_alias="KP_ALLOW_PRIVATE_FEEDS",
        description="let feeds be on this machine or its network",
    )
    contact: str | None = Field(
        None,
        validation_alias="KP_CONTACT",
        description="address in the User-Agent, so that a site can reach you",
    )
    log: Literal["auto", "json", "text"] = Field("auto", validation_alias="KP_LOG")

    @field_validator("data", "feeds_file")
    @classmethod
    def _at_home(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @field_validator("heartbeat_url")
    @classmethod
    def _web_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.match(r"https?://[^\s/]", value.get_secret_value()):
            raise ValueError("it is no web address; https://hc-ping.com/your-id would be one")
        return value

    @field_validator("contact")
    @classmethod
    def _plain(cls, value: str | None) -> str | None:
        if value is not None and not (value.isascii() and value.isprintable()):
            raise ValueError("it goes into each request, in plain ASCII; desk@example.org would do")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone; Asia/Seoul would be one") from error
        return value

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log and no message may show."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(
            v.get_secret_value() for v in values if isinstance(v, SecretStr) and v.get_secret_value()
        )

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "kp-events.db"

    @property
    def gather(self) -> timedelta:
        """How long alerts gather: never longer than it takes until the feeds are asked again."""
        return timedelta(seconds=min(self.gather_seconds, self.poll_minutes * 60))

    @property
    def slack_mode(self) -> SlackMode:
        """How the bot meets Slack, from the tokens that are set."""
        if self.slack_bot_token and self.slack_app_token:
            return "socket"
        if self.slack_bot_token and self.slack_signing_secret:
            return "http"
        if self.slack_client_id and self.slack_client_secret and self.slack_signing_secret:
            return "many"
        return "local"

    @property
    def half_set(self) -> list[str]:
        """The variables of Slack that are set where too few are for the bot to meet Slack."""
        tokens = {
            "SLACK_BOT_TOKEN": self.slack_bot_token,
            "SLACK_APP_TOKEN": self.slack_app_token,
            "SLACK_SIGNING_SECRET": self.slack_signing_secret,
            "SLACK_CLIENT_ID": self.slack_client_id,
            "SLACK_CLIENT_SECRET": self.slack_client_secret,
        }
        return [name for name, value in tokens.items() if value] if self.slack_mode == "local" else []


def load_settings(**overrides: object) -> Settings:
    """Read the settings.

    Args:
        overrides: values that win over the environment, by field name.

    Raises:
        SettingError: a value cannot be used; the sentence names the variable.
    """
    try:
        return Settings().model_copy(update={k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        raise SettingError(_said(error)) from error
    except (UnicodeError, OSError) as error:
        raise SettingError(
            f"{Path(ENV_FILE).resolve()} cannot be read: {error}.", hint="It should be a text file in UTF-8."
        ) from error


def misspelt() -> list[str]:
    """Return a sentence on each variable that is set and no setting, where its name is nearly that of one."""
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    given = dotenv_values(ENV_FILE, encoding=ENV_ENCODING) if Path(ENV_FILE).is_file() else {}
    strange = {name.upper() for name in (*given, *os.environ)} - known
    found = []
    for name in sorted(name for name in strange if name.startswith(("KP_", "SLACK_"))):
        near = get_close_matches(name, known, n=1, cutoff=0.8)
        found += [f"{name} is no setting; {near[0]} is one." for _ in near]
    return found


def _said(error: ValidationError) -> str:
    """Return what is wrong with the first setting that is, and what would do."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        return f"{name} cannot be used: {first['ctx']['error']}."
    field = next(field for field in Settings.model_fields.values() if field.validation_alias == name)
    example = field.examples[0] if field.examples else field.default
    return f"{name} cannot be {str(first['input'])[:40]}; {example} would do."
