"""Help, status and settings: what one can do, how the bot is, what one gets."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext

from bot.model.errors import InputError
from bot.pipeline.parking import park
from bot.services import Services
from bot.store import digest_settings, subscriptions
from bot.text import plural
from bot.views import blocks as b
from bot.views.digest_form import digest_line
from bot.views.help import HelpLine, help_message, topic_message
from bot.views.mrkdwn import Mrkdwn, fmt
from bot.views.status import load_status, status_message
from handlers.registry import COMMANDS, in_order, nearest, subcommand
from handlers.targets import here
from handlers.turn import Turn

SEARCH = HelpLine(
    "search",
    "Find events: newest first, ten a page. Without words: the last 7 days.",
    "[words]",
    ("icbm launches last year", "balloons since May 2024", "type:missile -cruise place:Sunan severity:>=4"),
)


@subcommand("status", help="How I am doing: feeds, queue, digests, record.")
def status(turn: Turn, _rest: str) -> None:
    """Answer with how the bot is doing."""
    turn.answer(status_message(load_status(turn.services, turn.now)))


@subcommand("settings", help="What you and this channel get, and in which time zone you read.")
def settings(turn: Turn, _rest: str) -> None:
    """Answer with what the person and the channel get."""
    targets = list(dict.fromkeys((turn.user, here(turn))))
    with turn.services.store.read() as db:
        digests = [digest_line(digest_settings.get(db, turn.workspace, t), t, turn.user) for t in targets]
        n = len(subscriptions.of_targets(db, turn.workspace, targets))
    lines = [
        Mrkdwn("*Settings*"),
        fmt("Your time zone in Slack is {}.", turn.zone),
        *digests,
        fmt("{} here: /kp-events subscriptions", plural(n, "subscription")),
    ]
    turn.answer(b.message(b.spoken(*lines), [b.section(*lines)]))


@subcommand("help", help="This page, or more on one word.", usage="help [word]", examples=("help subscribe",))
def help_(turn: Turn, rest: str) -> None:
    """Answer with help on all or one subcommand."""
    word = rest.lower().split(" ")[0]
    if not word:
        turn.answer(help_message([SEARCH, *(known.line for known in in_order())]))
    elif word in ("search", "query"):
        turn.answer(topic_message(SEARCH))
    elif word in COMMANDS:
        turn.answer(topic_message(COMMANDS[word].line))
    else:
        near = nearest(word)
        raise InputError(
            f"There is no help on “{word}”.",
            hint=f"Did you mean “{near}”?" if near else "See /kp-events help.",
        )


def register(app: App, services: Services) -> None:
    """Listen for workspaces that remove the app or withdraw its token."""

    def left(workspace: str | None, why: str) -> None:
        if workspace:
            park(services.store, services.clock, workspace, why, operator=services.settings.operator_channel)

    @app.event("app_uninstalled")
    def uninstalled(context: BoltContext) -> None:
        left(context.team_id, "app_uninstalled")

    @app.event("tokens_revoked")
    def revoked(event: dict[str, Any], context: BoltContext) -> None:
        if (event.get("tokens") or {}).get("bot"):
            left(context.team_id, "token_revoked")
