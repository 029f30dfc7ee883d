"""The one edge for failures: what people can cause gets a sentence, what nobody expected a reference."""

from __future__ import annotations

import re
import secrets
import urllib.error
from collections.abc import Callable, Sequence

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.log import get_logger
from bot.model.errors import DeliveryError, KpError, QueryError, StoreError
from bot.query.lex import unescape
from bot.views.help import hint_message
from handlers.turn import Turn

log = get_logger(__name__)

_SLACK = {
    "expired_trigger_id": "That took too long. Press it again.",
    "trigger_expired": "That took too long. Press it again.",
    "exchanged_trigger_id": "That was pressed already. Press it again.",
    "channel_not_found": "I cannot see that channel. Invite me there: /invite @kp-events",
    "not_in_channel": "I am not in that channel. Invite me there: /invite @kp-events",
    "is_archived": "That channel is archived.",
    "push_limit_reached": "Too many windows are open. Close one and press again.",
    "missing_scope": "I lack a permission in this workspace. Ask an admin to run kp doctor.",
    "ratelimited": "Slack asks to wait. Try again in a minute.",
}

_STORE = {
    "full": "This cannot be kept now: the bot's disk is full. Questions are still answered.",
    "locked": "The record is busy. Try again in a minute.",
    "damaged": "The record is damaged. Whoever runs the bot has to restore it.",
    "disk": "The record cannot be reached now. Tell whoever runs the bot.",
}


def run(turn: Turn, what: str, do: Callable[[], None]) -> None:
    """Do what a person asked; whatever fails, they are told in one sentence.

    Args:
        turn: who asked, and how they are answered.
        what: a short name of it, for the log.
        do: the work.
    """
    try:
        do()
    except Exception as error:  # noqa: BLE001 - the one edge
        _tell(turn, sentence(error, what), offers(turn, error))


def sentence(error: Exception, what: str) -> str:
    """Return what a person is told of a failure, and log it.

    Args:
        error: what failed.
        what: a short name of what was done.
    """
    if isinstance(error, StoreError):
        log.error("database_trouble", what=what, reason=error.reason)
        return _STORE.get(error.reason, _STORE["disk"])
    if isinstance(error, KpError):
        log.info("asked_in_vain", what=what, why=type(error).__name__)
        return str(error)
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error") or "no answer")
        log.warning("slack_refused", what=what, code=code)
        return _SLACK.get(code, f"Slack refused this: {code}.")
    if isinstance(error, (SlackClientError, urllib.error.URLError, TimeoutError, ConnectionError)):
        log.warning("slack_not_reached", what=what, error=str(error))
        return "Slack did not answer. Try again in a minute."
    reference = secrets.token_hex(3)
    log.error("unexpected", what=what, reference=reference, exc_info=error)
    return f"Something went wrong here. It is logged under {reference}; try again, or tell who runs the bot."


def offers(turn: Turn, error: Exception) -> tuple[str, ...]:
    """Return what a person could ask instead of what failed: the same with the nearest name, or what would do."""
    if isinstance(error, QueryError) and error.word:
        text, word = unescape(turn.typed), re.escape(error.word)
        where = re.search(rf"(?<=[:=,|]){word}", text) or re.search(word, text)
        if where is None:
            return ()
        put = (f'"{name}"' if " " in name and '"' not in text else name for name in error.instead)
        return tuple(f"{text[: where.start()]}{name}{text[where.end() :]}" for name in put)
    return error.offers if isinstance(error, KpError) else ()


def _tell(turn: Turn, words: str, offered: Sequence[str]) -> None:
    """Say it where it was asked; where that is no longer possible, in a direct message."""
    try:
        turn.answer(hint_message(words, offered))
    except (DeliveryError, SlackApiError, SlackClientError, OSError, ValueError) as error:
        log.info("answer_not_taken", error=str(error))
        try:
            turn.client.chat_postMessage(channel=turn.user, text=hint_message(words)["text"])
        except (SlackApiError, SlackClientError, OSError) as again:
            log.warning("not_told", words=words, error=str(again))
