"""Help: what one can type, by example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.text import shorten
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain

OFFERS = 4
_MOST = 2000  # characters a button holds
_CHANNEL = re.compile(r"<#\w+(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A subcommand: its name, one line of what it does, how it is written, examples."""

    name: str
    help: str
    usage: str
    examples: tuple[str, ...] = ()


QUERY_HELP = (
    ("Words", 'balloons · "freedom shield" · -cruise · icbm OR nuclear test'),
    ("Plain speech", "icbm launches last year · balloons since May 2024 · last nuclear test"),
    ("Fields", "type:icbm place:Sunan actor:Russia weapon:KN-23 status:denied source:Yonhap"),
    ("Numbers", "severity:>=4 count:>5 distance:>1000 sources:>=3"),
    ("Time", "since:2024-05 until:2025 on:2025-10-31 · last week · March 2023"),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask about that is no command: sentences, and other words for it."""

    sentences: tuple[str, ...]
    also: tuple[str, ...]


TOPICS = {
    "alerts": Topic(
        (
            "One message for each event, edited as outlets confirm or revise it.",
            "What matters is a reply in its thread: a first confirmation, a new count, casualties, a denial.",
            "Details says where it comes from and why. Right, Wrong type and Not an event correct it for all.",
            "Merge and Keep apart say whether two are one. Everything can be undone.",
            "Change subscription changes what brings alerts here; Snooze lets them rest.",
        ),
        ("alert", "buttons", "feedback", "merge", "split", "undo", "correct", "wrong", "thread"),
    ),
    "severity": Topic(
        (
            "1 routine, 2 minor, 3 notable, 4 serious, 5 critical.",
            "It starts from what is usual for the kind of event.",
            "Serious and critical events are told at once; others gather reports for a minute.",
        ),
        ("severities", "grave", "critical", "serious"),
    ),
    "confirmed": Topic(
        (
            "Reported: one or two outlets say so.",
            "Confirmed: three that are independent, or who is in charge.",
            "Revised: facts changed since it was first told.",
            "Denied: who is said to have done it, or who should know, says that it did not happen.",
        ),
        ("reported", "denied", "revised", "confirmation"),
    ),
}


def help_message(lines: Iterable[HelpLine]) -> b.Payload:
    """Return what one can type, a line a subcommand, with a menu that says more on each."""
    intro = "I watch the Korean Peninsula and tell what happens, once for each event. Ask for anything since the record begins."
    found = list(lines)
    told = [fmt("{}  {}", bold(line.name), plain(line.help)) for line in found]
    asks = [fmt("`/kp-events {}`", example) for example in found[0].examples] if found else []
    more = "More on each: pick it below, or /kp-events help WORD"
    names = [*(line.name for line in found), *TOPICS]
    menu = b.select("help_topic", [b.option(name, name) for name in names], placeholder="More on …")
    made = [
        b.section(intro),
        b.section(Mrkdwn("*Ask*"), *asks),
        b.section(Mrkdwn("*And after /kp-events*"), *told),
        b.context(more),
        b.actions(menu),
    ]
    return b.message(b.spoken(intro, *asks, *told, more), made)


def topic_message(line: HelpLine, more: Sequence[tuple[str, str]] = ()) -> b.Payload:
    """Return how one subcommand is used.

    Args:
        line: the subcommand.
        more: what can be written besides, as name and examples.
    """
    title = fmt("*{}*  {}", line.name, plain(line.help))
    how = fmt("Write: `/kp-events {}`", line.usage)
    examples = [fmt("`/kp-events {}`", example) for example in line.examples]
    besides = [fmt("{}  `{}`", bold(name), words) for name, words in more]
    parts = [part for part in ([title, how], examples, besides) if part]
    return b.message(b.spoken(title, how, *examples, *besides), [b.section(*part) for part in parts])


def words_message(topic: str) -> b.Payload:
    """Return what is to be known of a topic that is no command."""
    title, told = bold(topic.capitalize()), TOPICS[topic].sentences
    return b.message(b.spoken(title, *told), [b.section(title, *told)])


def hint_message(sentence: str, offers: Sequence[str] = ()) -> b.Payload:
    """Return one sentence: what was wrong and what would do.

    Args:
        sentence: the whole of it.
        offers: commands that would do, without `/kp-events`; each is a button that asks it.
    """
    held = [offer for offer in offers if len(offer) <= _MOST][:OFFERS]
    row = [b.actions(*map(ask_button, held, range(OFFERS)))] if held else []
    return b.message(sentence, [b.section(sentence), *row])


def ask_button(command: str, number: int = 0) -> b.Block:
    """Return a button that asks what somebody could have typed after `/kp-events`."""
    words = _CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "that channel", command)
    label = shorten(words, 60)
    return b.button(label, f"ask:{number}", command, spoken=f"Ask for {label}")
