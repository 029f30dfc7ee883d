"""Subscriptions and digest hours: listed, previewed before they are kept, edited in a modal."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.model.event import Event
from bot.model.message import ALERT_ON, Choices, Subscription
from bot.text import begin, plural, quoted
from bot.views import blocks as b
from bot.views.models import Preview
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain
from bot.views.status import place
from bot.views.words import SEVERITIES, grave_words, short_day

HOW_SOON = {"now": "at once", "hourly": "every hour", "digest": "with the digest"}


ON = {
    "new": "New event",
    "confirmed": "Confirmed by several outlets",
    "revised": "Revised: count, type, casualties, date",
    "denied": "Denied",
}
PLAIN = "words"
CRITICAL, BROADCAST = "critical", "broadcast"


@dataclass(frozen=True, slots=True)
class Wish(Choices):
    """What was chosen, before it is kept.

    `id` is the subscription that it changes, None for a new one; `seen` is the mark of that
    subscription as it was when somebody began to change it, empty where that is not known.
    """

    id: int | None = None
    seen: str = ""

    @classmethod
    def of(cls, known: Subscription) -> Wish:
        """Return a subscription as a wish to change it."""
        chosen = {field.name: getattr(known, field.name) for field in fields(Choices)}
        return cls(**chosen, id=known.id, seen=mark_of(Choices(**chosen)))

    def to_value(self) -> str:
        """Return it as a button's value: only what is not as usual."""
        usual = Wish("", "")
        held = {k: v for k, v in asdict(self).items() if v != getattr(usual, k)}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_value(cls, value: str) -> Wish:
        """Return what `to_value` has put into a button."""
        held: dict[str, Any] = {"query": "", "target": "", **json.loads(value)}
        if "alert_on" in held:
            held["alert_on"] = tuple(held["alert_on"])
        return cls(**held)


def mark_of(choices: Choices) -> str:
    """Return a short mark by which the same choices are known again."""
    chosen = [getattr(choices, field.name) for field in fields(Choices)]
    return f"{zlib.crc32(json.dumps(chosen).encode()):08x}"


def where_words(target: str, reader: str) -> Mrkdwn:
    """Return where alerts go: a channel by name, "you" for the reader."""
    return plain("you") if target == reader else place(target)


def preview_message(wish: Wish, preview: Preview, said: str, reader: str) -> b.Payload:
    """Return what a subscription would bring, with a button that keeps it."""
    lines, latest = _preview_lines(wish, preview, said, reader)
    value = wish.to_value()
    buttons = b.actions(
        b.button("Save", "subscription_save", value, style="primary"),
        b.button("Change", "subscription_edit", value, spoken="Change it before saving"),
        b.button("Cancel", "dismiss"),
    )
    return b.message(b.spoken(*lines, *latest), [*_preview_blocks(lines, latest), buttons])


def preview_modal(wish: Wish, preview: Preview, said: str, reader: str) -> b.Payload:
    """Return the same as a form whose Save keeps it."""
    lines, latest = _preview_lines(wish, preview, said, reader)
    change = b.actions(
        b.button("Change", "subscription_edit", wish.to_value(), spoken="Change it before saving")
    )
    return b.modal(
        "Subscription",
        "subscription_preview",
        [*_preview_blocks(lines, latest), change],
        submit="Save",
        metadata=wish.to_value(),
    )


def _preview_lines(
    wish: Wish, preview: Preview, said: str, reader: str
) -> tuple[list[Mrkdwn | str], list[Mrkdwn]]:
    asked = bold(said or "everything", 300)
    where, own = where_words(wish.target, reader), wish.target == reader
    if wish.id:
        heading = fmt(
            "Change {} to {}?", "your subscription" if own else fmt("the subscription of {}", where), asked
        )
    else:
        heading = fmt("Subscribe to {}?", asked) if own else fmt("Subscribe {} to {}?", where, asked)
    latest = [_latest(event) for event in preview.latest]
    news = [fmt("• {}", plain(f"{told.title} ({told.source})", 180)) for told in preview.latest_news]
    return [heading, how_words(wish), preview_words(preview)], [*latest, *news]


def _preview_blocks(lines: Sequence[str], latest: Sequence[Mrkdwn]) -> list[b.Block]:
    return [b.section(*lines)] + ([b.section(Mrkdwn("The latest:"), *latest)] if latest else [])


