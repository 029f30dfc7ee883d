"""Help, status and settings: what one can do, how the bot is, what one gets."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext

from bot.model.errors import InputError
from bot.pipeline.parking import park
from bot.query.near import nearest as near_names
from bot.services import Services
from bot.store import digest_settings, subscriptions
from bot.text import plural
from bot.views import blocks as b
from bot.views.digest_form import digest_line
from bot.views.help import QUERY_HELP, TOPICS, help_message, topic_message, words_message
from bot.views.mrkdwn import Mrkdwn, fmt
from bot.views.status import load_status, status_message
from handlers.listening import on_action
from handlers.registry import BY_WORD, COMMANDS, in_order, subcommand
from handlers.targets import here
from handlers.turn import Turn


@subcommand("status", help="How I am doing: feeds, queue, digests, record.", also=("health", "state"))
def status(turn: Turn, _rest: str) -> None:
    """Answer with how the bot is doing."""
    turn.answer(status_message(load_status(turn.services, turn.now)))


@subcommand(
    "settings",
    help="What you and this channel get, and in which time zone you read.",
    also=("timezone", "zone", "preferences", "options"),
)
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


@subcommand(
    "help",
    help="This page, or more on one word.",
    usage="help [WORD]",
    examples=("help subscribe", "help queries", "help alerts"),
    also=("?", "hello", "hi"),
)
def help_(turn: Turn, rest: str) -> None:
    """Answer with help on all, on a subcommand or on a topic, by any word people look for it."""
    word = rest.lower().split(" ")[0]
    topics = {also: name for name, topic in TOPICS.items() for also in (name, *topic.also)}
    known = BY_WORD | topics | {name: name for name in COMMANDS}
    name = known.get(word)
    if not word:
        turn.answer(help_message(each.line for each in in_order()))
    elif name is None:
        near = near_names(word, known, most=1)
        raise InputError(
            f"There is no help on “{word}”.",
            hint=f"Did you mean “{near[0]}”?" if near else "See /kp-events help.",
            offers=[f"help {each}" for each in near] or ["help"],
        )
    elif name in COMMANDS:
        turn.answer(topic_message(COMMANDS[name].line, QUERY_HELP if name == "search" else ()))
    else:
        turn.answer(words_message(name))


def register(app: App, services: Services) -> None:
    """Listen for the menu of help, and for workspaces that remove the app or withdraw its token."""
    on_action(app, services, "help_topic", lambda turn: help_(turn, turn.value))

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
