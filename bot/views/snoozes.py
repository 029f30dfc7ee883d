"""Snoozes: what rests, until when, with a way to undo each."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.model.message import Snooze
from bot.text import plural, quoted
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt
from bot.views.subscriptions import where_words
from bot.views.words import moment

_KEPT = "Everything is still recorded, and the digest says what was held."
LISTED = "listed"  # follows the number where a button stands in a list
CHOICES = (("A day", "1d"), ("3 days", "3d"), ("A week", "7d"), ("30 days", "30d"))


def snooze_modal(what: str, target: str, query: str) -> b.Payload:
    """Return the form that asks for how long alerts shall rest in one place.

    Args:
        what: what they are about, in words.
        target: the channel or person.
        query: what the form starts from.
    """
    first = f"No alerts here about: {what}. {_KEPT}"
    blocks = [
        b.section(first),
        b.text_input("What", "query", value=query, hint="As in a search."),
        _how_long(),
    ]
    return b.modal("Snooze", "snooze_form", blocks, submit="Snooze", metadata=json.dumps({"target": target}))


def open_snooze_modal(target: str) -> b.Payload:
    """Return the form that asks what shall rest, where and for how long.

    Args:
        target: the channel or person it starts from.
    """
    hint = "As in a search. “everything” lets all alerts rest."
    what = b.text_input("What", "query", placeholder="balloons", hint=hint)
    blocks = [
        b.section(f"No alerts about this for a while. {_KEPT}"),
        what,
        _how_long(),
        b.place_input(target),
    ]
    return b.modal("Snooze", "snooze_form", blocks, submit="Snooze")


def _how_long() -> b.Block:
    options = [b.option(label, value) for label, value in CHOICES]
    return b.select_input(
        "For how long", "for", b.select("for_value", options, placeholder="How long", chosen="1d")
    )


def snoozed_message(kept: Snooze, reader: str, zone: str) -> b.Payload:
    """Return that something rests now.

    Args:
        kept: the snooze.
        reader: who is told.
        zone: the reader's IANA zone.
    """
    line = fmt(
        f"Snoozed {{}} for {{}} until {{}}. {_KEPT}",
        bold(kept.query or "everything", 250),
        where_words(kept.target, reader),
        moment(kept.until, zone),
    )
    undo = b.button("Undo", f"unsnooze:{kept.id}", str(kept.id), spoken="End this snooze")
    return b.message(b.spoken(line), [b.section(line), b.actions(undo)])


def snoozes_message(
    found: Sequence[Snooze], reader: str, zone: str, *, ended: Snooze | None = None
) -> b.Payload:
    """Return what is snoozed, until when, by whom, with a way to undo each.

    Args:
        found: the snoozes.
        reader: who looks.
        zone: the reader's IANA zone.
        ended: the one that was ended just now in this list, to let it hold on.
    """
    said: b.Payload = ended_message(ended, listed=True) if ended is not None else {"text": "", "blocks": []}
    if not found:
        line = "Nothing is snoozed. Make a quiet time: /kp-events snooze balloons for 3d"
        return b.message(b.spoken(said["text"], line), [*said["blocks"], b.section(line)])
    lines = [_line(each, reader, zone) for each in found]
    rows = [
        b.section(line, accessory=b.button("Undo", f"unsnooze:{each.id}", f"{each.id} {LISTED}", spoken=f"End this snooze of {each.query}"))
        for line, each in zip(lines[:40], found[:40], strict=True)
    ]  # fmt: skip
    heading = plural(len(found), "snooze")
    blocks = [*said["blocks"], b.section(fmt("*{}*", heading)), *rows]
    return b.message(b.spoken(said["text"], heading, *lines), blocks)


def ended_message(ended: Snooze, *, listed: bool = False) -> b.Payload:
    """Return that a snooze was ended, with a way to let it hold on.

    Args:
        ended: the snooze.
        listed: it is said above a list, which stays one.
    """
    line = f"Alerts about {quoted(ended.query) if ended.query else 'everything'} come again."
    value = f"{ended.id} {LISTED}" if listed else str(ended.id)
    again = b.button("Snooze again", f"snooze_again:{ended.id}", value, spoken="Let the snooze hold on")
    return b.message(line, [b.section(line), b.actions(again)])


def _line(each: Snooze, reader: str, zone: str) -> Mrkdwn:
    why = f" ({each.reason})" if each.reason else ""
    return fmt(
        "{}. {} for {}\nUntil {}{}",
        str(each.id),
        bold(each.query or "everything", 200),
        where_words(each.target, reader),
        moment(each.until, zone),
        why,
    )
