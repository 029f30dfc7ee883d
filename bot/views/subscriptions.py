"""Subscriptions, snoozes and digest hours: listed, previewed before they are kept, edited in a modal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.model.event import Event
from bot.model.message import DigestSetting, Snooze, Subscription
from bot.text import plural
from bot.views import blocks as b
from bot.views.models import Preview
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.status import place
from bot.views.words import SEVERITIES, moment, short_day

HOW_SOON = {"now": "at once", "hourly": "every hour", "digest": "with the digest"}
DAYS = {1: "Mon", 2: "Tue", 3: "Wed", 4: "Thu", 5: "Fri", 6: "Sat", 7: "Sun"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription before it is kept."""

    query: str
    target: str
    delivery: str = "now"
    min_severity: int = 1

    def to_value(self) -> str:
        """Return it as a button's value."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_value(cls, value: str) -> Wish:
        """Return what `to_value` has put into a button."""
        held: dict[str, Any] = json.loads(value)
        return cls(**held)


def where_words(target: str, reader: str) -> Mrkdwn:
    """Return where alerts go: a channel by name, "you" for the reader."""
    return plain("you") if target == reader else place(target)


def preview_message(wish: Wish, preview: Preview, said: str, reader: str) -> b.Payload:
    """Return what a subscription would bring, with a button that keeps it."""
    heading = fmt("Subscribe {} to {}?", where_words(wish.target, reader), bold(said or "everything", 300))
    lines = [how_words(wish.delivery, wish.min_severity), preview_words(preview)]
    latest = [_latest(event) for event in preview.latest]
    value = wish.to_value()
    buttons = b.actions(
        b.button("Save", "subscription_save", value, style="primary"),
        b.button("Change", "subscription_edit", value, spoken="Change it before saving"),
        b.button("Cancel", "dismiss"),
    )
    body = [b.section(heading, *lines)] + ([b.section(Mrkdwn("The latest:"), *latest)] if latest else [])
    return b.message(b.spoken(heading, *lines, *latest), [*body, buttons])


def how_words(delivery: str, min_severity: int) -> str:
    """Return how soon alerts come and of what severity."""
    grave = (
        f", only what is {SEVERITIES[min_severity]} or graver" if min_severity > 1 else ", of any severity"
    )
    return f"Alerts come {HOW_SOON[delivery]}{grave}."


def preview_words(preview: Preview) -> str:
    """Return how often it would have alerted."""
    if preview.total == 0:
        return f"It would not have alerted in the last {preview.days} days."
    return f"It would have alerted {plural(preview.total, 'time')} in the last {preview.days} days."


def saved_message(subscription: Subscription, said: str, reader: str, *, new: bool) -> b.Payload:
    """Return that a subscription was kept."""
    verb = "Subscribed" if new else "Changed: subscribed"
    line = fmt(
        "{} {} to {}. {} End it: /kp-events unsubscribe {}",
        verb,
        where_words(subscription.target, reader),
        bold(said or "everything", 300),
        how_words(subscription.delivery, subscription.min_severity),
        str(subscription.id),
    )
    return b.message(b.spoken(line), [b.section(line)])


def subscriptions_message(found: Sequence[Subscription], reader: str) -> b.Payload:
    """Return subscriptions with a menu each."""
    if not found:
        line = "There are no subscriptions here. Make one: /kp-events subscribe icbm"
        return b.message(line, [b.section(line)])
    lines = [subscription_line(each, reader) for each in found]
    heading = plural(len(found), "subscription")
    rows = [
        b.section(line, accessory=subscription_menu(each))
        for line, each in zip(lines[:40], found[:40], strict=True)
    ]
    return b.message(b.spoken(heading, *lines), [b.section(fmt("*{}*", heading)), *rows])


def subscription_line(each: Subscription, reader: str) -> Mrkdwn:
    """Return a subscription in a line of a list."""
    state = " · paused" if each.paused else ""
    how = HOW_SOON[each.delivery]
    grave = f", {SEVERITIES[each.min_severity]} or graver" if each.min_severity > 1 else ""
    return fmt(
        "{}. {}\nto {}, {}{}",
        str(each.id),
        bold(each.query or "everything", 200),
        where_words(each.target, reader),
        how + grave,
        state,
    )


def subscription_menu(each: Subscription) -> b.Block:
    """Return what can be done with a subscription."""
    turn = b.option("Go on", f"resume {each.id}") if each.paused else b.option("Pause", f"pause {each.id}")
    options = [b.option("Change", f"edit {each.id}"), turn, b.option("Unsubscribe", f"remove {each.id}")]
    return b.overflow(f"subscription_menu:{each.id}", options)


def subscription_modal(
    wish: Wish, *, subscription_id: int | None = None, return_url: str | None = None
) -> b.Payload:
    """Return the form of a subscription.

    Args:
        wish: what it starts from.
        subscription_id: the one to change; None for a new one.
        return_url: where the answer goes, when the form was opened from a message.
    """
    soon = [b.option(f"{words.capitalize()}", key) for key, words in HOW_SOON.items()]
    grave = [
        b.option("Any severity" if n == 1 else f"{word.capitalize()} or graver", str(n))
        for n, word in SEVERITIES.items()
    ]
    target = {
        "type": "conversations_select",
        "action_id": "target_value",
        "filter": {"include": ["public", "private", "im"], "exclude_bot_users": False},
        "placeholder": b.plain_text("Me", 150),
    }
    if wish.target[:1] in "CGD":
        target["initial_conversation"] = wish.target
    blocks = [
        b.text_input("What", "query", value=wish.query, placeholder="icbm OR nuclear test", hint="As in a search. Empty means everything.", optional=True),
        b.select_input("Where", "target", target, hint="Leave it empty for a direct message to you.", optional=True),
        b.select_input("How soon", "delivery", b.select("delivery_value", soon, placeholder="How soon", chosen=wish.delivery)),
        b.select_input("How grave", "min_severity", b.select("min_severity_value", grave, placeholder="Severity", chosen=str(wish.min_severity))),
    ]  # fmt: skip
    held = json.dumps({"id": subscription_id, "url": return_url})
    return b.modal("Subscription", "subscription_form", blocks, submit="Save", metadata=held)


def snoozes_message(found: Sequence[Snooze], reader: str, zone: str) -> b.Payload:
    """Return what is snoozed, until when, by whom, with a way to undo each."""
    if not found:
        line = "Nothing is snoozed. Make a quiet time: /kp-events snooze balloons for 3d"
        return b.message(line, [b.section(line)])
    lines = [_snooze_line(each, reader, zone) for each in found]
    rows = [
        b.section(line, accessory=b.button("Undo", f"unsnooze:{each.id}", str(each.id), spoken=f"End this snooze of {each.query}"))
        for line, each in zip(lines[:40], found[:40], strict=True)
    ]  # fmt: skip
    heading = plural(len(found), "snooze")
    return b.message(b.spoken(heading, *lines), [b.section(fmt("*{}*", heading)), *rows])


def _snooze_line(each: Snooze, reader: str, zone: str) -> Mrkdwn:
    why = f" ({each.reason})" if each.reason else ""
    return fmt(
        "{}. {} for {}\nuntil {}{}",
        str(each.id),
        bold(each.query or "everything", 200),
        where_words(each.target, reader),
        moment(each.until, zone),
        why,
    )


def digest_line(setting: DigestSetting | None, target: str, reader: str) -> Mrkdwn:
    """Return when a channel or person gets the digest."""
    where = where_words(target, reader)
    if setting is None or not setting.enabled:
        return fmt("No daily digest for {}. Turn it on: /kp-events digest on", where)
    days = "every day" if len(setting.days) == 7 else ", ".join(DAYS[d] for d in setting.days)
    if setting.days == (1, 2, 3, 4, 5):
        days = "Monday to Friday"
    return fmt("The digest comes to {} at {} ({}), {}.", where, setting.hour, setting.zone, days)


def _latest(event: Event) -> Mrkdwn:
    return fmt("• {}: {}", short_day(event.event_date), plain(event.title, 160))
