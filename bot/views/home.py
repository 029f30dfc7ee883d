"""App Home: what the bot watches, what a person gets from it, and the first steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.model.message import is_channel
from bot.policy.digest import next_slot
from bot.policy.health import ago
from bot.text import plural
from bot.views import blocks as b
from bot.views.digest_form import digest_line
from bot.views.feeds import feeds_heading, ill_lines
from bot.views.models import Home
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain, reader_time
from bot.views.status import place
from bot.views.subscriptions import subscription_line, subscription_menu
from bot.views.words import moment, short_day

_SHOWN = 20
_SNOOZES = 10
_CHANNELS = 10
SAMPLES = (
    "Some of what you see is made-up sample news, marked as such: no live feed has answered yet. "
    "The samples go when one does."
)
BY_SETTINGS = "settings"  # who makes what a new workspace has from the start


def home_view(home: Home, *, zone: str, setting_up: bool = False, invited: bool = False) -> b.Payload:
    """Return a person's App Home.

    Args:
        home: what it shows.
        zone: the reader's IANA zone.
        setting_up: whether the reader is one who sets the bot up; the first steps are theirs.
        invited: whether Slack knows of a channel that the bot is in.
    """
    blocks = [
        b.header("What happens on the Korean Peninsula"),
        b.section(
            "One alert for each event, a daily digest, and answers about anything since the record begins."
        ),
        *([b.context(SAMPLES)] if home.samples else []),
        b.actions(
            b.button("Last 7 days", "home_recent"),
            b.button("Subscribe", "home_subscribe", style="primary"),
            b.button("Help", "home_help"),
        ),
        *(_first_steps(home, invited) if setting_up else []),
        *_subscriptions(home),
        *_digests(home, zone),
        *_snoozed(home, zone),
        b.divider(),
        *_watched(home, zone),
    ]
    return b.home(blocks)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first steps: whether it is done, what to do, and what is so once it is done."""

    done: bool
    ask: str
    told: str


def first_steps(home: Home, invited: bool) -> tuple[Step, ...]:
    """Return the first steps.

    What a new workspace has from the start counts for the channel and the hour; a subscription counts
    when a person made it.
    """
    subscriptions, digests = home.status.subscriptions, home.status.digests
    alerted = any(is_channel(s.target) for s in subscriptions)
    daily = any(is_channel(d.target) for d in digests)
    chosen = any(s.created_by != BY_SETTINGS for s in subscriptions)
    return (
        Step(invited or alerted or daily, "Invite me to a channel: /invite @kp-events", "I am in a channel"),
        Step(alerted, "Pick the channel that gets alerts", "A channel gets alerts"),
        Step(daily, "Pick the hour of a channel's digest", "A channel gets a daily digest"),
        Step(chosen, "Subscribe to what you care about most", "Somebody subscribed"),
    )


def _first_steps(home: Home, invited: bool) -> list[b.Block]:
    steps = first_steps(home, invited)
    done = sum(step.done for step in steps)
    if done == len(steps):
        return []
    lines = [
        plain(f":white_check_mark: Done: {s.told}" if s.done else f":white_large_square: {s.ask}")
        for s in steps
    ]
    buttons = (
        None,
        b.button("Pick a channel", "home_subscribe:channel", spoken="Pick the channel that gets alerts"),
        b.button("Pick an hour", "digest_edit:channel", spoken="Pick the hour of a channel's daily digest"),
        b.button("Subscribe", "home_subscribe:first", spoken="Subscribe to what you care about most"),
    )
    open_ = [button for step, button in zip(steps, buttons, strict=True) if button and not step.done]
    heading = fmt("*First steps* · {} of {} done", str(done), str(len(steps)))
    return [b.section(heading, *lines), *([b.actions(*open_)] if open_ else [])]


def _subscriptions(home: Home) -> Iterator[b.Block]:
    found = [*home.mine, *home.channels]
    yield b.section(
        Mrkdwn("*Subscriptions*"), "" if found else "None yet. Subscribe to hear of things at once."
    )
    for each in found[:_SHOWN]:
        trouble = home.troubles.get(each.id, "")
        yield b.section(subscription_line(each, home.user, trouble), accessory=subscription_menu(each))
    if len(found) > _SHOWN:
        yield b.context(f"And {len(found) - _SHOWN} more: /kp-events subscriptions")


def _digests(home: Home, zone: str) -> Iterator[b.Block]:
    on = home.digest is not None and home.digest.enabled
    yield b.section(
        Mrkdwn("*Your digest*"), digest_line(home.digest, home.user, home.user, hint=False), _next(home, zone)
    )
    turn = b.button("Turn off", "home_digest", "off") if on else b.button("Turn on", "home_digest", "on")
    change = b.button("Change", "digest_edit", home.user, spoken="Change hour, days and what is in it")
    preview = b.button("Preview", "home_preview", spoken="Show what the next digest would say")
    yield b.actions(*((change, turn) if on else (turn, change)), preview)
    for each in home.digests[:_CHANNELS]:
        button = b.button("Change", f"digest_edit:{each.target}", each.target, spoken="Change this digest")
        yield b.section(digest_line(each, each.target, home.user), accessory=button)


def _next(home: Home, zone: str) -> Mrkdwn:
    at = next_slot(home.digest, home.status.now) if home.digest is not None else None
    return Mrkdwn("") if at is None else fmt("Next: {}.", reader_time(at, moment(at, zone)))


def _snoozed(home: Home, zone: str) -> Iterator[b.Block]:
    if home.snoozes:
        yield b.section(Mrkdwn("*Snoozed*"))
    for each in home.snoozes[:_SNOOZES]:
        where = plain("you") if each.target == home.user else place(each.target)
        until = reader_time(each.until, moment(each.until, zone))
        line = fmt("{} for {}, until {}", bold(each.query or "everything", 150), where, until)
        undo = b.button("Undo", f"home_unsnooze:{each.id}", str(each.id), spoken="End this snooze")
        yield b.section(line, accessory=undo)


def _watched(home: Home, zone: str) -> Iterator[b.Block]:
    status, record = home.status, home.status.record
    polled = f"; last asked {ago(status.now - status.last_poll)}" if status.last_poll else ""
    since = f" since {short_day(record.first)}" if record.first else ""
    yield b.section(
        Mrkdwn("*What I watch*"),
        f"{feeds_heading(status.feeds)}{polled}.",
        f"{plural(record.events, 'event')} on record{since}.",
    )
    ill = [row for row in status.feeds if row.health.word in ("failing", "gone", "late")]
    if ill:
        yield b.section(Mrkdwn("*Feeds that need a look*"), *ill_lines(ill))
    yield b.actions(b.button("Feeds", "home_feeds"), b.button("Status", "home_status"))
