"""App Home: what a person gets and how the bot is doing, made anew each time it is opened."""

from __future__ import annotations

from typing import Any

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from bot.services import Services
from bot.views.subscriptions import Wish, subscription_modal
from handlers import around, asking, digests, edge, feeds, silencing
from handlers.homepage import publish
from handlers.listening import on_action
from handlers.turn import Turn


def subscribe(turn: Turn) -> None:
    """Open the form of a new subscription."""
    turn.open(subscription_modal(Wish("", turn.user)))


def turn_digest(turn: Turn) -> None:
    """Turn the person's own digest on or off."""
    digests.switch(turn, turn.user, on=turn.value == "on")
    publish(turn)


def end_snooze(turn: Turn) -> None:
    """End a snooze, and show the page without it."""
    silencing.undo(turn)
    publish(turn)


def register(app: App, services: Services) -> None:
    """Listen for the home being opened, and for its buttons."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], context: BoltContext, client: WebClient) -> None:
        if event.get("tab", "home") != "home":
            return
        turn = Turn.of(services, client, {"user": {"id": event["user"]}, "team_id": context.team_id})
        edge.run(turn, "home", lambda: publish(turn))

    on_action(app, services, "home_recent", lambda turn: asking.search(turn, ""))
    on_action(app, services, "home_subscribe", subscribe)
    on_action(app, services, "home_feeds", lambda turn: feeds.feeds(turn, ""))
    on_action(app, services, "home_help", lambda turn: around.help_(turn, ""))
    on_action(app, services, "home_digest", turn_digest)
    on_action(app, services, "home_status", lambda turn: around.status(turn, ""))
    on_action(app, services, "home_unsnooze", end_snooze)
    on_action(app, services, "home_preview", lambda turn: digests.digest(turn, "preview in me"))
