"""Logs as events with ids: text on a terminal, JSON lines elsewhere, secrets never."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any

import structlog

_SECRET = re.compile(
    r"xox[a-z][.-][\w.-]+|xapp-[\w-]+"  # Slack's tokens
    r"|(?i:bearer|basic)\s+[\w.~+/=-]{8,}"  # an Authorization header
    r"|(?<=/services/)[\w/]+"  # an incoming webhook
    r"|(?<=://)[^\s/@]+(?=@)"  # a name and password in an address
    r"|(?i:(?<=token=)|(?<=secret=)|(?<=password=)|(?<=api_key=)|(?<=signature=))[^\s&\"']+"
)
_SHORTEST = 6  # characters; a shorter "secret" would blot out words
_hidden: set[str] = set()
_listeners: list[Callable[[Mapping[str, Any]], None]] = []


def hide(secrets: Iterable[str]) -> None:
    """Let no log show these values, whatever they look like."""
    _hidden.update(secret for secret in secrets if len(secret) >= _SHORTEST)


def listen(heard: Callable[[Mapping[str, Any]], None]) -> None:
    """Let somebody hear each event of the log, as it is shown: what is counted is what is told."""
    _listeners.append(heard)


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace whatever is or looks like a secret in any value of a log event."""
    for key, value in event.items():
        if not key.startswith("_"):  # the logging module's own record
            event[key] = _clean(value)
    return event


def without_secrets(text: str) -> str:
    """Return text with whatever is or looks like a secret replaced."""
    for secret in sorted(_hidden, key=len, reverse=True):  # one may begin another
        text = text.replace(secret, "[secret]")
    return _SECRET.sub("[secret]", text)


def _clean(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {_clean(k): _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(each) for each in value]
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return without_secrets(value if isinstance(value, str) else str(value))


def _tell(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for heard in _listeners:
        heard(event)
    return event


def set_up_logging(style: str = "auto") -> None:
    """Send this project's and its libraries' logs to standard error.

    Args:
        style: `json`, `text`, or `auto` (text on a terminal).
    """
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
        _tell,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # APScheduler warns of each tick that finds the last one still busy
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for noisy in ("httpx2", "httpcore2", "slack_bolt", "slack_sdk", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger whose events carry what is bound to the context."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
