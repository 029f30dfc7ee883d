"""Who and what there is in the local workspace: ids in Slack's shape, and the people behind them."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Any

from bot.store.workspace import LocalChannel

TEAM = "T0LOCAL"
APP = "A0KPEVENTS"
BOT = "B0KPEVENTS"
BOT_USER = "U0BOT"
YOU = "U0YOU"

ALERTS = LocalChannel(
    "C0ALERTS", "kp-alerts", "channel", "One message for each event, edited as outlets confirm it"
)
DIGEST = LocalChannel(
    "C0DIGEST", "kp-digest", "channel", "Every morning: the day, the week, and what was before"
)
DIRECT = LocalChannel("D0BOT", "kp-events", "im", "Only you and the bot")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the workspace."""

    id: str
    name: str
    bot: bool

    def to_slack(self, zone: str) -> dict[str, Any]:
        """Return the member as `users.info` does.

        Args:
            zone: the reader's IANA zone.
        """
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name,
            "real_name": self.name,
            "deleted": False,
            "is_bot": self.bot,
            "is_admin": not self.bot,
            "is_owner": not self.bot,
            "tz": zone,
            "profile": {"display_name": self.name, "real_name": self.name},
        }


def members() -> dict[str, Member]:
    """Return the two who are there: the person at this machine, and the bot."""
    you = Member(YOU, _login_name(), bot=False)
    bot = Member(BOT_USER, "kp-events", bot=True)
    return {you.id: you, bot.id: bot}


def _login_name() -> str:
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "you"
    return "you" if name in ("root", "") else name
