"""What the composer offers while one types `/kp-events …`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COMMAND = "/kp-events"


@dataclass(frozen=True, slots=True)
class Hint:
    """A subcommand: its name, what may follow, and one line of help."""

    name: str
    follows: str
    help: str


HINTS = (
    Hint("show", "412", "one event: reports, revisions, precedents"),
    Hint("stats", "[query] [by month|year|type|place|weapon]", "a chart"),
    Hint("subscribe", "<query> [in #channel] [now|hourly|digest]", "hear of what comes"),
    Hint("subscriptions", "", "what is subscribed here"),
    Hint("unsubscribe", "N", "end a subscription"),
    Hint("snooze", "<query> for 3d", "no alerts on this for a while"),
    Hint("snoozes", "", "what is snoozed"),
    Hint("unsnooze", "N", "end a snooze"),
    Hint("digest", "[now|on|off|at 08:00]", "the daily message of a channel"),
    Hint("feeds", "[add URL|remove N|test URL]", "what is read, and how it is doing"),
    Hint("types", "", "the kinds of event"),
    Hint("report", "<url or text>", "tell the bot of something it missed"),
    Hint("export", "<query> csv|jsonl", "events as a file"),
    Hint("settings", "", "of this channel"),
    Hint("status", "", "how the bot is doing"),
    Hint("help", "[topic]", "what can be asked"),
)
TRY = ("icbm last year", "stats by year", "nuclear tests", "digest now", "help")


@dataclass(frozen=True, slots=True)
class Completions:
    """What is offered: subcommands, the values of query words (`type:`), and lines to try.

    `words` has a query word without its colon for each list of values.
    """

    commands: Sequence[Hint] = HINTS
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tries: Sequence[str] = TRY

    def to_page(self) -> dict[str, Any]:
        """Return it for the page."""
        return {
            "command": COMMAND,
            "commands": [{"name": h.name, "follows": h.follows, "help": h.help} for h in self.commands],
            "words": {name: list(values) for name, values in self.words.items()},
            "tries": list(self.tries),
        }