def how_words(wish: Choices) -> str:
    """Return in sentences how alerts come: how soon, of what, and when not."""
    grave = "" if "severity:" in wish.query else ", of any severity"
    if wish.min_severity > 1:
        grave = f", only what is {grave_words(wish.min_severity).removesuffix(' only')}"
    parts = [f"Alerts come {HOW_SOON[wish.delivery]}{grave}."]
    if wish.words:
        parts.append("News with these words comes too where it is no known event.")
    if set(wish.alert_on) != set(ALERT_ON):
        on = [key for key in ALERT_ON if key in wish.alert_on]
        parts.append(f"Only on what is {' or '.join(on)}.")
    if wish.quiet_from and wish.quiet_to:
        grave_too = "; critical ones come all the same" if wish.pass_critical else ""
        parts.append(f"Quiet from {wish.quiet_from} to {wish.quiet_to}{_zone_words(wish.zone)}{grave_too}.")
    if wish.broadcast:
        parts.append("The channel sees it when an event gets critical.")
    return " ".join(parts)


def _zone_words(zone: str | None) -> str:
    return f" ({zone.rpartition('/')[2].replace('_', ' ')})" if zone else ""


def preview_words(preview: Preview) -> str:
    """Return how often it would have alerted."""
    if preview.total == 0 and not preview.news:
        return f"It would not have alerted in the last {preview.days} days."
    events = f"It would have alerted {plural(preview.total, 'time')} in the last {preview.days} days"
    if preview.news is None:
        return f"{events}."
    news = plural(preview.news, "other news story", "other news stories") if preview.news else "no other news"
    return f"{events}, and told {news}."


def saved_message(kept: Subscription, said: str, reader: str, *, new: bool, digest: bool = True) -> b.Payload:
    """Return that a subscription was kept.

    Args:
        kept: the subscription.
        said: what it asks for, in words.
        reader: who is told.
        new: whether there was none before.
        digest: whether a daily digest comes to that place.
    """
    none = (
        " No digest is on there yet: /kp-events digest on" if kept.delivery == "digest" and not digest else ""
    )
    own = kept.target == reader
    line = fmt(
        "{}{} subscribed to {}. {} End it: /kp-events unsubscribe {}.{}",
        "" if new else "Changed: ",
        ("You are" if new else "you are") if own else fmt("{} is", where_words(kept.target, reader)),
        bold(said or "everything", 300),
        how_words(kept),
        str(kept.id),
        none,
    )
    return b.message(b.spoken(line), [b.section(line)])


def ended_message(ended: Subscription) -> b.Payload:
    """Return that a subscription was ended, with a way to have it back."""
    words = f"{'words ' if ended.words else ''}{ended.query or 'everything'}"
    line = f"Unsubscribed from {name(ended)}. To have it back: /kp-events subscribe {words}"
    undo = b.button(
        "Undo", f"subscription_undo:{ended.id}", str(ended.id), spoken="Have the subscription back"
    )
    return b.message(line, [b.section(line), b.actions(undo)])


def name(each: Subscription) -> str:
    """Return a subscription as it is called in a sentence."""
    return quoted(each.query) if each.query else "everything"


def subscriptions_message(
    found: Sequence[Subscription],
    reader: str,
    *,
    done: str = "",
    ended: Subscription | None = None,
    troubles: Mapping[int, str] | None = None,
) -> b.Payload:
    """Return subscriptions with a menu each.

    Args:
        found: the subscriptions.
        reader: who looks.
        done: what was just done to one of them.
        ended: the one that was ended just now, to have it back.
        troubles: why some bring nothing, by number.
    """
    said = [b.section(done)] if done else []
    if ended is not None:
        undo = b.button(
            "Undo", f"subscription_back:{ended.id}", str(ended.id), spoken="Have the subscription back"
        )
        said.append(b.actions(undo))
    if not found:
        line = "There are no subscriptions here. Make one: /kp-events subscribe icbm"
        return b.message(b.spoken(done, line), [*said, b.section(line)])
    lines = [subscription_line(each, reader, (troubles or {}).get(each.id, "")) for each in found]
    heading = plural(len(found), "subscription")
    rows = [
        b.section(line, accessory=subscription_menu(each))
        for line, each in zip(lines[:40], found[:40], strict=True)
    ]
    return b.message(b.spoken(done, heading, *lines), [*said, b.section(fmt("*{}*", heading)), *rows])


