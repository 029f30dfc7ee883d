"""`kp bench`: measurements anybody can run, each with the machine, the sizes and medians."""

from __future__ import annotations

import importlib
import json

import click

from bot.cli.bench.measuring import Result, machine

MEASUREMENTS = ("chaos", "classify", "poll", "search", "slack")
"""Each is a module of this package with `measure(size: int | None) -> Result`; a new one is one word here."""


@click.command("bench")
@click.argument("name", type=click.Choice(MEASUREMENTS))
@click.option("--size", type=click.IntRange(10, 1_000_000), help="How many items, events, feeds or messages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def bench(name: str, size: int | None, as_json: bool) -> None:
    """Measure speed and memory on this machine.

    classify: news of which 2, 5 and 20 in a hundred are about Korea, beside spaCy's bare tokenizer on the
    same texts; items about Korea alone; the first answer of a fresh process and its memory.
    poll: feeds on this machine with 50 ms latency, first time, all 304, all sent again, beside the library
    reader where it is installed (deploy/bench.lock). --size: how many feeds; ten times as many at the end.
    search: queries on a record of many events.
    chaos: messages to a Slack that fails in eight ways, through a sender that is killed again and again.
    slack: eight people asking at once on a record of 100,000 events: how soon each is acknowledged and answered,
    in this process and over HTTP. --size: how many events.

    \b
    Example:  kp bench classify --size 5000
    """
    result: Result = importlib.import_module(f"bot.cli.bench.{name}").measure(size) | {"machine": machine()}
    if as_json:
        click.echo(json.dumps(result))
        return
    for key, value in result.items():
        click.echo(f"{key:32} {value:,.2f}" if isinstance(value, float) else f"{key:32} {value}")
