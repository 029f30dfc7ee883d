"""`kp classify`, `kp merge`: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, TypeVar

import click
from rich.console import Console
from rich.progress import Progress

from bot.app import LazyClassifier
from bot.app.compose import shipped_kit
from bot.model.errors import InputError, KpError
from bot.model.verdict import Item
from bot.nlp import jsonl
from bot.nlp.why import explain_verdict
from bot.pipeline.merge import merge_items

BATCH = 256
T = TypeVar("T")


@click.command("classify")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
@click.option("--explain", is_flag=True, help="Say in words why, instead of JSON.")
def classify(file: IO[str], explain: bool) -> None:
    """Say what items report: one verdict a line, in order.

    \b
    Example:  echo '{"title": "North Korea fires ballistic missile into East Sea"}' | kp classify
    """
    classifier = LazyClassifier()
    lines = Lines(file)
    for batch in batches(lines):
        verdicts = zip(batch, classifier.classify(batch), strict=True)
        said = [explain_verdict(item, v) if explain else jsonl.verdict_line(v) for item, v in verdicts]
        click.echo("\n".join(said))  # at once: writing line by line takes longer than reading most items
    lines.report()


@click.command("merge")
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
def merge(file: IO[str]) -> None:
    """Say which items tell of the same event: the items with the key of their event.

    They go through the whole flow on a temporary database, in the order of their dates.

    \b
    Example:  kp merge items.jsonl > merged.jsonl
    """
    lines = Lines(file)
    items = list(lines)
    progress = Progress(console=Console(stderr=True), disable=not Console(stderr=True).is_terminal)
    with progress:
        task = progress.add_task("Merging", total=len(items))
        for merged in merge_items(items, shipped_kit()):
            click.echo(json.dumps(merged, ensure_ascii=False))
            progress.advance(task)
    lines.report()


class Lines:
    """The items of a JSON Lines file; a malformed line is reported by number and the rest goes on."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.bad = 0

    def __iter__(self) -> Iterator[Item]:
        """Yield the items that can be read."""
        for number, line in jsonl.numbered_lines(self._file):
            try:
                yield jsonl.parse_line(line, number, _warn)
            except InputError as error:
                self.bad += 1
                click.echo(f"kp: {error}", err=True)

    def report(self) -> None:
        """Fail when lines were left out.

        Raises:
            KpError: how many.
        """
        if self.bad:
            raise KpError(f"{self.bad} line(s) could not be read; the rest was done.")


def _warn(said: str) -> None:
    click.echo(f"kp: {said}", err=True)


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
