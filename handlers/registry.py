"""The subcommands of `/kp-events`: a new one is one decorated function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.query.near import nearest as near_names
from bot.views.help import HelpLine
from handlers.turn import Turn

Run = Callable[[Turn, str], None]
F = TypeVar("F", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand: what it does in a line, how it is written, and what runs it (with the words after it).

    `also` are other words by which people look for it.
    """

    name: str
    help: str
    usage: str
    examples: tuple[str, ...]
    run: Run
    also: tuple[str, ...] = ()

    @property
    def line(self) -> HelpLine:
        """What help says of it."""
        return HelpLine(self.name, self.help, self.usage, self.examples)


COMMANDS: dict[str, Subcommand] = {}
BY_WORD: dict[str, str] = {}  # other words for a subcommand -> its name
# how help lists them: what people need first; others follow by name
_FIRST = (
    "search",
    "show",
    "stats",
    "subscribe",
    "subscriptions",
    "unsubscribe",
    "snooze",
    "snoozes",
    "unsnooze",
    "digest",
)


def subcommand(
    name: str,
    *,
    help: str,  # noqa: A002 - read as it is written: @subcommand("show", help=…)
    usage: str = "",
    examples: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Make a function a subcommand; help and routing find it here.

    Args:
        name: the word after `/kp-events`.
        help: one line of what it does.
        usage: how it is written; the name alone when empty.
        examples: whole examples, without `/kp-events`.
        also: other words by which people look for it.
    """

    def register(run: F) -> F:
        COMMANDS[name] = Subcommand(name, help, usage or name, examples or (usage or name,), run, also)
        BY_WORD.update(dict.fromkeys(also, name))
        return run

    return register


def in_order() -> list[Subcommand]:
    """Return the subcommands as help lists them."""
    rest = sorted(name for name in COMMANDS if name not in _FIRST)
    return [COMMANDS[name] for name in (*_FIRST, *rest) if name in COMMANDS]


def nearest(word: str) -> str | None:
    """Return the subcommand that a word may mean: another word for it, or mistyped; None when it is none."""
    known = BY_WORD | {name: name for name in COMMANDS}
    near = near_names(word.lower(), known, most=1)
    return known[near[0]] if near and word.lower() not in COMMANDS else None
