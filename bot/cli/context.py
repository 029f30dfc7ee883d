"""What commands are given: the composed services, made when a command first needs them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.app import compose
from bot.config import Settings, load_settings
from bot.local.names import TEAM
from bot.log import hide, set_up_logging
from bot.pipeline import history
from bot.services import Services
from bot.store import installations, meta, stats
from bot.store.db import Database

P = ParamSpec("P")
R = TypeVar("R")


def pass_services(command: Callable[Concatenate[Services, P], R]) -> Callable[P, R]:
    """Give a command the services as its first argument, on the user's database."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        return command(make_services(), *args, **kwargs)

    return wrapped


def make_services(data: Path | None = None, **overrides: Any) -> Services:
    """Compose the services for one command; an empty database is given the shipped record first.

    Args:
        data: the folder of the database; the user's own when None.
        overrides: settings that win over the environment, by field name.
    """
    settings = load_settings(data=data, **overrides)
    set_up_logging(settings.log)
    hide(settings.secrets)
    services = compose(settings, many=settings.slack_mode == "many")
    with services.store.read() as db:
        empty = stats.record_size(db).events == 0
        services = replace(services, workspace=_whose(settings, db))
    if empty:
        history.load_history(services)
    return services


def _whose(settings: Settings, db: Database) -> str:
    """Return the workspace whose wishes a command shows: the one that the bot on this database speaks for."""
    if settings.slack_mode == "many":
        return installations.home(db) or ""
    return meta.get(db, "workspace") or (TEAM if settings.slack_mode == "local" else "")
