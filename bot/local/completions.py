"""What the composer offers while one types `/kp-events …`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.gazetteer import Gazetteer, Name
from bot.model.verdict import STATUSES
from bot.query.fields import FLAGS, NAMES
from bot.taxonomy import Taxonomy

COMMAND = "/kp-events"
TRY = ("icbm last year", "stats by year", "nuclear tests", "digest now", "help")


@dataclass(frozen=True, slots=True)
class Hint:
    """A subcommand: its name, what may follow, and one line of help."""

    name: str
    follows: str
    help: str


@dataclass(frozen=True, slots=True)
class Completions:
    """What is offered: subcommands, the values of query words (`type:`), and lines to try.

    `words` has the known values for each query word, without its colon.
    """

    commands: Sequence[Hint] = ()
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


def completions(
    commands: Iterable[tuple[str, str, str]], taxonomy: Taxonomy, gazetteer: Gazetteer
) -> Completions:
    """Return what one bot offers.

    Args:
        commands: name, usage and help of each subcommand, in the order to offer them.
        taxonomy: the kinds of event.
        gazetteer: the names.
    """
    hints = [Hint(name, usage.removeprefix(name).strip(), help_) for name, usage, help_ in commands]
    kinds = [kind.id for kind in taxonomy]
    subtypes = [one for kind in taxonomy for one in kind.subtypes if taxonomy.find(one) == (kind.id, one)]
    known = {
        "type": [*kinds, *subtypes],
        "status": list(STATUSES),
        "is": list(FLAGS),
        "severity": [">=4", ">=3", "5"],
        "actor": _single(gazetteer.actors.values()),
        "place": _single(gazetteer.places.values()),
        "weapon": _single(gazetteer.weapons.values()),
    }
    return Completions(hints, {name: known.get(name, []) for name in NAMES})


def _single(names: Iterable[Name]) -> list[str]:
    """Return the names that are one word, so that they need no quotes."""
    return sorted({one.name for one in names if " " not in one.name})
