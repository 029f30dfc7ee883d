"""`kp run`: the main job."""

from __future__ import annotations

import logging
import os
import webbrowser

import click

from bot.app.run import run as run_bot
from bot.config import load_settings
from bot.log import hide, set_up_logging


@click.command("run")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port of the local workspace, health and HTTP mode [8038]."
)
@click.option("--open", "open_page", is_flag=True, help="Open the local workspace in a browser.")
def run(port: int | None, open_page: bool) -> None:
    """Start the bot: feeds, alerts, digests and Slack.

    Tokens in the environment or in .env choose how: SLACK_BOT_TOKEN + SLACK_APP_TOKEN for Socket
    Mode, SLACK_BOT_TOKEN + SLACK_SIGNING_SECRET for HTTP, none for the local workspace in your
    browser. Stop it with Ctrl-C.

    \b
    Example:  kp run --open
    """
    settings = load_settings(port=port)
    set_up_logging(settings.log)
    hide(settings.secrets)

    def opened(url: str) -> None:
        if open_page:
            webbrowser.open(url)

    run_bot(settings, say=click.echo, opened=opened)
    # A tick that did not end in time (a server that does not answer) must not keep the process:
    # every step is a transaction, so nothing is half done.
    logging.shutdown()
    os._exit(0)
