"""`kp evaluate --events`: how well labelled items are merged, with the twins and the splits by name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.app.compose import shipped_kit
from bot.model.errors import InputError, KpError
from bot.model.verdict import Item
from bot.nlp import jsonl
from bot.pipeline.merge import merge_items
from bot.pipeline.merge_score import MergeScore, Placed, Torn, score_merging

FLOORS = ("precision", "recall", "f1")
NAMED = 30  # how many twins and splits are listed by name


def evaluate_merging(lines: Iterable[str], *, floors: Sequence[str], as_json: bool) -> None:
    """Merge items that say which event they tell of, and print how well that was done.

    Args:
        lines: JSON Lines: items with `event`, and `type` where it is known.
        floors: figures that must be reached, as typed: `precision=.92`.
        as_json: one JSON object instead of tables.

    Raises:
        InputError: a line has no event, or a floor cannot be read.
        KpError: a figure is below its floor.
    """
    needed = [_floor(text) for text in floors]
    items, labels = _read(lines)
    console = Console(stderr=True)
    placed = []
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Merging", total=len(items))
        for item, label, merged in zip(items, labels, merge_items(items, shipped_kit()), strict=True):
            placed.append(Placed(item.id, label["event"], merged["event"], label.get("type")))
            progress.advance(task)
    result = score_merging(placed)
    if as_json:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False))
    else:
        _print(result)
    below = [f"{name} is {value:.3f}, below {floor:g}." for name, floor in needed
             if (value := getattr(result, name)) < floor]  # fmt: skip
    if below:
        raise KpError(" ".join(below))


def _read(lines: Iterable[str]) -> tuple[list[Item], list[dict[str, Any]]]:
    items, labels = [], []
    seen: set[str] = set()
    for number, line in jsonl.numbered_lines(lines):
        item, label = jsonl.parse_line(line, number), json.loads(line)
        if not isinstance(label.get("event"), str) or not label["event"]:
            raise InputError(f"Line {number} does not say its event.", hint='Give each item an "event".')
        if item.id in seen:
            raise InputError(f"Line {number} has the id of an earlier line: {item.id}.")
        seen.add(item.id)
        items.append(item)
        labels.append(label)
    if not items:
        raise InputError("There are no items in the file.")
    return items, labels


def _floor(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if name not in FLOORS or not 0 <= number <= 1:
        raise InputError(
            f"“{text}” is no floor of merging.", hint=f"Like precision=.92: {', '.join(FLOORS)}."
        )
    return name, number


def _print(result: MergeScore) -> None:
    console = Console()
    console.print(
        f"{result.items} items of {result.events} events, merged into {result.found}; "
        f"{result.missed} taken for no event"
    )
    console.print(f"BCubed precision {result.precision:.3f}, recall {result.recall:.3f}, F1 {result.f1:.3f}")
    table = Table("type", "twins merged", "updates split")
    for name, (twins, splits) in result.by_type.items():
        table.add_row(name, str(twins), str(splits))
    if result.by_type:
        console.print(table)
    _name(console, "Found events that hold several", result.twins)
    _name(console, "Events that fell apart", result.splits)


def _name(console: Console, heading: str, torn: Sequence[Torn]) -> None:
    if not torn:
        return
    console.print(f"{heading}:")
    for each in torn[:NAMED]:
        console.print(f"  {each.describe()}", soft_wrap=True, markup=False, highlight=False)
    if len(torn) > NAMED:
        console.print(f"  and {len(torn) - NAMED} more (--json has all)")