def subscription_line(each: Subscription, reader: str, trouble: str = "") -> Mrkdwn:
    """Return a subscription in a line of a list, with why it brings nothing where that is so."""
    how = [HOW_SOON[each.delivery]]
    how += [grave_words(each.min_severity)] if each.min_severity > 1 else []
    how += ["plain words"] if each.words else []
    if set(each.alert_on) != set(ALERT_ON):
        how.append("on " + ", ".join(key for key in ALERT_ON if key in each.alert_on))
    if each.quiet_from and each.quiet_to:
        how.append(f"quiet {each.quiet_from} to {each.quiet_to}")
    return fmt(
        "{}. {}\nTo {}, {}{}{}",
        str(each.id),
        bold(each.query or "everything", 200),
        where_words(each.target, reader),
        ", ".join(how),
        " · paused" if each.paused else "",
        fmt("\nBrings nothing any more: {} Change it or end it.", plain(trouble)) if trouble else "",
    )


def subscription_menu(each: Subscription) -> b.Block:
    """Return what can be done with a subscription."""
    turn = b.option("Go on", f"resume {each.id}") if each.paused else b.option("Pause", f"pause {each.id}")
    options = [b.option("Change", f"edit {each.id}"), turn, b.option("Unsubscribe", f"remove {each.id}")]
    return b.overflow(f"subscription_menu:{each.id}", options)


def subscription_modal(wish: Wish, *, zone: str | None = None) -> b.Payload:
    """Return the form of a subscription.

    Args:
        wish: what it starts from; its `id` is the one to change.
        zone: the reader's IANA zone, in which quiet hours are meant where the wish says none.
    """
    soon = [b.option(f"{words.capitalize()}", key) for key, words in HOW_SOON.items()]
    grave = [b.option(grave_words(n).capitalize(), str(n)) for n in SEVERITIES]
    plain_words = [
        b.option(
            "Any news that says these words",
            PLAIN,
            "Also where it is no known event.",
        )
    ]
    where = _zone_words(wish.zone or zone)
    rare = [
        b.option("Critical alerts come in quiet hours too", CRITICAL),
        b.option("Show it in the channel when an event gets critical", BROADCAST),
    ]
    rarely = [name for name, on in ((CRITICAL, wish.pass_critical), (BROADCAST, wish.broadcast)) if on]
    blocks = [
        b.text_input("What", "query", value=wish.query, placeholder="icbm OR nuclear test", hint="As in a search. Empty means everything.", optional=True),
        b.select_input("Plain words", "words", _checkboxes("words_value", plain_words, [PLAIN] if wish.words else []), optional=True),
        b.place_input(wish.target),
        b.select_input("How soon", "delivery", b.select("delivery_value", soon, placeholder="How soon", chosen=wish.delivery)),
        b.select_input("How grave", "min_severity", b.select("min_severity_value", grave, placeholder="Severity", chosen=str(wish.min_severity))),
        b.select_input("Alert on", "alert_on", _checkboxes("alert_on_value", [b.option(label, key) for key, label in ON.items()], wish.alert_on), hint="An alert that was sent is kept up to date in any case."),
        b.select_input("Quiet from", "quiet_from", _hour("quiet_from_value", wish.quiet_from), optional=True),
        b.select_input("Quiet to", "quiet_to", _hour("quiet_to_value", wish.quiet_to), hint=f"What comes in these hours{where} is told after them.", optional=True),
        b.select_input("More", "more", _checkboxes("more_value", rare, rarely), optional=True),
    ]  # fmt: skip
    held = json.dumps({"id": wish.id, "seen": wish.seen, "zone": wish.zone or zone})
    return b.modal("Subscription", "subscription_form", blocks, submit="Preview", metadata=held)


def _checkboxes(action_id: str, options: Sequence[b.Block], chosen: Sequence[str]) -> b.Block:
    block: b.Block = {"type": "checkboxes", "action_id": action_id, "options": list(options)}
    initial = [option for option in options if option["value"] in chosen]
    return block | ({"initial_options": initial} if initial else {})


def _hour(action_id: str, chosen: str | None) -> b.Block:
    block: b.Block = {"type": "timepicker", "action_id": action_id}
    return block | ({"initial_time": chosen} if chosen else {})


def _latest(event: Event) -> Mrkdwn:
    return fmt("• {}: {}", begin(short_day(event.event_date)), plain(event.title, 160))
