"""App Home: what the bot watches, what a person gets from it, and the first steps."""

from __future__ import annotations

from bot.views import blocks as b
from bot.views.digest_form import digest_line
from bot.views.models import Home
from bot.views.mrkdwn import Mrkdwn, fmt, plain
from bot.views.status import status_rows
from bot.views.subscriptions import subscription_line, subscription_menu
from bot.views.words import moment

_SHOWN = 20
FIRST_STEPS = (
    "Invite me to a channel: /invite @kp-events",
    "Choose what it hears of: /kp-events subscribe severity:>=3 in #channel",
    "Give it a morning digest: /kp-events digest at 08:00 in #channel",
    "Ask me anything: /kp-events icbm launches last year",
)
SAMPLES = (
    "Some of what you see is made-up sample news, marked as such: no live feed has answered yet. "
    "The samples go when one does."
)


def home_view(home: Home) -> b.Payload:
    """Return a person's App Home."""
    subscriptions = [*home.mine, *home.channels]
    rows = [
        b.section(subscription_line(each, home.user), accessory=subscription_menu(each))
        for each in subscriptions[:_SHOWN]
    ]
    blocks = [
        b.header("What happens on the Korean Peninsula"),
        b.section(
            "One alert for each event, a daily digest, and answers about anything since the record begins."
        ),
        *([b.context(SAMPLES)] if home.samples else []),
        b.actions(
            b.button("Last 7 days", "home_recent"),
            b.button("Subscribe", "home_subscribe", style="primary"),
            b.button("Feeds", "home_feeds"),
            b.button("Help", "home_help"),
        ),
        *_first_steps(home),
        b.section(Mrkdwn("*Subscriptions*"), "" if rows else "None yet."),
        *rows,
        b.section(Mrkdwn("*Your digest*"), digest_line(home.digest, home.user, home.user)),
        _digest_buttons(home),
        *_snoozed(home),
        b.divider(),
        b.section(Mrkdwn("*How the bot is doing*")),
        *b.fields(status_rows(home.status)),
    ]
    return b.home(blocks)


def _first_steps(home: Home) -> list[b.Block]:
    if home.mine or home.channels:
        return []
    lines = [plain(f"{i}. {step}") for i, step in enumerate(FIRST_STEPS, 1)]
    return [b.section(Mrkdwn("*First steps*"), *lines)]


def _digest_buttons(home: Home) -> b.Block:
    on = home.digest is not None and home.digest.enabled
    turn = b.button("Turn off", "home_digest", "off") if on else b.button("Turn on", "home_digest", "on")
    return b.actions(turn, b.button("Preview", "home_preview", spoken="Show what the next digest would say"))


def _snoozed(home: Home) -> list[b.Block]:
    found = home.status.snoozes
    if not found:
        return []
    lines = [fmt("• {} until {}", plain(s.query or "everything", 150), moment(s.until)) for s in found[:10]]
    return [b.section(Mrkdwn("*Snoozed*"), *lines)]
