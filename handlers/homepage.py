"""A person's App Home, made anew: when it is opened, and when something on it was changed."""

from __future__ import annotations

from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.log import get_logger
from bot.views import asking, models
from bot.views.home import home_view
from handlers.targets import channels_of
from handlers.turn import Turn

log = get_logger(__name__)


def publish(turn: Turn) -> None:
    """Show a person their home as it is now: what they get, and what the channels get that they are in."""
    with turn.services.store.read() as db:
        home = models.load_home(db, turn.user, turn.now, workspace=turn.workspace)
    home = home.within(channels_of(turn))
    home = replace(home, troubles=asking.troubles(turn.services, [*home.mine, *home.channels]))
    turn.client.views_publish(
        user_id=turn.user,
        view=home_view(home, zone=turn.zone, setting_up=turn.person.admin, invited=_invited(turn)),
    )


def _invited(turn: Turn) -> bool:
    """Tell whether Slack knows of a channel that the bot is in; where it does not say, it is not."""
    if not turn.person.admin:
        return False
    try:
        found = turn.client.users_conversations(
            types="public_channel,private_channel", exclude_archived=True, limit=20
        )
    except SlackApiError as error:
        log.info("channels_not_seen", code=str(error.response.get("error")))
        return False
    return bool(found.get("channels"))
