"""Help: what one can type, by example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.text import shorten
from bot.views import blocks as b
from bot.views.mrkdwn import Mrkdwn, bold, fmt, plain

OFFERS = 4


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


def help_message(lines: Iterable[HelpLine]) -> b.Payload:
    """Return what one can type, a line a subcommand."""
    intro = "I watch the Korean Peninsula and tell what happens, once for each event. Ask for anything since the record begins."
    told = [fmt("`/kp-events {}`  {}", line.usage, plain(line.help)) for line in lines]
    asks = [fmt("{}  `{}`", bold(name), words) for name, words in QUERY_HELP]
    made = [
        b.section(intro),
        b.section(Mrkdwn("*Ask*"), *asks),
        *(
            b.section(*([Mrkdwn("*And*")] if i == 0 else []), *told[i : i + 12])
            for i in range(0, len(told), 12)
        ),
        b.context("More on each: /kp-events help WORD"),
    ]
    return b.message(b.spoken(intro, *asks, *told), made)


def topic_message(line: HelpLine) -> b.Payload:
    """Return how one subcommand is used."""
    examples = [fmt("`/kp-events {}`", example) for example in line.examples]
    title = fmt("*{}*  {}", line.name or "Search", plain(line.help))
    how = fmt("Write: `/kp-events {}`", line.usage)
    return b.message(
        b.spoken(title, how, *examples),
        [b.section(title, how), *([b.section(*examples)] if examples else [])],
    )


def hint_message(sentence: str, offers: Sequence[str] = ()) -> b.Payload:
    """Return one sentence: what was wrong and what would do.

    Args:
        sentence: the whole of it.
        offers: commands that would do, without `/kp-events`; each is a button that asks it.
    """
    row = [b.actions(*map(ask_button, offers[:OFFERS], range(OFFERS)))] if offers else []
    return b.message(sentence, [b.section(sentence), *row])


def ask_button(command: str, number: int = 0) -> b.Block:
    """Return a button that asks what somebody could have typed after `/kp-events`."""
    return b.button(shorten(command, 60), f"ask:{number}", command, spoken=f"Ask for {shorten(command, 60)}")
