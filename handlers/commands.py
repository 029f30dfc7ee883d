"""The router of `/kp-events`: a subcommand by its first word, else a search."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from bot.services import Services
from bot.text import squash
from handlers import around, asking, digests, edge, exporting, feeds, reporting, silencing, subscribing
from handlers.listening import on_action
from handlers.registry import COMMANDS
from handlers.turn import Turn

COMMAND = "/kp-events"
PARTS = (
    asking,
    subscribing,
    silencing,
    digests,
    feeds,
    exporting,
    reporting,
    around,
)  # importing them fills the registry


def register(app: App, services: Services) -> None:
    """Listen for the slash command."""

    @app.command(COMMAND)
    def on_command(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        ack()
        turn = Turn.of(services, client, body, respond)
        text = str(body.get("text") or "")
        edge.run(turn, f"command {first_word(text)[0]}", lambda: route(turn, text))

    on_action(app, services, "ask", ask)


def ask(turn: Turn) -> None:
    """Answer what a button offers, in place of the message that offered it."""
    turn.over = True
    route(turn, turn.value)


def route(turn: Turn, text: str) -> None:
    """Answer what was typed after `/kp-events`."""
    word, rest = first_word(text)
    known = COMMANDS.get("help" if text.strip() == "?" else word)
    if known is not None:
        known.run(turn, rest)
    else:
        asking.search(turn, squash(text))


def first_word(text: str) -> tuple[str, str]:
    """Return the first word in lower case, and the rest as typed."""
    word, _, rest = squash(text).partition(" ")
    return word.lower(), rest.strip()
