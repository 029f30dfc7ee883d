"""Slack's edge: one function a subcommand, button and form, the same for all ways to meet Slack."""

from slack_bolt import App

from bot.services import Services
from handlers import (
    around,
    asking,
    commands,
    digests,
    exporting,
    feedback,
    feeds,
    home,
    reporting,
    silencing,
    subscribing,
    subscription_form,
)

__all__ = ["register"]


def register(app: App, services: Services) -> None:
    """Let an app answer people: Socket Mode, HTTP and the local workspace use this alike.

    Args:
        app: the Bolt app of an edge.
        services: the parts of the bot.
    """
    for part in (
        commands,
        asking,
        subscribing,
        subscription_form,
        silencing,
        digests,
        exporting,
        feedback,
        feeds,
        home,
        reporting,
        around,
    ):
        part.register(app, services)
